"""Recognising callers: cheap, and not fooled for long."""

from datetime import timedelta

import pytest

from shared.identity.model import EVERY_SCOPE, Role, Scope
from shared.identity.repository import AccountRepository
from shared.identity.service import IdentityService
from shared.kernel.errors import NotAuthenticated
from tests.fakes.counting_store import CountingStore
from tests.service.identity.conftest import EMAIL, PASSWORD, World


async def test_a_session_may_do_everything_its_user_may(identity: IdentityService) -> None:
    grant = await identity.register(EMAIL, PASSWORD)
    caller = await identity.authenticate(grant.access_token)
    assert caller.user_id == grant.user.id
    assert caller.session_id == grant.session_id
    assert caller.roles == {Role.USER}
    assert caller.scopes == EVERY_SCOPE
    assert caller.portfolios is None
    assert caller.is_logged_in


async def test_most_requests_read_nothing(world: World) -> None:
    store = CountingStore(world.documents)
    identity = world.worker(store)
    grant = await identity.register(EMAIL, PASSWORD)
    caller = await identity.authenticate(grant.access_token)
    _, api_token = await identity.create_api_token(caller, "script", [Scope.READ])
    await identity.authenticate(api_token)
    store.calls.clear()
    for _ in range(20):
        await identity.authenticate(grant.access_token)
        await identity.authenticate(api_token)
    assert store.calls == []


async def test_a_session_ended_elsewhere_is_noticed_within_half_a_minute(world: World) -> None:
    here, elsewhere = world.worker(), world.worker()
    grant = await here.register(EMAIL, PASSWORD)
    await here.authenticate(grant.access_token)
    await elsewhere.logout_all(await elsewhere.authenticate(grant.access_token))
    world.clock.advance(30)
    with pytest.raises(NotAuthenticated):
        await here.authenticate(grant.access_token)


async def test_a_role_taken_away_is_gone_although_the_token_still_names_it(world: World) -> None:
    identity, accounts = world.worker(), AccountRepository(world.documents, world.clock)
    user = (await identity.register(EMAIL, PASSWORD)).user
    both = (Role.USER, Role.ADMIN)
    await accounts.change(user.id, lambda account: account.with_user(roles=both))
    grant = await identity.login(EMAIL, PASSWORD)
    assert Role.ADMIN in (await identity.authenticate(grant.access_token)).roles
    await accounts.change(user.id, lambda account: account.with_user(roles=(Role.USER,)))
    world.clock.advance(30)
    assert Role.ADMIN not in (await identity.authenticate(grant.access_token)).roles


async def test_a_disabled_users_tokens_stop_working(world: World) -> None:
    identity, accounts = world.worker(), AccountRepository(world.documents, world.clock)
    grant = await identity.register(EMAIL, PASSWORD)
    caller = await identity.authenticate(grant.access_token)
    _, api_token = await identity.create_api_token(caller, "script", [Scope.READ])
    await identity.authenticate(api_token)
    await accounts.change(caller.user_id, lambda account: account.with_user(disabled=True))
    world.clock.advance(30)
    for token in (grant.access_token, api_token):
        with pytest.raises(NotAuthenticated):
            await identity.authenticate(token)
    with pytest.raises(NotAuthenticated):
        await identity.refresh(grant.refresh_token)


async def test_a_wider_scope_holds_the_narrower_ones(identity: IdentityService) -> None:
    caller = await identity.authenticate((await identity.register(EMAIL, PASSWORD)).access_token)
    held: dict[str, set[str]] = {}
    for scope in Scope:
        _, token = await identity.create_api_token(caller, scope, [scope])
        held[scope] = {str(found) for found in (await identity.authenticate(token)).scopes}
    assert held == {
        "read": {"read"},
        "trade-draft": {"read", "trade-draft"},
        "write": {"read", "trade-draft", "write"},
    }


async def test_a_token_for_some_portfolios_reaches_no_other(identity: IdentityService) -> None:
    caller = await identity.authenticate((await identity.register(EMAIL, PASSWORD)).access_token)
    _, token = await identity.create_api_token(caller, "one", [Scope.READ], ["p1"])
    limited = await identity.authenticate(token)
    assert limited.may_see("p1")
    assert not limited.may_see("p2")
    assert not limited.is_logged_in
    assert caller.may_see("p2")


async def test_an_api_token_expires(identity: IdentityService, world: World) -> None:
    caller = await identity.authenticate((await identity.register(EMAIL, PASSWORD)).access_token)
    _, token = await identity.create_api_token(
        caller, "week", [Scope.READ], lifetime=timedelta(days=7)
    )
    await identity.authenticate(token)
    world.clock.advance(7 * 86_400)
    with pytest.raises(NotAuthenticated):
        await identity.authenticate(token)


async def test_an_api_token_with_another_secret_is_refused_even_when_its_like_is_remembered(
    identity: IdentityService,
) -> None:
    caller = await identity.authenticate((await identity.register(EMAIL, PASSWORD)).access_token)
    _, token = await identity.create_api_token(caller, "script", [Scope.READ])
    await identity.authenticate(token)
    with pytest.raises(NotAuthenticated):
        await identity.authenticate(token.rpartition(".")[0] + "." + "0" * 64)
    with pytest.raises(NotAuthenticated):
        await identity.authenticate("plb_garbage")


async def test_the_last_use_of_a_token_is_noted_but_not_every_time(world: World) -> None:
    store = CountingStore(world.documents)
    identity = world.worker(store)
    caller = await identity.authenticate((await identity.register(EMAIL, PASSWORD)).access_token)
    _, token = await identity.create_api_token(caller, "script", [Scope.READ])
    store.calls.clear()
    for _ in range(10):
        world.clock.advance(31)
        await identity.authenticate(token)
    assert [name for name, _ in store.calls].count("replace") == 1
    world.clock.advance(600)
    await identity.authenticate(token)
    assert (await identity.list_api_tokens(caller))[0].last_used_at == world.clock.now()
