"""Leases over each document store, as their promises rest on it."""

import asyncio
from uuid import uuid4

import pytest

from shared.platform.documents import DocumentStore
from shared.platform.leases import Lease, Leases
from tests.fakes.manual_clock import ManualClock

pytestmark = pytest.mark.contract


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def leases(store: DocumentStore, clock: ManualClock) -> Leases:
    return Leases(store, clock)


@pytest.fixture
def name() -> str:
    return uuid4().hex


async def acquired(leases: Leases, name: str, holder: str = "a", seconds: int = 60) -> Lease:
    lease = await leases.acquire(name, holder, seconds)
    assert lease is not None
    return lease


async def test_of_fifty_who_want_a_lease_one_gets_it(leases: Leases, name: str) -> None:
    wanted = [leases.acquire(name, f"holder-{n}", 60) for n in range(50)]
    assert sum(lease is not None for lease in await asyncio.gather(*wanted)) == 1


async def test_of_fifty_who_want_an_expired_lease_one_gets_it(
    leases: Leases, name: str, clock: ManualClock
) -> None:
    await acquired(leases, name, seconds=30)
    clock.advance(30)
    wanted = [leases.acquire(name, f"holder-{n}", 60) for n in range(50)]
    assert sum(lease is not None for lease in await asyncio.gather(*wanted)) == 1


async def test_a_held_lease_is_not_given_to_its_own_holder_again(leases: Leases, name: str) -> None:
    await acquired(leases, name)
    assert await leases.acquire(name, "a", 60) is None


async def test_leases_of_other_names_are_free(leases: Leases, name: str) -> None:
    await acquired(leases, name)
    assert await leases.acquire(name + "2", "b", 60) is not None


async def test_a_renewed_lease_lasts_longer(leases: Leases, name: str, clock: ManualClock) -> None:
    lease = await acquired(leases, name, seconds=30)
    clock.advance(20)
    renewed = await leases.renew(lease, 30)
    assert renewed is not None
    assert renewed.until > lease.until
    clock.advance(20)
    assert await leases.acquire(name, "b", 60) is None


async def test_a_lease_that_was_taken_over_can_be_neither_renewed_nor_released(
    leases: Leases, name: str, clock: ManualClock
) -> None:
    lost = await acquired(leases, name, seconds=30)
    clock.advance(31)
    await acquired(leases, name, holder="b")
    assert await leases.renew(lost, 30) is None
    await leases.release(lost)
    assert await leases.acquire(name, "c", 60) is None


async def test_a_released_lease_is_free_at_once(leases: Leases, name: str) -> None:
    lease = await acquired(leases, name)
    await leases.release(lease)
    await leases.release(lease)
    assert await leases.acquire(name, "b", 60) is not None
