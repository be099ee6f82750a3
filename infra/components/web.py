"""The page: a Static Web App. It calls the API directly, so there is no linked backend."""

from typing import Any

import pulumi
from pulumi_azure_native import web

from infra.site import Site


class Page(pulumi.ComponentResource):
    """The static site; its files and `config.json` come from the deployment workflow."""

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:Page", "page")
        config = site.config
        self._domain = config.page_domain
        self.site = web.StaticSite(
            "static-site",
            name=site.names.everywhere("swa"),
            resource_group_name=site.group.name,
            # Only a few regions hold static sites; the files are served from everywhere.
            location=config.web_location,
            sku={"name": config.web_sku, "tier": config.web_sku},
            allow_config_file_updates=True,
            staging_environment_policy=web.StagingEnvironmentPolicy.DISABLED,
            public_network_access="Enabled",
            # Deployed with a token asked for at that moment; no repository token is kept.
            provider="Custom",
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        if config.page_domain:
            web.StaticSiteCustomDomain(
                "page-domain",
                name=self.site.name,
                domain_name=config.page_domain,
                resource_group_name=site.group.name,
                validation_method="cname-delegation",
                opts=pulumi.ResourceOptions(parent=self.site),
            )
        self.register_outputs({})

    @property
    def origins(self) -> pulumi.Output[str]:
        """Return what the API lets in, separated by commas; the first is where mails point to."""
        own: Any = pulumi.Output.concat("https://", self.site.default_hostname)
        return pulumi.Output.concat("https://", self._domain, ",", own) if self._domain else own

    @property
    def address(self) -> pulumi.Output[str]:
        """Where people go."""
        return self.origins.apply(lambda origins: origins.split(",")[0])
