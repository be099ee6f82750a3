"""Idempotency keys over each document store, as their promises rest on it."""

import asyncio
from uuid import uuid4

import pytest

from shared.kernel.errors import InvalidInput
from shared.platform.documents import DocumentStore
from shared.platform.idempotency import Fresh, IdempotencyStore, InProgress, Replay
from tests.fakes.manual_clock import ManualClock

pytestmark = pytest.mark.contract


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def requests(store: DocumentStore, clock: ManualClock) -> IdempotencyStore:
    return IdempotencyStore(store, clock, wait_seconds=0)


@pytest.fixture
def key() -> str:
    return uuid4().hex


async def fresh(requests: IdempotencyStore, key: str, owner: str = "ada") -> Fresh:
    claim = await requests.begin(owner, key, "digest")
    assert isinstance(claim, Fresh)
    return claim


async def test_two_hundred_duplicates_take_effect_once_and_are_answered_alike(
    store: DocumentStore, clock: ManualClock, key: str
) -> None:
    requests = IdempotencyStore(store, clock, wait_seconds=30)
    effects = 0

    async def request() -> bytes:
        nonlocal effects
        claim = await requests.begin("ada", key, "digest")
        if isinstance(claim, Fresh):
            effects += 1
            await asyncio.sleep(0.1)
            await requests.complete(claim, 201, {"Location": "/api/x/1"}, b'{"id":"1"}')
            return b'{"id":"1"}'
        assert isinstance(claim, Replay)
        return claim.body

    answers = await asyncio.gather(*(request() for _ in range(200)))
    assert effects == 1
    assert set(answers) == {b'{"id":"1"}'}


async def test_the_answer_is_replayed_byte_for_byte(requests: IdempotencyStore, key: str) -> None:
    claim = await fresh(requests, key)
    await requests.complete(claim, 201, {"ETag": '"1"'}, b"\x00\xff")
    assert await requests.begin("ada", key, "digest") == Replay(201, {"ETag": '"1"'}, b"\x00\xff")


async def test_a_duplicate_that_cannot_wait_is_told_it_is_in_progress(
    requests: IdempotencyStore, key: str
) -> None:
    await fresh(requests, key)
    assert await requests.begin("ada", key, "digest") == InProgress()


async def test_a_key_used_for_another_request_is_refused(
    requests: IdempotencyStore, key: str
) -> None:
    claim = await fresh(requests, key)
    for _ in range(2):
        with pytest.raises(InvalidInput) as caught:
            await requests.begin("ada", key, "another digest")
        assert caught.value.code == "idempotency_key_reused"
        await requests.complete(claim, 200, {}, b"")


async def test_owners_do_not_see_each_others_keys(requests: IdempotencyStore, key: str) -> None:
    await fresh(requests, key, "ada")
    await fresh(requests, key, "bob")


async def test_owner_and_key_cannot_run_into_each_other(
    requests: IdempotencyStore, key: str
) -> None:
    await fresh(requests, f":{key}", "a")
    await fresh(requests, key, "a:")


async def test_a_dead_holders_claim_goes_to_the_next_after_a_minute(
    requests: IdempotencyStore, clock: ManualClock, key: str
) -> None:
    dead = await fresh(requests, key)
    clock.advance(59)
    assert await requests.begin("ada", key, "digest") == InProgress()
    clock.advance(1)
    claims = await asyncio.gather(*(requests.begin("ada", key, "digest") for _ in range(20)))
    [heir] = [claim for claim in claims if isinstance(claim, Fresh)]
    await requests.complete(heir, 201, {}, b"the heir's")
    await requests.complete(dead, 201, {}, b"too late")
    assert await requests.begin("ada", key, "digest") == Replay(201, {}, b"the heir's")


async def test_an_abandoned_claim_is_fresh_again(requests: IdempotencyStore, key: str) -> None:
    claim = await fresh(requests, key)
    await requests.abandon(claim)
    await requests.abandon(claim)
    await fresh(requests, key)


@pytest.mark.parametrize("key", ["", "a" * 256, "a\nb", "a\x00"])
async def test_what_is_no_key_is_refused(requests: IdempotencyStore, key: str) -> None:
    with pytest.raises(InvalidInput):
        await requests.begin("ada", key, "digest")
