"""The messages of the queue `alert-jobs`: whose alerts are to be judged again, and why.

ingested   data of these symbols has come: finds whom it wakes, in parts of a hundred
alerts     judge these alerts
person     judge every alert of a person (the daily round, which makes up for what was lost)
digest     make a digest of a person's day or week

Each of them may come twice, late, or in any order.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Final, cast

import structlog

from shared.alerts.evaluation import Evaluation
from shared.alerts.repository import AlertRepository, Reference
from shared.kernel.errors import InvalidInput, Malformed
from shared.kernel.ids import symbol as canonical
from shared.notifications.registry import Registry
from shared.platform.queues import ALERT_JOBS, QueueSender

log = structlog.get_logger()

_PART: Final = 100
_MOST_SYMBOLS: Final = 200


class AlertJobs:
    """Sends and carries out these messages."""

    def __init__(
        self,
        repository: AlertRepository,
        evaluation: Evaluation,
        registry: Registry,
        sweep: Callable[[str], Awaitable[int]],
        make_digest: Callable[[dict[str, Any]], Awaitable[None]],
        queue: QueueSender,
    ) -> None:
        self._repository = repository
        self._registry = registry
        self._sweep = sweep
        self._make_digest = make_digest
        self._evaluation = evaluation
        self._queue = queue

    async def ingested(self, symbols: Sequence[str]) -> None:
        """Have the alerts judged that watch these symbols; costs a read where nobody does."""
        watched = [one for one in symbols if await self._repository.woken_by(one, limit=1)]
        for start in range(0, len(watched), _MOST_SYMBOLS):
            part = watched[start : start + _MOST_SYMBOLS]
            await self._queue.send(ALERT_JOBS, {"kind": "ingested", "symbols": part})

    async def round(self) -> int:
        """Have every alert judged and what is pending delivered; return how many people it is."""
        count, after = 0, None
        while people := await self._registry.page(after=after):
            messages = [{"kind": "person", "user_id": one} for one in people]
            await self._queue.send_many(ALERT_JOBS, messages)
            count, after = count + len(people), people[-1]
        return count

    async def handle(self, message: dict[str, Any]) -> None:
        """Carry out a message. Raises: Malformed for what is none; Unavailable, Conflict."""
        match message.get("kind"):
            case "ingested":
                for symbol in _symbols(message.get("symbols")):
                    await self._ingested(symbol)
            case "alerts":
                await self._judge(_references(message.get("alerts")), None)
            case "digest":
                await self._make_digest(message)
            case "person":
                await self._person(str(message.get("user_id", "")))
            case _:
                raise Malformed("The message is no alert job", "invalid_job")

    async def _ingested(self, symbol: str) -> None:
        """Judge whom a symbol wakes: a few here, many in messages of their own."""
        first = await self._repository.woken_by(symbol, limit=_PART)
        after = first[-1][1] if len(first) == _PART else None
        while after is not None:
            rest = await self._repository.woken_by(symbol, after=after)
            messages = [
                {"kind": "alerts", "symbol": symbol, "alerts": [list(one) for one in part]}
                for part in _parts(rest)
            ]
            await self._queue.send_many(ALERT_JOBS, messages)
            after = rest[-1][1] if rest else None
        await self._judge(first, symbol)

    async def _judge(self, references: Sequence[Reference], symbol: str | None) -> None:
        gone = await self._evaluation.evaluate_many(references)
        for _, alert_id in gone if symbol else ():
            await self._repository.unindex([symbol] if symbol else [], alert_id)
        log.info("alerts_judged", symbol=symbol, count=len(references), gone=len(gone))

    async def _person(self, user_id: str) -> None:
        alerts = await self._repository.every(user_id)
        await self._evaluation.evaluate_many([(user_id, alert.id) for alert in alerts])
        await self._sweep(user_id)


def _parts(references: Sequence[Reference]) -> Iterator[Sequence[Reference]]:
    for start in range(0, len(references), _PART):
        yield references[start : start + _PART]


def _symbols(value: Any) -> list[str]:
    listed = cast("list[Any]", value) if isinstance(value, list) else []
    try:
        found = [canonical(item) for item in listed if isinstance(item, str)]
    except InvalidInput as error:
        raise Malformed("The message names what is no symbol", "invalid_job") from error
    if not found:
        raise Malformed("The message names no symbol", "invalid_job")
    return found


def _references(value: Any) -> list[Reference]:
    listed = cast("list[Any]", value) if isinstance(value, list) else []
    pairs = [cast("list[Any]", one) for one in listed if isinstance(one, list)]
    found = [(one[0], one[1]) for one in pairs if len(one) == 2 and all(map(_is_text, one))]  # noqa: PLR2004
    if not found:
        raise Malformed("The message names no alert", "invalid_job")
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
