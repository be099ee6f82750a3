"""Spans and measurements over the real SDK: what is told, to whom, and what never is."""

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import azure.functions as func
import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from functions.queues import consume
from shared.kernel.clock import SystemClock
from shared.kernel.errors import InvalidInput, NotFound
from shared.platform import measures, tracing
from shared.platform.open_telemetry import OpenTelemetry
from shared.platform.queues import MARKET_JOBS
from shared.platform.sqlite import SqliteDocumentStore
from shared.platform.telemetry_exporters import to_the_log
from shared.platform.traced_documents import TracedDocuments

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"
# The example of the W3C recommendation, https://www.w3.org/TR/trace-context/#examples-of-http-traceparent-headers
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


@pytest.fixture
def kept() -> Iterator[InMemorySpanExporter]:
    telemetry = OpenTelemetry(to_the_log(), version="1", stage="local", sample=1.0)
    exporter = InMemorySpanExporter()
    telemetry.spans.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.install(telemetry)
    yield exporter
    telemetry.close()


def named(kept: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in kept.get_finished_spans()}


def test_without_a_tracer_work_is_done_and_nothing_of_opentelemetry_is_imported() -> None:
    script = """
import sys
from shared.platform import measures, tracing
with tracing.span("work", db__name="x"), tracing.continued("more", "nonsense"):
    tracing.annotate(a=1)
    tracing.passed("earlier", 0)
    measures.record(measures.ROWS, 3)
    assert tracing.carried() == {} and tracing.trace_id() == ""
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""
    run([sys.executable, "-c", script], check=True, timeout=240)


def test_a_message_carries_the_trace_to_its_consumer(kept: InMemorySpanExporter) -> None:
    with tracing.continued("request", TRACEPARENT):
        message = {"kind": "history"} | tracing.carried()
    with tracing.continued("process market-jobs", message["traceparent"]):
        pass
    found = named(kept)
    for span in found.values():
        assert span.context is not None
        assert f"{span.context.trace_id:032x}" == TRACE
    request, process = found["request"], found["process market-jobs"]
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == PARENT
    assert process.parent is not None
    assert request.context is not None
    assert process.parent.span_id == request.context.span_id


@pytest.mark.parametrize("wrong", ["", "rubbish", "00-0-0-00", None, 7, "00-" + "f" * 400])
def test_a_trace_that_cannot_be_read_begins_anew(kept: InMemorySpanExporter, wrong: object) -> None:
    with tracing.span("unrelated"), tracing.continued("process", wrong):
        pass
    assert named(kept)["process"].parent is None


async def test_the_consumer_of_a_queue_continues_the_trace_and_its_logs_name_it(
    kept: InMemorySpanExporter,
) -> None:
    import structlog

    seen: dict[str, object] = {}

    async def handle(_body: dict[str, object]) -> None:
        seen.update(structlog.contextvars.get_contextvars())

    body = b'{"traceparent": "%s"}' % TRACEPARENT.encode()
    await consume(MARKET_JOBS, func.QueueMessage(id="m", body=body), "i", handle)
    span = named(kept)["process market-jobs"]
    assert seen["trace_id"] == TRACE
    assert span.parent is not None
    assert span.attributes is not None
    assert span.attributes["messaging.destination.name"] == MARKET_JOBS


def test_what_failed_says_which_code_and_never_the_message(kept: InMemorySpanExporter) -> None:
    with pytest.raises(InvalidInput), tracing.span("work"):
        raise InvalidInput("the secret is hunter2", "invalid_row")
    span = named(kept)["work"]
    assert not span.status.is_ok
    assert "hunter2" not in span.to_json()
    assert span.attributes is not None
    assert span.attributes["error.type"] == "invalid_row"


async def test_store_calls_name_their_container_and_never_an_id(
    kept: InMemorySpanExporter, tmp_path: Path
) -> None:
    store = TracedDocuments(SqliteDocumentStore(tmp_path / "s.db", SystemClock()), "sqlite")
    with pytest.raises(NotFound):
        await store.get("user_data", "u-secret", "portfolio:secret")
    await store.close()
    span = named(kept)["get user_data"]
    assert span.attributes is not None
    assert span.attributes["db.collection.name"] == "user_data"
    assert "secret" not in span.to_json()


def test_query_strings_are_taken_out_of_request_spans(kept: InMemorySpanExporter) -> None:
    with tracing.span("GET", url__query="q=my+doctor", url__path="/api/market/search"):
        pass
    text = named(kept)["GET"].to_json()
    assert "doctor" not in text
    assert "/api/market/search" in text


def test_a_caller_cannot_switch_sampling_on_or_off() -> None:
    for share, expected in ((0.0, 0), (1.0, 2)):
        telemetry = OpenTelemetry(to_the_log(), version="1", stage="local", sample=share)
        exporter = InMemorySpanExporter()
        telemetry.spans.add_span_processor(SimpleSpanProcessor(exporter))
        for flag in ("00", "01"):
            with telemetry.continued("request", f"{TRACEPARENT[:-2]}{flag}", "internal", {}):
                pass
        assert len(exporter.get_finished_spans()) == expected
        telemetry.close()


def test_every_measure_is_recorded_under_its_name_and_unit() -> None:
    from opentelemetry.sdk.metrics import MeterProvider

    from shared.platform.open_telemetry import recorders

    reader = InMemoryMetricReader()
    provider = MeterProvider(metric_readers=[reader])
    for record in recorders(provider.get_meter("t")).values():
        record(2, {"provider": "sample"})
    data = reader.get_metrics_data()
    assert data is not None
    found = {
        metric.name: metric.unit
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    assert found == {measure.name: measure.unit for measure in measures.ALL}
    provider.shutdown()
