"""Where telemetry goes: one workspace with a daily cap, and Application Insights on top of it."""

import pulumi
from pulumi_azure_native import applicationinsights, operationalinsights

from infra.components.identity import Identities
from infra.site import Site


class Observability(pulumi.ComponentResource):
    """Workspace and Application Insights. Telemetry is taken from identities only.

    The connection string therefore holds no secret: it names the resource, it does not open it.
    """

    def __init__(self, site: Site, identities: Identities) -> None:
        super().__init__("plumbline:infra:Observability", "observability")
        config = site.config
        self.identities = identities
        self.workspace = operationalinsights.Workspace(
            "log-workspace",
            workspace_name=site.names.local("log"),
            resource_group_name=site.group.name,
            location=config.location,
            sku={"name": operationalinsights.WorkspaceSkuNameEnum.PER_GB2018},
            retention_in_days=config.log_retention_days,
            workspace_capping={"daily_quota_gb": config.log_daily_cap_gb},
            features={
                "disable_local_auth": True,
                "enable_log_access_using_only_resource_permissions": True,
            },
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.insights = applicationinsights.Component(
            "app-insights",
            resource_name_=site.names.local("appi"),
            resource_group_name=site.group.name,
            location=config.location,
            kind="web",
            application_type=applicationinsights.ApplicationType.WEB,
            ingestion_mode=applicationinsights.IngestionMode.LOG_ANALYTICS,
            workspace_resource_id=self.workspace.id,
            disable_local_auth=True,
            disable_ip_masking=False,
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
