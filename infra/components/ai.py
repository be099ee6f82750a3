"""Azure OpenAI, where the stack names models: an account without keys and its deployments."""

import pulumi
from pulumi_azure_native import cognitiveservices

from infra.site import Site


class ModelHost(pulumi.ComponentResource):
    """The account and one deployment a model; the app asks with its identity."""

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:ModelHost", "models")
        config = site.config
        name = site.names.everywhere("oai")
        self.account = cognitiveservices.Account(
            "openai-account",
            account_name=name,
            resource_group_name=site.group.name,
            location=config.location,
            kind="OpenAI",
            sku={"name": "S0"},
            properties={
                # Tokens of Microsoft Entra ID are taken on a name of one's own only.
                "custom_sub_domain_name": name,
                "disable_local_auth": True,
                "public_network_access": "Disabled" if config.is_private else "Enabled",
                "network_acls": {"default_action": "Deny" if config.is_private else "Allow"},
            },
            identity={"type": cognitiveservices.ResourceIdentityType.SYSTEM_ASSIGNED},
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        previous: list[pulumi.Resource] = []
        for model in config.models:
            # One after the other: Azure refuses two changes of an account at the same time.
            deployment = cognitiveservices.Deployment(
                f"model-{model.name}",
                deployment_name=model.name,
                account_name=self.account.name,
                resource_group_name=site.group.name,
                sku={"name": model.sku, "capacity": model.capacity},
                properties={
                    "model": {"format": "OpenAI", "name": model.model, "version": model.version},
                    "version_upgrade_option": "NoAutoUpgrade",
                },
                opts=pulumi.ResourceOptions(parent=self.account, depends_on=previous),
            )
            previous = [deployment]
        self.register_outputs({})

    @property
    def endpoint(self) -> pulumi.Output[str]:
        """Where the account answers; the app knows the path."""
        return pulumi.Output.concat("https://", self.account.name, ".openai.azure.com")
