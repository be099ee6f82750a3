"""Judging alerts by what is new, each datum once.

An alert carries the mark of the newest datum it was judged by. The new mark, the notification and
its deliveries are one batch under the alert's ETag: whoever dies in between has done nothing, and
of two who judge at once one has to look again and finds nothing new. A message is therefore only a
wake-up: lost, doubled or overtaken, the next one comes to the same.
"""

from collections.abc import Callable, Sequence
from typing import Final

import structlog

from shared.alerts.looking import Look
from shared.alerts.model import EVENTS, Alert, Firing
from shared.alerts.repository import AlertRepository, Reference
from shared.alerts.verdicts import (
    MOST_AT_ONCE,
    Fired,
    Judged,
    judged_events,
    judged_readings,
)
from shared.kernel.clock import Clock
from shared.kernel.errors import AlreadyExists, Conflict, NotFound, PreconditionFailed
from shared.notifications.model import Notice
from shared.notifications.notifier import Notifier, Prepared
from shared.platform.documents import Operation

log = structlog.get_logger()

_ATTEMPTS: Final = 8


class Evaluation:
    """Evaluates alerts; safe to repeat, and in as many workers as there are."""

    def __init__(
        self,
        repository: AlertRepository,
        notifier: Notifier,
        look: Callable[[], Look],
        clock: Clock,
    ) -> None:
        self._repository = repository
        self._notifier = notifier
        self._look = look
        self._clock = clock

    async def evaluate(self, owner: str, alert_id: str) -> None:
        """Judge one alert by what is new; does nothing for one that is gone."""
        await self.evaluate_many([(owner, alert_id)])

    async def evaluate_many(self, references: Sequence[Reference]) -> list[Reference]:
        """Judge alerts by what is new, reading each symbol once; return those that are gone."""
        look = self._look()
        found = await self._repository.find_many(references)
        for reference, (alert, etag) in found.items():
            await self._one(reference[0], alert, etag, look)
        return [reference for reference in references if reference not in found]

    async def _one(self, owner: str, alert: Alert, etag: str, look: Look) -> None:
        for _ in range(_ATTEMPTS):
            try:
                await self._step(owner, alert, etag, look)
            except (PreconditionFailed, AlreadyExists):
                try:
                    alert, etag = await self._repository.get(owner, alert.id)
                except NotFound:
                    return
                continue
            except NotFound:
                return  # deleted meanwhile
            return
        raise Conflict(f"The alert {alert.id} is being changed by others", "contended")

    async def _step(self, owner: str, alert: Alert, etag: str, look: Look) -> None:
        """Judge, keep what came of it, and send what is to be sent on its way."""
        is_done = not alert.enabled
        while not is_done:
            judged = await self._judged(owner, alert, look)
            alert, etag = await self._kept(owner, alert, etag, judged)
            is_done = len(judged.fired) < MOST_AT_ONCE
        if not alert.state.untold:
            return
        await self._notifier.announce(owner, alert.state.untold)
        state = alert.state.model_copy(update={"untold": ()})
        await self._repository.save(owner, alert.model_copy(update={"state": state}), etag)

    async def _kept(self, owner: str, alert: Alert, etag: str, judged: Judged) -> tuple[Alert, str]:
        if judged.state == alert.state:
            return alert, etag
        prepared, operations = await self._prepared(owner, alert, judged.fired)
        untold = tuple(delivery for one in prepared for delivery in one.deliveries)
        changes = {
            "evaluated_at": self._clock.now(),
            "untold": (*judged.state.untold, *untold),
        }
        new = alert.model_copy(update={"state": judged.state.model_copy(update=changes)})
        fresh = [one for one in new.state.indexed if one not in alert.state.indexed]
        left = [one for one in alert.state.indexed if one not in new.state.indexed]
        await self._repository.index(fresh, (owner, alert.id))
        etag = await self._repository.save(owner, new, etag, operations)
        await self._repository.unindex(left, alert.id)
        for one in judged.fired:
            log.info("alert_fired", alert_id=alert.id, kind=alert.rule.kind, datum=one.datum)
        return new, etag

    async def _prepared(
        self, owner: str, alert: Alert, fired: Sequence[Fired]
    ) -> tuple[list[Prepared], list[Operation]]:
        if not fired:
            return [], []
        recipient = await self._notifier.recipient(owner)
        before = await self._notifier.were_told(owner, [_key(alert, one) for one in fired])
        worded = [one.worded(alert.rule, recipient.language) for one in fired]
        prepared = [
            self._notifier.prepare(_notice(alert, one), recipient, _facts(alert, one, self._clock))
            for one in worded
            if _key(alert, one) not in before
        ]
        return prepared, [operation for one in prepared for operation in one.operations]

    async def _judged(self, owner: str, alert: Alert, look: Look) -> Judged:
        seen = await look.at(owner, alert)
        now = self._clock.now()
        is_snoozed = alert.snoozed_until is not None and now < alert.snoozed_until
        if alert.rule.kind in EVENTS:
            judged = judged_events(alert, seen.events, now, is_snoozed=is_snoozed)
        else:
            basis = {"basis": seen.basis or alert.state.basis}
            state = alert.state.model_copy(update=basis)
            judged = judged_readings(alert, state, seen.readings, is_snoozed=is_snoozed)
        state = judged.state.model_copy(update={"indexed": seen.symbols})
        if seen.problem and not judged.fired and not seen.readings:
            state = state.model_copy(update={"outcome": "no_data", "reason": seen.problem})
        return Judged(state, judged.fired)


def _key(alert: Alert, fired: Fired) -> str:
    return f"{alert.id}:{fired.datum}"


def _notice(alert: Alert, fired: Fired) -> Notice:
    rule = alert.rule
    return Notice(
        key=_key(alert, fired),
        kind="alert",
        title=fired.title,
        text=fired.text,
        alert_id=alert.id,
        symbol=rule.symbol,
        portfolio_id=rule.portfolio_id,
        link=f"/alerts/{alert.id}",
        data={"alert_kind": rule.kind, "day": fired.day.isoformat(), "value": fired.value},
    )


def _facts(alert: Alert, fired: Fired, clock: Clock) -> dict[str, object]:
    return Firing(
        alert_id=alert.id,
        datum=fired.datum,
        day=fired.day,
        title=fired.title,
        text=fired.text,
        value=fired.value,
        at=clock.now(),
    ).model_dump(mode="json")
