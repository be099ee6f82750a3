"""Key Vault: what must be secret although identities do the rest."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

import pulumi
from pulumi_azure_native import keyvault

from infra.site import Site

# A forgotten key stops working after a year instead of never (docs/operations/runbooks/rotate.md).
_SECRET_DAYS: Final = 365
# A secret of the stack's configuration, and the name under which the app asks the vault for it.
PROVIDER_KEYS: Final = {
    "openaiApiKey": "plumbline-openai-api-key",
    "xaiApiKey": "plumbline-xai-api-key",
    "alphaVantageApiKey": "plumbline-alpha-vantage-api-key",
    "oidcClientSecret": "plumbline-oidc-client-secret",
}


class Vault(pulumi.ComponentResource):
    """A vault opened by roles only, and a secret for each provider key the stack was given.

    The key that signs access tokens is not among them: one that Pulumi made would be in its state.
    `make deploy` puts it there (tools/deploy.py).
    """

    def __init__(self, site: Site, tenant: str) -> None:
        super().__init__("plumbline:infra:Vault", "vault")
        config = site.config
        self._site = site
        self.vault = keyvault.Vault(
            "key-vault",
            vault_name=site.names.everywhere("kv"),
            resource_group_name=site.group.name,
            location=config.location,
            properties={
                "tenant_id": tenant,
                "sku": {"family": keyvault.SkuFamily.A, "name": keyvault.SkuName.STANDARD},
                "enable_rbac_authorization": True,
                "enable_soft_delete": True,
                "soft_delete_retention_in_days": config.soft_delete_days,
                "enable_purge_protection": True,
                "enabled_for_deployment": False,
                "enabled_for_disk_encryption": False,
                "enabled_for_template_deployment": False,
                "public_network_access": "Disabled" if config.is_private else "Enabled",
                "network_acls": {
                    "default_action": "Deny" if config.is_private else "Allow",
                    "bypass": "AzureServices",
                },
            },
            tags=site.tags,
            opts=site.keep(self),
        )
        given = pulumi.Config("plumbline")
        for key, name in PROVIDER_KEYS.items():
            value = given.get_secret(key)
            if value is not None:
                self._secret(name, value)
        self.register_outputs({})

    @property
    def url(self) -> pulumi.Output[str]:
        """Where the vault answers."""
        return pulumi.Output.concat("https://", self.vault.name, ".vault.azure.net/")

    def _secret(self, name: str, value: pulumi.Output[str]) -> None:
        keyvault.Secret(
            f"secret-{name}",
            secret_name=name,
            vault_name=self.vault.name,
            resource_group_name=self._site.group.name,
            properties={
                "value": value,
                "content_type": "text/plain",
                "attributes": {"enabled": True, "expires": _expiry(self._site)},
            },
            tags=self._site.tags,
            opts=pulumi.ResourceOptions(
                parent=self.vault, additional_secret_outputs=["properties"]
            ),
        )


def _expiry(site: Site) -> int:
    """Return epoch seconds, counted from the day the keys were last renewed (`secretsRenewed`).

    Asking the clock would change every secret on every run.
    """
    midnight = datetime.combine(site.config.secrets_renewed, time(), UTC)
    return int((midnight + timedelta(days=_SECRET_DAYS)).timestamp())
