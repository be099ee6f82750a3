"""Where else people want to be told: e-mail to their own address, webhooks to their own systems."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import StrictBool, StringConstraints

from functions.http.deps import (
    IfMatch,
    InPerson,
    Reader,
    ServicesDep,
    problems,
    require_match,
)
from functions.http.origin import OriginDep
from functions.http.schemas import Input, Output, Page
from functions.http.versions import live_etag, version_etag, versions_of
from functions.wiring import Services
from shared.kernel.errors import Conflict, NotFound
from shared.kernel.language import worded
from shared.notifications.model import Channel, ChannelKind, DeliveryStatus, Notice, NoticeKind
from shared.portfolios.model import Title

router = APIRouter(prefix="/notification-channels", tags=["notifications"])

type Id = Annotated[str, Path(min_length=1, max_length=64, description="Channel id")]
type Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
]


class ChannelInput(Input):
    """A channel to make.

    `email` goes to the account's own address, once that is verified. `webhook` posts signed JSON
    to `url`: https on port 443 or 8443, on the public internet.
    """

    kind: ChannelKind
    name: Title | None = None
    url: Url | None = None
    enabled: StrictBool = True


class ChannelChange(Input):
    """What shall change; what is left out stays. Switching on forgives earlier failures."""

    name: Title | None = None
    url: Url | None = None
    enabled: StrictBool | None = None


class ChannelView(Output):
    """A channel and how it fares.

    `verified`: of an e-mail channel, whether the account's address is; nothing is sent before.
    `failing_since`: the first failure since the last success; after three days and twenty
    failures it is switched off, which `disabled_because` tells.
    """

    id: str
    kind: ChannelKind
    name: str
    url: str | None
    enabled: bool
    verified: bool | None
    disabled_because: str | None
    failing_since: datetime | None
    failures: int
    last_error: str | None
    last_sent_at: datetime | None
    created_at: datetime
    updated_at: datetime


class NewChannel(ChannelView):
    """A channel just made; `secret` is a webhook's, shown this once."""

    secret: str | None


class NewSecret(Output):
    """A webhook's new secret, shown this once; the old one signs beside it for a day."""

    secret: str


class DeliveryView(Output):
    """A notification on its way to a channel, or there. `id` is what `webhook-id` says."""

    id: str
    notification_id: str
    status: DeliveryStatus
    attempts: int
    due_at: datetime
    last_error: str | None
    sent_at: datetime | None
    created_at: datetime


class Unsubscribed(Output):
    """What no mails are sent of any more."""

    kind: NoticeKind


@router.post("", status_code=201, responses=problems(400, 401, 403, 409, 413, 422))
async def create_channel(
    wanted: ChannelInput,
    services: ServicesDep,
    caller: InPerson,
    origin: OriginDep,
    response: Response,
) -> NewChannel:
    """Make a channel. The answer is the only place that shows a webhook's secret."""
    name = wanted.name or ("E-mail" if wanted.kind == "email" else "Webhook")
    channel, secret = await services.channels.create(
        caller.user_id, wanted.kind, name, wanted.url, enabled=wanted.enabled, origin=origin
    )
    response.headers["Location"] = f"/api/notification-channels/{channel.id}"
    view = await _view(services, caller.user_id, channel)
    response.headers["ETag"] = live_etag(channel.version, view)
    return NewChannel(**view.model_dump(), secret=secret)


@router.get("", responses=problems(401, 403))
async def list_channels(services: ServicesDep, caller: Reader) -> Page[ChannelView]:
    """List the caller's channels, oldest first; twenty at most, on one page."""
    found = await services.channels.list_all(caller.user_id)
    return Page(items=[await _view(services, caller.user_id, one) for one in found])


# RFC 8058: mail programs post here by themselves, without a log-in.
@router.post("/unsubscribe", responses=problems(404, 422))
async def unsubscribe(
    services: ServicesDep,
    token: Annotated[str, Query(min_length=1, max_length=100)],
    kind: Annotated[NoticeKind, Query()],
) -> Unsubscribed:
    """Send no more mails of a kind; the token is the mail's."""
    found = await services.channels.find_by_token(token)
    if found is None:
        raise NotFound("This link is not valid any more", "unknown_link")
    await services.inbox.without_mails(found.user_id, kind)
    return Unsubscribed(kind=kind)


@router.get("/{channel_id}", responses=problems(401, 403, 404))
async def get_channel(
    channel_id: Id, services: ServicesDep, caller: Reader, response: Response
) -> ChannelView:
    """Show a channel and how it fares."""
    channel = await services.channels.get(caller.user_id, channel_id)
    view = await _view(services, caller.user_id, channel)
    response.headers["ETag"] = live_etag(channel.version, view)
    return view


@router.patch("/{channel_id}", responses=problems(400, 401, 403, 404, 412, 413, 422, 428))
async def change_channel(
    channel_id: Id,
    change: ChannelChange,
    services: ServicesDep,
    caller: InPerson,
    origin: OriginDep,
    response: Response,
    if_match: IfMatch = None,
) -> ChannelView:
    """Change a channel's name or address, switch it on or off."""
    old = await services.channels.get(caller.user_id, channel_id)
    require_match(versions_of(if_match), version_etag(old.version))
    said: dict[str, Any] = change.model_dump(exclude_unset=True)
    changes = {name: value for name, value in said.items() if value is not None}
    changed = await services.channels.change(
        caller.user_id, channel_id, changes, expected_version=old.version, origin=origin
    )
    view = await _view(services, caller.user_id, changed)
    response.headers["ETag"] = live_etag(changed.version, view)
    return view


@router.delete("/{channel_id}", status_code=204, responses=problems(401, 403, 404))
async def delete_channel(
    channel_id: Id, services: ServicesDep, caller: InPerson, origin: OriginDep
) -> None:
    """Delete a channel; what is on its way to it is dropped."""
    await services.channels.delete(caller.user_id, channel_id, origin)


@router.post("/{channel_id}/rotate-secret", responses=problems(401, 403, 404, 422))
async def rotate_secret(
    channel_id: Id, services: ServicesDep, caller: InPerson, origin: OriginDep
) -> NewSecret:
    """Give a webhook a new secret; for a day both sign."""
    return NewSecret(secret=await services.channels.rotate(caller.user_id, channel_id, origin))


@router.post("/{channel_id}/test", status_code=202, responses=problems(401, 403, 404, 409))
async def send_test(channel_id: Id, services: ServicesDep, caller: InPerson) -> DeliveryView:
    """Send a test notification to this channel alone; its deliveries tell what became of it."""
    channel = await services.channels.get(caller.user_id, channel_id)
    if not channel.enabled:
        raise Conflict("The channel is switched off", "channel_off")
    language = await services.language_of_reader(caller.user_id)
    notice = Notice(
        key=f"test:{channel.id}:{services.machine_clock.now():%Y%m%dT%H%M%S%f}",
        kind="system",
        title=worded(language, "A test from Plumbline"),
        text=worded(language, "This is how notifications reach {channel}.", channel=channel.name),
    )
    delivery = await services.notifier.post_to(caller.user_id, notice, channel)
    return DeliveryView.model_validate(delivery)


@router.get("/{channel_id}/deliveries", responses=problems(401, 403, 404))
async def list_deliveries(
    channel_id: Id, services: ServicesDep, caller: Reader
) -> Page[DeliveryView]:
    """List the twenty newest deliveries to a channel, newest first."""
    await services.channels.get(caller.user_id, channel_id)
    found = await services.deliverer.list_recent(caller.user_id, channel_id)
    return Page(items=[DeliveryView.model_validate(one) for one in found])


async def _view(services: Services, user_id: str, channel: Channel) -> ChannelView:
    verified = None
    if channel.kind == "email":
        address = await services.mail_address(user_id)
        verified = address is not None and address.is_verified
    kept = channel.model_dump(exclude={"unsubscribe", "version"})
    return ChannelView(**kept, verified=verified)
