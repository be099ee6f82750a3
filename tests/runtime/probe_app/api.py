"""A FastAPI application whose answers show what the bridge and the local host do to them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

events: list[str] = []
_released = asyncio.Semaphore(0)


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncGenerator[dict[str, str]]:
    events.append("startup")
    yield {"pool": "open"}
    events.append("shutdown")


def create_api() -> FastAPI:
    events.append("made")
    api = FastAPI(lifespan=_lifespan, openapi_url="/api/openapi.json", docs_url=None)
    api.add_api_route("/api/health", health)
    api.add_api_route("/api/scope/{name}", scope, methods=["GET", "POST"])
    api.add_api_route("/api/stream", stream)
    api.add_api_route("/api/release", release, methods=["POST"])
    api.add_api_route("/api/upload", upload, methods=["PUT"])
    api.add_api_route("/api/fail", fail)
    api.add_api_route("/api/events", list_events)
    return api


async def health() -> dict[str, str]:
    return {"status": "healthy"}


async def scope(request: Request, name: str) -> dict[str, object]:
    return {
        "name": name,
        "path_params": request.path_params,
        "url": str(request.url),
        "client": request.client.host if request.client else None,
        "headers": dict(request.headers),
        "pool": request.state.pool,
        "log_context": structlog.contextvars.get_contextvars(),
        "body": (await request.body()).decode(),
    }


async def stream() -> StreamingResponse:
    """Send a line for every release, so that nothing depends on the speed of the machine."""

    async def lines() -> AsyncIterator[bytes]:
        try:
            for number in range(3):
                yield f"data: {number}\n\n".encode()
                await _released.acquire()
            events.append("stream finished")
        except asyncio.CancelledError:
            events.append("stream cancelled")
            raise

    return StreamingResponse(lines(), media_type="text/event-stream")


async def release() -> None:
    _released.release()


async def upload(request: Request) -> dict[str, int]:
    total = largest = 0
    async for chunk in request.stream():
        total += len(chunk)
        largest = max(largest, len(chunk))
    return {"bytes": total, "largest_chunk": largest}


async def fail() -> None:
    raise ValueError("on purpose")


async def list_events() -> list[str]:
    return events
