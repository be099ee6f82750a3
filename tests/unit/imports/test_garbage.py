"""Whatever is sent: a verdict for every row, or an error that says what and where; no crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput, Malformed, PlumblineError, TooLarge
from shared.portfolios.imports.detect import BY_ID
from shared.portfolios.imports.file_reading import read_file
from shared.portfolios.imports.reading import Reading
from tests.broker_files import FILES, content


def verdict(data: bytes, broker: str = "auto") -> Reading | str:
    """What reading gives, or what its refusal says; any other exception is a crash."""
    try:
        return read_file(data, broker, {})
    except PlumblineError as error:
        return error.detail


def refusal(data: bytes, broker: str = "auto") -> PlumblineError:
    with pytest.raises(PlumblineError) as raised:
        read_file(data, broker, {})
    return raised.value


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", InvalidInput, "empty"),
        (b" \r\n \t ", InvalidInput, "empty"),
        (b"PK\x03\x04" + b"\0" * 50, Malformed, "zip archive"),
        (b"\x1f\x8b\x08" + b"\0" * 50, Malformed, "gzip"),
        (b"%PDF-1.7\n%", Malformed, "PDF"),
        (b"\x89PNG\r\n\x1a\n", Malformed, "picture"),
        (b"Action,Time\nMarket buy\0,x", Malformed, "U+0000"),
        (b"Date,Symbol\n\x07\x01\x02", Malformed, "Line 2"),
        (b"x" * 10_000_001, TooLarge, "10,000,000"),
        (b"just some words", InvalidInput, "just some words"),
        (b"Date,Action,Symbol,Quantity,Price,Currency\n", InvalidInput, "no rows"),
        (b"{\"a\": [1, 2", Malformed, "JSON"),
        (b"[" * 100_000, Malformed, "JSON"),
        (b"<FlexQueryResponse><Trade", Malformed, "line 1"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_say_why(data: bytes, kind: type, says: str) -> None:
    error = refusal(data)
    assert isinstance(error, kind)
    assert says in error.detail


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (
            b'{"portfolio": {"name": "New", "base_currency": "EUR"}, "transactions": []}',
            "Plumbline",
        ),
        (b'{"transactions": []}', "Plumbline"),
        (b'{"meta": {}, "activities": []}', "Ghostfolio"),
        (b'{"BrokerageTransactions": []}', "Schwab"),
    ],
)
def test_an_export_with_nothing_in_it_is_known_and_said_to_be_empty(data: bytes, name: str) -> None:
    error = refusal(data)
    assert error.code == "no_rows"
    assert "nothing to import" in error.detail
    assert name in error.detail


def test_an_entity_declaration_is_refused_before_it_can_expand() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        "<FlexQueryResponse>&b;</FlexQueryResponse>"
    )
    assert "entities" in refusal(bomb.encode()).detail


def test_an_external_entity_is_refused() -> None:
    text = (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<FlexQueryResponse><Trade symbol='&f;'/></FlexQueryResponse>"
    )
    assert "entities" in refusal(text.encode()).detail


def test_an_over_long_cell_is_refused_with_its_place() -> None:
    text = "date,action,symbol,quantity,price,currency\n2024-01-02,buy," + "A" * 30_000 + ",1,2,USD"
    assert "Row 2, column 3" in refusal(text.encode()).detail


def test_a_quote_that_does_not_close_swallows_no_rows() -> None:
    head = "date,action,symbol,name,quantity,price,currency\n"
    broken = '2024-01-02,buy,A,"Apple Inc,1,2,USD\n2024-01-03,buy,B,"Best Buy",1,2,USD\n'
    error = refusal((head + broken).encode())
    assert (error.code, "Line 3" in error.detail) == ("bad_quotes", True)
    assert refusal((head + '2024-01-02,buy,A,"Apple Inc,1,2,USD\n').encode()).code == "bad_quotes"


def test_more_rows_than_the_limit_are_refused() -> None:
    text = "date,action,symbol,quantity,price,currency\n" + "2024-01-02,buy,A,1,2,USD\n" * 50_101
    assert "50,000" in refusal(text.encode()).detail


def test_more_columns_than_a_table_has_are_refused() -> None:
    text = "date,action,symbol,quantity,price,currency" + ",x" * 2_000 + "\n"
    assert "Row 1 has 2,006 cells" in refusal(text.encode()).detail


def test_a_cell_beyond_what_is_read_is_no_missing_quotation_mark() -> None:
    text = (
        "date,action,symbol,quantity,price,currency\n2024-01-02,buy,A," + "9" * 200_000 + ",1,USD"
    )
    error = refusal(text.encode())
    assert (error.code, "Line 2 holds a cell" in error.detail) == ("invalid_input", True)


def test_a_json_number_of_too_many_digits_is_a_malformed_file() -> None:
    assert refusal(b'{"activities": [' + b"9" * 5_000 + b"]}").code == "malformed"


def test_more_securities_than_anybody_owns_are_refused() -> None:
    """Each would get a back-fill of its own before anything is confirmed."""
    rows = "".join(f"2024-01-02,buy,A{number},1,2,USD\n" for number in range(3_001))
    text = "date,action,symbol,quantity,price,currency\n" + rows
    assert "more than 3,000 securities" in refusal(text.encode()).detail


def test_an_unknown_broker_is_told_with_the_known_ones() -> None:
    error = refusal(b"Date,Action\n1,2\n", "etrade")
    assert error.code == "unknown_broker"
    assert "trading212" in error.detail


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_encoding_is_found_by_itself(codec: str) -> None:
    text = "date;action;symbol;quantity;price;currency;note\n02.01.2024;Kauf;SAP;1;1,5;EUR;Stück\n"
    text = text.replace("02.01.2024", "2024-01-02")
    reading = read_file(text.encode(codec), "auto", {})
    assert reading.entries[0][1].note == "Stück"


@pytest.mark.parametrize("broker", sorted(BY_ID))
@pytest.mark.parametrize("name", FILES)
def test_the_wrong_broker_for_a_file_is_an_error_or_a_verdict(broker: str, name: str) -> None:
    found = verdict(content(name), broker)
    assert found if isinstance(found, str) else found.rows > 0


mutations = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "replace", "cut", "swap"]),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(
            [b",", b'"', b"\n", b"-", b"0", b"9" * 40, b"1e999", b"NaN", b"\xff", b"'", b";", b"\t"]
        ),
    ),
    min_size=1,
    max_size=8,
)


def mutated(data: bytes, steps: list[tuple[str, float, bytes]]) -> bytes:
    for step, place, junk in steps:
        at = int(place * len(data))
        match step:
            case "drop":
                data = data[:at] + data[at + 3 :]
            case "double":
                data = data[:at] + data[at : at + 40] + data[at:]
            case "replace":
                data = data[:at] + junk + data[at + 1 :]
            case "cut":
                data = data[: max(at, 20)]
            case _:
                data = data[:at] + data[at : at + 30][::-1] + data[at + 30 :]
    return data


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(FILES), steps=mutations)
def test_damaged_files_get_a_verdict_for_every_row_or_an_error(
    name: str, steps: list[tuple[str, float, bytes]]
) -> None:
    reading = verdict(mutated(content(name), steps))
    if isinstance(reading, str):
        assert reading
        return
    accepted = {row for row, _ in reading.entries}
    told = [line.row for line in (*reading.rejected, *reading.informational)]
    assert len(told) == len(set(told))
    assert not accepted & set(told)
    assert all(line.reason for line in (*reading.rejected, *reading.informational))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = verdict(text.encode("utf-8", "surrogatepass"))
    assert found if isinstance(found, str) else found.rows > 0


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = verdict(data)
    assert found if isinstance(found, str) else found.rows > 0
