"""What is told of rows that cannot be booked, by broker, and what odd rows that can are booked as.

Rows are made up after the brokers' documented layouts; figures are reckoned by hand.
"""

import json
from decimal import Decimal

import pytest

from shared.kernel.errors import InvalidInput, Malformed
from shared.portfolios.imports.movements import split_ratio
from shared.portfolios.imports.reading import BadRow, Reading
from shared.portfolios.imports.source import Source
from shared.portfolios.model import Kind
from tests.broker_files import entries, read_text


def _told(reading: Reading) -> str:
    return "; ".join(line.reason for line in [*reading.rejected, *reading.informational])


_HEADERS = {
    "coinbase": "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
    "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
    "Fees and/or Spread,Notes",
    "etoro": "Date,Type,Details,Amount,Units,Realized Equity Change,Balance,Position ID,Asset type",
    "wealthfolio": "date,symbol,quantity,activityType,unitPrice,currency,fee,amount",
    "revolut": "Date,Ticker,Type,Quantity,Price per share,Total Amount,Currency,FX Rate",
    "schwab": "Date,Action,Symbol,Description,Quantity,Price,Fees & Comm,Amount",
    "ghostfolio": "Date,Code,DataSource,Currency,Price,Quantity,Action,Fee,Note",
    "portfolio_performance": "Date,Type,Value,Transaction Currency,Fees,Taxes,Shares,ISIN,"
    "Ticker Symbol,Security Name,Note",
    "upstox": "Date,Company,Exchange,Segment,Scrip Code,Side,Trade Num,Trade Time,Quantity,Price",
    "zerodha": "symbol,isin,trade_date,exchange,segment,trade_type,trade_id,quantity,price",
    "degiro": "Date,Time,Product,ISIN,Reference exchange,Quantity,Price,,Local value,,Value,,"
    "Exchange rate,Transaction costs,,Total,,Order ID",
    "interactive_brokers": "Buy/Sell,TradeDate,Quantity,TradePrice,CurrencyPrimary,Symbol,Proceeds,"
    "IBCommission,AssetClass",
}
_AT = "2024-01-02 10:00:00 UTC"


def _row(broker: str, row: str) -> Reading:
    return read_text(f"{_HEADERS[broker]}\n{row}\n", broker)


@pytest.mark.parametrize(
    ("broker", "row", "reason"),
    [
        ("coinbase", f"1,{_AT},Buy,BTC,1,USD,100,150,150,0,", "1 at 100 are 100, but the subtotal"),
        ("coinbase", f"1,{_AT},Gift,BTC,1,USD,100,100,100,0,", "'Gift' is not one we know"),
        ("coinbase", f"1,{_AT},Deposit,EUR,0,EUR,1,0,0,0,", "a movement of nothing"),
        ("coinbase", f"1,{_AT},Exchange,EUR,5,EUR,1,5,5,0,", "the transaction type 'Exchange' of"),
        ("coinbase", f"1,{_AT},Convert,BTC,1,USD,1,1,1,0,Into gold", "does not say into what"),
        (
            "coinbase",
            f"1,{_AT},Convert,BTC,1,USD,0,0,0,0,Converted 1 BTC to 20 ETH",
            "a conversion without a value",
        ),
        ("etoro", "02/01/2024 10:00:00,Deposit,,0,-,0,0,-,", "Deposit of nothing"),
        ("etoro", "02/01/2024 10:00:00,Dividend,AAPL/USD,-5,-,0,0,7,", "takes back an earlier"),
        ("etoro", "02/01/2024 10:00:00,Magic,AAPL/USD,5,-,0,0,7,", "'Magic' is not one we know"),
        ("etoro", "02/01/2024 10:00:00,Open Position,,5,1,0,0,7,Stocks", "instrument is missing"),
        ("etoro", "02/01/2024 10:00:00,corp action: Split,AAPL/USD,0,-,0,0,7,", "ratio of the"),
        ("wealthfolio", "2024-01-02,AAPL,1,MAGIC,1,USD,0,", "'MAGIC' is not one we know"),
        ("wealthfolio", "2024-01-02,AAPL,0,SPLIT,0,USD,0,0", "ratio of the split is missing"),
        ("wealthfolio", "2024-01-02,,1,BUY,10,USD,0,", "symbol is missing"),
        ("wealthfolio", "2024-01-02,$CASH-USD,0,DEPOSIT,0,USD,0,", "deposit of nothing"),
        ("revolut", "2024-01-02T10:00:00Z,,CASH TOP-UP,,,0,USD,1", "CASH TOP-UP of nothing"),
        ("revolut", "2024-01-02T10:00:00Z,AAPL,DIVIDEND,,,-5,USD,1", "takes back an earlier one"),
        ("revolut", "2024-01-02T10:00:00Z,AAPL,MAGIC,,,5,USD,1", "'MAGIC' is not one we know"),
        (
            "revolut",
            "2024-01-02T10:00:00Z,AAPL,BUY - MARKET,2,100,50,USD,1",
            "2 at 100 are 200, but 50 moved",
        ),
        ("schwab", "01/02/2024,Buy,AAPL 01/17/2025 150.00 C,CALL,1,$1,$0,-$1", "options are not"),
        ("schwab", "2nd of January,Buy,AAPL,APPLE,1,$1,$0,-$1", "'2nd of January' is not a date"),
        ("schwab", "01/02/2024,Magic,AAPL,APPLE,1,,,", "'Magic' is not one we know"),
        ("schwab", "01/02/2024,Magic,AAPL,APPLE,,,,$1", "'Magic' is not one we know"),
        ("schwab", "01/02/2024,Bank Interest,,INT,,,,", "Bank Interest of nothing"),
        ("schwab", "01/02/2024,Qualified Dividend,AAPL,APPLE,,,,-$1", "takes back an earlier div"),
        ("schwab", "01/02/2024,Reverse Split,GE,GENERAL,10,,,", "the other half is not in the"),
        (
            "schwab",
            "01/02/2024,Reverse Split,369604301,GENERAL,10,,,\n"
            "01/02/2024,Reverse Split,369604103,GENERAL XXXREV,-80,,,",
            "a reverse split into a security without a ticker",
        ),
        ("ghostfolio", "02-01-2024,,YAHOO,USD,10,1,BUY,0,", "symbol is missing"),
        ("ghostfolio", "02-01-2024,X,YAHOO,USD,0,0,INTEREST,0,", "interest of nothing"),
        ("ghostfolio", "02-01-2024,X,YAHOO,USD,1,1,ITEM,0,", "'ITEM' is not supported"),
        ("portfolio_performance", "2024-01-02,Magic,1,EUR,0,0,,,,,", "'Magic' is not one we know"),
        ("portfolio_performance", "2024-01-02,Buy,10,EUR,0,0,1,,,Apple,", "ISIN are both missing"),
        ("portfolio_performance", "2024-01-02,Deposit,0,EUR,0,0,,,,,", "Deposit of nothing"),
        ("upstox", "02-01-2024,TCS,NSE,EQ,TCS,Gift,1,10:00:00,1,10", "'gift' is neither buy nor"),
        ("upstox", "02-01-2024,TCS,NSE,EQ,12,Buy,1,10:00:00,1,10", "'12' of TCS is no ticker"),
        ("upstox", "02-01-2024,TCS,NSE,FO,TCS,Buy,1,10:00:00,1,10", "segment FO is not supported"),
        ("zerodha", "TCS,,2024-01-02,NSE,EQ,gift,1,1,10", "'gift' is neither buy nor sell"),
        ("zerodha", "TCS,,2024-01-02,NSE,EQ,buy,1,0,10", "quantity must be above zero, not 0"),
        (
            "degiro",
            "02-01-2024,10:00,APPLE,US0378331006,NDQ,1,10,USD,-10,USD,-10,USD,,,,-10,USD,A",
            "ISIN is missing or not valid",
        ),
        (
            "degiro",
            "02-01-2024,10:00,APPLE,US0378331005,NDQ,0,10,USD,0,USD,0,USD,,,,0,USD,A",
            "a trade of no shares",
        ),
        ("interactive_brokers", "GIFT,20240102,1,10,USD,AAPL,-10,0,STK", "'GIFT' is neither"),
        ("interactive_brokers", "BUY,20240102,0,10,USD,AAPL,0,0,STK", "a trade of no shares"),
        ("interactive_brokers", "BUY,20240102,1,10,USD,AAPL,-10,0,OPT", "OPT are not supported"),
        ("interactive_brokers", "Buy/Sell,TradeDate,Quantity,TradePrice,,,,,", "a header"),
    ],
)
def test_a_row_that_is_not_booked_says_why(broker: str, row: str, reason: str) -> None:
    reading = _row(broker, row)
    assert reason in _told(reading)
    assert not reading.entries


@pytest.mark.parametrize(
    ("broker", "row", "booked"),
    [
        ("coinbase", f"1,{_AT},Deposit,EUR,50,EUR,1,50,50,0,", [(Kind.DEPOSIT, None, "50")]),
        ("coinbase", f"1,{_AT},Withdrawal,EUR,-5,EUR,1,5,5,0,", [(Kind.WITHDRAWAL, None, "5")]),
        ("coinbase", f"1,{_AT},Sell,BTC,-1,USD,99,99,98,1,", [(Kind.SELL, "BTC-USD", "99")]),
        (
            "coinbase",
            f"1,{_AT},Convert,BTC,1,USD,100,99,100,1,Converted 1 BTC to 20 ETH",
            [(Kind.SELL, "BTC-USD", "100"), (Kind.BUY, "ETH-USD", "99")],
        ),
        (
            "etoro",
            "02/01/2024 10:00:00,Position closed,AAPL/USD,50,2,0,0,7,Stocks",
            [(Kind.SELL, "AAPL", "50")],
        ),
        (
            "etoro",
            "02/01/2024 10:00:00,corp action: Split,AAPL/USD 4:1,0,-,0,0,7,",
            [(Kind.SPLIT, "AAPL", None)],
        ),
        ("wealthfolio", "2024-01-02,$CASH-USD,0,FEE,0,USD,3,", [(Kind.FEE, None, "3")]),
        ("wealthfolio", "2024-01-02,$CASH-USD,1,TAX,4,USD,0,", [(Kind.TAX, None, "4")]),
        ("revolut", "2024-01-02T10:00:00Z,AAPL,BUY,2,100,201,USD,1", [(Kind.BUY, "AAPL", "200")]),
        ("revolut", "2024-01-02T10:00:00Z,AAPL,BUY,3,33.33,100,USD,1", [(Kind.BUY, "AAPL", "100")]),
        (
            "schwab",
            "01/03/2024 as of 01/02/2024,Journaled Shares,AAPL,APPLE,-2,,,",
            [(Kind.TRANSFER_OUT, "AAPL", None)],
        ),
        ("upstox", "02-01-2024,TCS,BSE,EQ,532540,Buy,1,,1,10", [(Kind.BUY, "532540.BO", None)]),
        ("upstox", "02-01-2024,TCS,NSE,EQ,TCS,Sell,1,,1,10", [(Kind.SELL, "TCS.NS", None)]),
        (
            "interactive_brokers",
            "BUY,20240102,3,10,USD,AAPL,0,0,STK",
            [(Kind.BUY, "AAPL", "30")],
        ),
        (
            "interactive_brokers",
            "BUY,20240102,100,1.1,USD,EUR.USD,-110,0,CASH",
            [(Kind.WITHDRAWAL, None, "110"), (Kind.DEPOSIT, None, "100")],
        ),
    ],
)
def test_an_odd_row_is_booked_as_what_moved(
    broker: str, row: str, booked: list[tuple[Kind, str | None, str | None]]
) -> None:
    reading = _row(broker, row)
    assert not reading.rejected
    assert [(one.kind, one.ticker, one.amount) for one in entries(reading)] == [
        (kind, ticker, Decimal(amount) if amount else None) for kind, ticker, amount in booked
    ]


_DEAL = {"kind": "buy", "trade_date": "2024-01-02", "currency": "USD", "symbol": "AAPL"}


class TestPlumbline:
    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"kind": "gift"}, "kind: 'gift' is not one we know"),
            ({"kind": None}, "kind: '' is not one we know"),
            ({"isin": "US0378331006"}, "isin: 'US0378331006' is not one"),
            ({"symbol": True}, "symbol: 'True' is not a text"),
            ({"quantity": [1]}, "quantity: '[1]' is not a text"),
        ],
    )
    def test_a_row_says_what_is_wrong(self, changed: dict[str, object], reason: str) -> None:
        text = json.dumps({"transactions": [_DEAL, {**_DEAL, **changed}]})
        reading = read_text(text, "plumbline")
        assert [(line.row, line.reason) for line in reading.rejected] == [(2, reason)]
        assert len(reading.entries) == 1


class TestFiles:
    @pytest.mark.parametrize("broker", ["coinbase", "zerodha", "wealthfolio", "plumbline"])
    def test_a_file_of_others_is_refused_with_its_first_line(self, broker: str) -> None:
        with pytest.raises(InvalidInput, match="Its first line reads 'first,second'"):
            _ = read_text("first,second\n1,2\n", broker)

    def test_columns_that_no_row_has_are_named(self) -> None:
        with pytest.raises(Malformed, match="No row of the file has the columns Date, Amount"):
            _ = Source("first,second\n1,2\n").rows("Date", "Amount")


_FLEX = "<FlexQueryResponse><FlexStatements>{}</FlexStatements></FlexQueryResponse>"


class TestFlexXml:
    @pytest.mark.parametrize(
        ("element", "reason"),
        [
            ('<Trade levelOfDetail="SYMBOL_SUMMARY" symbol="AAPL"/>', "a summary of rows beside"),
            ('<Transfer symbol="AAPL" quantity="1"/>', "Transfer on line 1: not supported yet"),
            ('<Trade symbol="AAPL" quantity="1"/>', "Trade on line 1: currency is missing"),
            ('<CashTransaction currency="USD" amount="1"/>', "on line 1: type is missing"),
            (
                '<CashTransaction currency="USD" amount="-1" type="Dividends" symbol="AAPL"'
                ' settleDate="20240102" description="AAPL CASH DIVIDEND"/>',
                "takes back a dividend that is not in this file",
            ),
            (
                '<CashTransaction currency="USD" amount="1" type="Magic" settleDate="20240102"/>',
                "Magic",
            ),
        ],
    )
    def test_an_element_that_is_not_booked_says_why(self, element: str, reason: str) -> None:
        reading = read_text(_FLEX.format(element), "interactive_brokers")
        assert reason in _told(reading)
        assert not reading.entries


class TestSplitRatios:
    @pytest.mark.parametrize(
        ("new", "old", "ratio"),
        [
            ("40", "10", "4:1"),
            ("10", "80", "1:8"),
            # No whole numbers up to a thousand: the quantities themselves are the ratio.
            ("1000.5", "1", "1000.5:1"),
            ("1", "1234.5", "1:1234.5"),
        ],
    )
    def test_a_ratio_is_in_small_numbers_where_it_can(self, new: str, old: str, ratio: str) -> None:
        found = split_ratio(Decimal(new), Decimal(old))
        left, right = (Decimal(side) for side in found.split(":"))
        expected_left, expected_right = (Decimal(side) for side in ratio.split(":"))
        assert left * expected_right == right * expected_left

    @pytest.mark.parametrize(("new", "old"), [("0", "1"), ("1", "0"), ("-1", "1")])
    def test_of_nothing_there_is_none(self, new: str, old: str) -> None:
        with pytest.raises(BadRow, match="is not possible"):
            _ = split_ratio(Decimal(new), Decimal(old))
