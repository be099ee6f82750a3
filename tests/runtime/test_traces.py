"""One trace from the browser's header through request, queue and store, over the real host."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.local_host import ROOT, LocalHost, eventually

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
BROWSER = "00f067aa0ba902b7"
PASSWORD = "a plumb line hangs straight"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LocalHost]:
    environment = {
        "PLUMBLINE_MARKET_PROVIDERS": "sample",
        "PLUMBLINE_TODAY": "2021-03-31",
        "PLUMBLINE_TELEMETRY": "log",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    started = LocalHost(tmp_path, app=ROOT, environment=environment)
    try:
        started.start()
        yield started
    finally:
        started.stop()


def spans(host: LocalHost) -> list[dict[str, Any]]:
    text = "\n".join(log.read_text() for log in (host.data / "logs").glob("*.log"))
    lines = [line[line.index("{") :] for line in text.splitlines() if '"event":"span"' in line]
    return [span for span in map(json.loads, lines) if span["trace_id"] == TRACE]


def test_a_click_is_one_trace_down_to_the_store(host: LocalHost) -> None:
    login = {"email": "ada@example.org", "password": PASSWORD}
    with httpx2.Client(base_url=host.api, timeout=240) as client:
        client.post("/api/auth/register", json=login)
        token = client.post("/api/auth/login", json=login).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {token['access_token']}"
        client.post(
            "/api/stock-data/track",
            json={"symbols": ["AAPL"]},
            headers={"traceparent": f"00-{TRACE}-{BROWSER}-00"},
        ).raise_for_status()

    def kinds() -> set[str]:
        return {span["span"].partition(" ")[0] for span in spans(host)}

    eventually(lambda: {"POST", "process", "upsert"} <= kinds())
    found = {span["span"]: span for span in spans(host)}
    request = found["POST /api/stock-data/track"]
    assert request["parent_id"] == BROWSER
    assert request["attributes"]["http.response.status_code"] == 202
    consumer = found["process market-jobs"]
    known = {span["span_id"] for span in spans(host)}
    assert consumer["parent_id"] in known, "the message lost its sender"
