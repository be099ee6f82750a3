"""The shipped prices are as traded, complete and small.

Known closes: tests/data/split_facts.csv; dividends: the companies' own announcements.
"""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from shared.market.parser import parse
from shared.market.processor import Processed, process
from shared.market.providers.ecb import EcbProvider
from shared.market.providers.sample import SampleProvider, until
from tests.fakes.manual_clock import ManualClock
from tests.unit.market.payloads import DATA, FETCHED, closes

FOLDER = Path(__file__).parents[3] / "shared" / "market" / "sample_data"
SYMBOLS = sorted(path.name.removesuffix(".csv.gz") for path in FOLDER.glob("*.csv.gz"))


async def _processed(symbol: str) -> Processed:
    payload = await SampleProvider(FOLDER, ManualClock(FETCHED)).fetch("history", symbol)
    return process(parse(payload), today=FETCHED.date())


@pytest.mark.parametrize("symbol", SYMBOLS)
async def test_every_file_loads_without_a_single_quarantined_row(symbol: str) -> None:
    processed = await _processed(symbol)
    assert processed.quarantined == ()
    assert processed.history.days.size > 1000


async def test_closes_around_splits_are_those_that_were_traded() -> None:
    checked = 0
    with (DATA / "split_facts.csv").open(newline="") as file:
        facts = [row for row in csv.DictReader(file) if row["symbol"] in SYMBOLS]
    for fact in facts:
        processed = await _processed(fact["symbol"])
        known = closes(processed.history)
        if fact["ex_date"] not in known:
            continue
        split = next(
            split
            for split in processed.history.splits
            if split.date == date.fromisoformat(fact["ex_date"])
        )
        assert split.ratio == Decimal(fact["ratio"])
        traded = float(fact["raw_close_on_ex_date"])
        assert float(known[fact["ex_date"]]) == pytest.approx(traded, rel=0.005)
        before = [close for day, close in known.items() if day < fact["ex_date"]][-1]
        assert float(before) == pytest.approx(float(fact["last_raw_close_before"]), rel=0.005)
        checked += 1
    assert checked >= 8


@pytest.mark.parametrize(
    ("symbol", "ex_date", "amount"),
    [
        ("AAPL", "2012-08-09", "2.65"),
        ("AAPL", "2023-08-11", "0.24"),
        ("MSFT", "2004-11-15", "3.08"),  # the special dividend of 3.00 and the regular 0.08
        ("KO", "2018-06-14", "0.39"),
        ("JNJ", "2018-05-25", "0.9"),
        ("JPM", "2018-07-05", "0.56"),
        ("XOM", "2018-05-11", "0.82"),
        ("NVDA", "2023-09-06", "0.04"),
        ("IBM", "2021-02-09", "1.63"),
        ("BAC", "2021-03-04", "0.18"),
    ],
)
async def test_dividends_are_those_declared(symbol: str, ex_date: str, amount: str) -> None:
    processed = await _processed(symbol)
    paid = {item.ex_date.isoformat(): item.amount for item in processed.history.dividends}
    assert paid[ex_date] == Decimal(amount)


def test_every_file_is_described_and_every_description_has_a_file() -> None:
    described = orjson.loads((FOLDER / "symbols.json").read_bytes())
    assert sorted(described) == SYMBOLS
    for symbol, facts in described.items():
        assert {"name", "currency", "exchange", "asset_class"} <= set(facts), symbol
        assert "isin" not in facts or _has_isin_check_digit(facts["isin"]), symbol


def test_the_data_stays_a_few_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 3_000_000


@pytest.mark.parametrize(
    ("currency", "day", "rate"),
    # https://www.ecb.europa.eu: the first fixing of the euro, and one of the days in use here
    [
        ("USD", "1999-01-04", "1.1789"),
        ("GBP", "2021-03-31", "0.85209"),
        ("JPY", "2020-08-31", "126.47"),
    ],
)
async def test_rates_are_the_european_central_banks(currency: str, day: str, rate: str) -> None:
    payload = await EcbProvider(ManualClock(FETCHED)).fetch("fx", currency)
    assert closes(parse(payload))[day] == rate


async def test_files_end_where_the_clock_says() -> None:
    clock = ManualClock(FETCHED.replace(year=2020, month=8, day=31))
    payload = await SampleProvider(FOLDER, clock).fetch("history", "AAPL")
    assert max(closes(parse(payload))) == "2020-08-31"
    rates = await EcbProvider(clock).fetch("fx", "USD")
    assert max(closes(parse(rates))) == "2020-08-31"


def test_only_lines_of_real_later_days_are_left_out() -> None:
    # A day that does not exist is for the quarantine to tell of, not to vanish here.
    body = b"Date,Close\n2020-02-28,1\n2020-13-45,2\n2020-03-02,3\njunk,4\n"
    left = until(body, date(2020, 2, 28))
    assert left == b"Date,Close\n2020-02-28,1\n2020-13-45,2\njunk,4\n"


def _has_isin_check_digit(isin: str) -> bool:
    """Check by Luhn over the letters written as numbers (ISO 6166)."""
    digits = [int(d) for d in "".join(str(int(char, 36)) for char in isin)]
    doubled = [2 * d if n % 2 else d for n, d in enumerate(reversed(digits))]
    return len(isin) == 12 and sum(d // 10 + d % 10 for d in doubled) % 10 == 0
