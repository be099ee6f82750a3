"""One address, one account, whatever dies in between."""

import asyncio

import pytest

from shared.identity.addresses import address_digest
from shared.identity.model import User
from shared.identity.repository import Account, AccountRepository
from shared.identity.service import IdentityService
from shared.kernel.errors import AlreadyExists, Unavailable
from shared.platform.documents import Document, Json, PartitionKey
from tests.service.identity.conftest import EMAIL, PASSWORD, World

CLAIM = f"email:{address_digest(EMAIL)}"


class DiesBeforeWritingUsers:
    """A store whose process is gone when a user is to be written."""

    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    async def create(
        self, container: str, partition: PartitionKey, id: str, body: Json
    ) -> Document:
        if id.startswith("user:"):
            raise Unavailable("gone")
        inner: object = self._inner
        return await inner.create(container, partition, id, body)  # type: ignore[attr-defined]


def account(world: World, user_id: str) -> Account:
    now = world.clock.now()
    user = User(id=user_id, email=EMAIL, display_name="A", created_at=now, updated_at=now)
    return Account(user, "hash", epoch=0)


async def test_an_address_whose_registration_died_is_free_after_a_minute(world: World) -> None:
    with pytest.raises(Unavailable):
        await world.worker(DiesBeforeWritingUsers(world.documents)).register(EMAIL, PASSWORD)
    identity = world.worker()
    with pytest.raises(AlreadyExists):
        await identity.register(EMAIL, PASSWORD)
    world.clock.advance(61)
    grant = await identity.register(EMAIL, PASSWORD)
    assert (await identity.login(EMAIL, PASSWORD)).user == grant.user


async def test_of_many_who_take_an_abandoned_address_one_gets_it(world: World) -> None:
    with pytest.raises(Unavailable):
        await world.worker(DiesBeforeWritingUsers(world.documents)).register(EMAIL, PASSWORD)
    world.clock.advance(61)
    results = await asyncio.gather(
        *(world.worker().register(EMAIL, PASSWORD) for _ in range(8)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, AlreadyExists)]
    assert len(refused) == 7


async def test_one_who_was_only_slow_and_overtaken_leaves_no_account_behind(world: World) -> None:
    slow, quick = (AccountRepository(world.documents, world.clock) for _ in range(2))
    claim = await slow._claim(EMAIL, "01SLOW")
    world.clock.advance(61)
    await quick.add(account(world, "01QUICK"))
    # The slow one goes on from where it stood.
    slow._claim = lambda *_: answered(claim)  # type: ignore[method-assign]
    with pytest.raises(AlreadyExists):
        await slow.add(account(world, "01SLOW"))
    assert await slow.find("01SLOW") is None
    found = await slow.find_by_address(EMAIL)
    assert found is not None
    assert found.user.id == "01QUICK"


async def answered(claim: Document) -> Document:
    return claim


async def test_an_unconfirmed_claim_of_an_existing_user_is_never_taken_over(world: World) -> None:
    """Its maker died between writing the user and confirming; the person can log in."""
    identity = world.worker()
    user = (await identity.register(EMAIL, PASSWORD)).user
    pending = {"user_id": user.id, "pending_since": "2024-05-01T11:00:00Z"}
    await world.documents.upsert("identity", CLAIM, CLAIM, pending)
    with pytest.raises(AlreadyExists):
        await identity.register(EMAIL, PASSWORD)
    assert (await identity.login(EMAIL, PASSWORD)).user.id == user.id


async def test_registering_is_audited_without_the_address(
    identity: IdentityService, world: World
) -> None:
    user = (await identity.register(EMAIL, PASSWORD)).user
    assert await world.kinds(user.id) == ["registered", "logged_in"]
    events = await world.audit.list_events(user.id, "202405")
    assert EMAIL not in repr(events)
    assert PASSWORD not in repr(events)


async def test_a_configured_administrator_becomes_one_only_by_proving_the_address(
    identity: IdentityService, world: World
) -> None:
    grant = await identity.register("root@example.org", PASSWORD)
    assert [role.value for role in grant.user.roles] == ["user"]
    await identity.recovery.send_verification(grant.user.id)
    text = (await world.mailer.list_recent())[0]["text"]
    token = text.partition("#token=")[2].split()[0]
    proven = await identity.recovery.verify_email(token)
    assert [role.value for role in proven.roles] == ["user", "admin"]
    principal = await identity.authenticate(grant.access_token)
    assert "admin" in principal.roles
