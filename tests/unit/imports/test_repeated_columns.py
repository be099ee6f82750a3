"""Two columns of one name: told, and chosen by the person, never by their order."""

import pytest

from shared.kernel.errors import InvalidInput
from tests.broker_files import FILES, by_row, read, read_text

TWO_AMOUNTS = (
    "date,kind,symbol,quantity,amount,currency,Amount\n"
    "2024-01-02,buy,AAPL,2,300,USD,300\n"
    "2024-01-03,buy,AAPL,2,300,USD,310\n"
)


def test_a_file_with_two_columns_of_one_name_that_differ_is_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidInput) as raised:
        read_text(TWO_AMOUNTS)
    assert raised.value.code == "unknown_columns"
    told = {error.pointer: error.message for error in raised.value.errors}
    assert told == {
        "/mapping/amount": "Columns 5 and 7 are named 'amount' and differ, first in row 3: "
        "choose 'amount (1)' or 'amount (2)'"
    }
    assert "Columns 5 and 7" in raised.value.detail


@pytest.mark.parametrize(("chosen", "amount"), [("Amount (1)", 300), ("amount (2)", 310)])
def test_the_mapping_chooses_either_of_two_columns_of_one_name(chosen: str, amount: int) -> None:
    assert by_row(read_text(TWO_AMOUNTS, mapping={"amount": chosen}))[3].amount == amount


def test_the_bare_name_of_two_columns_chooses_neither() -> None:
    with pytest.raises(InvalidInput, match="Columns 5 and 7"):
        read_text(TWO_AMOUNTS, mapping={"amount": "Amount"})


def test_a_column_that_bears_a_number_in_its_name_is_found_by_its_name() -> None:
    text = TWO_AMOUNTS.replace("kind,", "kind,amount (2),", 1).replace("buy,", "buy,7,")
    assert by_row(read_text(text, mapping={"amount": "amount (2)"}))[3].amount == 7


def test_columns_of_one_name_that_say_the_same_are_read() -> None:
    assert by_row(read_text(TWO_AMOUNTS.replace("310", "300")))[3].amount == 300


def test_columns_of_one_name_that_nothing_is_read_from_do_not_matter() -> None:
    text = "date,kind,symbol,quantity,price,currency,x,x\n2024-01-02,buy,A,1,2,USD,p,q\n"
    assert by_row(read_text(text))[2].price == 2


def test_a_brokers_file_with_two_columns_of_one_name_tells_which_was_read() -> None:
    text = (
        "Date,Ticker,Type,Quantity,Price per share,Total Amount,Currency,FX Rate,Total Amount\n"
        "2024-01-02T10:00:00.000Z,AAPL,BUY - MARKET,2,150,300,USD,1,999\n"
    )
    reading = read_text(text)
    assert reading.broker == "revolut"
    assert reading.warnings == [
        "Columns 6 and 9 are named 'Total Amount' and differ, first in row 2: "
        "only column 6 was read"
    ]


def test_a_section_of_a_statement_with_two_columns_of_one_name_tells_which_was_read() -> None:
    text = (
        "Statement,Header,Field Name,Field Value\n"
        "Account Information,Header,Field Name,Field Value\n"
        "Account Information,Data,Base Currency,USD\n"
        "Deposits & Withdrawals,Header,Currency,Settle Date,Description,Amount,Amount\n"
        "Deposits & Withdrawals,Data,USD,2024-01-02,Wire,100,90\n"
    )
    assert (
        "Columns 6 and 7 are named 'Amount' and differ, first in row 5: only column 6 was read"
        in (read_text(text).warnings)
    )


@pytest.mark.parametrize("name", FILES)
def test_no_real_file_is_said_to_repeat_a_column(name: str) -> None:
    assert not [text for text in read(name).warnings if "are named" in text]
