"""Layouts of brokers of whom no file may be shipped; rows are made up after documented layouts."""

from datetime import date, time
from decimal import Decimal

import pytest

from shared.portfolios.imports.reading import Reading
from shared.portfolios.model import Kind
from tests.broker_files import by_row, cash_effect, content, entries, read_text


def reasons(reading: Reading) -> dict[int, str]:
    return {line.row: line.reason for line in (*reading.rejected, *reading.informational)}


REVOLUT = content("made_revolut.csv").decode()


class TestRevolut:
    def test_a_commission_is_what_the_total_has_beyond_shares_times_price(self) -> None:
        bought = by_row(read_text(REVOLUT))[3]
        assert (bought.amount, bought.fee) == (Decimal("700.20"), Decimal("2.00"))
        sold = by_row(read_text(REVOLUT))[7]
        assert (sold.amount, sold.fee) == (Decimal("230.00"), Decimal("0.50"))

    def test_a_split_is_the_ratio_of_the_shares_before_and_after(self) -> None:
        # Tesla split 3 for 1 on 2022-08-25.
        assert by_row(read_text(REVOLUT))[4].ratio == "3:1"

    def test_a_split_of_a_holding_from_elsewhere_is_not_booked_twice(self) -> None:
        assert "does not show" in reasons(read_text(REVOLUT))[9]

    def test_moves_inside_revolut_are_told_and_not_booked(self) -> None:
        assert reasons(read_text(REVOLUT))[8] == "a move between companies of Revolut"


ETORO = content("made_etoro.csv").decode()


class TestEtoro:
    def test_the_price_is_cash_by_units_in_dollars(self) -> None:
        bought = by_row(read_text(ETORO))[4]
        assert (bought.ticker, bought.amount, bought.currency) == ("AMD", Decimal("49.88"), "USD")
        assert bought.price == Decimal("147.920132618")
        assert bought.trade_date == date(2024, 1, 9)

    def test_contracts_for_difference_are_refused_but_their_costs_are_booked(self) -> None:
        reading = read_text(ETORO)
        assert reasons(reading)[5] == "contracts for difference are not supported"
        assert cash_effect(by_row(reading)[6]) == Decimal("-0.31")


FIDELITY = content("made_fidelity.csv").decode()


class TestFidelity:
    def test_trades_are_read_between_the_text_above_and_below(self) -> None:
        reading = read_text(FIDELITY)
        bought = next(entry for entry in entries(reading) if entry.kind is Kind.BUY)
        assert (bought.ticker, bought.quantity, bought.settle_date) == ("AMD", 10, date(2021, 4, 6))
        sold = next(entry for entry in entries(reading) if entry.kind is Kind.SELL)
        assert (sold.amount, sold.fee) == (Decimal("320.00"), Decimal("0.01"))
        assert "text below the table" in reasons(reading).values()

    def test_the_core_position_is_cash(self) -> None:
        reading = read_text(FIDELITY)
        assert not [entry for entry in entries(reading) if entry.ticker == "SPAXX"]
        interest = next(entry for entry in entries(reading) if entry.kind is Kind.INTEREST)
        assert interest.amount == Decimal("0.03")

    def test_foreign_tax_joins_its_dividend(self) -> None:
        dividend = next(e for e in entries(read_text(FIDELITY)) if e.kind is Kind.DIVIDEND)
        assert (dividend.amount, dividend.tax) == (Decimal("10.00"), Decimal("1.50"))

    def test_options_are_refused(self) -> None:
        assert "options are not supported" in reasons(read_text(FIDELITY)).values()


ZERODHA = content("made_zerodha.csv").decode()
UPSTOX = content("made_upstox.csv").decode()


class TestIndianBrokers:
    def test_a_ticker_carries_the_suffix_of_its_exchange(self) -> None:
        found = by_row(read_text(ZERODHA))
        assert [found[2].ticker, found[3].ticker] == ["SUZLON.NS", "SUZLON.BO"]
        assert (found[2].currency, found[2].trade_time) == ("INR", time(10, 22, 33))
        assert by_row(read_text(UPSTOX))[2].ticker == "500325.BO"

    def test_futures_and_options_are_refused(self) -> None:
        assert "segment FO" in reasons(read_text(ZERODHA))[4]
        assert "segment FO" in reasons(read_text(UPSTOX))[3]

    def test_days_stand_before_months(self) -> None:
        assert by_row(read_text(UPSTOX))[2].trade_date == date(2025, 2, 12)

    def test_missing_charges_are_told(self) -> None:
        assert any("before charges" in text for text in read_text(ZERODHA).warnings)


PP_GERMAN = content("made_portfolio_performance_de.csv").decode()
PP_ENGLISH = content("made_portfolio_performance_en.csv").decode()


class TestPortfolioPerformance:
    @pytest.mark.parametrize(("text", "row"), [(PP_GERMAN, 3), (PP_ENGLISH, 2)])
    def test_the_value_includes_fees_in_both_languages(self, text: str, row: int) -> None:
        bought = by_row(read_text(text))[row]
        assert (bought.amount, bought.fee, bought.price) == (1000, Decimal("4.99"), 100)
        assert bought.ticker == "EUNL.DE"

    def test_a_dividend_is_gross_of_its_tax(self) -> None:
        dividend = by_row(read_text(PP_GERMAN))[4]
        assert (dividend.amount, dividend.tax) == (Decimal("25.28"), Decimal("5.28"))

    def test_a_sale_is_gross_of_its_fee(self) -> None:
        assert by_row(read_text(PP_ENGLISH))[3].amount == Decimal("1100.00")


GHOSTFOLIO = content("made_ghostfolio.json").decode()


class TestGhostfolio:
    def test_activities_of_the_json_export(self) -> None:
        found = by_row(read_text(GHOSTFOLIO))
        assert (found[1].kind, found[1].price) == (Kind.BUY, Decimal("144.38"))
        assert (found[2].kind, found[2].amount, found[2].ticker) == (Kind.FEE, 19, None)
        assert (found[3].kind, found[3].amount) == (Kind.DIVIDEND, Decimal("3.10"))
        assert "ITEM" in reasons(read_text(GHOSTFOLIO))[4]

    def test_the_csv_layout(self) -> None:
        text = (
            "Date,Code,DataSource,Currency,Price,Quantity,Action,Fee,Note\n"
            "01-09-2021,MSFT,YAHOO,USD,298.58,5,buy,19.00,first\n"
        )
        bought = by_row(read_text(text))[2]
        assert (bought.trade_date, bought.fee, bought.note) == (date(2021, 9, 1), 19, "first")


WEALTHFOLIO = content("made_wealthfolio.csv").decode()


class TestWealthfolio:
    def test_shares_cash_and_splits(self) -> None:
        found = by_row(read_text(WEALTHFOLIO))
        assert (found[2].price, found[2].fee) == (Decimal("380.50"), Decimal("4.95"))
        assert (found[4].kind, found[4].ticker, found[4].amount) == (Kind.DEPOSIT, None, 1000)
        assert (found[5].kind, found[5].ratio) == (Kind.SPLIT, "3:2")


ACTIVITY = content("made_interactive_brokers_activity.csv").decode()


class TestActivityStatement:
    def test_trades_take_their_isin_from_the_instrument_section(self) -> None:
        found = by_row(read_text(ACTIVITY))
        assert (found[6].kind, found[6].ticker, found[6].fee) == (
            Kind.BUY,
            "VWRA",
            Decimal("1.91"),
        )
        assert found[7].isin == "US45841N1072"

    def test_a_sale_that_opens_is_a_short_sale(self) -> None:
        assert by_row(read_text(ACTIVITY))[7].kind is Kind.SHORT

    def test_a_conversion_moves_both_currencies_and_pays_its_commission_apart(self) -> None:
        legs = [entry for row, entry in read_text(ACTIVITY).entries if row == 10]
        assert [(leg.kind, leg.amount, leg.currency) for leg in legs] == [
            (Kind.WITHDRAWAL, 1080, "USD"),
            (Kind.DEPOSIT, 1000, "EUR"),
            (Kind.FEE, 2, "USD"),
        ]

    def test_options_are_refused_and_sums_are_told(self) -> None:
        told = reasons(read_text(ACTIVITY))
        assert "Options are not supported" in told[11]
        assert told[14] == "Dividends: a sum of the rows above"
        assert "ClosedLot" in told[8]

    def test_a_dividend_joins_the_tax_of_its_own_text(self) -> None:
        dividend = by_row(read_text(ACTIVITY))[13]
        assert (dividend.amount, dividend.tax) == (Decimal("2.50"), Decimal("0.38"))

    def test_debit_interest_is_a_cost_and_a_transfer_a_deposit(self) -> None:
        found = by_row(read_text(ACTIVITY))
        assert (found[18].kind, found[18].amount) == (Kind.FEE, Decimal("1.20"))
        assert (found[20].kind, found[20].amount, found[20].currency) == (Kind.DEPOSIT, 5000, "EUR")

    def test_corporate_actions_count_from_the_day_they_are_reported(self) -> None:
        found = by_row(read_text(ACTIVITY))
        assert (found[22].ratio, found[22].trade_date) == ("4:1", date(2024, 6, 18))
        assert (found[23].kind, found[23].ticker, found[23].related_ticker) == (
            Kind.SPIN_OFF,
            "PARNT",
            "SPNCO",
        )


DEGIRO_TRANSACTIONS = (
    "Date,Time,Product,ISIN,Reference exchange,Venue,Quantity,Price,,Local value,,Value EUR,"
    "Exchange rate,AutoFX Fee,Transaction and/or third party fees EUR,Total EUR,Order ID,\n"
    '12-03-2021,09:05,ACME CORP,US0378331005,NDQ,MSRP,5,"119,3400",USD,"-596,70",USD,"-524,44",'
    '"1,1378","-1,31","-2,00","-527,75",,993ae5df-7ad1-438c-9ba7-1b85c4958690\n'
)


def test_degiro_transactions_count_the_conversion_as_a_cost() -> None:
    bought = by_row(read_text(DEGIRO_TRANSACTIONS))[2]
    assert (bought.amount, bought.fee, bought.currency) == (
        Decimal("524.44"),
        Decimal("3.31"),
        "EUR",
    )
    assert cash_effect(bought) == Decimal("-527.75")
    assert bought.reference == "993ae5df-7ad1-438c-9ba7-1b85c4958690"


def test_trading_212_pence_become_pounds() -> None:
    text = (
        "Action,Time,ISIN,Ticker,Name,No. of shares,Price / share,Currency (Price / share),"
        "Exchange rate,Total (GBP),Stamp duty reserve tax (GBP),Notes,ID\n"
        "Market buy,2021-03-01 09:00:00,GB0002374006,DGE,Diageo,"
        "10,2995.50,GBX,1,301.05,1.50,,EOF1\n"
    )
    bought = by_row(read_text(text))[2]
    assert (bought.price, bought.amount, bought.tax, bought.currency) == (
        Decimal("29.955"),
        Decimal("299.55"),
        Decimal("1.50"),
        "GBP",
    )


def test_schwab_json_reads_like_its_csv() -> None:
    text = (
        '{"FromDate": "01/01/2024", "BrokerageTransactions": [{"Date": "03/04/2024", '
        '"Action": "Buy", "Symbol": "AAPL", "Description": "APPLE INC", "Quantity": "10", '
        '"Price": "$175.10", "Fees & Comm": "$1.00", "Amount": "-$1,752.00"}]}'
    )
    bought = by_row(read_text(text))[1]
    assert (bought.trade_date, bought.amount, bought.fee) == (date(2024, 3, 4), 1751, 1)


def flex(*levels: str) -> str:
    rows = "".join(
        f'<Trade levelOfDetail="{level}" assetCategory="STK" symbol="AAPL" currency="USD" '
        f'tradeDate="20240105" dateTime="20240105;103000" quantity="{2 if level == "ORDER" else 1}"'
        ' tradePrice="100" proceeds="-100" ibCommission="-1" transactionID="" />\n'
        for level in levels
    )
    return f'<FlexQueryResponse queryName="q" type="AF">\n{rows}</FlexQueryResponse>'


def test_flex_orders_count_only_where_there_are_no_executions() -> None:
    both = read_text(flex("ORDER", "EXECUTION", "EXECUTION"))
    assert [entry.quantity for entry in entries(both)] == [1, 1]
    assert len(both.informational) == 1
    orders = read_text(flex("ORDER"))
    assert [entry.quantity for entry in entries(orders)] == [2]
