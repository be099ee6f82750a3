"""Logging in: equal work for known and unknown, and slower for those who guess."""

import asyncio

import pytest

from shared.audit import Origin
from shared.identity.addresses import address_digest
from shared.identity.credentials import Passwords
from shared.identity.repository import AccountRepository
from shared.identity.service import IdentityService
from shared.kernel.errors import NotAllowed, NotAuthenticated, TooManyRequests
from tests.fakes.counting_store import CountingStore
from tests.service.identity.conftest import EMAIL, HOME, PASSWORD, World

# The reference implementation's encoded hash of "password" (see unit/identity/test_credentials).
REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"


class CountingPasswords(Passwords):
    def __init__(self) -> None:
        super().__init__()
        self.hashes = 0

    async def verify(self, password: str, encoded: str | None) -> bool:
        self.hashes += 1
        return await super().verify(password, encoded)


async def attempt(identity: IdentityService, password: str, email: str = EMAIL) -> str:
    try:
        await identity.login(email, password, HOME)
    except (NotAuthenticated, TooManyRequests) as refusal:
        return refusal.code
    return "ok"


async def test_a_known_and_an_unknown_address_cost_the_same_work(world: World) -> None:
    await world.worker().register(EMAIL, PASSWORD)
    # Once a month each of the 256 audit streams of unknown addresses is begun; not this time.
    stream = f"unknown-{address_digest('nobody@example.org')[:2]}"
    await world.worker()._audit.record(stream, "login_failed")
    work: list[tuple[int, list[tuple[str, str]]]] = []
    for email, home in ((EMAIL, "192.0.2.1"), ("nobody@example.org", "192.0.2.2")):
        store = CountingStore(world.documents)
        identity = world.worker(store)
        identity.passwords = counting = CountingPasswords()
        with pytest.raises(NotAuthenticated):
            await identity.login(email, "wrong-wrong-wrong", Origin(home))
        work.append((counting.hashes, store.calls))
    known, unknown = work
    assert known[0] == unknown[0] == 1
    assert known[1] == unknown[1]


async def test_a_log_in_without_failures_before_it_writes_no_counter(world: World) -> None:
    await world.worker().register(EMAIL, PASSWORD)
    store = CountingStore(world.documents)
    assert await attempt(world.worker(store), PASSWORD) == "ok"
    assert [call for call in store.calls if call[1] == "ops"] == [("read_many", "ops")]


async def test_delays_grow_end_by_themselves_and_are_forgotten_after_success(
    identity: IdentityService, world: World
) -> None:
    await identity.register(EMAIL, PASSWORD)
    for _ in range(5):
        assert await attempt(identity, "wrong-guess-0") == "invalid_credentials"
    assert await attempt(identity, PASSWORD) == "too_many_attempts"
    world.clock.advance(1)
    assert await attempt(identity, "wrong-guess-0") == "invalid_credentials"
    world.clock.advance(1)
    # Six failures: two seconds, counted from the last attempt that was let through.
    with pytest.raises(TooManyRequests) as refusal:
        await identity.login(EMAIL, PASSWORD, HOME)
    assert refusal.value.retry_after_seconds == 1
    world.clock.advance(1)
    assert await attempt(identity, PASSWORD) == "ok"
    for _ in range(5):
        assert await attempt(identity, "wrong-guess-0") == "invalid_credentials"


async def test_another_worker_knows_of_the_failures(world: World) -> None:
    one, two = world.worker(), world.worker()
    await one.register(EMAIL, PASSWORD)
    for number in range(5):
        assert await attempt((one, two)[number % 2], "wrong-guess-0") == "invalid_credentials"
    assert await attempt(one, PASSWORD) == await attempt(two, PASSWORD) == "too_many_attempts"


async def test_guesses_sent_at_once_get_no_more_tries_than_one_after_another(
    identity: IdentityService,
) -> None:
    await identity.register(EMAIL, PASSWORD)
    outcomes = await asyncio.gather(*(attempt(identity, f"wrong-guess-{n}") for n in range(40)))
    assert sorted(outcomes) == ["invalid_credentials"] * 5 + ["too_many_attempts"] * 35


async def test_right_log_ins_at_once_all_succeed(identity: IdentityService) -> None:
    await identity.register(EMAIL, PASSWORD)
    outcomes = await asyncio.gather(*(attempt(identity, PASSWORD) for _ in range(20)))
    assert set(outcomes) == {"ok"}


async def test_one_address_trying_many_accounts_is_slowed_down(
    identity: IdentityService, world: World
) -> None:
    identity.passwords = AlwaysWrong()
    for number in range(100):
        assert await attempt(identity, "x", f"user{number}@example.org") == "invalid_credentials"
    assert await attempt(identity, "x", "fresh@example.org") == "too_many_attempts"
    with pytest.raises(NotAuthenticated):
        await identity.login("fresh@example.org", "x", Origin("198.51.100.7"))


class AlwaysWrong(Passwords):
    async def verify(self, password: str, encoded: str | None) -> bool:
        return False


async def test_a_hash_of_older_parameters_is_renewed_at_log_in(
    identity: IdentityService, world: World
) -> None:
    user = (await identity.register(EMAIL, PASSWORD)).user
    accounts = AccountRepository(world.documents, world.clock)
    key = f"user:{user.id}"
    stored = await world.documents.get("identity", key, key)
    await world.documents.replace("identity", key, key, {**stored.body, "password_hash": REFERENCE})
    assert await attempt(identity, "password") == "ok"
    renewed = await accounts.get(user.id)
    assert "m=19456,t=2,p=1" in renewed.password_hash
    assert await attempt(identity, "password") == "ok"


async def test_a_disabled_account_is_told_so_only_with_the_right_password(
    identity: IdentityService, world: World
) -> None:
    user = (await identity.register(EMAIL, PASSWORD)).user
    accounts = AccountRepository(world.documents, world.clock)
    await accounts.change(user.id, lambda account: account.with_user(disabled=True))
    assert await attempt(identity, "wrong-guess-0") == "invalid_credentials"
    with pytest.raises(NotAllowed):
        await identity.login(EMAIL, PASSWORD)


async def test_failed_log_ins_are_audited_for_known_and_unknown(
    identity: IdentityService, world: World
) -> None:
    user = (await identity.register(EMAIL, PASSWORD)).user
    await attempt(identity, "wrong-guess-0")
    await attempt(identity, "wrong-guess-0", "nobody@example.org")
    assert (await world.kinds(user.id))[-1] == "login_failed"
    bucket = f"unknown-{address_digest('nobody@example.org')[:2]}"
    events = await world.audit.list_events(bucket, "202405")
    assert [(event.kind, event.network) for event in events] == [("login_failed", "203.0.113.0/24")]
