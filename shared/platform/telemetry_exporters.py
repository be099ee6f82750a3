"""Where telemetry goes: Application Insights by identity, or the log of a local process."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import structlog
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import format_span_id, format_trace_id

from shared.platform.open_telemetry import Exporters

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

log = structlog.stdlib.get_logger("telemetry")

_SWITCHES: Final = (
    "STATSBEAT_DISABLED_ALL",
    "SDKSTATS_DISABLED",
    "CONTROLPLANE_DISABLED",
    "OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)


def to_the_log() -> Exporters:
    """Return exporters that write one line a span and one a measurement."""
    return Exporters(LoggedSpans, LoggedMetrics)


def to_azure_monitor(connection: str, client_id: str) -> Exporters:
    """Return exporters to Application Insights.

    `client_id` names the identity that may publish; empty: the key inside the connection string
    is enough, for a resource that still takes one.
    """
    # The exporter's reports about itself, and its remote control, are at other addresses than the
    # one it was given: not from here.
    for name in _SWITCHES:
        os.environ.setdefault(f"APPLICATIONINSIGHTS_{name}", "true")  # noqa: TID251

    def options() -> dict[str, Any]:
        return {
            "connection_string": connection,
            "credential": _identity(client_id) if client_id else None,
            # Nothing on disk: a Flex instance's disk dies with it.
            "disable_offline_storage": True,
        }

    def spans() -> SpanExporter:
        from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter

        return AzureMonitorTraceExporter(**options())

    def metrics() -> MetricExporter:
        from azure.monitor.opentelemetry.exporter import AzureMonitorMetricExporter

        return AzureMonitorMetricExporter(**options())

    return Exporters(spans, metrics)


def _identity(client_id: str) -> "TokenCredential":
    from azure.identity import ManagedIdentityCredential

    return ManagedIdentityCredential(client_id=client_id)


class LoggedSpans(SpanExporter):
    """One log line a span, below the correlation id of nobody: it is written later."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        for span in spans:
            log.info("span", **_described(span))
        return SpanExportResult.SUCCESS


class LoggedMetrics(MetricExporter):
    """One log line for every series that moved since the last."""

    def export(
        self, metrics_data: MetricsData, timeout_millis: float = 10_000, **options: Any
    ) -> MetricExportResult:
        del timeout_millis, options
        for resource in metrics_data.resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.data.data_points:
                        log.info("measured", metric=metric.name, unit=metric.unit, **_read(point))
        return MetricExportResult.SUCCESS

    def shutdown(self, timeout_millis: float = 30_000, **options: Any) -> None:
        """Nothing is open."""

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        """Nothing is held back."""
        return True


def _described(span: ReadableSpan) -> dict[str, Any]:
    milliseconds = ((span.end_time or 0) - (span.start_time or 0)) / 1e6
    fields: dict[str, Any] = {
        "span": span.name,
        "kind": span.kind.name.lower(),
        "milliseconds": round(milliseconds, 2),
        "failed": not span.status.is_ok,
    }
    if span.context is not None:
        fields["trace_id"] = format_trace_id(span.context.trace_id)
        fields["span_id"] = format_span_id(span.context.span_id)
    if span.parent is not None:
        fields["parent_id"] = format_span_id(span.parent.span_id)
    return {**fields, "attributes": dict(span.attributes or {})}


def _read(point: Any) -> dict[str, Any]:
    labels: Mapping[str, Any] = point.attributes or {}
    if hasattr(point, "bucket_counts"):
        return {"count": point.count, "sum": round(point.sum, 6), "labels": dict(labels)}
    return {"value": point.value, "labels": dict(labels)}
