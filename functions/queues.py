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
from typing import Any, Final, cast

import azure.functions as func
import structlog

from functions.wiring import get_services
from shared.kernel.errors import (
    Conflict,
    Malformed,
    PlumblineError,
    TooManyRequests,
    Unavailable,
)
from shared.platform.queues import MARKET_JOBS

type Handler = Callable[[dict[str, Any]], Awaitable[None]]

log = structlog.get_logger(__name__)
blueprint = func.Blueprint()

_STORAGE: Final = "AzureWebJobsStorage"
_RETRIED: Final = (Unavailable, TooManyRequests, Conflict)
_LOG_FIELDS: Final = ("correlation_id", "traceparent")


@blueprint.queue_trigger(  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    arg_name="message", queue_name=MARKET_JOBS, connection=_STORAGE
)
async def market_jobs(message: func.QueueMessage, context: func.Context) -> None:
    """Fetch, keep, parse, check and load one piece of market data."""
    await consume(message, context.invocation_id, get_services().market.jobs.handle)


async def consume(message: func.QueueMessage, invocation_id: str, handle: Handler) -> None:
    """Decode a message and handle it; return to have it deleted, raise to have it retried."""
    with structlog.contextvars.bound_contextvars(
        invocation_id=invocation_id,
        message_id=message.id,
        dequeue_count=message.dequeue_count,
    ):
        body = _decode(message.get_body())
        fields = {name: body[name] for name in _LOG_FIELDS if name in body}
        with structlog.contextvars.bound_contextvars(**fields):
            await _settle(handle, body)


async def _settle(handle: Handler, body: dict[str, Any]) -> None:
    try:
        await handle(body)
    except _RETRIED as error:
        log.warning("message_will_be_retried", code=error.code, detail=error.detail)
        raise
    except PlumblineError as error:
        log.warning("message_dropped", code=error.code, detail=error.detail)


def _decode(raw: bytes) -> dict[str, Any]:
    try:
        body: object = json.loads(raw)
    except ValueError as error:
        raise Malformed("The message is not JSON") from error
    if not isinstance(body, dict):
        raise Malformed(f"The message is a JSON {type(body).__name__}, not an object")
    return cast("dict[str, Any]", body)
