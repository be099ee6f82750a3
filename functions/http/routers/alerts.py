"""Alerts: make, list, change, delete; snooze, history."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, StrictBool, StrictInt, StringConstraints

from functions.http.alert_views import (
    AlertInput,
    AlertPreview,
    AlertView,
    FiringView,
    PastFiringView,
    SnoozeInput,
    alert_view,
)
from functions.http.deps import (
    IfMatch,
    PageDep,
    Reader,
    ServicesDep,
    Writer,
    problems,
    require_match,
)
from functions.http.schemas import Input, Instant, Page
from functions.http.versions import live_etag, version_etag, versions_of
from shared.alerts.model import Alert, AlertKind, Direction, PortfolioId, Share, Threshold, Word
from shared.alerts.wording import describe
from shared.kernel.errors import InvalidInput
from shared.portfolios.model import Exact, Ticker

router = APIRouter(prefix="/alerts", tags=["alerts"])

type Id = Annotated[str, Path(min_length=1, max_length=64, description="Alert id")]


class AlertChange(Input):
    """What shall change; what is left out stays. The kind cannot change.

    A changed rule begins anew: it looks at the newest datum first.
    """

    kind: AlertKind | None = None
    symbol: Ticker | None = None
    portfolio_id: PortfolioId | None = None
    threshold: Threshold | None = None
    direction: Direction | None = None
    window_days: Annotated[StrictInt, Field(ge=0, le=3650)] | None = None
    short_days: Annotated[StrictInt, Field(ge=2, le=200)] | None = None
    long_days: Annotated[StrictInt, Field(ge=3, le=400)] | None = None
    targets: Annotated[dict[Ticker, Share], Field(max_length=100)] | None = None
    words: Annotated[tuple[Word, ...], Field(max_length=20)] | None = None
    hysteresis: Annotated[Exact, Field(ge=0, lt=1, max_digits=8, decimal_places=6)] | None = None
    cooldown_days: Annotated[StrictInt, Field(ge=1, le=365)] | None = None
    note: Annotated[str, StringConstraints(max_length=500)] | None = None
    enabled: StrictBool | None = None
    snoozed_until: Instant | None = None


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def create_alert(
    wanted: AlertInput, services: ServicesDep, caller: Writer, response: Response
) -> AlertView:
    """Make an alert. It looks at the newest datum at once, then at each one that arrives."""
    made = await services.alerts.create(
        caller.user_id,
        wanted.rule(),
        enabled=wanted.enabled,
        snoozed_until=wanted.snoozed_until,
    )
    response.headers["Location"] = f"/api/alerts/{made.id}"
    return _shown(made, response)


@router.get("", responses=problems(400, 401, 403, 422))
async def list_alerts(services: ServicesDep, caller: Reader, page: PageDep) -> Page[AlertView]:
    """List the caller's alerts, oldest first."""
    found = await services.alerts.list_page(caller.user_id, limit=page.and_one, after=page.after)
    shown, more = page.cut(found, lambda one: one.id)
    return Page(items=[alert_view(one) for one in shown], next_cursor=more)


@router.post("/preview", responses=problems(400, 401, 403, 404, 413, 422))
async def preview_alert(
    wanted: AlertInput,
    services: ServicesDep,
    caller: Reader,
    days: Annotated[int, Query(ge=7, le=3660, description="How far to look back")] = 365,
) -> AlertPreview:
    """Say how often an alert would have fired in the last year; nothing is made."""
    rule = wanted.rule()
    found = await services.alerts.preview(caller.user_id, rule, days)
    return AlertPreview(
        title=describe(rule),
        first=found.first,
        last=found.last,
        fired_count=len(found.firings),
        firings=[PastFiringView.model_validate(one) for one in found.firings],
        evaluated=found.evaluated,
        missing=found.missing,
        now=found.now,
        would_fire_now=found.is_met_now,
        notes=list(found.notes),
    )


@router.get("/{alert_id}", responses=problems(401, 403, 404))
async def get_alert(
    alert_id: Id, services: ServicesDep, caller: Reader, response: Response
) -> AlertView:
    """Show an alert and how it stands."""
    return _shown(await services.alerts.get(caller.user_id, alert_id), response)


@router.put("/{alert_id}", responses=problems(400, 401, 403, 404, 409, 412, 413, 422, 428))
async def put_alert(
    alert_id: Id,
    wanted: AlertInput,
    services: ServicesDep,
    caller: Writer,
    response: Response,
    if_match: IfMatch = None,
) -> AlertView:
    """Replace an alert's rule; its kind stays."""
    changes = {
        **wanted.rule().model_dump(),
        "enabled": wanted.enabled,
        "snoozed_until": wanted.snoozed_until,
    }
    old = await services.alerts.get(caller.user_id, alert_id)
    require_match(versions_of(if_match), version_etag(old.version))
    changed = await services.alerts.update(
        caller.user_id, alert_id, changes, expected_version=old.version
    )
    return _shown(changed, response)


@router.patch("/{alert_id}", responses=problems(400, 401, 403, 404, 409, 412, 413, 422, 428))
async def patch_alert(
    alert_id: Id,
    change: AlertChange,
    services: ServicesDep,
    caller: Writer,
    response: Response,
    if_match: IfMatch = None,
) -> AlertView:
    """Change an alert, switch it on or off, snooze it (`snoozed_until`; null wakes it)."""
    old = await services.alerts.get(caller.user_id, alert_id)
    require_match(versions_of(if_match), version_etag(old.version))
    said = change.model_dump(exclude_unset=True)
    changes = {k: v for k, v in said.items() if v is not None or k in {"symbol", "snoozed_until"}}
    changed = await services.alerts.update(
        caller.user_id, alert_id, changes, expected_version=old.version
    )
    return _shown(changed, response)


@router.delete("/{alert_id}", status_code=204, responses=problems(401, 403, 404))
async def delete_alert(alert_id: Id, services: ServicesDep, caller: Writer) -> None:
    """Delete an alert; the notifications it made stay."""
    await services.alerts.delete(caller.user_id, alert_id)


@router.post("/{alert_id}/snooze", responses=problems(400, 401, 403, 404, 413, 422))
async def snooze_alert(
    alert_id: Id, wanted: SnoozeInput, services: ServicesDep, caller: Writer, response: Response
) -> AlertView:
    """Keep an alert quiet `until` an instant, or for some `hours`; neither wakes it."""
    if wanted.until is not None and wanted.hours is not None:
        raise InvalidInput("Give either until or hours", "invalid_snooze")
    until = wanted.until
    if wanted.hours is not None:
        until = services.machine_clock.now() + timedelta(hours=wanted.hours)
    return _shown(await services.alerts.snooze(caller.user_id, alert_id, until), response)


@router.get("/{alert_id}/history", responses=problems(400, 401, 403, 404, 422))
async def list_firings(
    alert_id: Id, services: ServicesDep, caller: Reader, page: PageDep
) -> Page[FiringView]:
    """List the times an alert fired, newest first; kept for two years."""
    found = await services.alerts.firings(
        caller.user_id, alert_id, limit=page.and_one, after=page.after
    )
    shown, more = page.cut(found, lambda one: one.datum)
    return Page(items=[FiringView.model_validate(one) for one in shown], next_cursor=more)


def _shown(alert: Alert, response: Response) -> AlertView:
    view = alert_view(alert)
    response.headers["ETag"] = live_etag(alert.version, view)
    return view
