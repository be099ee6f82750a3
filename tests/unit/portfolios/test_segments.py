"""How a ledger is written down."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import orjson
from hypothesis import given
from hypothesis import strategies as st

from shared.portfolios.model import Kind, Transaction
from shared.portfolios.segments import (
    SEGMENT_BYTES,
    Event,
    decode,
    encode,
    split_into_segments,
)
from tests.fakes.ledger import NOW, entry

amounts = st.decimals(min_value=0, max_value=10**9, places=10)
texts = st.none() | st.text(min_size=1, max_size=20)
entries = st.builds(
    Transaction,
    id=st.text("0123456789ABCDEF", min_size=26, max_size=26),
    kind=st.sampled_from(Kind),
    symbol=st.none() | st.just("BRK.B"),
    trade_date=st.dates(date(1900, 1, 1)),
    trade_time=st.none() | st.times(),
    settle_date=st.none() | st.dates(),
    quantity=st.none() | amounts,
    price=st.none() | amounts,
    amount=st.none() | amounts,
    currency=st.sampled_from(["USD", "JPY"]),
    fee=amounts,
    tax=amounts,
    fx_rate=st.none() | amounts,
    ratio=st.none() | st.just("1.5:1"),
    related_symbol=st.none() | st.just("META"),
    account=texts,
    tags=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    note=texts,
    source=st.text(min_size=1, max_size=10),
    fingerprint=texts,
    sequence=st.integers(0, 2**53),
    version=st.integers(1, 2**31),
    recorded_at=st.datetimes(timezones=st.just(UTC)),
)


@given(entries, st.sampled_from(["put", "delete"]), st.datetimes(timezones=st.just(UTC)))
def test_an_event_reads_back_as_it_was_written(row: Transaction, op: str, at: datetime) -> None:
    event = Event(op, at, row)  # type: ignore[arg-type]
    assert decode(orjson.loads(orjson.dumps(encode(event)))) == event


def test_amounts_are_strings_and_absent_fields_take_no_room() -> None:
    row = entry("buy", "2024-01-02", "X", quantity="1.50", price="0.000000001")
    tx = encode(Event("put", NOW, row))["tx"]
    assert (tx["quantity"], tx["price"]) == ("1.5", "0.000000001")
    assert not {"amount", "fee", "tax", "note", "tags", "trade_time"} & set(tx)


def test_segments_keep_the_order_and_their_size() -> None:
    rows = [encode(Event("put", NOW, entry("buy", "2024-01-02", "X", note="n" * 900)))] * 500
    segments = split_into_segments(rows)
    assert [row for segment in segments for row in segment] == rows
    assert all(len(orjson.dumps(segment)) <= SEGMENT_BYTES for segment in segments)
    assert len(segments) == -(-len(orjson.dumps(rows)) // SEGMENT_BYTES)


def test_a_time_and_a_zero_amount_are_kept_apart_from_none() -> None:
    row = entry("merger", "2024-01-02", "X", amount=0, trade_time="00:00")
    again = decode(encode(Event("put", NOW, row))).transaction
    assert (again.amount, again.trade_time) == (Decimal(0), time(0, 0))
