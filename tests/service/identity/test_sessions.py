"""Families of refresh tokens: honest clients go on, copied tokens end the family."""

import asyncio

import pytest

from shared.audit import NOWHERE
from shared.identity.service import IdentityService
from shared.kernel.errors import NotAuthenticated
from tests.service.identity.conftest import EMAIL, PASSWORD, World


async def refused(identity: IdentityService, token: str) -> str:
    with pytest.raises(NotAuthenticated) as refusal:
        await identity.refresh(token)
    return refusal.value.code


async def test_a_spent_token_that_comes_back_ends_the_family_and_is_audited(
    identity: IdentityService, world: World
) -> None:
    stolen = await identity.register(EMAIL, PASSWORD)
    thief = await identity.refresh(stolen.refresh_token)
    world.clock.advance(60)
    assert await refused(identity, stolen.refresh_token) == "refresh_token_reused"
    assert await refused(identity, thief.refresh_token) == "invalid_refresh_token"
    with pytest.raises(NotAuthenticated):
        await identity.authenticate(thief.access_token)
    assert (await world.kinds(stolen.user.id))[-1] == "refresh_reused"
    # Other sessions of the person go on.
    assert await identity.login(EMAIL, PASSWORD)


async def test_a_token_spent_many_generations_ago_still_ends_the_family(
    identity: IdentityService, world: World
) -> None:
    first = await identity.register(EMAIL, PASSWORD)
    token = first.refresh_token
    for _ in range(100):
        world.clock.advance(20)
        token = (await identity.refresh(token)).refresh_token
    assert await refused(identity, first.refresh_token) == "refresh_token_reused"
    assert await refused(identity, token) == "invalid_refresh_token"


async def test_a_retry_within_seconds_gets_the_same_successor(
    identity: IdentityService, world: World
) -> None:
    first = (await identity.register(EMAIL, PASSWORD)).refresh_token
    answer_that_got_lost = (await identity.refresh(first)).refresh_token
    world.clock.advance(9)
    assert (await identity.refresh(first)).refresh_token == answer_that_got_lost
    world.clock.advance(30)
    assert (await identity.refresh(answer_that_got_lost)).refresh_token


async def test_a_retry_is_good_even_when_another_tab_has_gone_on_meanwhile(
    identity: IdentityService, world: World
) -> None:
    first = (await identity.register(EMAIL, PASSWORD)).refresh_token
    second = (await identity.refresh(first)).refresh_token
    world.clock.advance(3)
    third = (await identity.refresh(second)).refresh_token
    world.clock.advance(3)
    assert (await identity.refresh(first)).refresh_token == third
    assert (await identity.refresh(second)).refresh_token == third


async def test_the_grace_ends_ten_seconds_after_the_exchange_not_after_the_last_retry(
    identity: IdentityService, world: World
) -> None:
    first = (await identity.register(EMAIL, PASSWORD)).refresh_token
    second = (await identity.refresh(first)).refresh_token
    for _ in range(2):
        world.clock.advance(5)
        await identity.refresh(first)
    world.clock.advance(0.5)
    await identity.refresh(second)
    assert await refused(identity, first) == "refresh_token_reused"


async def test_fifty_refreshes_in_two_workers_have_one_winner_and_no_loser(world: World) -> None:
    one, two = world.worker(), world.worker()
    first = (await one.register(EMAIL, PASSWORD)).refresh_token
    grants = await asyncio.gather(*((one, two)[n % 2].refresh(first) for n in range(50)))
    assert len({grant.refresh_token for grant in grants}) == 1
    world.clock.advance(60)
    assert (await one.refresh(grants[0].refresh_token)).refresh_token


async def test_a_made_up_token_neither_works_nor_ends_the_session(
    identity: IdentityService,
) -> None:
    token = (await identity.register(EMAIL, PASSWORD)).refresh_token
    head, _, secret = token.rpartition(".")
    assert await refused(identity, f"{head}.{'0' * 64}") == "invalid_refresh_token"
    assert await refused(identity, f"{head}.{secret[::-1]}") == "invalid_refresh_token"
    assert (await identity.refresh(token)).refresh_token


async def test_the_store_alone_does_not_yield_a_usable_token(
    identity: IdentityService, world: World
) -> None:
    grant = await identity.register(EMAIL, PASSWORD)
    onward = await identity.refresh(grant.refresh_token)
    key = f"session:{grant.session_id}"
    stored = repr((await world.documents.get("user_data", grant.user.id, key)).body)
    for token in (grant.refresh_token, onward.refresh_token):
        assert token.rpartition(".")[2] not in stored


async def test_a_session_ends_thirty_days_after_its_last_use(
    identity: IdentityService, world: World
) -> None:
    token = (await identity.register(EMAIL, PASSWORD)).refresh_token
    for _ in range(3):
        world.clock.advance(29 * 86_400)
        token = (await identity.refresh(token)).refresh_token
    world.clock.advance(30 * 86_400)
    assert await refused(identity, token) == "invalid_refresh_token"


async def test_no_session_outlives_a_year_however_often_it_is_used(
    identity: IdentityService, world: World
) -> None:
    token = (await identity.register(EMAIL, PASSWORD)).refresh_token
    for _ in range(18):
        world.clock.advance(20 * 86_400)
        token = (await identity.refresh(token)).refresh_token
    world.clock.advance(5 * 86_400)
    assert await refused(identity, token) == "invalid_refresh_token"


async def test_a_log_in_in_flight_while_the_password_changes_yields_no_lasting_session(
    identity: IdentityService, world: World
) -> None:
    """Its session belongs to the epoch the password was checked in."""
    mine = await identity.register(EMAIL, PASSWORD)
    account = await identity._accounts.get(mine.user.id)
    caller = await identity.authenticate(mine.access_token)
    await identity.recovery.change_password(caller, PASSWORD, "a-very-different-passphrase-7")
    late = await identity._open_session(account, NOWHERE)
    assert await refused(identity, late.refresh_token) == "invalid_refresh_token"
    with pytest.raises(NotAuthenticated):
        await identity.authenticate(late.access_token)
