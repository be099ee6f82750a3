"""What each kind needs, and what a change may not break."""

from datetime import date
from typing import Any

import pytest

from shared.portfolios.model import TransactionDraft
from shared.portfolios.rules import field_errors, new_problems
from tests.fakes.ledger import entry, portfolio

TODAY = date(2026, 11, 20)
ON: dict[str, Any] = {"trade_date": "2024-01-02", "currency": "USD"}


def pointers(**said: Any) -> list[str]:
    draft = TransactionDraft.model_validate({**ON, **said})
    return [error.pointer for error in field_errors(draft, TODAY)]


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "buy", "symbol": "X", "quantity": "1", "price": "2"},
        {"kind": "sell", "symbol": "X", "quantity": "1", "amount": "2"},
        {"kind": "dividend", "symbol": "X", "amount": "1"},
        {"kind": "dividend", "symbol": "X", "quantity": "10", "price": "0.24"},
        {"kind": "interest", "amount": "1"},
        {"kind": "fee", "amount": "1"},
        {"kind": "fee", "fee": "1"},
        {"kind": "tax", "symbol": "X", "tax": "1"},
        {"kind": "deposit", "amount": "1"},
        {"kind": "transfer_in", "symbol": "X", "quantity": "1"},
        {"kind": "transfer_in", "amount": "100"},
        {"kind": "transfer_out", "symbol": "X", "quantity": "1"},
        {"kind": "split", "symbol": "X", "ratio": "1.5:1"},
        {"kind": "stock_dividend", "symbol": "X", "quantity": "1"},
        {"kind": "spin_off", "symbol": "X", "related_symbol": "Y", "ratio": "1:3"},
        {"kind": "merger", "symbol": "X", "related_symbol": "Y", "quantity": "3"},
        {"kind": "merger", "symbol": "X", "amount": "0"},
        {"kind": "symbol_change", "symbol": "X", "related_symbol": "Y"},
        {"kind": "return_of_capital", "symbol": "X", "amount": "1"},
    ],
)
def test_a_complete_entry_is_accepted(said: dict[str, Any]) -> None:
    assert pointers(**said) == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"kind": "buy"}, ["/symbol", "/quantity", "/price"]),
        ({"kind": "buy", "symbol": "X", "quantity": "1", "price": "0"}, ["/price"]),
        ({"kind": "buy", "symbol": "X", "quantity": "1", "amount": "0"}, ["/amount"]),
        ({"kind": "dividend", "symbol": "X"}, ["/amount"]),
        ({"kind": "deposit", "amount": "0"}, ["/amount"]),
        ({"kind": "deposit", "symbol": "X", "amount": "1"}, ["/symbol"]),
        ({"kind": "transfer_in"}, ["/amount"]),
        ({"kind": "transfer_in", "symbol": "X"}, ["/quantity"]),
        ({"kind": "split", "symbol": "X"}, ["/ratio"]),
        ({"kind": "spin_off", "symbol": "X", "related_symbol": "Y"}, ["/quantity"]),
        ({"kind": "merger", "symbol": "X"}, ["/related_symbol"]),
        ({"kind": "symbol_change", "symbol": "X", "related_symbol": "x"}, ["/related_symbol"]),
        ({"kind": "fee"}, ["/amount"]),
        ({"kind": "interest", "amount": "1", "trade_date": "2026-11-21"}, ["/trade_date"]),
        ({"kind": "interest", "amount": "1", "trade_date": "1899-12-31"}, ["/trade_date"]),
    ],
)
def test_what_is_missing_or_odd_is_named(said: dict[str, Any], wrong: list[str]) -> None:
    assert pointers(**said) == wrong


BUY = entry("buy", "2024-01-02", "X", quantity=10, price=1)
SELL = entry("sell", "2024-03-01", "X", quantity=10, price=1)


def test_an_older_sale_that_a_new_one_starves_is_a_problem_of_the_new_one() -> None:
    early = entry("sell", "2024-02-01", "X", quantity=1, price=1)
    [found] = new_problems(portfolio(), [BUY, SELL], [BUY, SELL, early], {}, ["X"])
    assert found.transaction_id == SELL.id


def test_a_problem_that_was_there_before_stops_nothing_else() -> None:
    """A split that the feed learns of later can make an old sale look too large."""
    more = entry("buy", "2024-04-01", "X", quantity=1, price=1)
    assert new_problems(portfolio(), [SELL], [SELL, more], {}, ["X"]) == []


def test_shares_of_a_changed_symbol_can_be_sold_under_the_new_one() -> None:
    change = entry("symbol_change", "2024-02-01", "X", related_symbol="Y")
    sell = entry("sell", "2024-03-01", "Y", quantity=10, price=1)
    before = [BUY, change]
    assert new_problems(portfolio(), before, [*before, sell], {}, ["Y"]) == []
    assert len(new_problems(portfolio(), before, [change, sell], {}, ["X"])) == 2
