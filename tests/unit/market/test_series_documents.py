"""What is stored is what was given, to the last digit."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import Malformed
from shared.market.merging import merged
from shared.market.model import MISSING, Dividend, PriceSeries, Split
from shared.market.series_documents import SeriesDocuments, decode, encode

AS_OF = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
_PRICE = st.integers(1, 2**53 - 1)
_OPTIONAL = st.one_of(st.just(MISSING), _PRICE)


def _series(rows: list[tuple[int, ...]], exponent: int = 4) -> PriceSeries:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    return PriceSeries(
        symbol="ACME",
        currency="USD",
        exponent=exponent,
        days=columns[0].astype(np.int32),
        close=columns[1],
        open=columns[2],
        high=columns[3],
        low=columns[4],
        volume=columns[5],
        source="sample",
        as_of=AS_OF,
        version="",
        dividends=(Dividend(date(2001, 2, 3), Decimal("0.1250"), "USD"),),
        splits=(Split(date(2002, 3, 4), 3, 2),),
    )


@st.composite
def _histories(draw: st.DrawFn) -> PriceSeries:
    days = draw(
        st.lists(
            st.integers(date(1962, 1, 1).toordinal(), date(2030, 1, 1).toordinal()),
            unique=True,
            max_size=30,
        ).map(sorted)
    )
    rows = [
        (day, draw(_PRICE), draw(_OPTIONAL), draw(_OPTIONAL), draw(_OPTIONAL), draw(_OPTIONAL))
        for day in days
    ]
    return _series(rows, draw(st.integers(0, 8)))


def _stored(documents: SeriesDocuments) -> SeriesDocuments:
    """Return documents as a store would give them back."""
    head, *years = orjson.loads(orjson.dumps([documents.head, *documents.years.values()]))
    return SeriesDocuments(head, {body["year"]: body for body in years})


def _prices(series: PriceSeries, name: str) -> list[Decimal | None]:
    column = getattr(series, name)
    return [None if value == MISSING else series.decimal(value) for value in column]


@given(_histories())
def test_a_history_comes_back_exactly(series: PriceSeries) -> None:
    documents = _stored(encode(series))
    back = decode("ACME", documents.head, documents.years)
    assert back.days.tolist() == series.days.tolist()
    for name in ("close", "open", "high", "low"):
        assert _prices(back, name) == _prices(series, name)
    assert back.volume.tolist() == series.volume.tolist()
    assert (back.dividends, back.splits) == (series.dividends, series.splits)


@given(_histories())
def test_equal_histories_give_equal_documents_whatever_their_exponent(series: PriceSeries) -> None:
    prices = np.concatenate([series.close, series.open, series.high, series.low])
    if series.exponent > 6 or bool((prices > 2**46).any()):
        return
    finer = replace(
        series,
        exponent=series.exponent + 2,
        **{
            name: np.where(getattr(series, name) == MISSING, MISSING, getattr(series, name) * 100)
            for name in ("close", "open", "high", "low")
        },
    )
    assert _stored(encode(finer)) == _stored(encode(series))


def test_a_new_day_touches_its_year_and_the_head_only() -> None:
    old = _series([(date(2022, 5, 2).toordinal(), 10, 10, 10, 10, 1)])
    new = _series(
        [
            (date(2022, 5, 2).toordinal(), 10, 10, 10, 10, 1),
            (date(2023, 5, 2).toordinal(), 12345, 10, 10, 10, 1),
        ]
    )
    assert _stored(encode(new)).years[2022] == _stored(encode(old)).years[2022]
    assert encode(new).head["version"] != encode(old).head["version"]


def test_a_year_of_daily_bars_weighs_about_what_was_planned() -> None:
    rng = np.random.default_rng(7)
    closes = np.rint(15000 + np.cumsum(rng.normal(0, 150, 252))).astype(int).tolist()
    start = date(2023, 1, 2).toordinal()
    rows = [
        (start + n + n // 5 * 2, close, close - 50, close + 90, close - 120, 60_000_000 + n)
        for n, close in enumerate(closes)
    ]
    (body,) = encode(_series(rows, 2)).years.values()
    assert len(orjson.dumps(body)) < 14_000


def test_a_newer_schema_is_refused_not_guessed() -> None:
    documents = encode(_series([(date(2022, 5, 2).toordinal(), 10, 10, 10, 10, 1)]))
    with pytest.raises(Malformed, match="newer version"):
        decode("ACME", documents.head | {"schema": 99}, documents.years)


@given(_histories(), _histories())
def test_merging_keeps_every_day_and_prefers_the_new(a: PriceSeries, b: PriceSeries) -> None:
    prices = np.concatenate([a.close, a.open, a.high, a.low, b.close, b.open, b.high, b.low])
    if bool((prices > 2**33).any()):
        return
    both = merged(a, b)
    assert both.days.tolist() == sorted({*a.days.tolist(), *b.days.tolist()})
    wanted = dict(zip(a.days.tolist(), _prices(a, "close"), strict=True))
    wanted |= dict(zip(b.days.tolist(), _prices(b, "close"), strict=True))
    assert dict(zip(both.days.tolist(), _prices(both, "close"), strict=True)) == wanted
