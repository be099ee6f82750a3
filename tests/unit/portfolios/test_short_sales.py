"""Short sales: proceeds first, cost later; by hand."""

from decimal import Decimal

from shared.portfolios.valuation import holdings
from tests.fakes.ledger import day, entry, folded, gains_of, lots_of, text
from tests.fakes.market import fx_book, price_series

SHORT = entry("short", "2024-01-02", "X", quantity=10, price=100, fee=5)


def test_an_open_short_is_worth_what_buying_it_back_would_take() -> None:
    series = price_series("X", {day("2024-01-02"): "100", day("2024-01-03"): "90"})
    result = folded([SHORT], series, as_of="2024-01-03")
    assert lots_of(result, "X") == [("2024-01-02", "-10", "-995")]
    [item] = holdings(result, {"X": series}, fx_book(), {}).items
    assert (item.market_value, item.unrealised_gain) == (Decimal(-900), Decimal(95))
    assert item.unrealised_return is not None
    assert abs(item.unrealised_return - 95 / 995) < 1e-12
    assert item.average_price == Decimal("99.5")


def test_covering_realises_what_the_sale_brought_less_what_it_took() -> None:
    """995 received for ten; six covered for 6 × 80 + 3: 597 − 483 = 114."""
    cover = entry("cover", "2024-02-01", "X", quantity=6, price=80, fee=3)
    result = folded([SHORT, cover])
    assert gains_of(result) == ["114"]
    [lot] = result.realised
    assert (lot.is_short, lot.opened, lot.closed) == (True, day("2024-01-02"), day("2024-02-01"))
    assert (text(lot.proceeds), text(lot.cost)) == ("597", "483")
    assert lots_of(result, "X") == [("2024-01-02", "-4", "-398")]


def test_shares_held_and_shares_owed_are_kept_apart() -> None:
    buy = entry("buy", "2024-01-03", "X", quantity=10, price=90)
    result = folded([SHORT, buy])
    assert result.positions["X"].quantity == 0
    assert len(result.positions["X"].lots) == 2
    assert result.realised == ()


def test_covering_more_than_is_owed_is_told() -> None:
    cover = entry("cover", "2024-02-01", "X", quantity=12, price=80)
    [problem] = folded([SHORT, cover]).problems
    assert problem.message == "covers 12 X on 2024-02-01, but only 10 owed then"


def test_a_split_grows_what_is_owed() -> None:
    split = entry("split", "2024-02-01", "X", ratio="2:1")
    assert lots_of(folded([SHORT, split]), "X") == [("2024-01-02", "-20", "-995")]
