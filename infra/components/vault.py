"""Key Vault: what must be secret although identities do the rest."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

import pulumi
from pulumi_azure_native import keyvault

from infra.config import ConfigError
from infra.site import Site

# A forgotten key stops working after a year instead of never (docs/operations/runbooks/rotate.md).
_SECRET_DAYS: Final = 365
# A secret of the stack's configuration, its name in the vault, and the setting that reads it there.
PROVIDER_KEYS: Final = {
    "openaiApiKey": ("openai-api-key", "OPENAI_API_KEY"),
    "xaiApiKey": ("xai-api-key", "XAI_API_KEY"),
    "alphaVantageApiKey": ("alpha-vantage-api-key", "ALPHA_VANTAGE_API_KEY"),
}


class Vault(pulumi.ComponentResource):
    """A vault opened by roles only, and a secret for each provider key the stack was given.

    `references`: app settings that point at those secrets; their values never leave the vault.
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
        self.references: dict[str, pulumi.Output[str]] = {}
        given = pulumi.Config("plumbline")
        for key, (name, setting) in PROVIDER_KEYS.items():
            value = given.get_secret(key)
            if value is None:
                continue
            if config.is_private:
                # A vault that answers nobody outside cannot be referred to from Flex Consumption.
                raise ConfigError(f"plumbline:{key} cannot be used where isPrivate is set")
            self._secret(name, value)
            self.references[setting] = self._reference(name)
        self.register_outputs({})

    @property
    def url(self) -> pulumi.Output[str]:
        """Where the vault answers."""
        return pulumi.Output.concat("https://", self.vault.name, ".vault.azure.net/")

    def _reference(self, name: str) -> pulumi.Output[str]:
        secret = pulumi.Output.concat(self.url, "secrets/", name, "/")
        return pulumi.Output.concat("@Microsoft.KeyVault(SecretUri=", secret, ")")

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
