"""Every consumer on one page: decode, call, settle.

The host settles by what the function does: returning deletes the message, raising makes it visible
again after `visibilityTimeout` and, the fifth time, moves it to `<queue>-poison`. So a family of
errors is one of two things here:

    retried   Unavailable, TooManyRequests, Conflict (someone else holds or changed it), and
              whatever is not ours: a defect or a body that cannot be read ends among the poison,
              where an operator sees it and can send it again.
    dropped   every other family: what the message asks for is wrong or gone, and asking again
              will not help. Logged with the reason.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any, Final, cast

import azure.functions as func
import structlog

from functions.wiring import get_services
from shared.kernel.clock import SystemClock
from shared.kernel.errors import (
    Conflict,
    Malformed,
    PlumblineError,
    TooManyRequests,
    Unavailable,
)
from shared.platform.measures import LAG, MESSAGES, record
from shared.platform.queues import (
    ALERT_JOBS,
    DELIVERIES,
    LARGE_REPORT_JOBS,
    MARKET_JOBS,
    REPORT_JOBS,
)
from shared.platform.tracing import TRACEPARENT, continued, trace_fields

type Handler = Callable[[dict[str, Any]], Awaitable[None]]

log = structlog.get_logger(__name__)
blueprint = func.Blueprint()

_STORAGE: Final = "AzureWebJobsStorage"
_RETRIED: Final = (Unavailable, TooManyRequests, Conflict)
_LOG_FIELDS: Final = ("correlation_id",)


@blueprint.queue_trigger(  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    arg_name="message", queue_name=MARKET_JOBS, connection=_STORAGE
)
async def market_jobs(message: func.QueueMessage, context: func.Context) -> None:
    """Fetch, keep, parse, check and load one piece of market data."""
    await consume(MARKET_JOBS, message, context.invocation_id, get_services().market.jobs.handle)


@blueprint.queue_trigger(  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    arg_name="message", queue_name=ALERT_JOBS, connection=_STORAGE
)
async def alert_jobs(message: func.QueueMessage, context: func.Context) -> None:
    """Judge alerts whose data has come."""
    await consume(ALERT_JOBS, message, context.invocation_id, get_services().alert_jobs.handle)


@blueprint.queue_trigger(  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    arg_name="message", queue_name=REPORT_JOBS, connection=_STORAGE
)
async def report_jobs(message: func.QueueMessage, context: func.Context) -> None:
    """Make a report."""
    await consume(REPORT_JOBS, message, context.invocation_id, get_services().report_worker.handle)


@blueprint.queue_trigger(  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    arg_name="message", queue_name=LARGE_REPORT_JOBS, connection=_STORAGE
)
async def large_report_jobs(message: func.QueueMessage, context: func.Context) -> None:
    """Make a report of a portfolio with very many transactions."""
    await consume(
        LARGE_REPORT_JOBS, message, context.invocation_id, get_services().report_worker.handle
    )


@blueprint.queue_trigger(  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    arg_name="message", queue_name=DELIVERIES, connection=_STORAGE
)
async def deliveries(message: func.QueueMessage, context: func.Context) -> None:
    """Carry a notification to a channel."""
    await consume(DELIVERIES, message, context.invocation_id, get_services().deliverer.handle)


async def consume(
    queue: str, message: func.QueueMessage, invocation_id: str, handle: Handler
) -> None:
    """Decode a message and handle it; return to have it deleted, raise to have it retried."""
    with structlog.contextvars.bound_contextvars(
        invocation_id=invocation_id,
        message_id=message.id,
        dequeue_count=message.dequeue_count,
    ):
        body = _decode(message.get_body())
        with continued(
            f"process {queue}",
            body.get(TRACEPARENT),
            messaging__system="azure_queues",
            messaging__destination__name=queue,
            messaging__message__delivery_count=message.dequeue_count or 1,
        ):
            fields = {name: body[name] for name in _LOG_FIELDS if name in body}
            with structlog.contextvars.bound_contextvars(**fields, **trace_fields()):
                await _settle(queue, handle, body)
                _tell_lag(queue, message)


async def _settle(queue: str, handle: Handler, body: dict[str, Any]) -> None:
    outcome = "failed"
    try:
        await handle(body)
        outcome = "done"
    except _RETRIED as error:
        outcome = "retried"
        log.warning("message_will_be_retried", code=error.code, detail=error.detail)
        raise
    except PlumblineError as error:
        outcome = "dropped"
        log.warning("message_dropped", code=error.code, detail=error.detail)
    finally:
        record(MESSAGES, messaging__destination__name=queue, outcome=outcome)


def _tell_lag(queue: str, message: func.QueueMessage) -> None:
    sent_at = message.insertion_time
    if sent_at is not None:
        lag = (SystemClock().now() - sent_at.astimezone(UTC)).total_seconds()
        record(LAG, max(lag, 0.0), messaging__destination__name=queue)


def _decode(raw: bytes) -> dict[str, Any]:
    try:
        body: object = json.loads(raw)
    except ValueError as error:
        raise Malformed("The message is not JSON") from error
    if not isinstance(body, dict):
        raise Malformed(f"The message is a JSON {type(body).__name__}, not an object")
    return cast("dict[str, Any]", body)
