"""Ledgers at their edges, by hand: nothing held, short positions taken over, many kept folds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

import numpy as np
import pytest

from shared.market.model import Split
from shared.portfolios.columns import Amounts
from shared.portfolios.entries import Entries
from shared.portfolios.kept_folds import KeptFolds
from shared.portfolios.ledger import Folded
from shared.portfolios.mentions import mentions_of
from shared.portfolios.walk import Trail
from tests.fakes.ledger import entry, folded
from tests.fakes.market import price_series

DAY = date(2024, 1, 2)


class TestMergers:
    def test_a_short_position_taken_over_for_cash_is_bought_back(self) -> None:
        # 10 sold short at 20 bring in 200; taken over for 150: a gain of 50.
        result = folded(
            [
                entry("short", "2024-01-02", "X", quantity=10, price=20),
                entry("merger", "2024-03-01", "X", amount=150),
            ],
            price_series("X", {DAY: "20"}),
        )
        assert [lot.gain for lot in result.realised] == [Decimal(50)]
        assert "X" not in result.positions

    @pytest.mark.parametrize(
        "said", [{"amount": 150}, {"related_symbol": "Y", "ratio": "1:2"}], ids=["cash", "shares"]
    )
    def test_of_what_is_not_held_nothing_comes(self, said: dict[str, object]) -> None:
        result = folded([entry("merger", "2024-03-01", "X", **said)])
        assert (result.realised, dict(result.positions)) == ((), {})
        assert result.problems


class TestUnitedKingdom:
    @pytest.mark.parametrize("booked", [True, False])
    def test_a_split_between_two_trades_is_counted(self, booked: bool) -> None:
        # 10 at 8, split two for one, 20 sold at 6: 120 less 80 is 40.
        splits = [] if booked else [Split(date(2024, 2, 1), 2, 1), Split(date(2030, 1, 1), 9, 1)]
        rows = [
            entry("buy", "2024-01-02", "X", quantity=10, price=8),
            entry("sell", "2024-03-01", "X", quantity=20, price=6),
        ]
        if booked:
            rows.insert(1, entry("split", "2024-02-01", "X", ratio="2:1"))
        prices = price_series("X", {DAY: "8"}, splits=splits)
        result = folded(rows, prices, method="uk_s104")
        assert sum(lot.gain for lot in result.realised) == Decimal(40)


class TestEntries:
    def test_columns_are_kept_for_the_first_and_made_from_those_before(self) -> None:
        rows = [entry("buy", "2024-01-02", "X", quantity=n, price=1) for n in range(1, 6)]
        early = Entries(rows[:3])
        assert early.first(2) == tuple(rows[:2])
        assert early.columns is early.columns
        assert early.first(2).columns.kind.tolist() == early.columns.kind.tolist()[:2]
        for before in (early, rows[:3]):
            grown = Entries.grown(rows, before)
            assert grown.columns.kind.size == 5

    def test_many_entries_mention_what_few_do(self) -> None:
        rows = [entry("buy", "2024-01-02", f"S{n % 7}", quantity=1, price=1) for n in range(1_200)]
        rows.append(entry("symbol_change", "2024-02-02", "S1", related_symbol="T1"))
        assert mentions_of(Entries(rows)) == mentions_of(rows)


class TestAmounts:
    def test_a_sum_beyond_numpys_integers_is_exact(self) -> None:
        amounts = Amounts(np.full(1_000, 2**61, dtype=np.int64), 2)
        assert amounts.total() == Decimal(1_000 * 2**61).scaleb(-2)

    def test_slices_are_as_of_a_tuple(self) -> None:
        amounts = Amounts(np.arange(5, dtype=np.int64), 0)
        whole = tuple(amounts)
        assert (amounts[1:3], amounts[::2], amounts[3:1]) == (whole[1:3], whole[::2], ())
        assert amounts[-1] == whole[-1]
        with pytest.raises(IndexError):
            _ = amounts[5]


def test_of_many_folds_the_least_used_makes_room_and_leaves_no_trail() -> None:
    kept = KeptFolds()
    result = folded([entry("buy", "2024-01-02", "X", quantity=1, price=1)])
    fold = Folded(result=result, count=1, trail=cast("Trail", None))  # nobody walks on from these
    for n in range(65):
        kept.keep((n,), (1,), fold)
    assert kept.find((0,), (1,)) is None
    assert kept.trail((0,)) is None
    assert kept.find((64,), (1,)) is result
    # Two large ones are more than memory has room for: the newest stays.
    large = replace(fold, count=200_000)
    kept.keep((64,), (2,), large)
    kept.keep((64,), (3,), large)
    assert kept.find((64,), (2,)) is None
    assert kept.find((64,), (3,)) is result
