"""The faults that yfinance repairs, by the data of its own tests: never loaded silently here.

Each file is what Yahoo served; its twin is what yfinance makes of it (see data/SOURCES.md). We do
not repair: a row is as it came, or held back with the evidence. Our own adjustment, from dividends
and splits, must come to the adjusted closes of the repaired twin.
"""

import csv
import io
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import pytest

from shared.market.adjustment import adjusted
from shared.market.levels import levels
from shared.market.merging import as_series
from shared.market.model import MISSING, PriceSeries
from shared.market.parsed import BadRow
from shared.market.parsers.yahoo_chart import parse_chart
from shared.market.processor import Processed, process
from shared.market.providers.base import RawPayload
from shared.market.restatement import held_back
from tests.unit.market.payloads import DATA, FETCHED

type Row = dict[str, str]

TODAY = FETCHED.date()
ZONES = {
    "T": ("Asia/Tokyo", "JPY"),
    "HK": ("Asia/Hong_Kong", "HKD"),
    "DE": ("Europe/Berlin", "EUR"),
    "MC": ("Europe/Madrid", "EUR"),
    "L": ("Europe/London", "GBP"),
    "US": ("America/New_York", "USD"),
}


def rows_of(name: str) -> list[Row]:
    """Return the rows of a file, oldest first."""
    with zipfile.ZipFile(DATA / "yfinance_repair.zip") as archive:
        text = archive.read(f"{name}.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text.replace("Datetime", "Date", 1))))
    return sorted((row for row in rows if row["Close"]), key=lambda row: row["Date"])


def served(symbol: str, rows: list[Row]) -> RawPayload:
    """Return a chart as Yahoo serves it, with these rows and their events."""
    zone, currency = ZONES[symbol.rpartition(".")[2] if "." in symbol else "US"]
    stamps = [_stamp(row, zone) for row in rows]
    result = {
        "meta": {"symbol": symbol, "currency": currency, "exchangeTimezoneName": zone},
        "timestamp": stamps,
        "events": {
            "dividends": {
                str(at): {"amount": float(row["Dividends"]), "date": at}
                for at, row in zip(stamps, rows, strict=True)
                if float(row["Dividends"])
            },
            "splits": {
                str(at): {"numerator": float(row["Stock Splits"]), "denominator": 1, "date": at}
                for at, row in zip(stamps, rows, strict=True)
                if float(row["Stock Splits"])
            },
        },
        "indicators": {
            "quote": [
                {
                    name.lower(): [float(row[name]) for row in rows]
                    for name in ("Open", "High", "Low", "Close", "Volume")
                }
            ]
        },
    }
    body = orjson.dumps({"chart": {"result": [result], "error": None}})
    return RawPayload("yahoo", symbol, "history", "application/json", body, FETCHED, "chart")


def _stamp(row: Row, zone: str) -> int:
    day = date.fromisoformat(row["Date"][:10])
    return int(datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(zone)).timestamp())


def processed_of(symbol: str, rows: list[Row]) -> Processed:
    return process(parse_chart(served(symbol, rows)), today=TODAY)


def series_of(symbol: str, rows: list[Row]) -> PriceSeries:
    return as_series(processed_of(symbol, rows).history, served(symbol, rows))


def _closes(series: PriceSeries) -> list[float]:
    return (series.close / 10.0**series.exponent).tolist()


def _changed(rows: list[Row], index: int, **times: float) -> list[Row]:
    """Return the rows with some cells of one multiplied."""
    cells = {name: str(float(rows[index][name]) * factor) for name, factor in times.items()}
    return [*rows[:index], {**rows[index], **cells}, *rows[index + 1 :]]


def test_4063_t_prices_before_a_bad_split_are_held_back_with_its_ratio() -> None:
    """Yahoo forgot to divide the days before 2023-03-29 by the split of 2023-03-30."""
    found = processed_of("4063.T", rows_of("4063-T-1d-bad-stock-split"))
    (bad,) = found.quarantined
    assert (bad.reason, bad.day, bad.last_day, bad.rows) == (
        "suspected_split",
        date(2023, 3, 15),
        date(2023, 3, 28),
        9,
    )
    assert bad.evidence["suspected_ratio"] == "5:1"
    assert (bad.evidence["close"], bad.evidence["next_close"]) == ("101025", "21030")
    assert found.history.days.size == 13


def test_4063_t_repaired_is_loaded_whole_at_the_prices_that_were_traded() -> None:
    found = processed_of("4063.T", rows_of("4063-T-1d-bad-stock-split-fixed"))
    assert found.quarantined == ()
    series = as_series(found.history, served("4063.T", rows_of("4063-T-1d-bad-stock-split-fixed")))
    assert _closes(series)[8] == 20710  # 2023-03-28, as the exchange printed it
    assert _closes(series)[-1] == 4129


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("8TRA.DE", "8TRA-DE-1d-missing-div-adjust"),
        ("1398.HK", "1398-HK-1d-bad-div"),
    ],
)
def test_adjusted_closes_without_a_dividend_are_not_believed(symbol: str, name: str) -> None:
    """Yahoo's adjusted close forgot dividends; ours is made of the dividends themselves."""
    fixed = rows_of(f"{name}-fixed")
    series = adjusted(series_of(symbol, rows_of(name)))
    wanted = [float(row["Adj Close"]) for row in fixed]
    assert _closes(series) == pytest.approx(wanted, rel=2e-3)


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("CALM", "CALM-1d-no-bad-divs"),
        ("EWG", "EWG-1d-no-bad-divs"),
        ("IBE.MC", "IBE-MC-1d-no-bad-divs"),
        ("KMR.L", "KMR-L-1d-no-bad-divs"),
    ],
)
def test_what_yfinance_must_not_repair_is_loaded_whole(symbol: str, name: str) -> None:
    rows = rows_of(name)
    found = processed_of(symbol, rows)
    assert [bad for bad in found.quarantined if bad.reason != "spin_off_written_as_split"] == []
    assert found.counts["accepted"] == len(rows)
    wanted = [float(row["Dividends"]) for row in rows if float(row["Dividends"])]
    assert [float(item.amount) for item in found.history.dividends] == pytest.approx(wanted)


@pytest.mark.parametrize("factor", [100, 0.01])
@pytest.mark.parametrize("name", ["Open", "High", "Low", "Close"])
def test_a_price_in_pence_among_pounds_is_never_loaded(name: str, factor: float) -> None:
    """One cell a hundredfold, as yfinance's `test_repair_100x_random_daily` has it."""
    rows = rows_of("KMR-L-1d-no-bad-divs")
    found = processed_of("KMR.L", _changed(rows, 300, **{name: factor}))
    wrong = round(float(rows[300][name]) * factor * 10**found.history.exponent)
    column = getattr(found.history, name.lower())
    assert not np.any(np.isclose(column, wrong, rtol=1e-4) & (column != MISSING))
    (bad,) = found.quarantined
    assert bad.day == date.fromisoformat(rows[300]["Date"][:10])
    assert bad.evidence[name.lower()] != "missing"


@pytest.mark.parametrize("factor", [100, 0.01])
def test_a_stretch_in_pence_is_held_back_whole(factor: float) -> None:
    """A block of days in another unit, as yfinance's `test_repair_100x_block_daily` has it."""
    rows = rows_of("KMR-L-1d-no-bad-divs")
    for index in range(400, 430):
        prices = dict.fromkeys(("Open", "High", "Low", "Close"), factor)
        rows = _changed(rows, index, **prices)
    (bad,) = processed_of("KMR.L", rows).quarantined
    assert (bad.reason, bad.rows) == ("unexplained_move", 30)


@pytest.mark.parametrize("cells", [("Open", "High", "Low", "Close"), ("Close",)])
def test_a_close_of_zero_is_held_back(cells: tuple[str, ...]) -> None:
    """As in yfinance's `test_repair_zeroes_daily`."""
    rows = rows_of("CALM-1d-no-bad-divs")
    found = processed_of("CALM", _changed(rows, 50, **dict.fromkeys(cells, 0.0)))
    (bad,) = found.quarantined
    assert bad.reason == "price_not_positive"
    assert found.counts["accepted"] == len(rows) - 1


def test_other_prices_of_zero_are_not_recorded() -> None:
    rows = rows_of("CALM-1d-no-bad-divs")
    found = processed_of("CALM", _changed(rows, 50, Open=0.0, Low=0.0))
    assert found.quarantined == ()
    assert found.counts["blank_fields"] == 2
    assert found.history.open[50] == MISSING


def _dividend_of(symbol: str, name: str, factor: float) -> tuple[BadRow, ...]:
    rows = rows_of(name)
    index = next(i for i, row in enumerate(rows) if float(row["Dividends"]) and i)
    return processed_of(symbol, _changed(rows, index, Dividends=factor)).quarantined


def test_a_dividend_a_hundredfold_is_held_back() -> None:
    """As in yfinance's `test_repair_bad_div_adjusts`: pence for pounds, or a slipped comma."""
    (bad,) = _dividend_of("KMR.L", "KMR-L-1d-no-bad-divs", 100)
    assert bad.reason in {"dividend_exceeds_price", "dividend_without_fall"}
    (bad,) = _dividend_of("IBE.MC", "IBE-MC-1d-no-bad-divs", 100)
    assert bad.reason in {"dividend_exceeds_price", "dividend_without_fall"}


def test_a_dividend_the_price_does_not_feel_is_held_back() -> None:
    (bad,) = _dividend_of("EWG", "EWG-1d-no-bad-divs", 20)
    assert bad.reason == "dividend_without_fall"
    assert set(bad.evidence) == {"dividend", "previous_close", "close"}


def _without_split(rows: list[Row], ratio: float, at: int) -> list[Row]:
    """Return rows that fall by a ratio from one on, and no split to say why."""
    prices = dict.fromkeys(("Open", "High", "Low", "Close"), 1 / ratio)
    for index in range(at, len(rows)):
        rows = _changed(rows, index, **prices)
    return rows


@pytest.mark.parametrize("ratio", [2, 3, 4, 5, 10, 20, 0.5, 0.1, 0.05])
@pytest.mark.parametrize("symbol", ["EWG", "IBE.MC"])
def test_a_missing_split_is_held_back_with_its_ratio(symbol: str, ratio: float) -> None:
    name = {"EWG": "EWG-1d-no-bad-divs", "IBE.MC": "IBE-MC-1d-no-bad-divs"}[symbol]
    rows = _without_split(rows_of(name), ratio, 600)
    found = [b for b in processed_of(symbol, rows).quarantined if "dividend" not in b.reason]
    (bad,) = found
    assert bad.day == date.fromisoformat(rows[600]["Date"][:10])
    assert bad.rows == len(rows) - 600
    shown = f"{int(ratio)}:1" if ratio > 1 else f"1:{round(1 / ratio)}"
    assert bad.evidence["suspected_ratio"] == shown


def test_a_share_that_halves_on_news_is_loaded() -> None:
    """Apple on 2000-09-29: 53.50, then open 28.19, high 29.00, low 25.37, close 25.75 (as traded).

    Source: QuantConnect/Lean's raw prices. No split: a warning of lower profits.
    """
    rows = rows_of("EWG-1d-no-bad-divs")
    before = {"Open": "53.0", "High": "54.0", "Low": "52.5", "Close": "53.50"}
    crash = {"Open": "28.19", "High": "29.00", "Low": "25.37", "Close": "25.75"}
    steady = [{**row, **before, "Dividends": "0"} for row in rows[:100]]
    fallen = [{**row, **crash, "Dividends": "0"} for row in rows[100:110]]
    assert processed_of("EWG", [*steady, *fallen]).quarantined == ()


def test_a_history_restated_by_a_split_it_does_not_list_is_held_back() -> None:
    rows = rows_of("EWG-1d-no-bad-divs")
    stored = series_of("EWG", rows)
    restated = processed_of("EWG", _without_split(rows, 4, 0))
    assert restated.quarantined == ()
    held = held_back(stored, restated, lambda *_: False)
    (bad,) = held.quarantined
    assert (bad.reason, bad.evidence["suspected_ratio"]) == ("restated_by_ratio", "4:1")
    assert held.history.days.size == 0
    assert held_back(stored, restated, lambda *_: True) == restated


def test_a_history_corrected_here_and_there_is_no_restatement() -> None:
    rows = rows_of("EWG-1d-no-bad-divs")
    stored = series_of("EWG", rows)
    corrected = processed_of("EWG", _changed(rows, 3, Close=1.001))
    assert held_back(stored, corrected, lambda *_: False) is corrected


def test_levels_of_a_history_without_a_fault_are_one() -> None:
    history = processed_of("CALM", rows_of("CALM-1d-no-bad-divs")).history
    assert levels(history, None).sizes == {0: int(history.days.size)}
