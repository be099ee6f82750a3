"""Rows of Interactive Brokers' activity statements, of Fidelity and of files with a mapping.

Rows are made up after the brokers' documented layouts; figures are reckoned by hand.
"""

from datetime import time
from decimal import Decimal

import pytest

from shared.kernel.errors import InvalidInput
from shared.portfolios.imports.reading import Reading
from shared.portfolios.model import Kind
from tests.broker_files import entries, read_text

_TRADES = (
    "Statement,Header,Field Name,Field Value\nStatement,Data,Title,Activity Statement\n"
    "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,"
    "Proceeds,Comm/Fee,Code\n"
)
_ACTIONS = (
    f"{_TRADES}"
    "Corporate Actions,Header,Asset Category,Currency,Report Date,Date/Time,Description,Quantity,"
    "Proceeds,Value,Code\n"
)
_AAPL = 'Stocks,USD,AAPL,"2024-01-02, 10:00:00",1,100,-100,-1'


def _told(reading: Reading) -> str:
    return "; ".join(line.reason for line in [*reading.rejected, *reading.informational])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{_TRADES}Trades,Data,Trade Cancel,{_AAPL},\n", "a cancelled trade: take its order"),
        (f"{_TRADES}Trades,Data,Trade,{_AAPL},\n", "Trade: part of an order in a row of its own"),
        (f"{_TRADES}Trades,Data,Order,{_AAPL},O;Ca\n", "a cancelled or corrected trade"),
        (
            f"{_ACTIONS}Corporate Actions,Data,Stocks,USD,2024-01-02,2024-01-01,"
            '"AAPL(US0378331005) Split 4 for 1 (AAPL, APPLE, US0378331005)",3,0,0,Ca\n',
            "a cancelled corporate action",
        ),
    ],
)
def test_what_was_cancelled_is_left_to_the_person(text: str, reason: str) -> None:
    reading = read_text(text, "interactive_brokers")
    assert reason in _told(reading)
    assert not reading.entries


_HEAD = "Statement,Header,Field Name,Field Value\nStatement,Data,Title,Activity Statement\n"


def test_a_statement_of_corporate_actions_alone_is_read() -> None:
    """A year in which nothing else happened: the split is booked, the file not refused."""
    text = _ACTIONS.removeprefix(_TRADES)
    row = (
        "Corporate Actions,Data,Stocks,USD,2020-08-31,2020-08-28,"
        '"AAPL(US0378331005) Split 4 for 1 (AAPL, APPLE INC, US0378331005)",30,0,0,\n'
    )
    for head in ("", _HEAD):
        reading = read_text(f"{head}{text}{row}", "auto")
        [split] = entries(reading)
        assert (split.kind, split.ratio, reading.broker) == (
            Kind.SPLIT,
            "4:1",
            "interactive_brokers",
        )


@pytest.mark.parametrize(
    ("section", "row", "reason"),
    [
        (
            "Transfers,Header,Asset Category,Currency,Symbol,Date,Direction,Qty",
            "Transfers,Data,Stocks,USD,AAPL,2024-01-02,In,10",
            "a transfer in of 10 AAPL: its cost is not in the statement, enter it by hand",
        ),
        (
            "Corporate Actions,Header,Asset Category,Currency,Report Date,Date/Time,Description,"
            "Quantity,Proceeds,Value,Code",
            'Corporate Actions,Data,Stocks,USD,2024-01-02,2024-01-01,"Voted",0,0,0,',
            "corporate action 'Voted' is not one we know",
        ),
    ],
)
def test_a_statement_of_which_nothing_can_be_booked_says_what_to_do(
    section: str, row: str, reason: str
) -> None:
    reading = read_text(f"{_HEAD}{section}\n{row}\n", "auto")
    assert not reading.entries
    assert reason in _told(reading)


def test_a_statement_without_a_movement_says_which_sections_to_ask_for() -> None:
    other = "Open Positions,Header,Symbol\nOpen Positions,Data,AAPL\n"
    info = "Account Information,Header,Field Name,Field Value\n"
    with pytest.raises(InvalidInput, match="ask Interactive Brokers for one with the sections"):
        _ = read_text(f"{_HEAD}{info}{other}", "auto")


def test_sections_without_movements_are_named_once() -> None:
    other = "Open Positions,Header,Symbol\nOpen Positions,Data,AAPL\nOpen Positions,Data,MSFT\n"
    text = f"{_TRADES}Trades,Data,Order,{_AAPL},O\n{other}"
    reading = read_text(text, "interactive_brokers")
    [deal] = entries(reading)
    assert (deal.kind, deal.amount, deal.fee) == (Kind.BUY, Decimal(100), Decimal(1))
    assert [one for one in reading.warnings if "Open Positions" in one]


class TestMappedFiles:
    def test_a_decimal_mark_a_time_and_an_order_of_dates_can_be_chosen(self) -> None:
        text = "Tag;Uhr;Was;Wert;Kurs;Anzahl\n02.01.2024;09:30;buy;X;10,500;2\n"
        columns = {
            "date": "Tag",
            "time": "Uhr",
            "kind": "Was",
            "symbol": "Wert",
            "price": "Kurs",
            "quantity": "Anzahl",
        }
        options = {"decimal_mark": ",", "date_order": "dmy", "default_currency": "EUR"}
        [deal] = entries(read_text(text, "generic", {**columns, **options}))
        assert (deal.price, deal.trade_time, deal.currency) == (Decimal("10.5"), time(9, 30), "EUR")

    def test_a_trade_without_a_price_has_its_amount(self) -> None:
        head = "date,action,symbol,quantity,price,amount,currency\n"
        reading = read_text(
            f"{head}2024-01-02,buy,X,2,,21,USD\n2024-01-03,buy,X,2,,,USD\n", "generic"
        )
        [deal] = entries(reading)
        assert (deal.amount, deal.price) == (Decimal(21), None)
        assert _told(reading) == "price is missing"
