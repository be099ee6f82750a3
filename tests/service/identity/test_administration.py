"""Administrators over accounts."""

import pytest

from shared.identity.model import Role
from shared.identity.service import IdentityService
from shared.kernel.errors import Conflict, NotAllowed, NotAuthenticated, NotFound
from tests.service.identity.conftest import EMAIL, PASSWORD, World


async def test_users_are_listed_page_by_page_without_the_erased(
    identity: IdentityService, world: World
) -> None:
    for number in range(5):
        world.clock.advance(1)
        grant = await identity.register(f"user{number}@example.org", PASSWORD)
        if number == 2:
            await identity.profiles.erase(await identity.authenticate(grant.access_token))
    first = await identity.administration.list_users(limit=2)
    second = await identity.administration.list_users(after=first[-1].id, limit=2)
    shown = [user.email.partition("@")[0] for user in first + second]
    assert shown == ["user0", "user1", "user3", "user4"]
    assert await identity.administration.list_users(after=second[-1].id) == []


async def test_roles_are_given_and_taken_and_the_audit_says_by_whom(
    identity: IdentityService, world: World
) -> None:
    admin = await identity.authenticate(
        (await identity.register("root@example.org", PASSWORD)).access_token
    )
    grant = await identity.register(EMAIL, PASSWORD)
    await identity.authenticate(grant.access_token)
    await identity.administration.change(admin, grant.user.id, roles=[Role.ANALYST])
    caller = await identity.authenticate(grant.access_token)
    assert caller.roles == {Role.USER, Role.ANALYST}
    event = (await world.audit.list_events(grant.user.id, "202405"))[-1]
    assert (event.kind, event.actor) == ("account_changed", admin.user_id)
    assert event.before != event.after
    with pytest.raises(NotFound):
        await identity.administration.change(admin, "nobody", roles=[])


async def test_disabling_ends_every_session_and_enabling_does_not_bring_them_back(
    identity: IdentityService,
) -> None:
    admin = await identity.authenticate(
        (await identity.register("root@example.org", PASSWORD)).access_token
    )
    grant = await identity.register(EMAIL, PASSWORD)
    await identity.administration.change(admin, grant.user.id, disabled=True)
    with pytest.raises(NotAuthenticated):
        await identity.authenticate(grant.access_token)
    with pytest.raises(NotAllowed):
        await identity.login(EMAIL, PASSWORD)
    await identity.administration.change(admin, grant.user.id, disabled=False)
    with pytest.raises(NotAuthenticated):
        await identity.refresh(grant.refresh_token)
    assert await identity.login(EMAIL, PASSWORD)


async def test_an_administrator_cannot_lock_themselves_out(identity: IdentityService) -> None:
    admin = await identity.authenticate(
        (await identity.register("root@example.org", PASSWORD)).access_token
    )
    with pytest.raises(Conflict):
        await identity.administration.change(admin, admin.user_id, disabled=True)
