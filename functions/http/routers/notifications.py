"""What people were told: list, read, delete; and what is told where."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, StrictBool, StrictInt

from functions.http.deps import (
    IfMatch,
    PageDep,
    Reader,
    ServicesDep,
    Writer,
    problems,
    require_match,
)
from functions.http.schemas import Input, Output, Page
from shared.notifications.model import (
    ChannelKind,
    NoticeKind,
    NotificationPreferences,
    Weekday,
)

router = APIRouter(tags=["notifications"])

type Id = Annotated[str, Path(min_length=1, max_length=64, description="Notification id")]


class NotificationView(Output):
    """Something the caller was told. `link`: a path of the page; `data` is for programs."""

    id: str
    kind: NoticeKind
    title: str
    text: str
    alert_id: str | None
    symbol: str | None
    portfolio_id: str | None
    link: str | None
    data: dict[str, Any]
    read: bool
    read_at: datetime | None
    created_at: datetime


class Notifications(Page[NotificationView]):
    """A page of notifications, newest first, and how many are unread (a thousand at most)."""

    unread_count: int


class ReadInput(Input):
    """Whether a notification counts as read."""

    read: StrictBool = True


class AllReadInput(Input):
    """That everything counts as read."""

    read: Annotated[StrictBool, Field(description="True: marking all as unread is not offered")]


class Marked(Output):
    """How many notifications were marked, and how many are unread now."""

    marked: int
    unread_count: int


class PreferencesView(Output):
    """What is told where; see `NotificationPreferencesInput`."""

    daily_digest: bool
    weekly_digest: bool
    digest_hour: int
    weekly_day: Weekday
    channels: dict[NoticeKind, list[ChannelKind]]


class NotificationPreferencesInput(Input):
    """What is told where; what is left out returns to its default.

    The page shows everything. `channels`: by kind, which kinds of channels get it too; all of them
    unless told otherwise. Digests come at `digest_hour`, a full hour of the caller's own time
    zone, the weekly one on `weekly_day`.
    """

    daily_digest: StrictBool = False
    weekly_digest: StrictBool = False
    digest_hour: Annotated[StrictInt, Field(ge=0, le=23)] = 7
    weekly_day: Weekday = "monday"
    channels: Annotated[
        dict[NoticeKind, list[ChannelKind]], Field(default_factory=dict[NoticeKind, Any])
    ]


@router.get("/notifications", responses=problems(400, 401, 403, 422))
async def list_notifications(
    services: ServicesDep,
    caller: Reader,
    page: PageDep,
    unread: Annotated[bool | None, Query(description="Both unless given")] = None,
    kind: Annotated[NoticeKind | None, Query(description="All unless given")] = None,
) -> Notifications:
    """List notifications, newest first. Poll with If-None-Match: 304 while nothing is new."""
    inbox = services.inbox
    found = await inbox.list_page(
        caller.user_id, unread=unread, kind=kind, limit=page.and_one, after=page.after
    )
    shown, more = page.cut(found, lambda one: one.id)
    return Notifications(
        items=[NotificationView.model_validate(one) for one in shown],
        next_cursor=more,
        unread_count=await inbox.count_unread(caller.user_id),
    )


@router.patch("/notifications", responses=problems(400, 401, 403, 413, 422))
async def mark_all_notifications(
    wanted: AllReadInput, services: ServicesDep, caller: Writer
) -> Marked:
    """Mark everything as read that is unread now."""
    inbox = services.inbox
    marked = await inbox.mark_all(caller.user_id) if wanted.read else 0
    return Marked(marked=marked, unread_count=await inbox.count_unread(caller.user_id))


@router.get("/notifications/{notification_id}", responses=problems(401, 403, 404))
async def get_notification(
    notification_id: Id, services: ServicesDep, caller: Reader
) -> NotificationView:
    """Show a notification."""
    found = await services.inbox.get(caller.user_id, notification_id)
    return NotificationView.model_validate(found)


@router.patch("/notifications/{notification_id}", responses=problems(400, 401, 403, 404, 413, 422))
async def mark_notification(
    notification_id: Id, wanted: ReadInput, services: ServicesDep, caller: Writer
) -> NotificationView:
    """Mark a notification as read, or as unread again."""
    marked = await services.inbox.mark(caller.user_id, notification_id, read=wanted.read)
    return NotificationView.model_validate(marked)


@router.delete(
    "/notifications/{notification_id}", status_code=204, responses=problems(401, 403, 404)
)
async def delete_notification(notification_id: Id, services: ServicesDep, caller: Writer) -> None:
    """Delete a notification."""
    await services.inbox.delete(caller.user_id, notification_id)


@router.get("/notification-preferences", responses=problems(401, 403))
async def get_notification_preferences(
    services: ServicesDep, caller: Reader, response: Response
) -> PreferencesView:
    """Show what is told where."""
    preferences, version = await services.inbox.preferences(caller.user_id)
    response.headers["ETag"] = _etag(version)
    return _view(preferences)


@router.put("/notification-preferences", responses=problems(400, 401, 403, 412, 413, 422, 428))
async def put_notification_preferences(
    wanted: NotificationPreferencesInput,
    services: ServicesDep,
    caller: Writer,
    response: Response,
    if_match: IfMatch = None,
) -> PreferencesView:
    """Replace what is told where."""
    _, version = await services.inbox.preferences(caller.user_id)
    require_match(if_match, _etag(version))
    preferences = NotificationPreferences.model_validate(wanted.model_dump())
    version = await services.inbox.set_preferences(caller.user_id, preferences, version)
    response.headers["ETag"] = _etag(version)
    return _view(preferences)


def _view(preferences: NotificationPreferences) -> PreferencesView:
    return PreferencesView.model_validate(preferences.model_dump())


def _etag(version: str) -> str:
    bare = version.strip('"')
    return f'"{bare}"'
