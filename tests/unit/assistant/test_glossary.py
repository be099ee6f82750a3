"""The glossary that comes with the product."""

import pytest

from shared.knowledge.glossary import define, entries, key


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("Sharpe ratio", "Sharpe ratio"),
        ("sharpe", "Sharpe ratio"),
        ("P/E", "Price-to-earnings ratio"),
        ("ETFs", "Exchange-traded fund"),
        ("an ETF", "Exchange-traded fund"),
        ("time weighted return", "Time-weighted return"),
        ("XIRR", "Money-weighted return"),
        ("max drawdown", "Drawdown"),
        ("FIFO", "Lot method"),
        ("dividends", "Dividend"),
        ("stocks", "Share"),
    ],
)
def test_a_term_is_found_by_its_names(asked: str, term: str) -> None:
    assert define(asked)[0].term == term


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("Volatilität", "Volatility"),
        ("Klumpenrisiko", "Concentration"),
        ("KGV", "Price-to-earnings ratio"),
        ("Quellensteuer", "Withholding tax"),
        ("Zinseszinseffekt", "Compounding"),
    ],
)
def test_a_term_is_found_by_its_german_names(asked: str, term: str) -> None:
    assert define(asked)[0].term == term


def test_every_entry_has_its_german() -> None:
    assert [one.term for one in entries() if one.german is None] == []
    assert all(len(one.worded("de").text) > 25 for one in entries())
    assert all(one.worded("de").text != one.worded("en").text for one in entries())


def test_what_is_not_in_it_is_not_made_up() -> None:
    assert define("quantum chromodynamics") == []
    assert define("weather") == []


def test_every_entry_says_something_once() -> None:
    names = [
        one for entry in entries() for one in {key(name) for name in (entry.term, *entry.names)}
    ]
    assert len(entries()) >= 120
    assert all(len(entry.text) > 25 for entry in entries())
    assert len({key(entry.term) for entry in entries()}) == len(entries())
    repeated = {name for name in names if names.count(name) > 1}
    assert repeated == set(), repeated
