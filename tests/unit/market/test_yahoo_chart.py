"""Recorded Yahoo charts give the prices that were traded.

Closes as traded come from tests/data/split_facts.csv (unadjusted series of another vendor).
"""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import orjson
import pytest

from shared.kernel.errors import Malformed, NotFound
from shared.market.model import MISSING, Split
from shared.market.parsers.yahoo_chart import parse_chart
from tests.unit.market.payloads import DATA, chart, closes, raw_chart

TEN_FOR_ONE = Split(date(2024, 6, 10), 10, 1)


def _facts(symbol: str) -> dict[str, dict[str, str]]:
    with (DATA / "split_facts.csv").open(newline="") as file:
        return {row["ex_date"]: row for row in csv.DictReader(file) if row["symbol"] == symbol}


def test_prices_around_a_split_are_those_people_traded_at() -> None:
    parsed = parse_chart(chart("chart_NVDA_2021.json", "NVDA"), (TEN_FOR_ONE,))
    fact = _facts("NVDA")["2021-07-20"]
    assert closes(parsed)["2021-07-19"] == fact["last_raw_close_before"] == "751.19"
    assert closes(parsed)["2021-07-20"] == fact["raw_close_on_ex_date"] == "186.12"
    assert parsed.splits == (Split(date(2021, 7, 20), 4, 1),)


def test_volume_is_in_the_shares_of_its_day() -> None:
    parsed = parse_chart(chart("chart_NVDA_2021.json", "NVDA"), (TEN_FOR_ONE,))
    volumes = dict(zip(parsed.days.tolist(), parsed.volume.tolist(), strict=True))
    # Yahoo's 749,060,000 of 2021-07-19 are today's shares: 40 of them were one.
    assert volumes[date(2021, 7, 19).toordinal()] == 18_726_500


def test_a_whole_recorded_year_stays_within_a_cent_grid() -> None:
    parsed = parse_chart(chart("chart_NVDA_2021.json", "NVDA"), (TEN_FOR_ONE,))
    assert parsed.days.size == 252
    finer = [text for text in closes(parsed).values() if len(text.partition(".")[2]) > 2]
    # Yahoo itself shows a few closes of 2021 in tenths of a cent (before its rounding).
    assert len(finer) <= 252 * 0.05


def test_dividends_and_splits_carry_the_exchanges_date() -> None:
    parsed = parse_chart(chart("chart_AAPL_2020.json", "AAPL"))
    assert parsed.splits == (Split(date(2020, 8, 31), 4, 1),)
    (dividend,) = parsed.dividends
    assert (dividend.ex_date, dividend.amount) == (date(2020, 11, 6), Decimal("0.205"))
    assert closes(parsed)["2020-08-31"] == _facts("AAPL")["2020-08-31"]["raw_close_on_ex_date"]


def test_a_century_of_splits_is_undone() -> None:
    # IBM closed at 572.00 on 1962-01-02. The recording leaves out the spin-off of 2021.
    spin_off = Split(date(2021, 11, 4), 1046, 1000)
    parsed = parse_chart(chart("chart_IBM_1962.json", "IBM"), (spin_off,))
    assert closes(parsed)["1962-01-02"] == "572"
    assert len(parsed.splits) == 7
    # Declared 1.62 in 2019, printed as 1.548757 after the spin-off.
    assert parsed.dividends[5].amount == Decimal("1.62")


def test_a_spin_off_written_as_a_split_multiplies_nobodys_shares() -> None:
    body = orjson.loads((DATA / "yahoo" / "chart_AAPL_2020.json").read_bytes())
    event = {"date": 1602768600, "numerator": 1046.0, "denominator": 1000.0}
    body["chart"]["result"][0]["events"]["splits"]["1602768600"] = event
    parsed = parse_chart(raw_chart(orjson.dumps(body)))
    assert [split.date for split in parsed.splits] == [date(2020, 8, 31)]
    (told,) = parsed.bad_rows
    assert (told.reason, told.day) == ("spin_off_written_as_split", date(2020, 10, 15))
    # Its price effect is undone all the same.
    assert float(closes(parsed)["2020-08-31"]) == pytest.approx(129.04 * 1.046, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "symbol", "currency", "day", "close"),
    [
        ("chart_AZT.OL.json", "AZT.OL", "NOK", "2020-01-02", "4.99"),
        ("chart_BTC-USD.json", "BTC-USD", "USD", "2020-01-01", "7200.174"),
        # Midnight in London, the day before in UTC during summer: the exchange's date counts.
        ("chart_EURUSD=X.json", "EURUSD=X", "USD", "2020-01-03", "1.1171438"),
    ],
)
def test_float_noise_is_taken_off(
    name: str, symbol: str, currency: str, day: str, close: str
) -> None:
    parsed = parse_chart(chart(name, symbol))
    assert parsed.currency == currency
    # Within the noise of a 32-bit float of the number Yahoo means.
    assert float(closes(parsed)[day]) == pytest.approx(float(close), rel=1.2e-7)
    assert len(closes(parsed)[day]) <= len(close) + 1


def test_pence_become_pounds() -> None:
    payload = chart("chart_AZT.OL.json", "AZT.OL", currency="GBp")
    parsed = parse_chart(payload)
    assert parsed.currency == "GBP"
    assert closes(parsed) == {"2020-01-02": "0.0499"}


def test_a_session_that_is_not_over_is_marked() -> None:
    recorded = chart("chart_AAPL_2025.json", "AAPL", datetime(2025, 10, 29, 17, 0, tzinfo=UTC))
    assert parse_chart(recorded).partial_day == date(2025, 10, 29)
    evening = chart("chart_AAPL_2025.json", "AAPL", datetime(2025, 10, 29, 20, 1, tzinfo=UTC))
    assert parse_chart(evening).partial_day is None


def test_a_value_that_is_null_is_missing_not_zero() -> None:
    body = orjson.loads((DATA / "yahoo" / "chart_AAPL_2020.json").read_bytes())
    body["chart"]["result"][0]["indicators"]["quote"][0]["open"][3] = None
    parsed = parse_chart(raw_chart(orjson.dumps(body)))
    assert int(parsed.open[3]) == MISSING
    assert int(parsed.open[2]) != MISSING


def test_an_unknown_symbol_is_told_from_a_failure() -> None:
    error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
    body = orjson.dumps({"chart": {"result": None, "error": error}})
    with pytest.raises(NotFound):
        parse_chart(raw_chart(body))


_WRONG = [
    b"",
    b"<html>Will be right back</html>",
    b"[]",
    b"null",
    b'{"chart":{"result":[],"error":null}}',
    b'{"chart":{"result":null,"error":{"code":"Internal"}}}',
    b'{"chart":{"result":[{"meta":{"symbol":"AAPL"}}],"error":null}}',
    b'{"chart":{"result":[{"meta":{"symbol":"MSFT","currency":"USD"}}],"error":null}}',
    b'{"chart":{"result":[{"meta":{"symbol":"AAPL","currency":"USD"},"timestamp":["x"]}]}}',
    b'{"chart":{"result":[{"meta":{"symbol":"AAPL","currency":"USD"},"timestamp":[1],'
    b'"indicators":{"quote":[{"close":[1,2]}]}}]}}',
    b'{"chart":{"result":[{"meta":{"symbol":"AAPL","currency":"USD"},"timestamp":[1e30],'
    b'"indicators":{"quote":[{"close":[1]}]}}]}}',
    b'{"chart":{"result":[{"meta":{"symbol":"AAPL","currency":"USD",'
    b'"exchangeTimezoneName":"Mars/Olympus"}}]}}',
]


@pytest.mark.parametrize("body", _WRONG)
def test_what_is_no_daily_chart_of_the_symbol_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_chart(raw_chart(body))


def test_a_monthly_chart_is_refused() -> None:
    with pytest.raises(Malformed, match="not daily"):
        parse_chart(chart("chart_AAPL_monthly.json", "AAPL"))


def test_every_truncation_of_a_recorded_body_is_refused() -> None:
    whole = (DATA / "yahoo" / "chart_AZT.OL.json").read_bytes().strip()
    for length in range(len(whole)):
        with pytest.raises(Malformed):
            parse_chart(raw_chart(whole[:length], "AZT.OL"))


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/London", "Asia/Tokyo", "Africa/Cairo", "Australia/Sydney"]
)
def test_every_day_of_forty_years_gets_its_local_date(zone: str) -> None:
    local = ZoneInfo(zone)
    mornings = [datetime(1985, 1, 1, tzinfo=local) + timedelta(days=n) for n in range(40 * 365)]
    stamps = [int(morning.timestamp()) for morning in mornings]
    ones = [1.0] * len(stamps)
    meta = {"symbol": "AAPL", "currency": "USD", "exchangeTimezoneName": zone}
    result = {"meta": meta, "timestamp": stamps, "indicators": {"quote": [{"close": ones}]}}
    parsed = parse_chart(raw_chart(orjson.dumps({"chart": {"result": [result], "error": None}})))
    assert parsed.days.tolist() == [morning.toordinal() for morning in mornings]
