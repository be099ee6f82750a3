"""Price files as api.md describes them, and as people really have them."""

from datetime import date
from decimal import Decimal

import pytest

from shared.kernel.errors import InvalidInput, Malformed
from shared.market.model import MISSING, Split
from shared.market.parsers.price_csv import parse_price_csv
from tests.unit.market.payloads import closes, price_file

HEADER = "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"


def test_digits_are_kept_exactly() -> None:
    text = HEADER + "2024-01-02,10.1,10.25,9.9,10.0625,1200,0,0\n2024-01-03,11,11,11,11,0,0,0\n"
    parsed = parse_price_csv(price_file(text))
    assert closes(parsed) == {"2024-01-02": "10.0625", "2024-01-03": "11"}
    assert parsed.exponent == 4
    assert parsed.volume.tolist() == [1200, 0]
    assert parsed.currency == "USD"


def test_dividends_and_splits_come_with_their_day() -> None:
    lines = (
        "2024-01-02,8,8,8,8,1,0.25,0\n2024-01-03,2,2,2,2,1,0,4.0\n2024-01-04,2,2,2,2,1,0.0,1.5\n"
    )
    parsed = parse_price_csv(price_file(HEADER + lines))
    (dividend,) = parsed.dividends
    assert (dividend.ex_date, dividend.amount) == (date(2024, 1, 2), Decimal("0.25"))
    assert parsed.splits == (Split(date(2024, 1, 3), 4, 1), Split(date(2024, 1, 4), 3, 2))


@pytest.mark.parametrize(
    ("text", "terms"), [("0.1", (1, 10)), ("0.3333", (1, 3)), ("4:1", (4, 1)), ("3/2", (3, 2))]
)
def test_ratios_are_read_in_every_form(text: str, terms: tuple[int, int]) -> None:
    parsed = parse_price_csv(price_file(HEADER + f"2024-01-03,2,2,2,2,1,0,{text}\n"))
    assert [(split.numerator, split.denominator) for split in parsed.splits] == [terms]


def test_a_file_in_pence_is_kept_in_pounds() -> None:
    text = HEADER + "2022-04-28,490,502,482,491,121748,25.42,0\n"
    parsed = parse_price_csv(price_file(text, "KMR.L", currency="GBp"))
    assert parsed.currency == "GBP"
    assert closes(parsed) == {"2022-04-28": "4.91"}
    assert parsed.dividends[0].amount == Decimal("0.2542")


def test_columns_may_come_in_any_order_and_case_with_a_byte_order_mark() -> None:
    text = "\ufeffclose, DATE ,Adj Close\r\n10.5,2024-01-02 00:00:00-05:00,9\r\n"
    parsed = parse_price_csv(price_file(text))
    assert closes(parsed) == {"2024-01-02": "10.5"}
    assert int(parsed.open[0]) == MISSING


def test_float_noise_of_exported_frames_is_taken_off() -> None:
    text = "Date,Close\n2013-01-02,27.440000534057617\n"
    assert closes(parse_price_csv(price_file(text))) == {"2013-01-02": "27.44"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2024-13-01,1,1,1,1,1,0,0", "unreadable_date"),
        ("02/01/2024,1,1,1,1,1,0,0", "unreadable_date"),
        ("2024-01-02,1,1,1,abc,1,0,0", "not_a_number"),
        ("2024-01-02,1,1,1,1e400,1,0,0", "not_a_number"),
        ("2024-01-02,1,1,1,Infinity,1,0,0", "not_a_number"),
        ('2024-01-02,1,1,1,"1,5",1,0,0', "not_a_number"),
        ("2024-01-02,1,1", "truncated_row"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_rest_is_kept(line: str, reason: str) -> None:
    parsed = parse_price_csv(price_file(HEADER + line + "\n2024-01-05,1,1,1,1,1,0,0\n"))
    (bad,) = parsed.bad_rows
    assert (bad.reason, bad.row) == (reason, 2)
    assert closes(parsed) == {"2024-01-05": "1"}


@pytest.mark.parametrize("event", ["-0.5,0", "x,0", "0,x", "0,-2"])
def test_a_bad_event_does_not_cost_the_price(event: str) -> None:
    parsed = parse_price_csv(price_file(HEADER + f"2024-01-02,1,1,1,1,1,{event}\n"))
    assert len(parsed.bad_rows) == 1
    assert closes(parsed) == {"2024-01-02": "1"}
    assert (parsed.dividends, parsed.splits) == ((), ())


@pytest.mark.parametrize("text", ["", "\x00\x01", "a,b\n1,2\n", "Date\n2024-01-01\n", "PK\x03\x04"])
def test_what_is_no_price_file_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_price_csv(price_file(text))


def test_a_file_in_no_currency_is_refused() -> None:
    with pytest.raises(InvalidInput, match="currency"):
        parse_price_csv(price_file("Date,Close\n2024-01-02,1\n", currency="gold"))
