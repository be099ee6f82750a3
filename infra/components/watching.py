"""Watching from outside and at a glance: web tests and the workbook."""

import json
from typing import Any, Final

import pulumi
from pulumi_azure_native import applicationinsights, monitor

from infra import queries
from infra.components.alerts import Alerts
from infra.components.observability import Observability
from infra.site import Site

# Three places on two continents: one that fails is the network's fault, two are ours.
_PLACES: Final = ("emea-nl-ams-azr", "emea-gb-db3-azr", "us-va-ash-azr")
_TIMEOUT_SECONDS: Final = 30
_CERTIFICATE_DAYS: Final = 14
_PANELS: Final = (
    ("Requests and failures", queries.TRAFFIC),
    ("Latency in milliseconds", queries.LATENCY),
    ("Slowest routes", queries.SLOWEST_ROUTES),
    ("Slowest calls of the store and of providers", queries.STORE_CALLS),
    ("Timers and queues", queries.BACKGROUND),
    ("Bars ingested, by provider", queries.INGESTED),
    ("Bars quarantined, by provider", queries.QUARANTINED),
    ("Calls to providers, by outcome", queries.PROVIDERS),
    ("Request units, by container", queries.REQUEST_UNITS),
    ("Tokens, by model", queries.TOKENS),
    ("Figures told by the assistant, by verdict", queries.CLAIMS),
    ("Model fallbacks, by reason", queries.FALLBACKS),
    ("Portfolios, imports, reports", queries.USE),
    ("Exceptions", queries.EXCEPTIONS),
    ("Cold starts", queries.COLD_STARTS),
    ("Megabytes logged a day", queries.LOG_VOLUME),
)


class Watching(pulumi.ComponentResource):
    """Standard web tests of page and API with their alert, and the workbook."""

    def __init__(
        self,
        site: Site,
        observability: Observability,
        alerts: Alerts,
        addresses: dict[str, pulumi.Input[str]],
    ) -> None:
        super().__init__("plumbline:infra:Watching", "watching")
        self._site = site
        self._insights = observability.insights.id
        self._alerts = alerts
        if site.config.web_test_every_minutes:
            for name, address in addresses.items():
                self._web_test(name, address)
        self._workbook(observability)
        self.register_outputs({})

    def _web_test(self, name: str, address: pulumi.Input[str]) -> None:
        site = self._site
        # Azure finds a test's resource through this tag; without it the portal shows nothing.
        link = self._insights.apply(
            lambda insights: {f"hidden-link:{insights}": "Resource", **site.tags}
        )
        test = applicationinsights.WebTest(
            f"web-test-{name}",
            web_test_name=f"{site.names.local('webtest')}-{name}",
            resource_group_name=site.group.name,
            location=site.config.location,
            kind=applicationinsights.WebTestKind.STANDARD,
            web_test_kind=applicationinsights.WebTestKind.STANDARD,
            synthetic_monitor_id=f"{site.names.local('webtest')}-{name}",
            enabled=True,
            frequency=site.config.web_test_every_minutes * 60,
            timeout=_TIMEOUT_SECONDS,
            retry_enabled=True,
            locations=[{"location": place} for place in _PLACES],
            request={
                "request_url": address,
                "http_verb": "GET",
                "parse_dependent_requests": False,
                "follow_redirects": False,
            },
            validation_rules={
                "expected_http_status_code": 200,
                # Spelt as Pulumi derives it from `SSLCheck`.
                "s_sl_check": True,
                "s_sl_cert_remaining_lifetime_check": _CERTIFICATE_DAYS,
            },
            tags=link,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._unreachable(name, test)

    def _unreachable(self, name: str, test: applicationinsights.WebTest) -> None:
        site = self._site
        criteria = monitor.WebtestLocationAvailabilityCriteriaArgs(
            odata_type="Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
            web_test_id=test.id,
            component_id=self._insights,
            failed_location_count=2,
        )
        monitor.MetricAlert(
            f"alert-unreachable-{name}",
            rule_name=f"{site.names.local('alert')}-unreachable-{name}",
            resource_group_name=site.group.name,
            location="global",
            description=f"The {name} does not answer from two of three places",
            severity=0,
            enabled=True,
            scopes=[test.id, self._insights],
            evaluation_frequency="PT5M",
            window_size="PT15M",
            auto_mitigate=True,
            criteria=criteria,
            actions=[{"action_group_id": self._alerts.group.id}],
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _workbook(self, observability: Observability) -> None:
        site = self._site
        applicationinsights.Workbook(
            "workbook",
            # A workbook's name must be a GUID.
            resource_name_=site.names.guid("workbook"),
            resource_group_name=site.group.name,
            location=site.config.location,
            kind=applicationinsights.WorkbookSharedTypeKind.SHARED,
            category="workbook",
            display_name=f"Plumbline {site.config.stack}",
            source_id=observability.workspace.id,
            serialized_data=json.dumps(_workbook(), sort_keys=True),
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _workbook() -> dict[str, Any]:
    def panel(title: str, query: str) -> dict[str, Any]:
        content = {
            "version": "KqlItem/1.0",
            "query": query,
            "title": title,
            "size": 0,
            "timeContext": {"durationMs": 86_400_000},
            "queryType": 0,
            "resourceType": "microsoft.operationalinsights/workspaces",
        }
        return {"type": 3, "name": title, "content": content}

    return {
        "version": "Notebook/1.0",
        "items": [panel(*each) for each in _PANELS],
        "$schema": "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json",
    }
