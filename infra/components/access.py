"""Who may do what, on which resource: every right in one place, none broader than its use."""

from typing import Final

import pulumi
from pulumi_azure_native import authorization, cosmosdb

from infra import roles
from infra.components.ai import ModelHost
from infra.components.documents import DATABASE, Documents
from infra.components.identity import Identities
from infra.components.mail import MailService
from infra.components.observability import Observability
from infra.components.storage import Storage
from infra.components.vault import Vault
from infra.site import Site
from shared.platform.containers import ALL, AUDIT, Container

_DATA: Final = "Microsoft.DocumentDB/databaseAccounts"
# Enough to append to the trail and to read it; not to change or remove what is in it.
_APPEND: Final = (
    f"{_DATA}/readMetadata",
    f"{_DATA}/sqlDatabases/containers/executeQuery",
    f"{_DATA}/sqlDatabases/containers/items/create",
    f"{_DATA}/sqlDatabases/containers/items/read",
)


class Access(pulumi.ComponentResource):
    """Role assignments of the running app and of the two workflows."""

    def __init__(
        self,
        site: Site,
        identities: Identities,
        storage: Storage,
        documents: Documents,
        vault: Vault,
        observability: Observability,
        models: ModelHost | None,
        mail: MailService | None,
    ) -> None:
        super().__init__("plumbline:infra:Access", "access")
        self._site = site
        runtime = identities.runtime.principal_id
        account = storage.account.id
        # Owner, not contributor: the Functions host leases blobs in a container it makes itself.
        self._may("runtime-blobs", runtime, roles.BLOB_OWNER, account)
        self._may("runtime-queues", runtime, roles.QUEUE_CONTRIBUTOR, account)
        self._may("runtime-tables", runtime, roles.TABLE_CONTRIBUTOR, account)
        self._may("runtime-vault", runtime, roles.VAULT_SECRETS_USER, vault.vault.id)
        insights = observability.insights.id
        self._may("runtime-telemetry", runtime, roles.METRICS_PUBLISHER, insights)
        if models is not None:
            self._may("runtime-models", runtime, roles.OPENAI_USER, models.account.id)
        if mail is not None:
            # Its keys, which the role could list, are refused.
            self._may("runtime-mail", runtime, roles.MAIL_OWNER, mail.service.id)
        self._documents(documents, runtime)
        self._workflows(identities)
        self.register_outputs({})

    def _may(
        self,
        name: str,
        principal: pulumi.Input[str],
        role: str,
        scope: pulumi.Input[str],
        condition: str | None = None,
    ) -> None:
        authorization.RoleAssignment(
            name,
            role_assignment_name=self._site.names.guid("role", name),
            principal_id=principal,
            # Said, so that Azure does not look for a principal that was made a second ago.
            principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
            role_definition_id=roles.role_id(self._site.names.subscription, role),
            scope=scope,
            condition=condition,
            condition_version="2.0" if condition else None,
            # The GUID stays when the principal changes, and Azure lets no assignment change hands.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _documents(self, documents: Documents, runtime: pulumi.Output[str]) -> None:
        """Read and write every container but the audit trail, which may only be appended to."""
        account = documents.account
        contributor = pulumi.Output.concat(
            account.id, "/sqlRoleDefinitions/", roles.COSMOS_DATA_CONTRIBUTOR
        )
        appender = cosmosdb.SqlResourceSqlRoleDefinition(
            "audit-appender",
            account_name=account.name,
            resource_group_name=self._site.group.name,
            role_definition_id=self._site.names.guid("cosmos-role", "audit-appender"),
            role_name="Plumbline audit appender",
            type=cosmosdb.RoleDefinitionType.CUSTOM_ROLE,
            assignable_scopes=[account.id],
            permissions=[{"data_actions": list(_APPEND)}],
            opts=pulumi.ResourceOptions(parent=self),
        )
        for container in ALL:
            role = appender.id if container is AUDIT else contributor
            self._may_use(documents, container, role, runtime)

    def _may_use(
        self,
        documents: Documents,
        container: Container,
        role: pulumi.Output[str],
        principal: pulumi.Output[str],
    ) -> None:
        scope = pulumi.Output.concat(
            documents.account.id, f"/dbs/{DATABASE}/colls/{container.name}"
        )
        cosmosdb.SqlResourceSqlRoleAssignment(
            f"runtime-{container.name}",
            account_name=documents.account.name,
            resource_group_name=self._site.group.name,
            role_assignment_id=self._site.names.guid("cosmos", container.name),
            role_definition_id=role,
            principal_id=principal,
            scope=scope,
            opts=pulumi.ResourceOptions(
                parent=self,
                delete_before_replace=True,
                depends_on=[documents.containers[container.name]],
            ),
        )

    def _workflows(self, identities: Identities) -> None:
        group = self._site.group.id
        if identities.deployment is not None:
            principal = identities.deployment.principal_id
            self._may("deployment-resources", principal, roles.CONTRIBUTOR, group)
            self._may(
                "deployment-roles", principal, roles.ACCESS_ADMINISTRATOR, group, _only_ours()
            )
        if identities.preview is not None:
            self._may("preview-reads", identities.preview.principal_id, roles.READER, group)


def _only_ours() -> str:
    """Return the condition that lets the workflow hand out the runtime's roles and no others."""
    mine = ", ".join(
        (
            roles.BLOB_OWNER,
            roles.QUEUE_CONTRIBUTOR,
            roles.TABLE_CONTRIBUTOR,
            roles.VAULT_SECRETS_USER,
            roles.METRICS_PUBLISHER,
            roles.OPENAI_USER,
            roles.MAIL_OWNER,
        )
    )
    kind = "Microsoft.Authorization/roleAssignments"

    def limited(action: str, source: str) -> str:
        return (
            f"((!(ActionMatches{{'{kind}/{action}'}})) OR (@{source}[{kind}:RoleDefinitionId]"
            f" ForAnyOfAnyValues:GuidEquals {{{mine}}}))"
        )

    return f"{limited('write', 'Request')} AND {limited('delete', 'Resource')}"
