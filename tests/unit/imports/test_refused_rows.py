"""What a person reads beside a row that cannot be booked, and odd rows that can, by broker.

Rows are made up after the brokers' documented layouts.
"""

from datetime import date
from decimal import Decimal

import pytest

from shared.portfolios.imports.reading import Entry, Reading
from shared.portfolios.model import Kind
from tests.broker_files import by_row, content, read_text


def _told(reading: Reading) -> str:
    [line] = [*reading.rejected, *reading.informational]
    return line.reason


_TRADING_212 = (
    "Action,Time,ISIN,Ticker,Name,No. of shares,Price / share,Currency (Price / share),"
    "Exchange rate,Total,Currency (Total),Withholding tax,Currency (Withholding tax),Notes,ID,"
    "Currency conversion fee,Currency (Currency conversion fee),"
    "Currency conversion from amount,Currency (Currency conversion from amount),"
    "Currency conversion to amount,Currency (Currency conversion to amount)\n"
)
_FOO = "2024-01-02 16:10:05,US0378331005,AAPL,Apple"


class TestTrading212:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (f"Weekly magic,{_FOO},1,100,USD,,100,USD,,,,,,,,,,", "'Weekly magic' is not one we"),
            (
                f"Market buy,{_FOO},1,100,USD,,101,USD,,,,E1,1,EUR,,,,",
                "conversion fee is in EUR but the account settles in USD",
            ),
            (f"Market buy,{_FOO},1,100,USD,,1,USD,,,,E1,2,USD,,,,", "does not cover its charges"),
            (
                f"Market buy,{_FOO},2,100,USD,,150,USD,,,,E1,,,,,,",
                "2 shares at 100 USD are 200, but the total before charges is 150",
            ),
            (f"Dividend,{_FOO},1,-0.2,USD,,-0.2,USD,,,,,,,,,,", "a dividend of -0.2 USD: correct"),
            ("Deposit,2024-01-02 09:00:00,,,,,,,,0,EUR,,,,,,,,,,", "Deposit of nothing"),
            (
                "Currency conversion,2024-01-02 09:00:00,,,,,,,,,,,,,X1,,,100,USD,,",
                "a currency conversion needs both its amounts",
            ),
        ],
    )
    def test_a_row_that_does_not_add_up_says_why(self, row: str, reason: str) -> None:
        assert reason in _told(read_text(_TRADING_212 + row, "trading212"))

    def test_half_of_a_split_is_no_split(self) -> None:
        row = f"Stock split close,{_FOO},1,100,USD,,100,USD,,,,,,,,,,"
        assert "the other half is not in the file" in _told(read_text(_TRADING_212 + row))

    def test_a_conversion_moves_both_currencies(self) -> None:
        row = "Currency conversion,2024-01-02 09:00:00,,,,,,,,,,,,,X1,,,100,USD,91.50,EUR"
        reading = read_text(_TRADING_212 + row)
        moved = {entry.currency: (entry.kind, entry.amount) for _, entry in reading.entries}
        assert moved == {
            "USD": (Kind.WITHDRAWAL, Decimal(100)),
            "EUR": (Kind.DEPOSIT, Decimal("91.50")),
        }

    def test_tax_withheld_in_the_accounts_currency_needs_no_rate(self) -> None:
        row = f"Dividend,{_FOO},10,0.24,USD,,2.40,USD,0.42,USD,,,,,,,,"
        dividend = by_row(read_text(_TRADING_212 + row))[2]
        assert (dividend.amount, dividend.tax) == (Decimal("2.82"), Decimal("0.42"))


_DEGIRO = "Datum,Tijd,Valutadatum,Product,ISIN,Omschrijving,FX,Mutatie,,Saldo,,Order Id\n"


def _degiro(text: str, change: str = "", *, isin: str = "IE00B3RBWM25", order: str = "") -> str:
    currency = "EUR" if change else ""
    return f'13-07-2020,15:59,13-07-2020,VANGUARD,{isin},"{text}",,{currency},{change},,,{order}\n'


class TestDegiro:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (_degiro("Iets nieuws", "-5.00"), "'Iets nieuws' is not one we know"),
            (_degiro("Dividend", "-5.00"), "takes back an earlier one: correct that one by hand"),
            (_degiro("Koop 1 @ 79.35 EUR", order="A1"), "moved no cash"),
            (_degiro("Koop 1 @ 79.35 USD", "-79.35", order="A1"), "traded in USD but settled in"),
            (_degiro("Koop 1 @ 79.35 EUR", "79.35", order="A1"), "in the wrong direction"),
            (_degiro("Koop 1 @ 79.35 EUR", "-60.00", order="A1"), "1 at 79.35 do not make 60"),
            (_degiro("Koop 1 @ 79.35 EUR", "-79.35", isin="", order="A1"), "ISIN is missing"),
            (_degiro("FUSIE : Koop 5 @ 10 EUR"), "not one side out and one in; enter it by hand"),
        ],
    )
    def test_a_line_that_cannot_be_booked_says_why(self, row: str, reason: str) -> None:
        assert reason in _told(read_text(_DEGIRO + row, "degiro"))

    def test_a_purchase_without_an_order_id_is_one_all_the_same(self) -> None:
        bought = by_row(read_text(_DEGIRO + _degiro("Koop 2 @ 10 EUR", "-20.00"), "degiro"))[2]
        assert (bought.kind, bought.quantity, bought.amount) == (Kind.BUY, 2, Decimal("20.00"))

    def test_a_transaction_tax_joins_its_order(self) -> None:
        lines = _degiro("Koop 2 @ 10 EUR", "-20.00", order="A1") + _degiro(
            "Stamp Duty", "-0.10", order="A1"
        )
        assert by_row(read_text(_DEGIRO + lines, "degiro"))[2].tax == Decimal("0.10")

    @pytest.mark.parametrize(
        ("bought", "isin", "kind", "ratio"),
        [
            ("20", "IE00B3RBWM25", Kind.SPLIT, "2:1"),
            ("10", "IE00B0M63391", Kind.SYMBOL_CHANGE, None),
            ("5", "IE00B0M63391", Kind.MERGER, "1:2"),
        ],
    )
    def test_shares_out_and_others_in_are_told_apart(
        self, bought: str, isin: str, kind: Kind, ratio: str | None
    ) -> None:
        lines = _degiro("WIJZIGING : Verkoop 10 @ 10 EUR") + _degiro(
            f"WIJZIGING : Koop {bought} @ 10 EUR", isin=isin
        )
        reading = read_text(_DEGIRO + lines, "degiro")
        [(_, booked)] = reading.entries
        assert (booked.kind, booked.ratio) == (kind, ratio)
        assert _told(reading).startswith("the other side of row ")


_FIDELITY = (
    "Run Date,Account,Action,Symbol,Security Description,Security Type,Quantity,Price ($),"
    "Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date\n"
)


def _fidelity(action: str, symbol: str, numbers: str) -> Reading:
    row = f"04/05/2021,INDIVIDUAL,{action},{symbol},{symbol},Cash,{numbers},04/07/2021\n"
    return read_text(_FIDELITY + row, "fidelity")


class TestFidelity:
    @pytest.mark.parametrize(
        ("action", "symbol", "numbers", "reason"),
        [
            ("YOU SOLD AMD", "AMD", "-4,80.00,,,,100.00", "4 at 80 are 320, but the cash"),
            ("DIVIDEND RECEIVED", "RY", ",,,,,-3.00", "takes back an earlier payment"),
            ("SOMETHING NEW", "RY", ",,,,,3.00", "'SOMETHING NEW' is not one we know"),
            ("SOMETHING NEW", "RY", "5,,,,,", "'SOMETHING NEW' is not one we know; enter it by"),
            ("DIVIDEND RECEIVED", "RY", ",,,,,0.00", "no cash moved"),
        ],
    )
    def test_a_row_that_cannot_be_booked_says_why(
        self, action: str, symbol: str, numbers: str, reason: str
    ) -> None:
        assert reason in _told(_fidelity(action, symbol, numbers))

    @pytest.mark.parametrize(
        ("action", "quantity", "kind"),
        [
            ("TRANSFER OF ASSETS", "5", Kind.TRANSFER_IN),
            ("JOURNALED SHARES", "-5", Kind.TRANSFER_OUT),
        ],
    )
    def test_shares_that_move_without_cash_are_transfers(
        self, action: str, quantity: str, kind: Kind
    ) -> None:
        [(_, entry)] = _fidelity(action, "RY", f"{quantity},,,,,").entries
        assert (entry.kind, entry.quantity) == (kind, Decimal(5))

    def test_a_missing_price_or_amount_follows_from_the_other(self) -> None:
        [(_, by_cash)] = _fidelity("YOU BOUGHT AMD", "AMD", "4,,,,,-320.00").entries
        [(_, by_price)] = _fidelity("YOU BOUGHT AMD", "AMD", "4,80.00,,,,").entries
        assert (by_cash.price, by_price.amount) == (Decimal(80), Decimal(320))

    def test_a_dividend_of_no_share_is_interest(self) -> None:
        [(_, entry)] = _fidelity("DIVIDEND RECEIVED", "", ",,,,,0.12").entries
        assert (entry.kind, entry.ticker) == (Kind.INTEREST, None)


_SPLIT = '"IBKR(US45841N1072) Split 4 for 1 (IBKR, INTERACTIVE BROKERS GRO-CL A, US45841N1072)",6,0'


def _action(description: str, quantity: str = "10", proceeds: str = "0") -> Reading:
    text = content("made_interactive_brokers_activity.csv").decode()
    changed = text.replace(_SPLIT, f'"{description}",{quantity},{proceeds}')
    assert changed != text
    return read_text(changed)


def _entry_of(reading: Reading) -> Entry:
    [found] = [entry for _, entry in reading.entries if entry.trade_date == date(2024, 6, 18)]
    return found


class TestInteractiveBrokers:
    @pytest.mark.parametrize(
        ("description", "quantity", "reason"),
        [
            ("Something happened", "10", "'Something happened' is not one we know"),
            ("A(US0378331005) Rights Issue (B, B INC, US5949181045)", "10", "enter it by hand"),
            ("A(US0378331005) Split (A, A INC, US0378331005)", "10", "no ratio in 'Split'"),
            (
                "A(US0378331005) Merged (B, B INC, US5949181045)",
                "-10",
                "a merger with neither shares nor cash",
            ),
            (
                "A(US0378331005) CUSIP/ISIN Change to (B, B INC, US5949181045)",
                "-10",
                "what became of A is not in this file",
            ),
        ],
    )
    def test_an_action_that_cannot_be_booked_says_why(
        self, description: str, quantity: str, reason: str
    ) -> None:
        reading = _action(description, quantity)
        assert [line for line in reading.rejected if reason in line.reason]

    def test_a_stock_dividend_brings_shares(self) -> None:
        entry = _entry_of(_action("A(US0378331005) Stock Dividend 1 for 10 (A, A, US0378331005)"))
        assert (entry.kind, entry.quantity, entry.ticker) == (Kind.STOCK_DIVIDEND, 10, "A")

    def test_a_merger_for_cash_alone_is_its_cash(self) -> None:
        told = "A(US0378331005) Merged(Acquisition) for USD 25.00 per Share (A, A, US0378331005)"
        entry = _entry_of(_action(told, "-10", "250"))
        assert (entry.kind, entry.amount) == (Kind.MERGER, Decimal(250))
