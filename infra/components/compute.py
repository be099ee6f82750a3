"""The Function App on Flex Consumption: scales to nothing, reaches everything by identity."""

from typing import Any, Final

import pulumi
from pulumi_azure_native import web

from infra.app_settings import app_settings
from infra.components.access import Access
from infra.components.ai import ModelHost
from infra.components.documents import DATABASE, Documents
from infra.components.identity import Identities
from infra.components.mail import MailService
from infra.components.network import Network
from infra.components.observability import Observability
from infra.components.storage import Storage
from infra.components.vault import Vault
from infra.components.web import Page
from infra.site import Site

_PYTHON: Final = "3.13"
# Requests of one instance at a time: a page asks for six things at once, and analytics are heavy.
_HTTP_CONCURRENCY: Final = 16


class Compute(pulumi.ComponentResource):
    """Plan and app. The package comes later, from the deployment workflow."""

    def __init__(
        self,
        site: Site,
        identities: Identities,
        storage: Storage,
        documents: Documents,
        vault: Vault,
        page: Page,
        observability: Observability,
        access: Access,
        models: ModelHost | None,
        mail: MailService | None,
        network: Network | None,
    ) -> None:
        super().__init__("plumbline:infra:Compute", "compute")
        config = site.config
        self._site = site
        runtime = identities.runtime
        self.plan = web.AppServicePlan(
            "function-plan",
            name=site.names.local("plan"),
            resource_group_name=site.group.name,
            location=config.location,
            kind="functionapp",
            reserved=True,
            sku={"tier": "FlexConsumption", "name": "FC1"},
            zone_redundant=config.zone_redundant,
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        settings = app_settings(
            config,
            {
                "storage_account": storage.account.name,
                "client_id": runtime.client_id,
                "insights_connection": observability.insights.connection_string,
                "insights_authentication": pulumi.Output.concat(
                    "ClientId=", runtime.client_id, ";Authorization=AAD"
                ),
                "cosmos_endpoint": documents.endpoint,
                "cosmos_database": DATABASE,
                "key_vault_url": vault.url,
                "web_origins": page.origins,
                "model_endpoint": models.endpoint if models else "",
                "mail_endpoint": mail.endpoint if mail else "",
                "mail_sender": mail.sender if mail else "",
                "host_name": f"{site.names.everywhere('func')}.azurewebsites.net",
            },
        )
        self.app = web.WebApp(
            "function-app",
            name=site.names.everywhere("func"),
            resource_group_name=site.group.name,
            location=config.location,
            kind="functionapp,linux",
            reserved=True,
            server_farm_id=self.plan.id,
            https_only=True,
            client_affinity_enabled=False,
            public_network_access="Enabled",
            ssh_enabled=False,
            virtual_network_subnet_id=network.app_subnet.id if network else None,
            identity={
                "type": web.ManagedServiceIdentityType.USER_ASSIGNED,
                "user_assigned_identities": [runtime.id],
            },
            key_vault_reference_identity=runtime.id,
            function_app_config=self._flex(storage.deployment_url, runtime.id),
            # A plain dict: `SiteConfigArgs` adds properties that Flex Consumption refuses.
            site_config={
                "min_tls_version": web.SupportedTlsVersions.SUPPORTED_TLS_VERSIONS_1_2,
                "scm_min_tls_version": web.SupportedTlsVersions.SUPPORTED_TLS_VERSIONS_1_2,
                "http20_enabled": True,
                "app_settings": [
                    {"name": name, "value": value} for name, value in settings.items()
                ],
            },
            tags=site.tags,
            # The rights first: an app that starts without them fails until it is restarted.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*storage.containers, access]),
        )
        self._no_basic_auth()
        self.hostname = config.api_domain or self.app.default_host_name
        self.register_outputs({})

    def _flex(self, package: pulumi.Output[str], identity: pulumi.Output[str]) -> Any:
        config = self._site.config
        scale: dict[str, Any] = {
            "instance_memory_mb": config.instance_memory_mb,
            "maximum_instance_count": config.maximum_instances,
            "triggers": {"http": {"per_instance_concurrency": _HTTP_CONCURRENCY}},
        }
        if config.always_ready_instances:
            scale["always_ready"] = [
                {"name": "http", "instance_count": config.always_ready_instances}
            ]
        return {
            "runtime": {"name": "python", "version": _PYTHON},
            "scale_and_concurrency": scale,
            "deployment": {
                "storage": {
                    "type": "blobContainer",
                    "value": package,
                    "authentication": {
                        "type": "UserAssignedIdentity",
                        "user_assigned_identity_resource_id": identity,
                    },
                }
            },
        }

    def _no_basic_auth(self) -> None:
        """Publishing passwords are off: packages come through tokens of Microsoft Entra ID."""
        web.WebAppScmAllowed(
            "no-basic-auth-scm",
            name=self.app.name,
            resource_group_name=self._site.group.name,
            allow=False,
            opts=pulumi.ResourceOptions(parent=self.app),
        )
        web.WebAppFtpAllowed(
            "no-basic-auth-ftp",
            name=self.app.name,
            resource_group_name=self._site.group.name,
            allow=False,
            opts=pulumi.ResourceOptions(parent=self.app),
        )
