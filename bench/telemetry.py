"""What traces and measurements cost a request: the API with and without them, in this process.

    python -m bench.telemetry

Three cases, rounds alternating: nobody watches; every trace is kept; one in five is. The exporter
takes everything and does nothing: what leaves the process leaves it in another thread.
"""

import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from bench.rate_limit import request, token_of
from bench.verdict import hold
from functions.http.app import create_api
from functions.wiring import Services
from shared.platform import measures, tracing
from shared.platform.open_telemetry import Exporters, OpenTelemetry
from shared.platform.traced_documents import TracedDocuments
from shared.settings import Settings

_ROUNDS: Final = 30
_REQUESTS: Final = 60


class _NoSpans(SpanExporter):
    def export(self, spans: Sequence[Any]) -> SpanExportResult:
        del spans
        return SpanExportResult.SUCCESS


class _NoMetrics(MetricExporter):
    def export(self, metrics_data: Any, *_: Any, **__: Any) -> MetricExportResult:
        del metrics_data
        return MetricExportResult.SUCCESS

    def shutdown(self, *_: Any, **__: Any) -> None:
        """Nothing is open."""

    def force_flush(self, *_: Any, **__: Any) -> bool:
        return True


async def main() -> None:
    """Measure and print the medians and what each case adds."""
    telemetry = [
        None,
        *(
            OpenTelemetry(Exporters(_NoSpans, _NoMetrics), version="b", stage="local", sample=share)
            for share in (1.0, 0.2)
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        cases = [await _case(watcher, Path(folder) / str(n)) for n, watcher in enumerate(telemetry)]
        times: list[list[float]] = [[] for _ in cases]
        for _ in range(_ROUNDS):
            for index, (watcher, app, token, _services) in enumerate(cases):
                tracing.install(watcher)
                measures.install(watcher)
                times[index] += [await request(app, token) for _ in range(_REQUESTS)]
        for *_, services in cases:
            await services.documents.close()
    medians = [statistics.median(each) * 1000 for each in times]
    for name, median in zip(("nobody watches", "every trace", "one in five"), medians, strict=True):
        added = median - medians[0]
        hold(f"{name}, of nobody watching", median / medians[0], "×")
        print(f"{name:15} {median:.3f} ms  +{added:.3f} ms  x{median / medians[0]:.2f}")
    for watcher in telemetry[1:]:
        if watcher is not None:
            watcher.close()


async def _case(
    watcher: OpenTelemetry | None, folder: Path
) -> tuple[OpenTelemetry | None, Any, str, Services]:
    services = Services(Settings(data_dir=folder, rate_limit_per_minute=0))
    if watcher is not None:
        services.__dict__["documents"] = TracedDocuments(services.documents, "sqlite")
    app = create_api(services)
    if watcher is None:
        app._telemetry |= {"tracing": False, "metrics": False}
    else:
        app._telemetry |= {"tracer_provider": watcher.spans, "meter_provider": watcher.metrics}
    return watcher, app, await token_of(services), services


if __name__ == "__main__":
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(main())
