"""Reports over HTTP: asked for, made by the worker, watched and downloaded by their owner alone."""

import io
import json
import math
import zipfile
from collections.abc import Iterator
from typing import Any, cast

import httpx2
import pytest

from functions.wiring import Services
from shared.kernel.errors import Malformed
from shared.platform.blobs import REPORTS
from shared.platform.queues import LARGE_REPORT_JOBS, REPORT_JOBS
from shared.reports.verification import verify
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.http.conftest import my_id

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


def stored(services: Services) -> list[str]:
    """Return the names of every report's files."""
    blobs = services.blobs
    assert isinstance(blobs, MemoryBlobs)
    return [name for container, name in blobs.data if container == REPORTS]


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


KINDS = [
    "portfolio_review",
    "performance",
    "risk",
    "tax_gains",
    "income",
    "stock_analysis",
    "watchlist_digest",
]


async def about(client: httpx2.AsyncClient, headers: Headers, kind: str) -> dict[str, str]:
    """Return what a kind of report is about."""
    if kind == "stock_analysis":
        return {"symbol": "AAPL"}
    if kind == "watchlist_digest":
        wanted = {"name": "Few", "items": [{"symbol": "AAPL"}, {"symbol": "KO"}]}
        made = await client.post("/api/watchlists", json=wanted, headers=headers)
        assert made.status_code == 201, made.text
        return {"watchlist_id": made.json()["id"]}
    return {"portfolio_id": await make_portfolio(client, headers)}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_report_is_made_and_downloaded_in_every_format(
    client: httpx2.AsyncClient, services: Services, ada: Headers, kind: str
) -> None:
    subject = await about(client, ada, kind)
    asked = await ask(client, ada, kind=kind, period="max", formats=FORMATS, **subject)
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


async def finished(
    client: httpx2.AsyncClient, services: Services, headers: Headers, **wanted: Any
) -> dict[str, Any]:
    """Have a report made and return its JSON file."""
    asked = await ask(client, headers, formats=["json"], **wanted)
    await deliver(services)
    answer = await client.get(f"/api/reports/{asked['id']}/download", headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def figures(found: Any) -> Iterator[dict[str, Any]]:
    """Yield every figure of a document that says where it comes from."""
    if isinstance(found, dict):
        members = cast("dict[str, Any]", found)
        if {"value", "unit", "ref", "text"} <= members.keys() and members["ref"]:
            yield members
        for member in members.values():
            yield from figures(member)
    elif isinstance(found, list):
        for member in cast("list[Any]", found):
            yield from figures(member)


def series(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every line and bar of a document's charts that says where it comes from."""
    for section in found["sections"]:
        for block in section["blocks"]:
            for line in block.get("lines", ()):
                yield line["ref"], line["values"]
            for bar in block.get("bars", ()):
                yield bar["ref"], bar["value"]


def resolved(answer: Any, pointer: str) -> Any:
    for part in pointer.strip("/").split("/"):
        answer = answer[int(part)] if isinstance(answer, list) else answer[part]
    return answer


def same(left: Any, right: Any) -> bool:
    if isinstance(left, list):
        others = cast("list[Any]", right)
        pairs = zip(cast("list[Any]", left), others, strict=True)
        return len(others) > 0 and all(same(one, other) for one, other in pairs)
    if isinstance(left, float) or isinstance(right, float):
        return left is not None and math.isclose(float(left), float(right), abs_tol=1e-9)
    return left == right


@pytest.mark.parametrize("kind", KINDS)
async def test_every_figure_is_the_apis_figure_for_the_same_day(
    client: httpx2.AsyncClient, services: Services, ada: Headers, kind: str
) -> None:
    subject = await about(client, ada, kind)
    document = await finished(client, services, ada, kind=kind, period="1y", **subject)
    answers: dict[str, Any] = {}
    compared = 0
    drawn = [(ref, value) for ref, value in series(document) if ref]
    for ref, value in [*((one["ref"], one["value"]) for one in figures(document)), *drawn]:
        name, _, pointer = ref.partition("#")
        if name not in answers:
            got = await client.get(f"/api/{document['sources'][name]}", headers=ada)
            assert got.status_code == 200, got.text
            answers[name] = got.json()
        assert same(value, resolved(answers[name], pointer)), ref
        compared += 1
    assert compared > {"watchlist_digest": 3}.get(kind, 10)


async def test_reports_are_their_owners_alone(
    client: httpx2.AsyncClient, services: Services, ada: Headers, bob: Headers
) -> None:
    asked = await ask(client, ada, kind="stock_analysis", symbol="AAPL")
    await deliver(services)
    path = f"/api/reports/{asked['id']}"
    for method, place in (
        ("GET", path),
        ("GET", f"{path}/download"),
        ("POST", f"{path}/retry"),
        ("POST", f"{path}/cancel"),
        ("DELETE", path),
    ):
        assert (await client.request(method, place, headers=bob)).status_code == 404
    assert (await client.get("/api/reports", headers=bob)).json()["items"] == []
    portfolio_id = await make_portfolio(client, ada)
    wanted = {"kind": "risk", "portfolio_id": portfolio_id}
    assert (await client.post("/api/reports", json=wanted, headers=bob)).status_code == 404


async def test_what_cannot_be_reported_on_is_refused_with_its_place(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    aapl = {"kind": "stock_analysis", "symbol": "AAPL"}
    for wanted, place in (
        ({"kind": "risk"}, "portfolio_id"),
        ({"kind": "stock_analysis"}, "symbol"),
        ({"kind": "horoscope"}, "kind"),
        ({"kind": "stock_analysis", "symbol": "AAPL", "period": "2y"}, "period"),
        ({"kind": "stock_analysis", "symbol": "AAPL", "formats": ["doc"]}, "formats"),
        ({"kind": "stock_analysis", "symbol": "AAPL", "formats": []}, "formats"),
        ({"kind": "stock_analysis", "symbol": "AAPL", "schedule": {}}, "schedule"),
        ({**aapl, "schedule": {"after": "9999-12-31"}}, "schedule/after"),
        ({**aapl, "from": "0001-01-01"}, "from"),
        ({**aapl, "to": "0003-01-01", "period": "5y"}, "to"),
        ({**aapl, "from": "2021-03-02", "to": "2021-03-01"}, "from"),
    ):
        answer = await client.post("/api/reports", json=wanted, headers=ada)
        assert answer.status_code == 422, answer.text
        assert place in answer.text


async def test_a_failed_report_says_why_and_can_be_tried_again(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    portfolio_id = await make_portfolio(client, ada)
    asked = await ask(client, ada, kind="performance", portfolio_id=portfolio_id)
    assert (await client.delete(f"/api/portfolios/{portfolio_id}", headers=ada)).status_code == 204
    path = f"/api/reports/{asked['id']}"
    assert (await client.post(f"{path}/retry", headers=ada)).status_code == 409
    assert (await client.get(f"{path}/download", headers=ada)).status_code == 409
    await deliver(services)
    shown = (await client.get(path, headers=ada)).json()
    assert shown["status"] == "failed"
    assert "no portfolio" in shown["problem"]["detail"]
    again = await client.post(f"{path}/retry", headers=ada)
    assert (again.status_code, again.json()["status"]) == (202, "queued")


async def test_a_cancelled_report_is_not_made(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    asked = await ask(client, ada, kind="stock_analysis", symbol="AAPL")
    path = f"/api/reports/{asked['id']}"
    shown = (await client.post(f"{path}/cancel", headers=ada)).json()
    assert (shown["status"], shown["problem"]["code"]) == ("failed", "cancelled")
    await deliver(services)
    assert (await client.get(path, headers=ada)).json()["status"] == "failed"
    assert stored(services) == []


async def test_what_is_deleted_is_gone_with_its_files(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    asked = await ask(client, ada, kind="stock_analysis", symbol="AAPL")
    await deliver(services)
    path = f"/api/reports/{asked['id']}"
    assert (await client.delete(path, headers=ada)).status_code == 204
    assert (await client.get(path, headers=ada)).status_code == 404
    assert stored(services) == []


async def test_a_schedule_is_listed_and_ended(client: httpx2.AsyncClient, ada: Headers) -> None:
    wanted = {"kind": "stock_analysis", "symbol": "AAPL", "schedule": "monthly"}
    first = (await client.post("/api/reports", json=wanted, headers=ada)).json()
    [schedule] = (await client.get("/api/reports/schedules", headers=ada)).json()["items"]
    assert (schedule["id"], schedule["every"]) == (first["schedule_id"], "monthly")
    path = f"/api/reports/schedules/{schedule['id']}"
    assert (await client.delete(path, headers=ada)).status_code == 204
    assert (await client.get("/api/reports/schedules", headers=ada)).json()["items"] == []


async def test_reports_are_part_of_the_export_and_of_the_erasure(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    asked = await ask(client, ada, kind="stock_analysis", symbol="AAPL", formats=["md"])
    await deliver(services)
    answer = await client.get("/api/users/me/export", headers=ada)
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert [name for name in names if name.startswith(f"reports/{asked['id']}/")] != []
    assert (await client.delete("/api/users/me", headers=ada)).status_code == 204
    assert stored(services) == []


async def test_names_cannot_become_markup_or_formulas(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    draft = {"name": "=<script>alert(1)</script>|#", "base_currency": "USD"}
    made = (await client.post("/api/portfolios", json=draft, headers=ada)).json()
    wanted = {"kind": "income", "portfolio_id": made["id"], "formats": FORMATS}
    asked = await ask(client, ada, **wanted)
    await deliver(services)
    path = f"/api/reports/{asked['id']}/download"
    html = (await client.get(f"{path}?format=html", headers=ada)).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    text = (await client.get(f"{path}?format=md", headers=ada)).text
    assert "<script>" not in text
    answer = await client.get(f"{path}?format=pdf", headers=ada)
    assert answer.headers["content-security-policy"].startswith("sandbox")


async def test_a_report_is_verified_and_a_changed_one_is_not(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    portfolio_id = await make_portfolio(client, ada)
    wanted = {"kind": "portfolio_review", "portfolio_id": portfolio_id}
    asked = await ask(client, ada, formats=["pdf", "html", "csv", "json"], **wanted)
    await deliver(services)
    # Later entries are no part of what was known then.
    sale = {"kind": "sell", "symbol": "AAPL", "trade_date": "2021-02-01", "currency": "USD"}
    path = f"/api/portfolios/{portfolio_id}/transactions"
    sold = await client.post(path, json={**sale, "quantity": "1", "price": "134"}, headers=ada)
    assert sold.status_code == 201
    files: dict[str, bytes] = {}
    for name in ("pdf", "html", "csv", "json"):
        path = f"/api/reports/{asked['id']}/download?format={name}"
        files[name] = (await client.get(path, headers=ada)).content
        verdict = await verify(files[name], services.report_press)
        assert verdict.is_verified, (name, verdict)
        assert verdict.figures > 50
    document = json.loads(files["json"])
    first = document["sections"][0]["blocks"][0]["items"][0]["figure"]
    first["value"] = "1000000"
    changed = await verify(json.dumps(document).encode(), services.report_press)
    assert [ref for ref, _, _ in changed.differing] == [first["ref"]]
    with pytest.raises(Malformed):
        await verify(b"no report", services.report_press)


async def test_the_same_report_again_is_the_same_bytes(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    portfolio_id = await make_portfolio(client, ada)
    wanted = {"kind": "portfolio_review", "portfolio_id": portfolio_id}
    asked = await ask(client, ada, formats=FORMATS, **wanted)
    report = await services.reports.get(await my_id(client, ada), asked["id"])

    async def silent(stage: str, progress: float) -> None:
        del stage, progress

    one = await services.report_press.make(report, silent)
    two = await services.report_press.make(report, silent)
    assert [each.file.sha256 for each in one] == [each.file.sha256 for each in two]
