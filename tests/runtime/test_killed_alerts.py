"""kill -9 of the worker at random moments while alerts are judged: each datum told once, none not.

The real product and the real queue. `PLUMBLINE_KILLED_ALERTS=10000 PLUMBLINE_KILLS=20` makes it the
long campaign; without them it is a short one.
"""

import asyncio
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from shared.alerts.model import Alert, AlertDraft, AlertState
from shared.alerts.repository import AlertRepository
from shared.kernel.clock import SystemClock
from shared.kernel.ids import new_id
from shared.notifications.documents import CHANNEL, DELIVERY, SECRET, channel_body
from shared.notifications.model import Channel
from shared.notifications.signing import new_secret
from shared.platform.azure_queues import AzureQueueSender
from shared.platform.containers import USER_DATA
from shared.platform.documents import Operation, Query
from shared.platform.queues import ALERT_JOBS, poison_name
from shared.platform.sqlite import SqliteDocumentStore
from tests.local_host import ROOT, LocalHost, eventually

ALERTS = int(os.environ.get("PLUMBLINE_KILLED_ALERTS", "1500"))
KILLS = int(os.environ.get("PLUMBLINE_KILLS", "4"))
A_PERSON = 250
PEOPLE = max(1, ALERTS // A_PERSON)
PASSWORD = "a plumb line hangs straight"
# Apple's close of 2021-03-31 is 122.15: one of these thresholds is reached, the other is not.
REACHED, NOT_REACHED = Decimal(120), Decimal(500)
CLOCK = SystemClock()


class Receiver:
    """A webhook's receiver: notes the name of each delivery it is sent."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                taken[self.headers["webhook-id"]] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LocalHost]:
    environment = {
        "PLUMBLINE_MARKET_PROVIDERS": "sample",
        "PLUMBLINE_TODAY": "2021-03-31",
        "PLUMBLINE_RATE_LIMIT_PER_MINUTE": "0",
        "PLUMBLINE_WEBHOOK_ALLOW_PRIVATE": "true",
    }
    started = LocalHost(tmp_path, app=ROOT, environment=environment)
    try:
        started.start()
        yield started
    finally:
        started.stop()


async def test_killed_workers_tell_each_datum_once_and_miss_none(
    host: LocalHost, receiver: Receiver
) -> None:
    track(host)
    store = SqliteDocumentStore(host.data / "plumbline.db", CLOCK)
    try:
        people = [await person(store, number, receiver.url) for number in range(PEOPLE)]
        in_time = await campaign(host, store, people)
        judged, told, due = await counted(store, people)
    finally:
        await store.close()
    assert judged == Counter(dict.fromkeys(judged, 1)), "some were never judged"
    assert len(judged) == PEOPLE * A_PERSON
    assert told == Counter(dict.fromkeys(due, 1))
    # At least once, under one name: the first person alone has a webhook.
    assert len(receiver.taken) == A_PERSON // 2
    repeats = sum(receiver.taken.values()) - len(receiver.taken)
    assert in_time, "the machine was too quick: nothing was left to judge at the first kill"
    print(  # noqa: T201
        f"{len(judged)} judged, {len(told)} told once; {KILLS} kills, {in_time} of them while "
        f"alerts were left; {repeats} webhooks repeated"
    )


async def counted(
    store: SqliteDocumentStore, people: list[str]
) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return which alerts were judged, how often each was told, and which were to be."""
    judged, told = Counter[str](), Counter[str]()
    due: list[str] = []
    for owner in people:
        for document in await everything(store, owner):
            body = document.body
            if document.id.startswith("alert:"):
                alert_id = document.id.removeprefix("alert:")
                seen = body["state"]["seen"]
                judged[alert_id] += seen is not None and seen["day"] == "2021-03-31"
                if Decimal(body["rule"]["threshold"]) == REACHED:
                    due.append(alert_id)
            elif document.id.startswith("notification:"):
                told[body["alert_id"]] += 1
    return judged, told, due


def track(host: LocalHost) -> None:
    with httpx2.Client(base_url=host.api, timeout=240) as client:
        login = {"email": "ada@example.org", "password": PASSWORD}
        client.post("/api/auth/register", json=login).raise_for_status()
        token = client.post("/api/auth/login", json=login).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {token['access_token']}"
        client.post("/api/stock-data/track", json={"symbol": "AAPL"}).raise_for_status()

        def is_ready() -> bool:
            status = client.get("/api/stock-data/status").raise_for_status().json()
            return any(one["status"] == "ready" for one in status["symbols"])

        eventually(is_ready)


async def campaign(host: LocalHost, store: SqliteDocumentStore, people: list[str]) -> int:
    """Have all alerts judged, and kill the workers again and again meanwhile.

    Returns how many of the kills came while alerts were left.
    """
    queue = AzureQueueSender(connection_string=str(host.facts["storage"]))
    moments = random.Random(7)  # noqa: S311 - when to kill is no secret
    in_time = 0
    try:
        await queue.send(ALERT_JOBS, {"kind": "ingested", "symbols": ["AAPL"]})
        for _ in range(KILLS):
            await asyncio.sleep(moments.uniform(0.1, 1.5))
            in_time += await is_unfinished(store, people)
            await kill_workers(host)
        deadline = time.monotonic() + 1_200
        while await is_unfinished(store, people):
            assert time.monotonic() < deadline, "alerts or deliveries are left"
            await asyncio.sleep(1)
        assert await queue.depth(poison_name(ALERT_JOBS)) == 0
    finally:
        await queue.close()
    return in_time


async def kill_workers(host: LocalHost) -> None:
    """Kill the host's workers as they stand, and wait until there are others."""
    before = workers(host)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    while len(workers(host) - before) < len(before):  # noqa: ASYNC110 - other processes
        await asyncio.sleep(0.05)


def workers(host: LocalHost) -> set[int]:
    assert host.process is not None
    pid = host.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in children} - {int(host.facts["azurite"])}


async def person(store: SqliteDocumentStore, number: int, url: str) -> str:
    owner = f"person-{number}"
    repository = AlertRepository(store)
    if number == 0:
        await add_webhook(store, owner, url)

    async def one(place: int) -> None:
        now = CLOCK.now()
        threshold = REACHED if place % 2 else NOT_REACHED
        rule = AlertDraft(kind="price_above", symbol="AAPL", threshold=threshold)
        alert = Alert(
            id=new_id(now),
            rule=rule,
            state=AlertState(indexed=("AAPL",)),
            created_at=now,
            updated_at=now,
        )
        await repository.index(["AAPL"], (owner, alert.id))
        await repository.create(owner, alert)

    await asyncio.gather(*(one(place) for place in range(A_PERSON)))
    return owner


async def add_webhook(store: SqliteDocumentStore, owner: str, url: str) -> None:
    now = CLOCK.now()
    channel = Channel(
        id="hook", kind="webhook", name="Hook", url=url, created_at=now, updated_at=now
    )
    await store.batch(
        USER_DATA.name,
        owner,
        [
            Operation("create", CHANNEL + channel.id, channel_body(channel)),
            Operation("create", SECRET + channel.id, {"secret": new_secret()}),
        ],
    )


async def is_unfinished(store: SqliteDocumentStore, people: list[str]) -> bool:
    for owner in reversed(people):
        for document in await everything(store, owner):
            if document.id.startswith("alert:"):
                state = document.body["state"]
                if state["seen"] is None or state["untold"]:
                    return True
            elif document.id.startswith(DELIVERY) and document.body["status"] == "pending":
                return True
    return False


async def everything(store: SqliteDocumentStore, owner: str) -> list[Any]:
    return await store.query(USER_DATA.name, owner, Query(limit=5000))
