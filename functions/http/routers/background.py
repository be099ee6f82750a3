"""For operators: what runs in the background, what failed for good, and how this worker fares."""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from functions.http.deps import (
    Admin,
    AdminWriter,
    Analyst,
    PageDep,
    ServicesDep,
    problems,
)
from functions.http.origin import OriginDep
from functions.http.run_view import PastRunView
from functions.http.schemas import Output, Page
from shared.kernel.errors import NotFound
from shared.kernel.ids import symbol as canonical_symbol
from shared.platform.queues import QUEUES, poison_name

router = APIRouter(prefix="/operations", tags=["operations"])

_MOST_SHOWN = 32

type QueueName = Annotated[str, Path(max_length=63, examples=list(QUEUES))]
type MessageId = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9-]+$")]


class PoisonMessage(Output):
    """A message that failed for good. `body` is null where it is no JSON; `text` is as it came."""

    queue: str
    id: str
    inserted_at: datetime | None
    body: dict[str, Any] | None
    text: str


class QueueDepth(Output):
    """How much waits in a queue, roughly, and how much failed for good."""

    name: str
    waiting: int
    poison: int


class Requests(Output):
    """What this worker answered since it started; times are of its last two thousand answers."""

    since: datetime
    by_status: dict[int, int]
    p50_milliseconds: float | None
    p95_milliseconds: float | None
    p99_milliseconds: float | None


class Metrics(Output):
    """This worker's requests, and the queues that all workers share."""

    requests: Requests
    queues: list[QueueDepth]


@router.get("/poison", responses=problems(404, 503))
async def list_poison(
    services: ServicesDep,
    admin: Admin,
    queue: Annotated[str | None, Query(max_length=63, description="Only of this queue")] = None,
) -> Page[PoisonMessage]:
    """Show the messages that failed for good: at most 32 of each queue."""
    names = [queue] if queue is not None else list(QUEUES)
    for name in names:
        _known(name)
    found = await asyncio.gather(
        *(services.queue.peek(poison_name(name), _MOST_SHOWN) for name in names)
    )
    return Page(
        items=[
            PoisonMessage(
                queue=name,
                id=message.id,
                inserted_at=message.inserted_at,
                body=message.body,
                text=message.text,
            )
            for name, messages in zip(names, found, strict=True)
            for message in messages
        ]
    )


@router.post("/poison/{queue}/{id}/requeue", status_code=204, responses=problems(503))
async def requeue_poison(
    queue: QueueName, id: MessageId, services: ServicesDep, admin: AdminWriter, origin: OriginDep
) -> None:
    """Send a message to its queue once more."""
    _known(queue)
    if not await services.queue.move(poison_name(queue), queue, id):
        raise _gone(id)
    await services.audit.record(admin.user_id, "poison_requeued", subject=id, origin=origin)


@router.delete("/poison/{queue}/{id}", status_code=204, responses=problems(503))
async def drop_poison(
    queue: QueueName, id: MessageId, services: ServicesDep, admin: AdminWriter, origin: OriginDep
) -> None:
    """Delete a message for good."""
    _known(queue)
    if not await services.queue.drop(poison_name(queue), id):
        raise _gone(id)
    await services.audit.record(admin.user_id, "poison_dropped", subject=id, origin=origin)


@router.get("/ingestion-runs", responses=problems(400))
async def list_ingestion_runs(
    services: ServicesDep,
    analyst: Analyst,
    page: PageDep,
    status: Annotated[str | None, Query(max_length=40, examples=["loaded"])] = None,
    symbol: Annotated[str | None, Query(max_length=24, description="Only of this symbol")] = None,
) -> Page[PastRunView]:
    """List the jobs finished within 30 days, the latest started first, with what each counted."""
    found = await services.market.runs.history.list_page(
        status=status,
        symbol=canonical_symbol(symbol) if symbol else None,
        after=page.after,
        limit=page.and_one,
    )
    shown, more = page.cut(found, lambda run: run.place)
    return Page(items=[PastRunView.of_past(run) for run in shown], next_cursor=more)


@router.get("/metrics", responses=problems(503))
async def metrics(services: ServicesDep, analyst: Analyst) -> Metrics:
    """Count this worker's answers and what waits in the queues."""
    names = [name for queue in QUEUES for name in (queue, poison_name(queue))]
    depths = await asyncio.gather(*(services.queue.depth(name) for name in names))
    depth = dict(zip(names, depths, strict=True))
    return Metrics(
        requests=Requests.model_validate(services.metrics.snapshot()),
        queues=[
            QueueDepth(name=queue, waiting=depth[queue], poison=depth[poison_name(queue)])
            for queue in QUEUES
        ],
    )


def _known(queue: str) -> None:
    if queue not in QUEUES:
        raise NotFound(f"There is no queue {queue!r}", "queue_not_found")


def _gone(id: str) -> NotFound:
    return NotFound(f"There is no message {id!r} (any more)", "message_not_found")
