"""A movement is recognised when its file, or an overlapping one, comes again."""

import pytest

from shared.portfolios.imports.fingerprints import fingerprint_all
from shared.portfolios.imports.preview import in_time_order
from shared.portfolios.imports.reading import Reading
from tests.broker_files import FILES, read, read_text

HEADER = "date,action,symbol,quantity,price,currency\n"
FILL = "2024-01-02,buy,AAPL,10,180.5,USD\n"
OTHER = "2024-01-03,buy,AAPL,10,181,USD\n"


def prints(reading: Reading) -> list[str]:
    ordered = in_time_order(reading.entries)
    return list(fingerprint_all(reading.broker, (entry for _, entry in ordered)))


@pytest.mark.parametrize("name", FILES)
def test_reading_a_file_again_gives_the_same_fingerprints_all_different(name: str) -> None:
    first = prints(read(name))
    assert first == prints(read(name))
    assert len(set(first)) == len(first)


def test_two_equal_fills_in_one_file_both_count() -> None:
    both = prints(read_text(HEADER + FILL + FILL))
    assert len(set(both)) == 2


def test_a_longer_export_of_the_same_account_repeats_the_fingerprints() -> None:
    short = prints(read_text(HEADER + FILL + FILL))
    longer = prints(read_text(HEADER + FILL + FILL + OTHER))
    assert longer[:2] == short
    assert longer[2] not in short


def test_newest_first_and_oldest_first_are_the_same_file() -> None:
    assert prints(read_text(HEADER + FILL + OTHER)) == prints(read_text(HEADER + OTHER + FILL))


def test_another_broker_with_the_same_figures_is_another_movement() -> None:
    wealthfolio = (
        "date,symbol,quantity,activityType,unitPrice,currency,fee\n"
        "2024-01-02,AAPL,10,BUY,180.5,USD,0\n"
    )
    assert prints(read_text(wealthfolio)) != prints(read_text(HEADER + FILL))
