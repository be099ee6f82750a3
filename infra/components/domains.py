"""The API's own name, where a stack has one; its certificate waits in the vault.

Flex Consumption had no managed certificates when this was written: bring one, named in
`apiCertificate`, as docs/operations/deploy.md says.
"""

import pulumi
from pulumi_azure_native import web

from infra.components.compute import Compute
from infra.components.vault import Vault
from infra.site import Site


class ApiDomain(pulumi.ComponentResource):
    """The name bound to the Function App with a certificate from the vault."""

    def __init__(self, site: Site, compute: Compute, vault: Vault) -> None:
        super().__init__("plumbline:infra:ApiDomain", "api-domain")
        config = site.config
        certificate = web.Certificate(
            "api-certificate",
            name=f"{site.names.local('cert')}-api",
            resource_group_name=site.group.name,
            location=config.location,
            server_farm_id=compute.plan.id,
            key_vault_id=vault.vault.id,
            key_vault_secret_name=config.api_certificate,
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        web.WebAppHostNameBinding(
            "api-name",
            name=compute.app.name,
            site_name=compute.app.name,
            host_name=config.api_domain,
            resource_group_name=site.group.name,
            custom_host_name_dns_record_type=web.CustomHostNameDnsRecordType.C_NAME,
            host_name_type=web.HostNameType.VERIFIED,
            ssl_state=web.SslState.SNI_ENABLED,
            thumbprint=certificate.thumbprint,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
