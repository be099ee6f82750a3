"""Application Insights by managed identity: the vendor's exporter against a service of our own."""

import asyncio
import gzip
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.fakes.azure_services import IDENTITY_SECRET, TOKEN, AzureServices, serve_azure
from tests.fakes.certificates import self_signed
from tests.fakes.serving import serve_app
from tests.local_host import ROOT

pytestmark = pytest.mark.contract

# A process of its own: what is installed is installed for good.
SCRIPT = """
import sys
from functions.telemetry_wiring import observe
from shared.platform import measures, tracing
from shared.settings import Settings

before = set(sys.modules)
observe(Settings())
assert not any(name.startswith("azure.monitor") for name in set(sys.modules) - before)
with tracing.continued("process market-jobs", None, messaging__system="azure_queues"):
    with tracing.span("get prices", "client", db__system__name="sqlite"):
        measures.record(measures.ROWS, 12, provider="sample")
from opentelemetry import metrics, trace
trace.get_tracer_provider().force_flush()
metrics.get_meter_provider().force_flush()
"""


class Insights:
    def __init__(self) -> None:
        self.url, self.certificate = "", Path()
        self.requests: list[tuple[str, str]] = []
        self.items: list[dict[str, Any]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((request.path, request.headers.get("Authorization", "")))
        body = await request.read()
        if request.headers.get("Content-Encoding") == "gzip" and body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        taken = json.loads(body)
        self.items += taken
        return web.json_response(
            {"itemsReceived": len(taken), "itemsAccepted": len(taken), "errors": []}
        )

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [item["data"]["baseData"] for item in self.items if item["name"].endswith(kind)]


@pytest.fixture
async def azure(tmp_path: Path) -> AsyncIterator[AzureServices]:
    async with serve_azure(tmp_path) as services:
        yield services


@pytest.fixture
async def insights(tmp_path: Path) -> AsyncIterator[Insights]:
    service = Insights()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.take)
    folder = tmp_path / "insights"
    folder.mkdir()
    context = self_signed(folder)
    service.certificate = folder / "server.pem"
    async with serve_app(app, context) as port:
        service.url = f"https://127.0.0.1:{port}/"
        yield service


async def test_spans_and_measurements_arrive_by_identity_and_nothing_else_leaves(
    azure: AzureServices, insights: Insights
) -> None:
    key = "00000000-0000-0000-0000-000000000000"
    environment = {
        "PATH": os.environ["PATH"],
        "APPLICATIONINSIGHTS_CONNECTION_STRING": f"InstrumentationKey={key};"
        f"IngestionEndpoint={insights.url}",
        "AZURE_CLIENT_ID": "the-runtime",
        "IDENTITY_ENDPOINT": azure.identity_url,
        "IDENTITY_HEADER": IDENTITY_SECRET,
        "REQUESTS_CA_BUNDLE": str(insights.certificate),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SCRIPT, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await asyncio.wait_for(process.communicate(), 240)
    assert process.returncode == 0, errors.decode()
    assert errors == b"", errors.decode()

    assert {authorization for _, authorization in insights.requests} == {f"Bearer {TOKEN}"}
    # A consumer's span is what the portal lists as a request, a client's as a dependency.
    assert [item["name"] for item in insights.of("Request")] == ["process market-jobs"]
    assert [item["name"] for item in insights.of("RemoteDependency")] == ["get prices"]
    measured = {
        metric["name"]: metric["value"]
        for item in insights.of("Metric")
        for metric in item["metrics"]
    }
    assert measured["plumbline.ingestion.rows"] == 12
    assert all(name.startswith("plumbline.") for name in measured)
    operations = {
        item["tags"]["ai.operation.id"] for item in insights.items if "Metric" not in item["name"]
    }
    assert len(operations) == 1
