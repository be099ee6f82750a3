"""Who acts: the running app, the deployment workflow, and the workflow that only looks."""

import pulumi
from pulumi_azure_native import managedidentity

from infra.site import Site

_ISSUER = "https://token.actions.githubusercontent.com"
_AUDIENCE = "api://AzureADTokenExchange"


class Identities(pulumi.ComponentResource):
    """User-assigned identities: they outlive the app, so their rights can be set before it runs.

    `deployment` and `preview` exist only where a GitHub repository is named. They hold no secret:
    GitHub's own token for a run of that repository is exchanged for theirs.
    """

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:Identities", "identities")
        self._site = site
        self.runtime = self._identity("runtime")
        self.deployment: managedidentity.UserAssignedIdentity | None = None
        self.preview: managedidentity.UserAssignedIdentity | None = None
        github = site.config.github
        if github is not None:
            self.deployment = self._identity("deployment")
            self._trust("deployment", self.deployment, f"environment:{github.environment}")
            self.preview = self._identity("preview")
            self._trust("preview", self.preview, "pull_request")
        self.register_outputs({})

    def _identity(self, name: str) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=f"{self._site.names.local('id')}-{name}",
            resource_group_name=self._site.group.name,
            location=self._site.config.location,
            tags=self._site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _trust(
        self, name: str, identity: managedidentity.UserAssignedIdentity, subject: str
    ) -> None:
        github = self._site.config.github
        repository = github.repository if github else ""
        managedidentity.FederatedIdentityCredential(
            f"{name}-github",
            federated_identity_credential_resource_name=f"github-{name}",
            resource_group_name=self._site.group.name,
            resource_name_=identity.name,
            issuer=_ISSUER,
            subject=f"repo:{repository}:{subject}",
            audiences=[_AUDIENCE],
            opts=pulumi.ResourceOptions(parent=identity),
        )
