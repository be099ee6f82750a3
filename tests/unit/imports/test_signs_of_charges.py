"""A charge below zero: how a file writes what was paid, or money that came back."""

from decimal import Decimal

import pytest

from shared.portfolios.model import Kind
from tests.broker_files import by_row, read_text

GENERIC = "date,kind,symbol,quantity,price,currency,fee,tax\n"
SCHWAB = '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"\n'
FIDELITY = "Run Date,Action,Symbol,Quantity,Price ($),Commission ($),Fees ($),Amount ($)\n"
WEALTHFOLIO = "date,symbol,quantity,activityType,unitPrice,currency,fee\n"
GHOSTFOLIO = "Date,Code,Currency,Price,Quantity,Action,Fee\n"
PERFORMANCE = "Date,Type,Value,Transaction Currency,Fees,Taxes,Shares,Ticker Symbol\n"
TRADING212 = (
    "Action,Time,ISIN,Ticker,Name,No. of shares,Price / share,Currency (Price / share),"
    "Total (GBP),Currency conversion fee (GBP),ID\n"
)
COINBASE = (
    "Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,"
    "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread\n"
)


def test_charges_that_are_all_below_zero_were_all_paid() -> None:
    text = GENERIC + "2024-01-02,buy,A,1,10,USD,-2,\n2024-01-03,sell,A,1,12,USD,(3.00),0\n"
    assert [entry.fee for entry in by_row(read_text(text)).values()] == [2, 3]


@pytest.mark.parametrize("column", ["fee", "tax"])
def test_a_charge_below_zero_among_others_above_is_refused_as_either_of_two_things(
    column: str,
) -> None:
    paid, given = ("1.50,", "-0.75,") if column == "fee" else (",1.50", ",-0.75")
    text = (
        f"{GENERIC}2024-01-02,buy,A,1,10,USD,{paid}\n2024-01-03,buy,A,1,11,USD,{paid}\n"
        f"2024-01-04,buy,A,1,12,USD,{given}\n"
    )
    reading = read_text(text)
    assert list(by_row(reading)) == [2, 3]
    assert [(line.row, line.reason) for line in reading.rejected] == [
        (
            4,
            f"{column}: -0.75 is below zero, but 2 other rows have a charge above zero. If it was "
            "charged, write it with their sign; if it was paid back to you, leave it out here and "
            "enter it as interest",
        )
    ]


def test_where_most_charges_are_below_zero_the_one_above_is_the_odd_one() -> None:
    rows = "".join(f"2024-01-0{day},buy,A,1,10,USD,-1,\n" for day in (2, 3))
    reading = read_text(f"{GENERIC}{rows}2024-01-04,buy,A,1,10,USD,0.5,\n")
    assert [line.row for line in reading.rejected] == [4]
    assert "2 other rows have a charge below zero" in reading.rejected[0].reason


def test_the_sign_of_a_charge_is_told_apart_with_a_decimal_comma_too() -> None:
    text = (
        "date;kind;symbol;quantity;price;currency;fee\n"
        "2024-01-02;buy;A;1;10,50;EUR;9,90\n2024-01-03;buy;A;1;10,50;EUR;-9,90\n"
    )
    reading = read_text(text)
    assert (list(by_row(reading)), [line.row for line in reading.rejected]) == ([2], [3])


@pytest.mark.parametrize(
    "text",
    [
        SCHWAB
        + '"01/02/2024","Buy","A","a","1","$10.00","$1.00","-$11.00"\n'
        + '"01/03/2024","Buy","A","a","1","$10.00","-$1.00","-$9.00"\n',
        FIDELITY
        + "01/02/2024,YOU BOUGHT A,A,10,10,,1.00,-101\n"
        + "01/03/2024,YOU BOUGHT A,A,10,10,,-1.00,-99\n",
        WEALTHFOLIO + "2024-01-02,A,1,BUY,10,USD,1\n2024-01-03,A,1,BUY,10,USD,-1\n",
        GHOSTFOLIO + "02-01-2024,A,USD,10,1,buy,1\n03-01-2024,A,USD,10,1,buy,-1\n",
        PERFORMANCE + "2024-01-02,Buy,101,EUR,1.00,,1,A\n2024-01-03,Buy,99,EUR,-1.00,,1,A\n",
        TRADING212
        + "Market buy,2024-01-02 10:00:00,US0378331005,A,a,1,10,USD,9.00,0.10,EOF1\n"
        + "Market buy,2024-01-03 10:00:00,US0378331005,A,a,1,10,USD,9.00,-0.10,EOF2\n",
        COINBASE
        + "2024-01-02T10:00:00Z,Buy,BTC,1,USD,100,100,101,1\n"
        + "2024-01-03T10:00:00Z,Buy,BTC,1,USD,100,100,99,-1\n",
    ],
    ids=["schwab", "fidelity", "wealthfolio", "ghostfolio", "portfolio_performance", "trading212",
         "coinbase"],
)  # fmt: skip
def test_no_broker_s_charge_of_the_other_sign_is_taken_for_one_that_was_paid(text: str) -> None:
    reading = read_text(text)
    assert (list(by_row(reading)), [line.row for line in reading.rejected]) == ([2], [3])
    assert "below zero" in reading.rejected[0].reason


def test_a_coinbase_fee_below_zero_that_its_total_shows_was_paid_is_booked() -> None:
    text = COINBASE + "2024-01-03T10:00:00Z,Sell,BTC,-1,USD,100,-100,-99,-1\n"
    assert by_row(read_text(text))[2].fee == 1


def test_what_degiro_gave_back_on_a_trade_is_an_entry_of_its_own() -> None:
    text = (
        "Date,Time,Product,ISIN,Reference exchange,Venue,Quantity,Price,,Local value,,Value EUR,"
        "Exchange rate,AutoFX Fee,Transaction and/or third party fees EUR,Total EUR,Order ID,\n"
        "02-01-2024,10:00,A,IE00B4L5Y983,EAM,XAMS,10,100.00,EUR,-1000.00,EUR,-1000.00,,,"
        '1.50,"-998.50",,abc\n'
    )
    (_, trade), (_, rebate) = read_text(text).entries
    assert (trade.kind, trade.amount, trade.fee) == (Kind.BUY, 1000, 0)
    assert (rebate.kind, rebate.amount, rebate.currency, rebate.tags) == (
        Kind.INTEREST,
        Decimal("1.50"),
        "EUR",
        ("commission-rebate",),
    )


def test_a_second_column_of_charges_that_is_not_read_is_told() -> None:
    text = (
        "date,kind,symbol,quantity,price,currency,fee,commission\n2024-01-02,buy,A,1,10,USD,1,5\n"
    )
    assert read_text(text).warnings == ["The column 'commission' was not read: 'fee' was, as fee"]
