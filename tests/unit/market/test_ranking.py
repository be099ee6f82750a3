"""What a search shows first. Names, symbols and ISINs are those of the companies."""

import pytest

from shared.market.model import Instrument
from shared.market.ranking import NO_MATCH, match, ranked

APPLE = Instrument("AAPL", "Apple Inc.", "USD", isin="US0378331005")
AGILENT = Instrument("A", "Agilent Technologies, Inc.", "USD", isin="US00846U1016")
APPLIED = Instrument("AMAT", "Applied Materials, Inc.", "USD", isin="US0382221051")
HOSPITALITY = Instrument("APLE", "Apple Hospitality REIT, Inc.", "USD", isin="US03784Y2000")
BERKSHIRE = Instrument("BRK.B", "Berkshire Hathaway Inc.", "USD", isin="US0846707026")
META = Instrument("META", "Meta Platforms, Inc.", "USD", formerly=("FB",))
FB = Instrument("FB", "Facebook, Inc.", "USD", renamed_to="META")
PINEAPPLE = Instrument("PAPL", "Pineapple Financial Inc.", "USD")
ALL = (PINEAPPLE, HOSPITALITY, APPLIED, BERKSHIRE, FB, META, AGILENT, APPLE)


def _shown(text: str, held: tuple[str, ...] = (), wanted: tuple[str, ...] = ()) -> list[str]:
    found = [item for item in ALL if match(item, text) < NO_MATCH]
    return [item.symbol for item in ranked(found, text, held, wanted)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a", "A"),
        ("aapl", "AAPL"),
        (" AAPL ", "AAPL"),
        ("US0378331005", "AAPL"),
        ("us0378331005", "AAPL"),
        ("brk-b", "BRK.B"),
        ("brk.b", "BRK.B"),
        ("fb", "META"),
        ("hathaway", "BRK.B"),
        ("berk hath", "BRK.B"),
        ("materials", "AMAT"),
        ("pineapple", "PAPL"),
        ("US0846", "BRK.B"),
    ],
)
def test_the_likeliest_comes_first(text: str, first: str) -> None:
    assert _shown(text)[0] == first


def test_the_very_symbol_comes_before_symbols_and_names_that_begin_with_it() -> None:
    assert _shown("a") == ["A", "APLE", "AMAT", "AAPL", "PAPL", "BRK.B", "META", "FB"]
    assert _shown("ap") == ["APLE", "AMAT", "AAPL", "PAPL"]
    assert _shown("apple") == ["APLE", "AAPL", "PAPL"]


def test_of_equals_what_is_held_comes_first_then_what_is_watched() -> None:
    assert _shown("apple", held=("AAPL",))[:2] == ["AAPL", "APLE"]
    assert _shown("apple", wanted=("AAPL",))[:2] == ["AAPL", "APLE"]
    assert _shown("apple", held=("AAPL",), wanted=("AAPL", "APLE"))[:2] == ["AAPL", "APLE"]


def test_holding_a_share_does_not_put_it_before_the_symbol_that_was_typed() -> None:
    assert _shown("a", held=("AAPL", "AMAT"))[0] == "A"


def test_part_of_an_isin_finds_only_when_it_is_long_enough_to_be_one() -> None:
    assert _shown("us03") == ["APLE", "AMAT", "AAPL"]
    assert _shown("us0") == []
    assert _shown("0378331005") == []


def test_a_listing_that_has_ended_comes_after_one_that_goes_on() -> None:
    assert _shown("fb") == ["META", "FB"]
