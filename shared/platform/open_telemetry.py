"""Tracer and meter on OpenTelemetry's SDK.

Everything that exports lives in the SDK's own threads, and so does the import of an exporter (that
of Azure Monitor takes half a second): a cold start pays for the SDK alone, about 0.1 s, and only
where telemetry is wanted.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from opentelemetry import context as contexts
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import Counter as SdkCounter
from opentelemetry.sdk.metrics import Histogram as SdkHistogram
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    MetricExporter,
    MetricExportResult,
    MetricsData,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.kernel.errors import PlumblineError
from shared.platform import measures, tracing
from shared.platform.measures import Label, Measure
from shared.platform.tracing import TRACEPARENT, Attribute, Kind

_METRICS_EVERY_MILLISECONDS: Final = 60_000
_KINDS: Final[Mapping[Kind, SpanKind]] = {
    "internal": SpanKind.INTERNAL,
    "client": SpanKind.CLIENT,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}
# What an interval added, not what has been added since the worker started: workers come and go.
_SINCE_LAST: Final[dict[type, AggregationTemporality]] = {
    SdkCounter: AggregationTemporality.DELTA,
    SdkHistogram: AggregationTemporality.DELTA,
}
_PROPAGATOR: Final = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class Exporters:
    """How to make the exporters; called once each, in the thread that exports."""

    spans: Callable[[], SpanExporter]
    metrics: Callable[[], MetricExporter]


class OpenTelemetry:
    """Both ports over one pair of providers; `close` sends what is left."""

    def __init__(self, exporters: Exporters, *, version: str, stage: str, sample: float) -> None:
        resource = Resource.create(
            {
                "service.name": "plumbline",
                "service.version": version,
                "deployment.environment.name": stage,
            }
        )
        # By the trace's id alone, never by the caller's flag: the Functions host hands on "not
        # sampled" for what it does not record itself, and a stranger could switch us on.
        self.spans = TracerProvider(sampler=TraceIdRatioBased(sample), resource=resource)
        self.spans.add_span_processor(_NoQueries())
        self.spans.add_span_processor(BatchSpanProcessor(_LateSpans(exporters.spans)))
        reader = PeriodicExportingMetricReader(
            _LateMetrics(exporters.metrics), export_interval_millis=_METRICS_EVERY_MILLISECONDS
        )
        self.metrics = MeterProvider(metric_readers=[reader], resource=resource)
        self._tracer = self.spans.get_tracer("plumbline", version)
        self._record = recorders(self.metrics.get_meter("plumbline", version))

    def install(self) -> None:
        """Make this the process's tracer and meter, FastAPI's and the Azure SDK's too."""
        trace.set_tracer_provider(self.spans)
        metrics.set_meter_provider(self.metrics)
        tracing.install(self)
        measures.install(self)

    def flush(self) -> None:
        """Send what has been gathered."""
        self.spans.force_flush()
        self.metrics.force_flush()

    def close(self) -> None:
        """Send what is left and stop."""
        tracing.install(None)
        measures.install(None)
        self.spans.shutdown()
        self.metrics.shutdown()

    @contextmanager
    def span(self, name: str, kind: Kind, attributes: Mapping[str, Attribute]) -> Generator[object]:
        """See `tracing.Tracer`."""
        with self._open(name, _KINDS[kind], attributes, None) as opened:
            yield opened

    @contextmanager
    def continued(
        self, name: str, traceparent: str, kind: Kind, attributes: Mapping[str, Attribute]
    ) -> Generator[object]:
        """See `tracing.Tracer`."""
        parent = _PROPAGATOR.extract({TRACEPARENT: traceparent}, contexts.Context())
        with self._open(name, _KINDS[kind], attributes, parent) as opened:
            yield opened

    def passed(
        self, name: str, began: int, kind: Kind, attributes: Mapping[str, Attribute]
    ) -> None:
        """See `tracing.Tracer`."""
        self._tracer.start_span(
            name, kind=_KINDS[kind], attributes=attributes, start_time=began
        ).end()

    def annotate(self, attributes: Mapping[str, Attribute]) -> None:
        """See `tracing.Tracer`."""
        trace.get_current_span().set_attributes(attributes)

    def traceparent(self) -> str:
        """See `tracing.Tracer`."""
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        return carrier.get(TRACEPARENT, "")

    def trace_id(self) -> str:
        """See `tracing.Tracer`."""
        found = trace.get_current_span().get_span_context()
        return trace.format_trace_id(found.trace_id) if found.is_valid else ""

    def record(self, measure: Measure, value: float, labels: Mapping[str, Label]) -> None:
        """See `measures.Meter`."""
        self._record[measure](value, labels)

    @contextmanager
    def _open(
        self,
        name: str,
        kind: SpanKind,
        attributes: Mapping[str, Attribute],
        parent: contexts.Context | None,
    ) -> Generator[object]:
        # The SDK would put the exception's message into the span: it may quote what people typed.
        with self._tracer.start_as_current_span(
            name,
            parent,
            kind,
            attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as opened:
            try:
                yield opened
            except Exception as error:
                code = error.code if isinstance(error, PlumblineError) else type(error).__name__
                opened.set_attribute("error.type", code)
                opened.set_status(trace.StatusCode.ERROR, code)
                raise


def recorders(meter: metrics.Meter) -> dict[Measure, Callable[..., None]]:
    """Make an instrument of every measure there is."""
    return {measure: _recorder(meter, measure) for measure in measures.ALL}


def _recorder(meter: metrics.Meter, measure: Measure) -> Callable[..., None]:
    if measure.kind == "counter":
        return meter.create_counter(measure.name, measure.unit, measure.description).add
    return meter.create_histogram(measure.name, measure.unit, measure.description).record


class _NoQueries(SpanProcessor):
    """Takes query strings out of request spans: what people search for is theirs."""

    def on_start(self, span: Span, parent_context: contexts.Context | None = None) -> None:
        del parent_context
        if span.attributes and "url.query" in span.attributes:
            span.set_attribute("url.query", "REDACTED")


class _LateSpans(SpanExporter):
    """Makes the exporter when the first spans leave."""

    def __init__(self, make: Callable[[], SpanExporter]) -> None:
        self._make = make
        self._made: SpanExporter | None = None

    def export(self, spans: Any) -> SpanExportResult:
        if self._made is None:
            self._made = self._make()
        exported: list[ReadableSpan] = list(spans)
        return self._made.export(exported)

    def shutdown(self) -> None:
        if self._made is not None:
            self._made.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._made is None or self._made.force_flush(timeout_millis)


class _LateMetrics(MetricExporter):
    """Makes the exporter when the first measurements leave."""

    def __init__(self, make: Callable[[], MetricExporter]) -> None:
        super().__init__(preferred_temporality=_SINCE_LAST)
        self._make = make
        self._made: Any = None  # a MetricExporter, whose signatures are partly untyped

    def export(
        self, metrics_data: MetricsData, timeout_millis: float = 10_000, **options: Any
    ) -> MetricExportResult:
        if self._made is None:
            self._made = self._make()
        return self._made.export(metrics_data, timeout_millis)

    def shutdown(self, timeout_millis: float = 30_000, **options: Any) -> None:
        if self._made is not None:
            self._made.shutdown(timeout_millis)

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        return self._made is None or self._made.force_flush(timeout_millis)
