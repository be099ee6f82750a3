"""Figures over HTTP against an independent oracle, on small price files made here, to the cent."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from shared.settings import Settings
from tests.http.conftest import TODAY
from tests.http.oracle import Oracle, Prices, cents

HEADER = "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits"
LISTED = {
    "SPLT": ("USD", "Technology", "US"),
    "PLAIN": ("USD", "Technology", "US"),
    "PENCE.L": ("GBp", "Energy", "GB"),
    "EURO.DE": ("EUR", "Autos", "DE"),
}
LAST = date(2020, 2, 28)
SPLIT_DAY = date(2020, 1, 20)
METHODS = ("fifo", "lifo", "hifo", "average")


def weekdays() -> Iterator[tuple[int, date]]:
    day, number = date(2020, 1, 6), 0
    while day <= LAST:
        if day.weekday() < 5:
            yield number, day
            number += 1
        day += timedelta(1)


def line(day: date, close: Decimal, dividend: str = "0", split: str = "0") -> str:
    return f"{day},{close},{close + 1},{close - 1},{close},1000,{dividend},{split}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own prices, as the contract describes it."""
    rows: dict[str, list[str]] = {name: [] for name in LISTED}
    for number, day in weekdays():
        before = day < SPLIT_DAY
        close = Decimal(400 + 2 * number) if before else Decimal(100 + number)
        dividend = "0.82" if number == 5 else "0"
        rows["SPLT"].append(line(day, close, dividend, "4" if day == SPLIT_DAY else "0"))
        rows["PLAIN"].append(line(day, 50 + Decimal(number * 7 % 11) / 2))
        rows["PENCE.L"].append(line(day, Decimal("150.5") + number))
        if number not in {3, 4, 39}:
            rows["EURO.DE"].append(line(day, 20 + Decimal(number % 5) * Decimal("0.37")))
    path = tmp_path / "prices"
    path.mkdir()
    for name, lines in rows.items():
        (path / f"{name}.csv").write_text("\n".join([HEADER, *lines, ""]))
    facts = {
        name: {"name": f"{name} plc", "currency": currency, "sector": sector, "country": country}
        for name, (currency, sector, country) in LISTED.items()
    }
    (path / "symbols.json").write_text(json.dumps(facts))
    return path


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        today=TODAY,
        market_providers=("sample",),
        sample_dir=folder,
        rate_limit_per_minute=0,
    )


def prices(folder: Path) -> dict[str, Prices]:
    return {name: Prices.read(folder / f"{name}.csv", fact[0]) for name, fact in LISTED.items()}


def row(kind: str, day: str, symbol: str | None, quantity: str, price: str, **more: str) -> Any:
    currency = {"SPLT": "USD", "PLAIN": "USD", "PENCE.L": "GBP", "EURO.DE": "EUR"}[symbol or "SPLT"]
    named = {"symbol": symbol} if symbol else {}
    return {
        "kind": kind,
        "trade_date": day,
        "quantity": quantity,
        "price": price,
        "currency": currency,
        **named,
        **more,
    }


def cash(kind: str, day: str, amount: str, currency: str, **more: str) -> Any:
    return {"kind": kind, "trade_date": day, "amount": amount, "currency": currency, **more}


LEDGER: list[Any] = [
    row("buy", "2020-01-06", "SPLT", "10", "400.10", fee="1.25"),
    row("buy", "2020-01-09", "EURO.DE", "100", "20.50", fee="2"),
    row("buy", "2020-01-13", "SPLT", "5", "410", fee="1"),
    row("buy", "2020-01-14", "PENCE.L", "200", "1.56", tax="1.56"),
    cash("dividend", "2020-01-15", "12.30", "USD", symbol="SPLT", tax="1.85"),
    # On the day of the split: split first, so these are new shares.
    row("sell", "2020-01-20", "SPLT", "12", "110", fee="1.10"),
    row("buy", "2020-01-20", "PLAIN", "30", "51", fee="0.50"),
    row("buy", "2020-01-27", "SPLT", "8", "116.5"),
    row("sell", "2020-02-03", "PENCE.L", "50.5", "1.70", fee="3"),
    # Sunday: the last price and rate before it.
    row("buy", "2020-02-09", "PLAIN", "3.25", "52.125"),
    cash("interest", "2020-02-10", "4.44", "EUR", tax="0.44"),
    cash("fee", "2020-02-11", "2.50", "USD"),
    cash("tax", "2020-02-12", "3", "GBP"),
    row("sell", "2020-02-14", "SPLT", "20", "120", fee="2", tax="0.37"),
    row("sell", "2020-02-21", "EURO.DE", "100", "21", fee="2"),
]
DEPOSITS: list[Any] = [
    cash("deposit", "2020-01-03", "9000", "EUR"),
    cash("deposit", "2020-01-06", "9000", "USD"),
    cash("deposit", "2020-01-14", "1000", "GBP"),
    cash("withdrawal", "2020-02-18", "500", "USD"),
]


async def book(
    client: httpx2.AsyncClient, who: dict[str, str], rows: list[Any], **settings: Any
) -> str:
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "EUR", **settings}, headers=who
    )
    assert made.status_code == 201, made.text
    address = f"/api/portfolios/{made.json()['id']}"
    posted = await client.post(f"{address}/transactions", json={"transactions": rows}, headers=who)
    assert posted.status_code == 201, posted.text
    return address


async def read(client: httpx2.AsyncClient, who: dict[str, str], url: str, **query: Any) -> Any:
    answer = await client.get(url, params=query, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def near(shown: object, wanted: Decimal) -> None:
    """Exact strings agree to the cent, ratios to nine digits."""
    if isinstance(shown, str):
        assert abs(Decimal(shown) - wanted) <= Decimal("0.005000001"), (shown, wanted)
    else:
        assert shown == pytest.approx(float(wanted), abs=1e-9)


@pytest.mark.parametrize("cash_mode", ["implied", "tracked"])
@pytest.mark.parametrize("method", METHODS)
async def test_summary_performance_and_gains_are_the_oracles(
    client: httpx2.AsyncClient, ada: dict[str, str], folder: Path, method: str, cash_mode: str
) -> None:
    rows = LEDGER if cash_mode == "implied" else [*DEPOSITS, *LEDGER]
    address = await book(client, ada, rows, lot_method=method, cash=cash_mode)
    wanted = Oracle(prices(folder), method=method, cash_mode=cash_mode).run(rows, LAST)
    day = {"as_of": str(LAST)}

    shown = await read(client, ada, f"{address}/summary", **day)
    assert Decimal(shown["total_value"]) == cents(wanted.value(LAST))
    assert Decimal(shown["net_contributions"]) == cents(wanted.contributed)
    gain = wanted.value(LAST) - wanted.contributed
    assert abs(Decimal(shown["gain"]) - gain) < Decimal("0.01")
    realised = sum((got - cost for *_, got, cost in wanted.realised), Decimal(0))
    assert abs(Decimal(shown["realised_gain"]) - realised) <= Decimal("0.01")
    assert abs(Decimal(shown["income"]) - wanted.income) <= Decimal("0.01")
    assert abs(Decimal(shown["fees"]) - wanted.fees) <= Decimal("0.01")
    assert abs(Decimal(shown["taxes"]) - wanted.taxes) <= Decimal("0.01")
    near(shown["twr"], wanted.twr)
    near(shown["xirr"], wanted.xirr)
    near(shown["simple_return"], wanted.simple_return)

    performance = await read(client, ada, f"{address}/performance", to=str(LAST))
    series = performance["series"]
    at = dict(zip(series["dates"], series["value"], strict=True))
    by_day = {str(one): value for one, value, _, _ in wanted.days}
    for one, value in at.items():
        near(str(value), by_day[one])
    near(performance["twr"], wanted.twr)
    assert performance["gain"] == shown["gain"]

    gains = await read(client, ada, f"{address}/gains", **day)
    assert len(gains["realised"]) == len(wanted.realised)
    told = sorted(
        (lot["symbol"], lot["opened"], lot["closed"], Decimal(lot["quantity"]))
        for lot in gains["realised"]
    )
    assert told == sorted((s, str(o), str(c), q) for s, o, c, q, *_ in wanted.realised)
    near(gains["total_realised"], realised)


async def test_a_period_opens_with_the_evening_before(
    client: httpx2.AsyncClient, ada: dict[str, str], folder: Path
) -> None:
    address = await book(client, ada, LEDGER)
    days = Oracle(prices(folder)).run(LEDGER, LAST).days
    first, last = date(2020, 1, 20), date(2020, 2, 16)
    opening = next(value for day, value, _, _ in days if day == first - timedelta(1))
    part = [entry for entry in days if first <= entry[0] <= last]
    linked, start = Decimal(1), opening
    for _, end, inflow, outflow in part:
        linked *= (end + outflow) / (start + inflow)
        start = end
    contributed = sum((inflow - outflow for _, _, inflow, outflow in part), Decimal(0))
    gain = start - opening - contributed
    shown = await read(
        client, ada, f"{address}/performance", **{"from": str(first), "to": str(last)}
    )
    assert (shown["from"], shown["to"]) == (str(first), str(last))
    near(shown["twr"], linked - 1)
    near(shown["start_value"], opening)
    near(shown["end_value"], start)
    assert abs(Decimal(shown["gain"]) - gain) <= Decimal("0.01")
    near(shown["simple_return"], gain / (opening + sum(entry[2] for entry in part)))
    assert shown["twr_annualised"] is None


async def test_risk_is_that_of_the_trading_days(
    client: httpx2.AsyncClient, ada: dict[str, str], folder: Path
) -> None:
    rows = [row("buy", "2020-01-06", "SPLT", "10", "400"), LEDGER[1]]
    address = await book(client, ada, rows)
    days = Oracle(prices(folder)).run(rows, LAST).days
    returns: list[float] = []
    start = Decimal(0)
    for _, end, inflow, outflow in days:
        returns.append(float((end + outflow) / (start + inflow) - 1))
        start = end
    trading = [r for r, (day, *_) in zip(returns, days, strict=True) if day.weekday() < 5]
    shown = await read(client, ada, f"{address}/risk", to=str(LAST))
    assert shown["observations"] == len(trading)
    mean = sum(trading) / len(trading)
    deviation = (sum((r - mean) ** 2 for r in trading) / (len(trading) - 1)) ** 0.5
    assert shown["volatility"] == pytest.approx(deviation * 252**0.5, rel=1e-9)
    assert shown["sharpe"] == pytest.approx(mean / deviation * 252**0.5, rel=1e-9)
    ordered = sorted(trading)
    for name, level in (("95", 0.05), ("99", 0.01)):
        place = level * (len(ordered) - 1)
        low = int(place)
        quantile = ordered[low] + (place - low) * (ordered[low + 1] - ordered[low])
        assert shown[f"var_{name}"] == pytest.approx(-quantile, rel=1e-9)
    level, peak, deepest = 1.0, 1.0, 0.0
    for one in returns:
        level *= 1 + one
        peak = max(peak, level)
        deepest = max(deepest, 1 - level / peak)
    assert shown["max_drawdown"]["depth"] == pytest.approx(deepest, rel=1e-9)


async def test_a_short_position_gains_when_the_price_falls(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    rows = [
        cash("deposit", "2020-01-06", "5000", "USD"),
        row("short", "2020-01-10", "PLAIN", "20", "55", fee="1"),
        row("cover", "2020-01-24", "PLAIN", "8", "51.5", fee="1"),
    ]
    address = await book(client, ada, rows, base_currency="USD", cash="tracked")
    shown = await read(client, ada, f"{address}/summary", as_of=str(LAST))
    # Close of 28 February: row 39, 50 + (273 mod 11)/2 = 54.5; 12 are still owed.
    proceeds, paid = Decimal(20 * 55 - 1), Decimal(8) * Decimal("51.5") + 1
    assert Decimal(shown["total_value"]) == 5000 + proceeds - paid - 12 * Decimal("54.5")
    assert Decimal(shown["realised_gain"]) == cents(proceeds * 8 / 20 - paid)
    assert Decimal(shown["net_contributions"]) == 5000
    gains = await read(client, ada, f"{address}/gains", as_of=str(LAST))
    assert [(lot["quantity"], lot["is_short"]) for lot in gains["realised"]] == [("8", True)]


async def test_only_booked_dividends_count_and_the_feed_suggests_the_others(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    buy = row("buy", "2020-01-06", "SPLT", "10", "400")
    plain = await book(client, ada, [buy])
    income = await read(client, ada, f"{plain}/income", as_of=str(LAST))
    assert income["entries"] == []
    (expected,) = [one for one in income["expected"] if one["status"] == "declared"]
    assert (expected["symbol"], expected["ex_date"]) == ("SPLT", "2020-01-13")
    assert Decimal(expected["amount_local"]) == Decimal("8.20")
    summary = await read(client, ada, f"{plain}/summary", as_of=str(LAST))
    assert Decimal(summary["income"]) == 0

    automatic = await book(client, ada, [buy], auto_dividends=True)
    income = await read(client, ada, f"{automatic}/income", as_of=str(LAST))
    assert [Decimal(entry["amount_local"]) for entry in income["entries"]] == [Decimal("8.20")]
    assert [one for one in income["expected"] if one["status"] == "declared"] == []


async def test_the_change_of_a_day_is_that_of_the_last_trading_day_unless_it_is_long_gone(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address = await book(client, ada, [row("buy", "2020-01-06", "SPLT", "1", "400")])
    sunday = await read(client, ada, f"{address}/summary", as_of="2020-03-01", currency="USD")
    assert Decimal(sunday["day_change"]) == 4  # 28 February: from 138 to 139, four shares
    year_later = await read(client, ada, f"{address}/summary", as_of="2021-03-01", currency="EUR")
    assert year_later["day_change"] is None
    assert "2020-02-28" in year_later["notes"]["day_change"]


async def test_a_day_before_the_first_price_is_refused_not_zero(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address = await book(client, ada, [row("buy", "2019-12-30", "SPLT", "1", "390")])
    shown = await client.get(f"{address}/holdings", params={"as_of": "2019-12-31"}, headers=ada)
    if shown.status_code == 200:
        body = shown.json()
        assert body["items"][0]["market_value"] is None
        assert body["unpriced"] == ["SPLT"]
        assert body["is_complete"] is False
    else:
        assert shown.status_code in {404, 422}, shown.text
        assert "SPLT" in shown.json()["detail"]


@pytest.mark.parametrize("by", ["symbol", "sector", "country", "currency", "asset_class"])
async def test_an_allocation_sums_to_the_total_value(
    client: httpx2.AsyncClient, ada: dict[str, str], folder: Path, by: str
) -> None:
    rows = [*DEPOSITS, *LEDGER]
    address = await book(client, ada, rows, cash="tracked")
    shown = await read(client, ada, f"{address}/allocation", by=by, as_of=str(LAST))
    total = sum((Decimal(one["value"]) for one in shown["slices"]), Decimal(0))
    assert cents(total) == Decimal(shown["total_value"])
    assert sum(one["weight"] for one in shown["slices"]) == pytest.approx(1)
    holdings = await read(client, ada, f"{address}/holdings", as_of=str(LAST))
    assert holdings["total_value"] == shown["total_value"]
    pence = next(one for one in holdings["items"] if one["symbol"] == "PENCE.L")
    assert (pence["price"], pence["currency"]) == ("1.895", "GBP")
    oracle = Oracle(prices(folder), cash_mode="tracked").run(rows, LAST)
    worth = sum(oracle.worth(lot, LAST) for lot in oracle.lots if lot.symbol == "PENCE.L")
    near(pence["market_value"], Decimal(worth))


async def test_a_file_that_cannot_be_read_is_told_of(
    client: httpx2.AsyncClient, ada: dict[str, str], folder: Path
) -> None:
    (folder / "JUNK.csv").write_bytes(bytes(range(256)) * 20)
    tracked = await client.post("/api/stock-data/track", json={"symbol": "JUNK"}, headers=ada)
    assert tracked.status_code == 202
    told: str | None = None
    for _ in range(2_400):
        listed = await read(client, ada, "/api/stock-data/status")
        told = next(one["detail"] for one in listed["symbols"] if one["symbol"] == "JUNK")
        if told is not None:
            break
        await asyncio.sleep(0.05)
    assert told is not None
    assert "sample: bad answer" in told
