"""The inbox: what is read stays read, and preferences are changed by who has seen them."""

import pytest

from shared.kernel.errors import NotFound, PreconditionFailed
from shared.notifications.model import Notice, NotificationPreferences
from tests.service.notifications.test_deliveries import WHO, World, hook, world

__all__ = ["world"]


async def test_marking_again_changes_nothing_and_all_are_marked_once(world: World) -> None:
    for key in "abc":
        await world.tell(key)
    newest, middle, oldest = await world.inbox.list_page(WHO)
    read = await world.inbox.mark(WHO, newest.id, read=True)
    world.clock.advance(60)
    assert await world.inbox.mark(WHO, newest.id, read=True) == read
    assert await world.inbox.count_unread(WHO) == 2
    older = await world.inbox.list_page(WHO, unread=True, kind="alert", after=newest.id)
    assert [one.id for one in older] == [middle.id, oldest.id]
    assert await world.inbox.mark_all(WHO) == 2
    assert await world.inbox.mark_all(WHO) == 0
    assert (await world.inbox.mark(WHO, oldest.id, read=False)).read_at is None
    assert await world.inbox.list_page(WHO, kind="system") == []


@pytest.mark.parametrize("name", ["nothing", "../other", ""])
async def test_what_is_not_there_is_not_found(world: World, name: str) -> None:
    with pytest.raises(NotFound):
        await world.inbox.get(WHO, name)
    with pytest.raises(NotFound):
        await world.inbox.delete(WHO, name)


async def test_preferences_are_replaced_only_by_who_has_seen_them(world: World) -> None:
    present, version = await world.inbox.preferences(WHO)
    assert version == "default"
    with pytest.raises(PreconditionFailed):
        await world.inbox.set_preferences(WHO, present, '"never-seen"')
    version = await world.inbox.set_preferences(WHO, present, version)
    assert (await world.inbox.preferences(WHO))[1] == version


async def test_a_person_who_wants_no_mails_of_a_kind_gets_none_and_may_say_so_twice(
    world: World,
) -> None:
    both = NotificationPreferences(channels={"alert": ("email", "webhook")})
    await world.inbox.set_preferences(WHO, both, "default")
    for _ in range(2):
        await world.inbox.without_mails(WHO, "alert")
        kept, _ = await world.inbox.preferences(WHO)
        assert not kept.wants("alert", "email")
        assert kept.wants("alert", "webhook")


async def test_the_same_notice_is_told_once(world: World) -> None:
    await hook(world)
    notice = Notice(key="k", kind="alert", title="T", text="Text")
    assert await world.notifier.post(WHO, notice)
    assert not await world.notifier.post(WHO, notice)
    assert len(await world.inbox.list_page(WHO)) == 1
