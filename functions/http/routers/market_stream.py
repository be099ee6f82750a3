"""Quotes as they change, over server-sent events; `GET /market/quotes` is the fallback."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from functions.http.deps import CurrentUser, ServicesDep, problems
from functions.http.quote_views import QuoteView, read_symbols
from shared.kernel.errors import Unavailable

if TYPE_CHECKING:
    # It needs numpy, which a cold start does not.
    from shared.market.quotes import Quote

log = structlog.get_logger()

router = APIRouter(prefix="/market", tags=["market"], responses=problems(401, 422))

_LOOK_SECONDS = 5.0
_HEARTBEAT_SECONDS = 15.0
_LONGEST_SECONDS = 540  # below what hosts allow; the client comes back with what it saw last


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Events `quote`, `done`"}
    },
)
async def stream(
    _caller: CurrentUser,
    services: ServicesDep,
    symbols: Annotated[
        str, Query(min_length=1, max_length=2_500, description="Comma-separated, 100 at most")
    ],
    seconds: Annotated[
        int, Query(ge=0, le=_LONGEST_SECONDS, description="How long to go on")
    ] = _LONGEST_SECONDS,
) -> StreamingResponse:
    """Send every quote once, then each as it changes.

    An event's data is a quote as `GET /market/quotes` has it. After `seconds`, nine minutes unless
    told otherwise, the stream ends with `done`, and is to be asked for again.
    """
    wanted = read_symbols(symbols)
    return StreamingResponse(
        _events(services, wanted, seconds),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"},
    )


async def _events(services: ServicesDep, symbols: list[str], seconds: int) -> AsyncGenerator[bytes]:
    started = sent_at = time.monotonic()
    shown: dict[str, str] = {}
    number = 0
    yield b"retry: 5000\n\n"
    while True:
        found = await _latest(services, symbols)
        for symbol in symbols:
            if symbol not in found:
                continue
            data = QuoteView.model_validate(found[symbol]).model_dump_json()
            if shown.get(symbol) != data:
                shown[symbol], number, sent_at = data, number + 1, time.monotonic()
                yield f"id: {number}\nevent: quote\ndata: {data}\n\n".encode()
        if time.monotonic() - sent_at >= _HEARTBEAT_SECONDS:
            sent_at = time.monotonic()
            yield b": heartbeat\n\n"
        left = started + seconds - time.monotonic()
        if left <= 0:
            break
        await asyncio.sleep(min(_LOOK_SECONDS, left))
    yield b"event: done\ndata: {}\n\n"


async def _latest(services: ServicesDep, symbols: list[str]) -> "Mapping[str, Quote]":
    """Return the quotes; none while the store is away, which need not end the stream."""
    try:
        return await services.quotes.latest(symbols)
    except Unavailable as error:
        log.warning("quotes_not_streamed", code=error.code)
        return {}
