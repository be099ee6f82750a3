"""Channels: what is refused when made, how secrets change, and what is forgotten."""

import pytest

from shared.kernel.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from shared.notifications.model import MOST_CHANNELS, ChannelKind
from tests.service.notifications.test_deliveries import WHO, World, hook, world

__all__ = ["world"]
URL = "https://hooks.example.org/"


@pytest.mark.parametrize(
    ("kind", "url", "told"),
    [
        ("email", URL, "/url: an e-mail channel has no url"),
        ("webhook", None, "/url: a webhook needs a url"),
    ],
)
async def test_an_address_that_does_not_suit_the_kind_is_refused(
    world: World, kind: ChannelKind, url: str | None, told: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await world.channels.create(WHO, kind, "C", url)
    assert told in refused.value.detail
    assert await world.channels.list_all(WHO) == []


async def test_there_is_one_mail_channel_and_twenty_in_all(world: World) -> None:
    await world.channels.create(WHO, "email", "Mail")
    with pytest.raises(Conflict, match="an e-mail channel already"):
        await world.channels.create(WHO, "email", "Mail again")
    for _ in range(MOST_CHANNELS - 1):
        await hook(world)
    with pytest.raises(Conflict, match=f"There are {MOST_CHANNELS} channels already"):
        await hook(world)


async def test_the_secret_before_signs_for_a_day_more(world: World) -> None:
    channel, first = await world.channels.create(WHO, "webhook", "Hook", URL)
    second = await world.channels.rotate(WHO, channel.id)
    assert await world.channels.keys(WHO, channel.id) == [second, first]
    world.clock.advance(86_401)
    assert await world.channels.keys(WHO, channel.id) == [second]
    assert await world.channels.keys("bob", channel.id) == []


async def test_a_mail_channel_has_no_secret_and_its_link_ends_with_it(world: World) -> None:
    channel, secret = await world.channels.create(WHO, "email", "Mail")
    assert secret is None
    with pytest.raises(InvalidInput, match="Only a webhook has a secret"):
        await world.channels.rotate(WHO, channel.id)
    found = await world.channels.find_by_token(channel.unsubscribe)
    assert found is not None
    assert (found.user_id, found.channel_id) == (WHO, channel.id)
    await world.channels.delete(WHO, channel.id)
    assert await world.channels.find_by_token(channel.unsubscribe) is None


async def test_a_change_by_a_stale_reader_is_refused_and_switching_on_forgives(
    world: World,
) -> None:
    name = await hook(world)
    failing = {"enabled": False, "disabled_because": "it failed for days", "failures": 9}
    await world.channels.change(WHO, name, failing)
    with pytest.raises(PreconditionFailed):
        await world.channels.change(WHO, name, {"name": "New"}, expected_version=1)
    changed = await world.channels.change(WHO, name, {"enabled": True}, expected_version=2)
    assert (changed.enabled, changed.disabled_because, changed.failures) == (True, None, 0)
    moved = await world.channels.change(WHO, name, {"url": f"{URL}two"})
    assert moved.url == f"{URL}two"


async def test_what_is_forgotten_or_deleted_leads_nowhere(world: World) -> None:
    mail, _ = await world.channels.create(WHO, "email", "Mail")
    name = await hook(world)
    await world.channels.delete(WHO, name)
    await world.channels.forget(WHO)
    await world.channels.forget(WHO)
    assert await world.channels.find_by_token(mail.unsubscribe) is None
    for gone in (name, "../other"):
        assert await world.channels.find(WHO, gone) is None
        with pytest.raises(NotFound):
            await world.channels.get(WHO, gone)
