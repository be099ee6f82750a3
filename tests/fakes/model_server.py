"""A model provider over real local HTTP that answers as its script says.

Requests are kept; each takes the next answer of the script (the last one for ever).
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.serving import serve_streams


@dataclass
class Answer:
    """What to send: status, headers, chunks; then end, cut the connection, or stay silent."""

    chunks: Sequence[bytes] = ()
    status: int = 200
    content_type: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict)
    then: str = "end"  # end | cut | hang
    gap: float = 0.0


type Step = Answer | Callable[[dict[str, Any]], Answer]


class ModelServer:
    """Where it listens, and what it was asked."""

    def __init__(self, script: Sequence[Step]) -> None:
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[str] = []
        self.dropped = asyncio.Event()
        self.url = ""

    def _next(self, body: dict[str, Any]) -> Answer:
        answer = self.script[min(len(self.requests), len(self.script)) - 1]
        return answer(body) if callable(answer) else answer

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = int(re.search(r"content-length: *(\d+)", head, re.IGNORECASE)[1])  # type: ignore[index]
                body = json.loads(await reader.readexactly(length))
                self.requests.append(body)
                self.headers.append(head)
                await self._send(reader, writer, self._next(body))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.dropped.set()
        finally:
            writer.close()

    async def _send(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer
    ) -> None:
        extra = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        writer.write(
            f"HTTP/1.1 {answer.status} X\r\ncontent-type: {answer.content_type}\r\n{extra}"
            "transfer-encoding: chunked\r\n\r\n".encode()
        )
        for chunk in answer.chunks:
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
            if answer.gap:
                await asyncio.sleep(answer.gap)
        if answer.then == "hang":
            await reader.read(1)  # returns when the client goes
            raise ConnectionError
        if answer.then == "cut":
            writer.transport.abort()
            raise ConnectionError
        writer.write(b"0\r\n\r\n")
        await writer.drain()


@asynccontextmanager
async def model_server(*script: Step) -> AsyncGenerator[ModelServer]:
    """Run a provider on a port of its own."""
    fake = ModelServer(script)
    async with serve_streams(fake.handle) as port:
        fake.url = f"http://127.0.0.1:{port}/v1"
        yield fake


def sse(*events: dict[str, Any]) -> list[bytes]:
    """Return events as a provider sends them."""
    return [b"data: " + json.dumps(event).encode() + b"\n\n" for event in events]


def chat_text(*words: str, tokens: tuple[int, int] = (10, 5)) -> Answer:
    """Return an answer of text over the Chat Completions wire."""
    deltas = [_choice({"content": word}) for word in words]
    usage = {"choices": [], "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}}
    return Answer([*sse(*deltas, _choice({}, "stop"), usage), b"data: [DONE]\n\n"])


def chat_calls(*calls: tuple[str, str], text: str = "") -> Answer:
    """Return an answer that calls tools: (name, JSON of the arguments)."""
    pieces = [
        {"index": i, "id": f"call_{i}", "function": {"name": name, "arguments": arguments}}
        for i, (name, arguments) in enumerate(calls)
    ]
    said = [_choice({"content": text})] if text else []
    usage = {"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 5}}
    events = [*said, _choice({"tool_calls": pieces}), _choice({}, "tool_calls"), usage]
    return Answer([*sse(*events), b"data: [DONE]\n\n"])


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
