"""What protects the owner from accidents: a budget that speaks up, and locks on what holds data."""

from typing import Any

import pulumi
from pulumi_azure_native import authorization, consumption

from infra.components.alerts import Alerts
from infra.site import Site

_OWNER = "Owner"


class Governance(pulumi.ComponentResource):
    """Budget of the resource group, and delete locks in protected stacks."""

    def __init__(
        self, site: Site, alerts: Alerts, keepsakes: dict[str, pulumi.CustomResource]
    ) -> None:
        super().__init__("plumbline:infra:Governance", "governance")
        self._site = site
        self._budget(alerts)
        if site.config.is_protected:
            for name, resource in keepsakes.items():
                self._lock(name, resource)
        self.register_outputs({})

    def _budget(self, alerts: Alerts) -> None:
        config = self._site.config

        def notice(percent: int, kind: str) -> Any:
            return {
                "enabled": True,
                "operator": consumption.OperatorType.GREATER_THAN_OR_EQUAL_TO,
                "threshold": percent,
                "threshold_type": kind,
                "contact_emails": list(config.alert_emails),
                "contact_roles": [_OWNER],
                "contact_groups": [alerts.group.id],
            }

        consumption.Budget(
            "budget",
            budget_name=self._site.names.local("budget"),
            scope=self._site.group.id,
            amount=config.monthly_budget,
            category=consumption.CategoryType.COST,
            time_grain=consumption.TimeGrainType.MONTHLY,
            time_period={"start_date": f"{config.budget_start.isoformat()}T00:00:00Z"},
            notifications={
                "half": notice(50, "Actual"),
                "all": notice(100, "Actual"),
                "heading-over": notice(100, "Forecasted"),
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _lock(self, name: str, resource: pulumi.CustomResource) -> None:
        authorization.ManagementLockByScope(
            f"lock-{name}",
            lock_name="plumbline-keeps-this",
            scope=resource.id,
            level=authorization.LockLevel.CAN_NOT_DELETE,
            notes="Holds people's data. To remove it, see docs/operations/runbooks.",
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
