"""Any CSV, with our columns or with others that are mapped to them."""

from datetime import date
from decimal import Decimal

import pytest

from shared.kernel.errors import InvalidInput
from shared.portfolios.model import Kind
from tests.broker_files import by_row, read_text

GERMAN = (
    "Buchungstag;Vorgang;Papier;Stück;Kurs;Währung;Spesen\n"
    "31.01.2024;Kauf;SAP.DE;1.000;12,50;EUR;9,90\n"
    "01.02.2024;Verkauf;SAP.DE;500;13;EUR;\n"
)
MAPPING = {
    "date": "Buchungstag",
    "kind": "Vorgang",
    "symbol": "Papier",
    "quantity": "Stück",
    "price": "Kurs",
    "currency": "Währung",
    "fee": "Spesen",
}


def test_other_columns_are_read_through_a_mapping() -> None:
    found = by_row(read_text(GERMAN, mapping=MAPPING))
    # 12,50 shows the decimal comma, so 1.000 are a thousand; the 31st shows the order of days.
    assert (found[2].quantity, found[2].price, found[2].fee) == (
        1000,
        Decimal("12.50"),
        Decimal("9.90"),
    )
    assert found[3].trade_date == date(2024, 2, 1)
    assert found[3].kind is Kind.SELL


def test_a_mapping_names_every_wrong_place() -> None:
    with pytest.raises(InvalidInput) as raised:
        read_text(GERMAN, mapping={**MAPPING, "price": "Preis", "colour": "Stück"})
    told = {error.pointer: error.message for error in raised.value.errors}
    assert told == {
        "/mapping/price": "the file has no column 'Preis'",
        "/mapping/colour": "is no column of ours",
    }


def test_what_a_file_cannot_tell_the_mapping_may() -> None:
    text = "date,symbol,quantity,price\n03/04/2024,AAPL,1,180.5\n"
    ambiguous = read_text(text, "generic", {"default_currency": "USD"})
    assert "day/month or month/day" in ambiguous.rejected[0].reason
    chosen = {"default_currency": "USD", "date_order": "mdy"}
    assert by_row(read_text(text, "generic", chosen))[2].trade_date == date(2024, 3, 4)


def test_without_a_kind_the_sign_of_the_quantity_tells() -> None:
    text = "date,symbol,quantity,price,currency\n2024-01-02,A,5,2,USD\n2024-01-03,A,-5,3,USD\n"
    assert [entry.kind for entry in by_row(read_text(text)).values()] == [Kind.BUY, Kind.SELL]


def test_pence_become_pounds() -> None:
    text = "date,kind,symbol,quantity,price,currency,fee\n2024-01-02,buy,VOD.L,100,71.5,GBp,500\n"
    bought = by_row(read_text(text))[2]
    assert (bought.price, bought.fee, bought.currency) == (Decimal("0.715"), 5, "GBP")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2024-13-01,buy,A,1,2,USD", "not in the calendar"),
        ("2024-01-01,explode,A,1,2,USD", "is not one we know"),
        ("2024-01-01,buy,A,,2,USD", "quantity is missing"),
        ("2024-01-01,buy,A,1,,USD", "price is missing"),
        ("2024-01-01,buy,A,1,2,XXQ", "not an ISO 4217 currency"),
        ("2024-01-01,buy,A,1,2,", "not an ISO 4217 currency"),
        ("2024-01-01,dividend,A,,,USD", "amount is missing"),
        ("2024-01-01,buy,A,one,2,USD", "'one' is not a number"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_are_read(
    row: str, reason: str
) -> None:
    head = "date,kind,symbol,quantity,price,currency\n"
    reading = read_text(f"{head}2024-01-01,buy,A,1,2,USD\n{row}\n")
    assert [line.row for line in reading.rejected] == [3]
    assert reason in reading.rejected[0].reason
    assert list(by_row(reading)) == [2]


def test_an_unquoted_decimal_comma_does_not_move_the_columns_behind_it() -> None:
    text = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,A,1,12,5,USD\n"
    reading = read_text(text)
    assert reading.entries == []
    assert "7 cells where the header has 6" in reading.rejected[0].reason
