"""Two workers, two processes, one store: who cancels is not who answers, and one of them dies."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.fakes.model_server import Answer, chat_text, model_server, sse
from tests.local_host import ROOT

LEASE_SECONDS = 18.0  # a busy machine may take most of it for one request
WORDS = 4_000  # more than are said before the answer is cut off
SLOW = Answer(
    sse(*({"choices": [{"delta": {"content": f"w{n} "}}]} for n in range(WORDS))), gap=0.05
)
STREAM = {"Accept": "text/event-stream"}
PASSWORD = "correct-horse-battery-staple-9"


class Worker:
    """A process with the API in it."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.client = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=240)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)


@asynccontextmanager
async def worker(folder: Path, model: str) -> AsyncGenerator[Worker]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.runtime.assistant_worker", str(folder), model,
        str(LEASE_SECONDS), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    port = int(await asyncio.wait_for(process.stdout.readline(), 240))
    made = Worker(process, port)
    try:
        yield made
    finally:
        await made.client.aclose()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def log_in(client: httpx2.AsyncClient) -> dict[str, str]:
    body = {"email": "ada@example.org", "password": PASSWORD}
    assert (await client.post("/api/auth/register", json=body)).status_code == 201
    token = (await client.post("/api/auth/login", json=body)).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


async def events(answer: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield {"event": name, "data": json.loads(line[6:])}


async def messages(client: httpx2.AsyncClient, session: str, headers: dict[str, str]) -> list[Any]:
    answer = await client.get(f"/api/chat/sessions/{session}/messages", headers=headers)
    return answer.json()["items"]


async def test_a_cancel_reaches_the_worker_that_answers(tmp_path: Path) -> None:
    async with (
        model_server(SLOW) as model,
        worker(tmp_path, model.url) as one,
        worker(tmp_path, model.url) as other,
    ):
        headers = await log_in(one.client)
        made = await one.client.post("/api/chat/sessions", json={}, headers=headers)
        session = made.json()["id"]
        url = f"/api/chat/sessions/{session}"
        assert await messages(other.client, session, headers) == []  # its first request takes long
        async with one.client.stream(
            "POST", f"{url}/messages", json={"content": "Hi"}, headers={**headers, **STREAM}
        ) as answer:
            told = events(answer)
            async for event in told:
                if event["event"] == "text":
                    break
            stop = await other.client.post(f"{url}/cancel", headers=headers)
            assert stop.json() == {"cancelled": True}
            rest = [event async for event in told]
        assert rest[-1]["event"] == "done"
        assert rest[-1]["data"]["message"]["finish"] == "cancelled"
        await asyncio.wait_for(model.dropped.wait(), 120)  # nobody pays for the rest
        kept = await messages(other.client, session, headers)
        assert [one["finish"] for one in kept] == ["complete", "cancelled"]
        assert 0 < len(kept[1]["content"].split()) < WORDS


async def test_what_a_killed_worker_was_answering_is_ended_once(tmp_path: Path) -> None:
    async with (
        model_server(SLOW, chat_text("Again.")) as model,
        worker(tmp_path, model.url) as one,
        worker(tmp_path, model.url) as second,
        worker(tmp_path, model.url) as third,
    ):
        headers = await log_in(one.client)
        made = await one.client.post("/api/chat/sessions", json={}, headers=headers)
        session = made.json()["id"]
        url = f"/api/chat/sessions/{session}"
        for each in (second, third):  # what a first request imports takes no time off the lease
            assert await messages(each.client, session, headers) == []
        seen, message_id = "", ""
        async with one.client.stream(
            "POST", f"{url}/messages", json={"content": "Hi"}, headers={**headers, **STREAM}
        ) as answer:
            async for event in events(answer):
                if event["event"] == "start":
                    message_id = event["data"]["message_id"]
                seen += event["data"]["delta"] if event["event"] == "text" else ""
                if len(seen.split()) > 160:  # noted by a renewal meanwhile: one is due after 3 s
                    one.kill()
                    break
        busy = await second.client.post(f"{url}/messages", json={"content": "2"}, headers=headers)
        assert busy.status_code == 409  # it may still be alive

        # Two workers take it over at the same time.
        last = {**headers, "Last-Event-ID": f"{message_id}.1"}
        taken = await asyncio.gather(
            *(each.client.get(f"{url}/stream", headers=last) for each in (second, third))
        )
        for answer in taken:
            (*_, done) = [event async for event in events(answer)]
            assert done["data"]["message"]["finish"] == "interrupted"
        kept = await messages(second.client, session, headers)
        assert [each["finish"] for each in kept] == ["complete", "interrupted"]
        assert kept[1]["id"] == message_id
        assert kept[1]["content"]
        assert seen.startswith(kept[1]["content"][:20])
        assert kept[1]["content"].split()

        asked = await third.client.post(f"{url}/messages", json={"content": "3"}, headers=headers)
        assert asked.status_code == 200
        assert asked.json()["content"] == "Again."
        assert len(await messages(second.client, session, headers)) == 4
