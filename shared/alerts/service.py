"""What people can do with alerts; every call is on behalf of the owner it names first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, Protocol

import structlog
from pydantic import ValidationError

from shared.alerts.model import MOST_ALERTS, Alert, AlertDraft, AlertState, Firing
from shared.alerts.preview import Preview, Previewer
from shared.alerts.repository import AlertRepository
from shared.kernel.clock import Clock
from shared.kernel.errors import (
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    PlumblineError,
    PreconditionFailed,
)
from shared.kernel.repeats import is_repeated, requested_id
from shared.market.tracking import TrackingState
from shared.notifications.registry import Registry
from shared.platform.documents import Operation
from shared.portfolios.model import Portfolio

log = structlog.get_logger()

_LOOK_SECONDS: Final = 2.5
_ATTEMPTS: Final = 8


class Tracker(Protocol):
    """Sees to it that prices of watched symbols arrive by themselves."""

    async def watch(
        self, symbols: Collection[str], wait_seconds: float = 0.0
    ) -> Mapping[str, TrackingState]:
        """Start tracking what is not tracked yet; say how each symbol stands."""
        ...


class Portfolios(Protocol):
    """Knows whose portfolio is whose."""

    async def get(self, owner: str, portfolio_id: str) -> Portfolio:
        """Return a portfolio. Raises: NotFound."""
        ...


class Evaluator(Protocol):
    """Looks whether an alert fires."""

    async def evaluate(self, owner: str, alert_id: str) -> None:
        """Evaluate what is new; does nothing for an alert that is gone."""
        ...


class AlertService:
    """Alerts. Another owner's are not found."""

    def __init__(
        self,
        repository: AlertRepository,
        portfolios: Portfolios,
        tracker: Tracker,
        evaluator: Evaluator,
        previewer: Previewer,
        registry: Registry,
        clock: Clock,
    ) -> None:
        self._previewer = previewer
        self._repository = repository
        self._registry = registry
        self._portfolios = portfolios
        self._tracker = tracker
        self._evaluator = evaluator
        self._clock = clock

    async def check(self, owner: str, rule: AlertDraft) -> None:
        """Raise what making such an alert would: NotFound, or InvalidInput for its symbol."""
        if rule.portfolio_id is not None:
            await self._portfolios.get(owner, rule.portfolio_id)
        symbols = [*([rule.symbol] if rule.symbol else []), *rule.targets]
        if not symbols:
            return
        states = await self._tracker.watch(symbols, _LOOK_SECONDS)
        for symbol in symbols:
            if states.get(symbol) == "unknown":
                raise _wrong("/symbol", f"no market data provider knows {symbol}", "unknown_symbol")

    async def create(
        self,
        owner: str,
        rule: AlertDraft,
        *,
        enabled: bool = True,
        snoozed_until: datetime | None = None,
        extra_operations: Sequence[Operation] = (),
    ) -> Alert:
        """Make an alert and look at once whether it fires: the newest datum is its first.

        `extra_operations` on the owner's partition happen in the same batch. Raises: Conflict when
        there are too many, NotFound for a portfolio not theirs, InvalidInput for a symbol nobody
        knows.
        """
        now = self._clock.now()
        name = requested_id(now)
        if is_repeated():
            with suppress(NotFound):
                return await self.get(owner, name)
        await self.check(owner, rule)
        if len(await self._repository.list_page(owner, limit=MOST_ALERTS)) >= MOST_ALERTS:
            raise Conflict(f"There are {MOST_ALERTS} alerts already", "too_many_alerts")
        indexed = (rule.symbol,) if rule.symbol and not rule.portfolio_id else ()
        alert = Alert(
            id=name,
            rule=rule,
            enabled=enabled,
            snoozed_until=snoozed_until,
            state=AlertState(indexed=indexed),
            created_at=now,
            updated_at=now,
        )
        await self._registry.add(owner)
        # Before the alert itself: one that nothing wakes would wait in silence.
        await self._repository.index(indexed, (owner, alert.id))
        await self._repository.create(owner, alert, extra_operations)
        await self._look_at_once(owner, alert.id)
        return await self.get(owner, alert.id)

    async def preview(self, owner: str, rule: AlertDraft, days: int) -> Preview:
        """Return what an alert would have done in the last days; raises what `check` does."""
        await self.check(owner, rule)
        return await self._previewer.preview(owner, rule, days)

    async def get(self, owner: str, alert_id: str) -> Alert:
        """Return an alert. Raises: NotFound."""
        return (await self._repository.get(owner, alert_id))[0]

    async def list_page(
        self, owner: str, *, limit: int = 50, after: str | None = None
    ) -> list[Alert]:
        """Return alerts, oldest first, after an id."""
        return await self._repository.list_page(owner, limit=limit, after=after)

    async def update(
        self,
        owner: str,
        alert_id: str,
        changes: Mapping[str, Any],
        *,
        expected_version: int | None = None,
    ) -> Alert:
        """Change fields of the rule, `enabled` or `snoozed_until`.

        A changed rule, and an alert switched on again, begins anew with the newest datum. Raises:
        NotFound, PreconditionFailed, and what `create` raises of a rule.
        """
        old = await self.get(owner, alert_id)
        rule = _changed_rule(old.rule, changes)
        if rule != old.rule:
            await self.check(owner, rule)

        def edit(present: Alert) -> Alert:
            return self._edited(present, changes)

        changed = await self._change(owner, alert_id, edit, expected_version)
        # What it looked at before may still wake it once; the evaluation sets the index right.
        if rule.symbol and not rule.portfolio_id:
            await self._repository.index([rule.symbol], (owner, alert_id))
        await self._look_at_once(owner, alert_id)
        return await self.get(owner, changed.id)

    async def snooze(self, owner: str, alert_id: str, until: datetime | None) -> Alert:
        """Keep an alert quiet until an instant; None wakes it. Raises: NotFound."""
        return await self._change(
            owner, alert_id, lambda alert: self._edited(alert, {"snoozed_until": until})
        )

    async def delete(self, owner: str, alert_id: str) -> None:
        """Delete an alert; its history and notifications stay. Raises: NotFound."""
        alert = await self.get(owner, alert_id)
        await self._repository.delete(owner, alert)

    async def firings(
        self, owner: str, alert_id: str, *, limit: int = 50, after: str | None = None
    ) -> list[Firing]:
        """Return the times an alert fired, newest first, after a datum. Raises: NotFound."""
        await self.get(owner, alert_id)
        return await self._repository.firings(owner, alert_id, limit=limit, before=after)

    async def _look_at_once(self, owner: str, alert_id: str) -> None:
        try:
            await self._evaluator.evaluate(owner, alert_id)
        except PlumblineError as error:
            # It is kept; the next ingestion, or the daily round, looks again.
            log.warning("alert_not_evaluated", alert_id=alert_id, code=error.code)

    def _edited(self, present: Alert, changes: Mapping[str, Any]) -> Alert:
        rule = _changed_rule(present.rule, changes)
        kept = {k: v for k, v in changes.items() if k in {"enabled", "snoozed_until"}}
        is_woken = bool(kept.get("enabled")) and not present.enabled
        if rule != present.rule or is_woken:
            kept["state"] = _begun_anew(present.state)
        kept |= {"rule": rule, "version": present.version + 1, "updated_at": self._clock.now()}
        return present.model_copy(update=kept)

    async def _change(
        self,
        owner: str,
        alert_id: str,
        edit: Callable[[Alert], Alert],
        expected_version: int | None = None,
    ) -> Alert:
        for _ in range(_ATTEMPTS):
            old, etag = await self._repository.get(owner, alert_id)
            if expected_version is not None and old.version != expected_version:
                raise PreconditionFailed(
                    f'The alert has changed since you read it: its ETag is "{old.version}"',
                    "stale_etag",
                )
            new = edit(old)
            try:
                await self._repository.save(owner, new, etag)
            except PreconditionFailed:
                continue  # it was evaluated meanwhile
            return new
        raise Conflict("The alert is being changed by others", "contended")


def _changed_rule(rule: AlertDraft, changes: Mapping[str, Any]) -> AlertDraft:
    fields = {k: v for k, v in changes.items() if k in AlertDraft.model_fields}
    if fields.get("kind", rule.kind) != rule.kind:
        raise _wrong("/kind", "an alert's kind cannot change; make another alert")
    if not fields:
        return rule
    try:
        return AlertDraft.model_validate({**rule.model_dump(), **fields})
    except ValidationError as error:
        places = tuple(
            FieldError("/" + "/".join(map(str, one["loc"])), one["msg"]) for one in error.errors()
        )
        raise InvalidInput(
            f"The alert would be wrong: {places[0].message}", errors=places
        ) from None


def _begun_anew(state: AlertState) -> AlertState:
    return AlertState(
        fired=state.fired,
        events=state.events,
        untold=state.untold,
        indexed=state.indexed,
    )


def _wrong(pointer: str, message: str, code: str = "") -> InvalidInput:
    return InvalidInput(f"{pointer}: {message}", code, errors=(FieldError(pointer, message),))
