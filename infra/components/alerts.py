"""What wakes somebody: one action group and the rules that call it."""

from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_azure_native import monitor

from infra import queries
from infra.components.documents import Documents
from infra.components.observability import Observability
from infra.site import Site

_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class LogAlert:
    """A rule over the logs. `limit`: how many rows are still fine; `below`: none is the fault."""

    name: str
    says: str
    query: str
    severity: int
    limit: int = 0
    below: bool = False
    window_minutes: int = 15
    in_dev: bool = True


_LOG_ALERTS: Final = (
    LogAlert("server-errors", "More than 5 answers with 5xx", queries.SERVER_ERRORS, 1, limit=5),
    # Nobody but the developer waits for a dev stack, and every rule has its price.
    LogAlert("slow", "p95 above 2 s over 20 requests or more", queries.SLOW, 2, in_dev=False),
    LogAlert("poison", "A message failed five times", queries.POISONED, 1),
    LogAlert(
        "ingestion-stale",
        "No successful market tick for an hour (four are due)",
        queries.INGESTION_RUNS,
        1,
        limit=1,
        below=True,
        window_minutes=_HOUR,
    ),
)


class Alerts(pulumi.ComponentResource):
    """Action group, log alerts and the metric alert on throttled Cosmos requests."""

    def __init__(self, site: Site, observability: Observability, documents: Documents) -> None:
        super().__init__("plumbline:infra:Alerts", "alerts")
        self._site = site
        self._workspace = observability.workspace.id
        self.group = self._action_group()
        for alert in _LOG_ALERTS:
            if alert.in_dev or site.config.stage != "dev":
                self._log_alert(alert)
        self._throttled(documents)
        self.register_outputs({})

    def _action_group(self) -> monitor.ActionGroup:
        # Owners are told in any case, so that a stack without addresses is not a silent one.
        owners: Any = {
            "name": "owners",
            "role_id": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "use_common_alert_schema": True,
        }
        return monitor.ActionGroup(
            "action-group",
            action_group_name=self._site.names.local("ag"),
            group_short_name="plumbline",
            resource_group_name=self._site.group.name,
            location="Global",
            enabled=True,
            arm_role_receivers=[owners],
            email_receivers=[
                {
                    "name": f"mail-{number}",
                    "email_address": address,
                    "use_common_alert_schema": True,
                }
                for number, address in enumerate(self._site.config.alert_emails, start=1)
            ],
            tags=self._site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _log_alert(self, alert: LogAlert) -> None:
        every = self._site.config.alert_every_minutes
        criterion: Any = {
            "query": alert.query,
            "time_aggregation": monitor.TimeAggregation.COUNT,
            "operator": monitor.ConditionOperator.LESS_THAN
            if alert.below
            else monitor.ConditionOperator.GREATER_THAN,
            "threshold": alert.limit,
            "failing_periods": {
                "number_of_evaluation_periods": 1,
                "min_failing_periods_to_alert": 1,
            },
        }
        monitor.ScheduledQueryRule(
            f"alert-{alert.name}",
            rule_name=f"{self._site.names.local('alert')}-{alert.name}",
            resource_group_name=self._site.group.name,
            location=self._site.config.location,
            kind=monitor.Kind.LOG_ALERT,
            display_name=f"{self._site.config.stack}: {alert.says}",
            description=alert.says,
            severity=alert.severity,
            enabled=True,
            scopes=[self._workspace],
            evaluation_frequency=_minutes(every),
            window_size=_minutes(max(alert.window_minutes, every)),
            criteria={"all_of": [criterion]},
            auto_mitigate=True,
            # A workspace made a minute ago does not have the tables yet.
            skip_query_validation=True,
            actions={"action_groups": [self.group.id]},
            tags=self._site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _throttled(self, documents: Documents) -> None:
        # Classes, not dicts: Pulumi cannot tell which of several kinds of criteria a dict is.
        throttled = monitor.MetricCriteriaArgs(
            name="throttled",
            criterion_type="StaticThresholdCriterion",
            metric_namespace="Microsoft.DocumentDB/databaseAccounts",
            metric_name="TotalRequests",
            time_aggregation=monitor.AggregationTypeEnum.COUNT,
            operator=monitor.Operator.GREATER_THAN,
            threshold=50,
            dimensions=[
                monitor.MetricDimensionArgs(name="StatusCode", operator="Include", values=["429"])
            ],
        )
        criteria = monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
            odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            all_of=[throttled],
        )
        monitor.MetricAlert(
            "alert-cosmos-throttled",
            rule_name=f"{self._site.names.local('alert')}-cosmos-throttled",
            resource_group_name=self._site.group.name,
            location="global",
            description="Cosmos DB refused more than 50 requests (429) in a quarter of an hour",
            severity=2,
            enabled=True,
            scopes=[documents.account.id],
            evaluation_frequency=_minutes(5),
            window_size=_minutes(15),
            auto_mitigate=True,
            criteria=criteria,
            actions=[{"action_group_id": self.group.id}],
            tags=self._site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _minutes(minutes: int) -> str:
    """Return a duration as ISO 8601 writes it."""
    return f"PT{minutes // _HOUR}H" if minutes % _HOUR == 0 else f"PT{minutes}M"
