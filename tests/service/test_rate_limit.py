"""Rate limits over the real store: cheap for ordinary callers, near the limit for many workers."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.platform.rate_limit import Quota, RateLimiter
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.counting_store import CountingStore
from tests.fakes.manual_clock import ManualClock

QUOTA = Quota("user", 60)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock) -> AsyncIterator[SqliteDocumentStore]:
    store = SqliteDocumentStore(tmp_path / "store.db", clock)
    yield store
    await store.close()


async def allowed(limiter: RateLimiter, times: int, who: str = "ada") -> int:
    return sum([(await limiter.take(QUOTA, who)).is_allowed for _ in range(times)])


async def test_a_burst_ends_at_the_limit_and_refills_at_its_rate(
    store: SqliteDocumentStore, clock: ManualClock
) -> None:
    limiter = RateLimiter(store, clock)
    assert await allowed(limiter, 100) == 60
    clock.advance(10)
    assert await allowed(limiter, 100) == 10
    clock.advance(3600)
    assert await allowed(limiter, 100) == 60
    await limiter.settle()


async def test_callers_do_not_share_a_bucket(
    store: SqliteDocumentStore, clock: ManualClock
) -> None:
    limiter = RateLimiter(store, clock)
    assert await allowed(limiter, 61, "ada") == 60
    assert await allowed(limiter, 61, "bob") == 60
    await limiter.settle()


async def test_a_refusal_says_when_one_request_is_there_again_and_it_is(
    store: SqliteDocumentStore, clock: ManualClock
) -> None:
    limiter = RateLimiter(store, clock)
    await allowed(limiter, 60)
    refusal = await limiter.take(QUOTA, "ada")
    assert (refusal.is_allowed, refusal.remaining, refusal.reset_seconds) == (False, 0, 60)
    clock.advance(refusal.retry_after_seconds)
    assert (await limiter.take(QUOTA, "ada")).is_allowed
    await limiter.settle()


async def test_an_ordinary_caller_costs_no_store_call(
    store: SqliteDocumentStore, clock: ManualClock
) -> None:
    counting = CountingStore(store)
    limiter = RateLimiter(counting, clock)  # pyright: ignore[reportArgumentType] - a port's twin
    for _ in range(500):
        assert (await limiter.take(QUOTA, "ada")).is_allowed
        assert (await limiter.take(QUOTA, "ada")).is_allowed
        clock.advance(2)
    await limiter.settle()
    assert counting.calls == []


@pytest.mark.parametrize("workers", [2, 8])
async def test_many_workers_together_stay_near_the_limit(
    store: SqliteDocumentStore, clock: ManualClock, workers: int
) -> None:
    limiters = [RateLimiter(store, clock) for _ in range(workers)]
    passed = 0
    for _ in range(100):
        passed += sum(await asyncio.gather(*(allowed(limiter, 1) for limiter in limiters)))
        await asyncio.gather(*(limiter.settle() for limiter in limiters))
    assert 60 <= passed <= 60 + workers * QUOTA.slice


async def test_what_was_spent_too_much_is_paid_back(
    store: SqliteDocumentStore, clock: ManualClock
) -> None:
    limiters = [RateLimiter(store, clock) for _ in range(4)]
    passed = 0
    for _ in range(300):
        clock.advance(1)
        passed += sum(await asyncio.gather(*(allowed(limiter, 4) for limiter in limiters)))
        await asyncio.gather(*(limiter.settle() for limiter in limiters))
    # One bucket and five minutes of refill; sixteen times as many were asked for.
    assert 350 <= passed <= 360 + 4 * QUOTA.slice


async def test_without_the_store_every_worker_holds_the_limit_by_itself(
    tmp_path: Path, clock: ManualClock
) -> None:
    (tmp_path / "not-a-database").write_bytes(b"not a database at all " * 100)
    broken = SqliteDocumentStore(tmp_path / "not-a-database", clock)
    limiter = RateLimiter(broken, clock)
    assert await allowed(limiter, 100) == 60
    await limiter.settle()
    await broken.close()
