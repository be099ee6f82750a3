"""Symbols on nobody's list are let go; one put on a list meanwhile stays."""

from collections.abc import AsyncIterator, Collection

import pytest

from shared.market.tracking import Tracker
from shared.market.unwatching import Unwatching


class Marks(Tracker):
    """Keeps marks in memory; what a symbol has become is told by `became`."""

    def __init__(self, marked: set[str], became: dict[str, str]) -> None:
        self.marked, self.became = marked, became

    async def watched(self) -> set[str]:
        return set(self.marked)

    async def unwatch(self, symbols: Collection[str]) -> None:
        self.marked -= set(symbols)

    async def watch(self, symbols: Collection[str], wait_seconds: float = 0.0) -> dict[str, object]:  # pyright: ignore[reportIncompatibleMethodOverride]
        self.marked |= set(symbols)
        return {}

    async def with_successors(self, symbols: Collection[str]) -> set[str]:
        return {*symbols, *(self.became[one] for one in symbols if one in self.became)}


@pytest.mark.parametrize(
    ("marked", "lists", "kept"),
    [
        (set[str](), [["AAPL"]], set[str]()),
        ({"AAPL", "IBM"}, [["AAPL"]], {"AAPL"}),
        ({"AAPL"}, [["AAPL"]], {"AAPL"}),
        ({"META"}, [["FB"]], {"META"}),
        ({"AAPL", "IBM"}, [[], ["IBM"]], {"IBM"}),
    ],
)
async def test_what_nobody_watches_is_unwatched_even_if_a_list_was_read_too_early(
    marked: set[str], lists: list[list[str]], kept: set[str]
) -> None:
    marks, reads = Marks(set(marked), {"FB": "META"}), iter(lists)
    last = lists[-1]

    async def owners() -> AsyncIterator[str]:
        yield "ada"

    async def symbols_of(owner: str) -> Collection[str]:
        assert owner == "ada"
        return next(reads, last)

    assert await Unwatching(marks, owners, [symbols_of]).sweep() == len(marked) - len(kept)
    assert marks.marked == kept
