"""Real files of each broker against what other programs, or a reading by hand, say of them."""

import re
from collections import defaultdict
from datetime import date, time
from decimal import Decimal

import pytest

from shared.portfolios.imports.reading import Entry
from shared.portfolios.model import Kind
from tests.broker_files import (
    FILES,
    FOLDER,
    by_row,
    cash,
    cash_effect,
    entries,
    read,
    read_text,
    stated,
)


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_real_file_gets_exactly_one_verdict(name: str) -> None:
    reading = read(name)
    accepted = {row for row, _ in reading.entries}
    told = [line.row for line in (*reading.rejected, *reading.informational)]
    assert len(told) == len(set(told))
    assert not accepted & set(told)
    assert reading.rows == len(accepted) + len(told)


def shares(found: list[Entry]) -> dict[str, Decimal]:
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in sorted(found, key=lambda each: each.trade_date):
        symbol, quantity = entry.ticker or "", entry.quantity or Decimal(0)
        if entry.kind is Kind.BUY:
            held[symbol] += quantity
        elif entry.kind is Kind.SELL:
            held[symbol] -= quantity
        elif entry.kind is Kind.SPLIT:
            new, old = (entry.ratio or "1:1").split(":")
            held[symbol] *= Decimal(new) / Decimal(old)
    return {symbol: quantity for symbol, quantity in held.items() if quantity}


class TestTrading212:
    def test_cash_agrees_with_the_broker_to_the_penny(self) -> None:
        balance = stated("trading212_cgt.expected.txt", "Trading212:")
        assert cash(entries(read("trading212_cgt.csv"))) == {"GBP": balance}

    def test_proceeds_and_costs_are_those_of_a_published_tax_calculation(self) -> None:
        found = by_row(read("trading212_cgt.csv"))
        # That calculator counts the conversion fee of each side in both proceeds and costs.
        proceeds = stated("trading212_cgt.expected.txt", "Disposal proceeds:")
        gain = stated("trading212_cgt.expected.txt", "Gain:")
        bought, sold = found[3], found[7]
        assert sold.amount == proceeds
        assert sold.fee == bought.fee == Decimal("4.71")
        assert cash_effect(sold) + cash_effect(bought) == gain

    def test_a_purchase_is_booked_for_what_left_the_account(self) -> None:
        bought = by_row(read("trading212_cgt.csv"))[3]
        assert (bought.quantity, bought.amount, bought.currency) == (24, Decimal("2376.64"), "GBP")
        assert bought.note == "124.01 USD a share at 1.25229"
        assert bought.trade_time == time(16, 10, 5, 175000)
        assert bought.isin == "US0000000002"

    def test_withholding_in_dollars_is_converted_by_the_rate_the_payment_implies(self) -> None:
        # 12 SPY at 0.935 net: 11.22 USD came as 9.12 EUR; 1.98 USD withheld are 1.61 EUR.
        text = (FOLDER.parents[2] / "samples" / "trading212-demo.csv").read_text("utf-8")
        dividend = by_row(read_text(text))[6]
        assert (dividend.amount, dividend.tax) == (Decimal("10.73"), Decimal("1.61"))

    def test_withholding_without_a_rate_is_told_and_not_invented(self) -> None:
        dividend = by_row(read("trading212_export.csv"))[9]
        assert dividend.tax == 0
        assert "15.02 USD withheld, not booked" in (dividend.note or "")

    def test_both_rows_of_a_stock_split_make_one_split(self) -> None:
        reading = read("trading212_export.csv")
        split = by_row(reading)[14]
        assert (split.kind, split.ratio, split.ticker) == (Kind.SPLIT, "1:4", "ISOU")
        assert [(line.row, line.reason) for line in reading.informational] == [
            (13, "the other half of the split in row 14")
        ]

    def test_rows_of_a_later_layout_under_an_older_header_are_read_and_told(self) -> None:
        reading = read("trading212_export.csv")
        found = by_row(reading)
        assert found[11].kind is Kind.STOCK_DIVIDEND
        assert found[11].quantity == Decimal("11.0563304")
        assert (found[12].kind, found[12].quantity) == (Kind.TRANSFER_OUT, 595)
        assert any("column order" in warning for warning in reading.warnings)


class TestSchwab:
    def test_cash_agrees_with_the_broker_to_the_cent(self) -> None:
        balance = stated("schwab_cgt.expected.txt", "Charles Schwab:")
        assert cash(entries(read("schwab_cgt.csv"))) == {"USD": balance}

    def test_thousands_separators_signs_and_fees(self) -> None:
        sold = by_row(read("schwab_export.csv"))[34]
        assert (sold.quantity, sold.price) == (Decimal("592.199"), Decimal("8.46"))
        assert (sold.amount, sold.fee) == (Decimal("5010.00"), Decimal("10.00"))

    def test_a_reinvestment_is_a_dividend_and_a_purchase_of_the_same_money(self) -> None:
        found = by_row(read("schwab_export.csv"))
        assert (found[3].kind, found[3].amount) == (Kind.DIVIDEND, Decimal("694.48"))
        assert (found[2].kind, found[2].amount) == (Kind.BUY, Decimal("694.48"))

    def test_a_split_stated_as_shares_added_becomes_its_ratio(self) -> None:
        # Broadcom split 10 for 1 on 2024-07-15: nine more for the one held.
        split = by_row(read("schwab_export.csv"))[108]
        assert (split.kind, split.ratio, split.trade_date) == (
            Kind.SPLIT,
            "10:1",
            date(2024, 7, 15),
        )

    def test_exchanges_of_securities_known_by_cusip_alone_are_refused_with_the_reason(self) -> None:
        refused = {line.row: line.reason for line in read("schwab_export.csv").rejected}
        assert sorted(refused) == [113, 114, 115, 116, 117, 118, 119]
        assert all("enter it by hand" in reason for reason in refused.values())

    def test_the_total_line_is_told_as_such(self) -> None:
        notes = {line.row: line.reason for line in read("schwab_export.csv").informational}
        assert notes[121] == "the total of the rows above"


class TestGeneric:
    def test_shares_and_cash_are_those_of_a_published_calculation(self) -> None:
        found = entries(read("generic_cgt.csv"))
        text = (FOLDER / "generic_cgt.expected.txt").read_text("utf-8").split("Final balance")[0]
        expected = {name: Decimal(count) for name, count in re.findall(r"(\w+): ([\d.]+)", text)}
        held = shares(found)
        # Facebook became Meta on 2022-06-09; here the names are still the file's.
        held["META"] += held.pop("FB")
        assert held == expected
        balance = stated("generic_cgt.expected.txt", "Unknown:")
        assert round(cash(found)["USD"], 2) == balance

    def test_a_dividend_a_share_becomes_the_amount_of_the_position(self) -> None:
        dividend = by_row(read("generic_cgt.csv"))[2]
        # The expected file, under "Dividends": "OPRA: 3360.00 (USD)".
        assert dividend.amount == Decimal("3360.00")


class TestInteractiveBrokersHistory:
    def test_cash_agrees_with_the_broker_to_the_penny(self) -> None:
        balance = stated("interactive_brokers_history.expected.txt", "Interactive Brokers:")
        found = cash(entries(read("interactive_brokers_history.csv")))
        assert round(found["GBP"], 2) == balance

    def test_dividends_are_gross_with_what_was_withheld(self) -> None:
        dividends = {
            entry.ticker: (entry.amount, entry.tax)
            for entry in entries(read("interactive_brokers_history.csv"))
            if entry.kind is Kind.DIVIDEND
        }
        # The expected file: "IBKR: 1.00, excluding 0.15", "VT: 20.00, excluding 3.0".
        assert dividends == {
            "VT": (Decimal("20.0"), Decimal("3.0")),
            "IBKR": (Decimal("1.0"), Decimal("0.15")),
        }

    def test_withholding_that_was_cancelled_leaves_nothing_but_two_notes(self) -> None:
        notes = {
            line.row: line.reason for line in read("interactive_brokers_history.csv").informational
        }
        assert notes[20] == "cancels row 19"
        assert notes[19] == "cancelled by row 20"


class TestInteractiveBrokersFlex:
    def test_every_cash_movement_is_that_of_the_beancount_importer(self) -> None:
        text = (FOLDER / "interactive_brokers_flex.expected.beancount").read_text("utf-8")
        booked = re.findall(r"^\s+Assets:Investments:IB:Cash\s+(-?[\d.]+) USD$", text, re.MULTILINE)
        # It books rebates and borrow fees with the sign of the income account.
        expected = sorted(Decimal(amount) for amount in booked if Decimal(amount))
        ours = sorted(
            effect
            for entry in entries(read("interactive_brokers_flex.xml"))
            if (effect := cash_effect(entry))
        )
        assert ours == expected

    def test_corporate_actions_are_those_of_the_beancount_importer(self) -> None:
        found = {
            (entry.kind, entry.ticker, entry.related_ticker, entry.ratio, entry.trade_date)
            for entry in entries(read("interactive_brokers_flex.xml"))
            if entry.kind in {Kind.SPLIT, Kind.MERGER, Kind.SYMBOL_CHANGE}
        }
        assert found == {
            (Kind.SPLIT, "AAPL", None, "4:1", date(2000, 6, 7)),
            (Kind.MERGER, "LVGO", "TDOC", "592:1000", date(2000, 8, 9)),
            (Kind.MERGER, "MRO", "COP", "255:1000", date(2000, 2, 22)),
            (Kind.SYMBOL_CHANGE, "TRNE", "DM", None, date(2000, 9, 16)),
        }

    def test_a_dividend_of_a_return_of_capital_keeps_its_own_withholding(self) -> None:
        found = by_row(read("interactive_brokers_flex_cash.csv"))
        assert (found[7].kind, found[7].amount, found[7].tax) == (
            Kind.RETURN_OF_CAPITAL,
            Decimal("4.83"),
            0,
        )
        assert (found[8].kind, found[8].amount, found[8].tax) == (
            Kind.DIVIDEND,
            Decimal("41.93"),
            Decimal("14.68"),
        )

    def test_a_conversion_whose_other_currency_is_not_named_is_refused(self) -> None:
        reading = read("interactive_brokers_flex_trades.csv")
        assert [line.row for line in reading.rejected] == [10, 11, 12]
        assert cash(entries(reading)) == {
            "CHF": Decimal("-1983.9"),
            # 8909.10 + 10019.10 + 1050.06 + 97.84 + 206.36 + 10050.17 + 1243.92 and 6.979 of fees
            "USD": Decimal("-31583.529"),
        }


class TestDegiro:
    def test_an_order_its_conversion_and_its_cost_are_one_purchase(self) -> None:
        reading = read("degiro_account.csv")
        bought = by_row(reading)[22]
        # 1 VICI at 33.90 USD: 31.91 EUR were taken for it, and 1 EUR of costs.
        assert (bought.isin, bought.quantity, bought.amount, bought.fee, bought.currency) == (
            "US9256521090",
            1,
            Decimal("31.91"),
            Decimal("1.00"),
            "EUR",
        )
        joined = [line.row for line in reading.informational if line.reason.endswith("row 22")]
        assert joined == [18, 20, 21]

    def test_a_sale_with_conversion_is_booked_for_what_came_in(self) -> None:
        sold = by_row(read("degiro_account.csv"))[29]
        assert (sold.kind, sold.amount, sold.fee) == (
            Kind.SELL,
            Decimal("54.57"),
            Decimal("0.50"),
        )

    @pytest.mark.parametrize(
        ("row", "kind", "quantity", "price", "currency"),
        [
            (30, Kind.BUY, "1", "79.35", "EUR"),
            (32, Kind.BUY, "500", "0.039", "EUR"),
            (39, Kind.SELL, "1", "5.416", "EUR"),
            (42, Kind.BUY, "6", "49.785", "EUR"),
            (44, Kind.BUY, "1", "82.055", "EUR"),
            (50, Kind.BUY, "6", "79.96", "EUR"),
            (56, Kind.SELL, "4", "4.96", "GBP"),
        ],
    )
    def test_trades_in_dutch_portuguese_french_and_english(
        self, row: int, kind: Kind, quantity: str, price: str, currency: str
    ) -> None:
        found = by_row(read("degiro_account.csv"))[row]
        assert (found.kind, found.quantity, found.price, found.currency) == (
            kind,
            Decimal(quantity),
            Decimal(price),
            currency,
        )

    @pytest.mark.parametrize(
        ("row", "isin", "amount", "tax"),
        [
            (10, "US1912161007", "0.44", "0.07"),
            (14, "US18539C2044", "0.73", "0.11"),
            (51, "US7561091049", "0.51", "0.15"),
            (61, "US69181V1070", "3.50", "0.53"),
        ],
    )
    def test_dividends_carry_the_tax_of_their_own_line(
        self, row: int, isin: str, amount: str, tax: str
    ) -> None:
        found = by_row(read("degiro_account.csv"))[row]
        assert (found.kind, found.isin, found.amount, found.tax) == (
            Kind.DIVIDEND,
            isin,
            Decimal(amount),
            Decimal(tax),
        )

    def test_an_order_whose_figures_do_not_agree_is_refused_whole(self) -> None:
        refused = {line.row: line.reason for line in read("degiro_account.csv").rejected}
        assert sorted(refused) == [68, 69]
        assert refused[69] == "30 at 22,4 do not make 9999.99"


class TestCoinbase:
    def test_a_purchase_keeps_its_fee_apart(self) -> None:
        bought = by_row(read("coinbase_export.csv"))[8]
        assert (bought.ticker, bought.amount, bought.fee, bought.currency) == (
            "BTC-USD",
            Decimal("67.01"),
            Decimal("2.99"),
            "EUR",
        )

    def test_a_conversion_sells_one_coin_and_buys_the_other_without_moving_cash(self) -> None:
        legs = [entry for row, entry in read("coinbase_export.csv").entries if row == 6]
        assert [(leg.kind, leg.ticker, leg.quantity) for leg in legs] == [
            (Kind.SELL, "BTC-USD", Decimal("0.00363125")),
            (Kind.BUY, "XRP-USD", Decimal("156.145683")),
        ]
        assert sum(cash_effect(leg) for leg in legs) == 0

    def test_staking_rewards_are_income_and_coins_without_moving_cash(self) -> None:
        legs = [entry for row, entry in read("coinbase_export.csv").entries if row == 2]
        assert [leg.kind for leg in legs] == [Kind.INTEREST, Kind.BUY]
        assert sum(cash_effect(leg) for leg in legs) == 0
