"""Reports over HTTP: asked for, made by the worker, watched and downloaded by their owner alone."""

import io
import zipfile
from typing import Any

import httpx2
import pytest

from functions.wiring import Services
from shared.platform.queues import LARGE_REPORT_JOBS, REPORT_JOBS
from tests.fakes.storage import MemoryQueue

type Headers = dict[str, str]

FORMATS = ["pdf", "html", "md", "csv", "json"]
BEGINNINGS = {"pdf": b"%PDF-", "html": b"<!doctype html>", "md": b"# ", "csv": b"PK", "json": b"{"}


async def deliver(services: Services) -> None:
    """Deliver every message waiting, as the host would."""
    queue = services.queue
    assert isinstance(queue, MemoryQueue)
    for name in (REPORT_JOBS, LARGE_REPORT_JOBS):
        for message in queue.take(name):
            await services.report_worker.handle(message)


async def make_portfolio(client: httpx2.AsyncClient, headers: Headers) -> str:
    draft = {"name": "Growth & <Income>", "base_currency": "USD", "benchmark": "SPY"}
    made = await client.post("/api/portfolios", json=draft, headers=headers)
    assert made.status_code == 201, made.text
    portfolio_id: str = made.json()["id"]
    trades = [
        ("buy", "AAPL", "2020-03-02", "40", "70"),
        ("buy", "MSFT", "2020-06-01", "10", "182"),
        ("sell", "AAPL", "2021-01-11", "10", "129"),
    ]
    fields = ("kind", "symbol", "trade_date", "quantity", "price")
    entries: list[dict[str, str]] = [dict(zip(fields, trade, strict=True)) for trade in trades]
    paid = {"kind": "dividend", "symbol": "AAPL", "trade_date": "2020-11-12"}
    entries.append({**paid, "amount": "32.8", "tax": "4"})
    added = await client.post(
        f"/api/portfolios/{portfolio_id}/transactions",
        json={"transactions": [{"currency": "USD", **entry} for entry in entries]},
        headers=headers,
    )
    assert added.status_code == 201, added.text
    return portfolio_id


async def ask(client: httpx2.AsyncClient, headers: Headers, **wanted: Any) -> dict[str, Any]:
    answer = await client.post("/api/reports", json=wanted, headers=headers)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/api/reports/{body['id']}"
    assert body["status"] == "queued"
    return body


@pytest.mark.parametrize("kind", ["portfolio_review", "performance", "risk", "tax_gains", "income"])
async def test_a_report_is_made_and_downloaded_in_every_format(
    client: httpx2.AsyncClient, services: Services, ada: Headers, kind: str
) -> None:
    portfolio_id = await make_portfolio(client, ada)
    asked = await ask(
        client, ada, kind=kind, portfolio_id=portfolio_id, period="max", formats=FORMATS
    )
    await deliver(services)
    shown = (await client.get(f"/api/reports/{asked['id']}", headers=ada)).json()
    assert (shown["status"], shown["progress"], shown["problem"]) == ("ready", 1.0, None)
    assert [file["format"] for file in shown["files"]] == FORMATS
    for file in shown["files"]:
        path = f"/api/reports/{asked['id']}/download?format={file['format']}"
        answer = await client.get(path, headers=ada)
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(BEGINNINGS[file["format"]])
        assert len(answer.content) == file["size"]
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
    archive = await client.get(f"/api/reports/{asked['id']}/download?format=csv", headers=ada)
    names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    assert {"figures.csv", "manifest.json"} <= set(names)
