"""Broker files over HTTP: preview, confirm, again, and what is refused."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.broker_files import content

DEMO = (Path(__file__).parents[2] / "samples" / "trading212-demo.csv").read_bytes()


class Desk:
    """A client at work on one portfolio."""

    def __init__(self, client: httpx2.AsyncClient, who: dict[str, str], portfolio: str) -> None:
        self.client, self.who = client, who
        self.portfolio = f"/api/portfolios/{portfolio}"

    async def send(self, data: bytes, **fields: str) -> httpx2.Response:
        return await self.client.post(
            f"{self.portfolio}/imports",
            files={"file": ("history.csv", data, "text/csv")},
            data=fields,
            headers=self.who,
        )

    async def preview(self, data: bytes, **fields: str) -> dict[str, Any]:
        answer = await self.send(data, **fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def confirm(self, import_id: str) -> dict[str, Any]:
        answer = await self.client.post(
            f"{self.portfolio}/imports/{import_id}/confirm", headers=self.who
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def get(self, path: str = "", **query: str) -> Any:
        answer = await self.client.get(f"{self.portfolio}{path}", params=query, headers=self.who)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def open_desk(
    client: httpx2.AsyncClient, who: dict[str, str], currency: str = "EUR", cash: str = "tracked"
) -> Desk:
    draft = {"name": "Imported", "base_currency": currency, "cash": cash}
    answer = await client.post("/api/portfolios", json=draft, headers=who)
    assert answer.status_code == 201, answer.text
    return Desk(client, who, answer.json()["id"])


@pytest.fixture
async def desk(client: httpx2.AsyncClient, ada: dict[str, str]) -> Desk:
    return await open_desk(client, ada)


@pytest.mark.parametrize("cash", ["tracked", "implied"])
async def test_a_file_becomes_holdings(
    client: httpx2.AsyncClient, ada: dict[str, str], cash: str
) -> None:
    desk = await open_desk(client, ada, cash=cash)
    preview = await desk.preview(DEMO)
    assert (preview["broker"], preview["rows"], preview["accepted"]) == ("trading212", 46, 46)
    assert preview["rejected"] == []
    assert await desk.confirm(preview["import_id"]) == {"created": 46, "skipped": 0}
    holdings = await desk.get("/holdings")
    quantities = {item["symbol"]: item["quantity"] for item in holdings["items"]}
    # By hand: AAPL (15 + 14) × 4 − 30; BAC 60 + 45.25; IBM 10 − 4; IWM 20.5 − 8; SPY 12 + 10.
    assert quantities == {
        "AAPL": "86",
        "BAC": "105.25",
        "IBM": "6",
        "IWM": "12.5",
        "SPY": "22",
    }


async def test_the_preview_can_be_looked_at_again(desk: Desk) -> None:
    answer = await desk.send(DEMO)
    shown = await desk.client.get(answer.headers["location"], headers=desk.who)
    assert shown.json() == answer.json()


async def test_the_same_file_again_is_all_duplicates(desk: Desk) -> None:
    first = await desk.preview(DEMO)
    await desk.confirm(first["import_id"])
    again = await desk.preview(DEMO)
    assert (again["accepted"], again["duplicates"]) == (0, 46)
    assert await desk.confirm(again["import_id"]) == {"created": 0, "skipped": 0}
    assert await desk.confirm(first["import_id"]) == {"created": 46, "skipped": 0}


@pytest.mark.parametrize("format", ["csv", "json"])
async def test_an_export_imports_to_the_same_ledger(
    desk: Desk, client: httpx2.AsyncClient, ada: dict[str, str], format: str
) -> None:
    await desk.confirm((await desk.preview(DEMO))["import_id"])
    manual = {
        "kind": "buy",
        "symbol": "KO",
        "trade_date": "2021-03-01",
        "quantity": "3",
        "price": "50",
        "currency": "USD",
        "tags": ["long", "drinks"],
        "note": "=not a formula",
        "isin": "US1912161007",
    }
    await client.post(f"{desk.portfolio}/transactions", json=manual, headers=ada)
    export = await client.get(f"{desk.portfolio}/export?format={format}", headers=ada)

    other = await open_desk(client, ada)
    preview = await other.preview(export.content)
    assert (preview["broker"], preview["accepted"], preview["rejected"]) == ("plumbline", 47, [])
    await other.confirm(preview["import_id"])
    assert ledger(await other.get("/transactions", limit="100")) == ledger(
        await desk.get("/transactions", limit="100")
    )

    isins = {item["symbol"]: item["isin"] for item in (await other.get("/transactions"))["items"]}
    assert (isins["KO"], isins["AAPL"]) == ("US1912161007", "US0378331005")

    into_itself = await desk.preview(export.content)
    assert (into_itself["accepted"], into_itself["duplicates"]) == (0, 47)


def ledger(page: dict[str, Any]) -> list[dict[str, Any]]:
    own = {"id", "recorded_at", "version", "sequence", "fingerprint"}
    return [{k: v for k, v in item.items() if k not in own} for item in page["items"]]


async def test_the_broker_can_be_named_and_columns_mapped(desk: Desk) -> None:
    german = b"Tag;Was;Papier;Menge;Kurs\n31.01.2020;Kauf;AAPL;1;12,50\n"
    mapping = {
        "date": "Tag",
        "kind": "Was",
        "symbol": "Papier",
        "quantity": "Menge",
        "price": "Kurs",
        "default_currency": "EUR",
    }
    preview = await desk.preview(german, broker="generic", mapping=json.dumps(mapping))
    assert preview["transactions"][0]["price"] == "12.5"
    assert preview["transactions"][0]["row"] == 2


@pytest.mark.parametrize(
    ("data", "fields", "status", "code"),
    [
        (b"", {}, 422, "empty_file"),
        (b"\x00\xff\x13\x37", {}, 400, "not_text"),
        (b"PK\x03\x04 a workbook", {}, 400, "not_text"),
        (b"nothing we know", {}, 422, "unknown_file"),
        (DEMO, {"broker": "etrade"}, 422, "unknown_broker"),
        (DEMO, {"broker": "degiro"}, 422, "wrong_broker"),
        (DEMO, {"mapping": "{"}, 422, "invalid_input"),
        (DEMO, {"mapping": '{"price": 3}'}, 422, "invalid_input"),
        (b"x" * 10_000_001, {}, 413, "body_too_large"),
    ],
    ids=["empty", "binary", "zip", "unknown", "broker", "other", "json", "mapping", "large"],
)
async def test_what_cannot_be_read_is_a_problem_that_says_why(
    desk: Desk, data: bytes, fields: dict[str, str], status: int, code: str
) -> None:
    answer = await desk.send(data, **fields)
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["detail"]


async def test_a_request_without_a_file_is_a_problem(desk: Desk) -> None:
    answer = await desk.client.post(
        f"{desk.portfolio}/imports", data={"broker": "auto"}, headers=desk.who
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/file"


async def test_another_users_import_does_not_exist(desk: Desk, bob: dict[str, str]) -> None:
    preview = await desk.preview(DEMO)
    path = f"{desk.portfolio}/imports/{preview['import_id']}"
    for method, url in (
        ("GET", f"{desk.portfolio}/imports"),
        ("GET", path),
        ("POST", f"{path}/confirm"),
        ("DELETE", path),
    ):
        answer = await desk.client.request(method, url, headers=bob)
        assert answer.status_code == 404, (method, url)


async def test_imports_are_listed_newest_first_in_pages(desk: Desk) -> None:
    made = [(await desk.preview(DEMO))["import_id"] for _ in range(3)]
    page = await desk.get("/imports", limit="2")
    rest = await desk.get("/imports", limit="2", cursor=page["next_cursor"])
    listed = [item["import_id"] for item in (*page["items"], *rest["items"])]
    assert listed == made[::-1]
    assert rest["next_cursor"] is None


async def test_a_cancelled_import_cannot_be_confirmed(desk: Desk) -> None:
    preview = await desk.preview(DEMO)
    path = f"{desk.portfolio}/imports/{preview['import_id']}"
    assert (await desk.client.delete(path, headers=desk.who)).status_code == 204
    answer = await desk.client.post(f"{path}/confirm", headers=desk.who)
    assert answer.status_code == 404


async def test_pages_of_a_large_preview_show_the_first_500_and_count_all(desk: Desk) -> None:
    head = "date,action,symbol,quantity,price,currency\n"
    rows = "".join(f"2020-01-{day % 28 + 1:02},buy,AAPL,{day + 1},1,USD\n" for day in range(600))
    preview = await desk.preview((head + rows + "2020-01-01,buy,,1,1,USD\n").encode())
    assert len(preview["transactions"]) == 500
    assert (preview["rows"], preview["accepted"], preview["transaction_count"]) == (601, 600, 600)
    assert preview["rejected"][0]["row"] == 602


async def test_real_files_of_every_broker_are_accepted_as_far_as_the_ledger_allows(
    client: httpx2.AsyncClient, ada: dict[str, str], services: Any
) -> None:
    from datetime import date

    from shared.kernel.clock import FixedDateClock

    services.clock = FixedDateClock(date(2026, 6, 30))
    for name, broker in (
        ("interactive_brokers_flex.xml", "interactive_brokers"),
        ("made_ghostfolio.json", "ghostfolio"),
        ("made_portfolio_performance_de.csv", "portfolio_performance"),
        ("degiro_account.csv", "degiro"),
    ):
        desk = await open_desk(client, ada)
        preview = await desk.preview(content(name))
        assert preview["broker"] == broker
        assert preview["accepted"] > 0
        booked = await desk.confirm(preview["import_id"])
        assert booked == {"created": preview["transaction_count"], "skipped": 0}
