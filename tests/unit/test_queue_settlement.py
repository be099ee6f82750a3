"""Which family of errors makes the queue host try again, and which ends a message."""

from collections.abc import Awaitable, Callable
from typing import Any

import azure.functions as func
import pytest
import structlog

from functions.queues import consume
from shared.kernel import errors
from shared.platform.queues import MARKET_JOBS


def message(body: bytes) -> func.QueueMessage:
    return func.QueueMessage(id="m1", body=body)


def failing(error: Exception) -> Callable[[dict[str, Any]], Awaitable[None]]:
    async def handle(_body: dict[str, Any]) -> None:
        raise error

    return handle


@pytest.mark.parametrize(
    "error",
    [
        errors.Unavailable("down"),
        errors.ProviderUnavailable("quota"),
        errors.PriceUnavailable("none"),
        errors.TooManyRequests("slow down"),
        errors.Conflict("leased"),
        errors.PreconditionFailed("changed"),
        ZeroDivisionError("a defect"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_may_pass_is_tried_again(error: Exception) -> None:
    with pytest.raises(type(error)):
        await consume(MARKET_JOBS, message(b"{}"), "i1", failing(error))


@pytest.mark.parametrize(
    "error",
    [
        errors.InvalidInput("wrong"),
        errors.NotFound("gone"),
        errors.TooLarge("huge"),
        errors.NotAllowed("no"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_will_never_succeed_is_dropped(error: Exception) -> None:
    await consume(MARKET_JOBS, message(b"{}"), "i1", failing(error))


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"null", b"\xff\xfe"])
async def test_a_body_that_cannot_be_read_ends_among_the_poison(body: bytes) -> None:
    async def handle(_body: dict[str, Any]) -> None:
        raise AssertionError("it must not be called")

    with pytest.raises(errors.Malformed):
        await consume(MARKET_JOBS, message(body), "i1", handle)


async def test_the_sender_and_the_consumer_share_a_correlation_id() -> None:
    seen: dict[str, Any] = {}

    async def handle(_body: dict[str, Any]) -> None:
        seen.update(structlog.contextvars.get_contextvars())

    await consume(
        MARKET_JOBS, message(b'{"correlation_id": "abc", "symbol": "AAPL"}'), "i1", handle
    )
    assert seen["correlation_id"] == "abc"
    assert seen["invocation_id"] == "i1"
    assert structlog.contextvars.get_contextvars() == {}
