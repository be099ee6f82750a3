"""A book is opened once for all who ask at once, and again after anything was written."""

import asyncio
from typing import Any, cast

import pytest

from shared.kernel.errors import NotFound
from shared.portfolios.kept_books import KeptBooks, NoChanges
from shared.portfolios.ports import Book
from tests.fakes.manual_clock import ManualClock


class Writes:
    """The store's stamp, moved by hand."""

    def __init__(self) -> None:
        self.count: int | None = 0

    def stamp(self) -> int | None:
        return self.count


class Opening:
    """Opens a new book each time, when it is let."""

    def __init__(self) -> None:
        self.count = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> Book:
        self.count += 1
        number = self.count
        await self.gate.wait()
        return cast("Book", _Book(number))


class _Book:
    def __init__(self, number: int) -> None:
        self.number = number
        self.transactions: tuple[Any, ...] = ()


@pytest.fixture
def writes() -> Writes:
    return Writes()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def kept(writes: Writes, clock: ManualClock) -> KeptBooks:
    return KeptBooks(writes, clock)


async def test_the_same_book_is_handed_out_while_nothing_is_written(kept: KeptBooks) -> None:
    opening = Opening()
    assert await kept.get(("p",), opening) is await kept.get(("p",), opening)
    assert opening.count == 1
    await kept.get(("another",), opening)
    assert opening.count == 2


async def test_anything_written_opens_it_anew(kept: KeptBooks, writes: Writes) -> None:
    opening = Opening()
    before = await kept.get(("p",), opening)
    writes.count = 1
    assert await kept.get(("p",), opening) is not before


async def test_it_is_opened_anew_after_half_a_minute_and_on_another_day(
    kept: KeptBooks, clock: ManualClock
) -> None:
    opening = Opening()
    await kept.get(("p",), opening)
    clock.advance(seconds=29)
    await kept.get(("p",), opening)
    assert opening.count == 1
    clock.advance(seconds=1)
    await kept.get(("p",), opening)
    assert opening.count == 2


async def test_who_asks_while_it_is_opened_waits_for_that_one(kept: KeptBooks) -> None:
    opening = Opening()
    opening.gate.clear()
    asking = [asyncio.create_task(kept.get(("p",), opening)) for _ in range(4)]
    await asyncio.sleep(0)
    opening.gate.set()
    assert len({id(book) for book in await asyncio.gather(*asking)}) == 1
    assert opening.count == 1


async def test_who_asks_after_a_write_does_not_wait_for_what_was_begun_before(
    kept: KeptBooks, writes: Writes
) -> None:
    opening = Opening()
    opening.gate.clear()
    before = asyncio.create_task(kept.get(("p",), opening))
    await asyncio.sleep(0)
    writes.count = 1
    after = asyncio.create_task(kept.get(("p",), opening))
    await asyncio.sleep(0)
    opening.gate.set()
    first, second = await asyncio.gather(before, after)
    assert first is not second
    # Nor is the older one kept in place of the newer.
    assert await kept.get(("p",), opening) is second


async def test_one_who_goes_away_leaves_the_others_their_book(kept: KeptBooks) -> None:
    opening = Opening()
    opening.gate.clear()
    first = asyncio.create_task(kept.get(("p",), opening))
    await asyncio.sleep(0)
    second = asyncio.create_task(kept.get(("p",), opening))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    opening.gate.set()
    assert await second is not None
    assert opening.count == 1


async def test_a_failure_is_told_to_all_and_kept_for_none(kept: KeptBooks) -> None:
    async def refused() -> Book:
        await asyncio.sleep(0)
        raise NotFound("There is no portfolio")

    answers = await asyncio.gather(
        *(kept.get(("p",), refused) for _ in range(2)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [NotFound, NotFound]
    assert await kept.get(("p",), Opening()) is not None


async def test_where_the_store_cannot_say_nothing_is_kept(clock: ManualClock) -> None:
    opening, kept = Opening(), KeptBooks(NoChanges(), clock)
    await kept.get(("p",), opening)
    await kept.get(("p",), opening)
    assert opening.count == 2
