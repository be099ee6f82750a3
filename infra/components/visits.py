"""Where browsers tell of visits, apart from everything else, because anybody may write there."""

import pulumi
from pulumi_azure_native import applicationinsights, operationalinsights

from infra.site import Site

# A million page views are about a gigabyte; a stranger who writes here fills this and no more.
_DAILY_CAP_GB = 0.1
# What policies know it by.
TAKES_VISITS = {"takes": "visits"}


class Visits(pulumi.ComponentResource):
    """An Application Insights that takes telemetry without a token, in a workspace of its own.

    Browsers have no identity to show, so its connection string opens it for writing, as the page
    tells everybody. In the app's workspace that would forge what alerts read and spend its cap.
    """

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:Visits", "visits")
        config = site.config
        workspace = operationalinsights.Workspace(
            "visits-workspace",
            workspace_name=f"{site.names.local('log')}-visits",
            resource_group_name=site.group.name,
            location=config.location,
            sku={"name": operationalinsights.WorkspaceSkuNameEnum.PER_GB2018},
            retention_in_days=config.log_retention_days,
            workspace_capping={"daily_quota_gb": _DAILY_CAP_GB},
            features={
                "disable_local_auth": True,
                "enable_log_access_using_only_resource_permissions": True,
            },
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.insights = applicationinsights.Component(
            "visits-insights",
            resource_name_=f"{site.names.local('appi')}-visits",
            resource_group_name=site.group.name,
            location=config.location,
            kind="web",
            application_type=applicationinsights.ApplicationType.WEB,
            ingestion_mode=applicationinsights.IngestionMode.LOG_ANALYTICS,
            workspace_resource_id=workspace.id,
            disable_local_auth=False,
            disable_ip_masking=False,
            tags={**site.tags, **TAKES_VISITS},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
