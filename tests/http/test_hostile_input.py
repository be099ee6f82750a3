"""Ten thousand hostile requests: no 5xx, nothing of another user's changed, no formula exported.

One user attacks, with the victim's own ids wherever a path has room for them. `make fuzz` sends
more, from another seed.
"""

import asyncio
import csv
import hashlib
import io
import json
import os
import re
from collections import Counter
from random import Random
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest
from starlette.types import ASGIApp, Message

from functions.http.app import create_api
from functions.http.examples import EXAMPLES
from functions.wiring import Services
from shared.platform.containers import IDENTITY, USER_DATA
from shared.platform.documents import Query
from tests.http import hostile
from tests.http.conftest import my_id

SECONDS = int(os.environ.get("PLUMBLINE_FUZZ_SECONDS", "0"))
REQUESTS = 10_000 if SECONDS == 0 else 200 * SECONDS
# These end the attacker's own log-in; hostile accounts are tests of their own.
LEFT_OUT = {
    "DELETE /api/users/me",
    "POST /api/auth/logout-all",
    "POST /api/auth/logout",
    "POST /api/auth/password/change",
}
RARELY = ("POST /api/auth/register", "POST /api/auth/login", "POST /api/auth/password/reset")
FORMULA = re.compile(r"[=+\-@\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
BUY = EXAMPLES["TransactionInput"]


class Attack:
    """Makes requests of the routes of an OpenAPI document."""

    def __init__(self, document: dict[str, Any], ids: dict[str, list[str]], seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable, not secret
        self._ids = ids
        self._operations = [
            (method.upper(), path, operation)
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if f"{method.upper()} {path}" not in LEFT_OUT
        ]

    def next(self) -> tuple[str, str, list[tuple[bytes, bytes]], bytes]:
        """Return method, target, headers and body of one request."""
        random = self._random
        method, path, operation = random.choice(self._operations)
        if f"{method} {path}" in RARELY and random.random() < 0.8:
            return self.next()
        target = re.sub(r"{(\w+)}", lambda found: self._id(found[1]), path)
        headers = [
            (name, hostile.in_header(random))
            for name in (b"if-match", b"if-none-match", b"idempotency-key", b"x-correlation-id")
            if random.random() < 0.15
        ]
        content = b""
        if "requestBody" in operation:
            content_type, content = self._body(operation["requestBody"]["content"])
            headers.append((b"content-type", content_type))
        return method, target + self._query(operation), headers, content

    def _id(self, name: str) -> str:
        known = self._ids.get(name, [])
        if known and self._random.random() < 0.6:
            return self._random.choice(known)
        return hostile.in_address(self._random) or "x"

    def _query(self, operation: dict[str, Any]) -> str:
        random = self._random
        names = [p["name"] for p in operation.get("parameters", []) if p["in"] == "query"]
        if random.random() < 0.05:
            names.append(hostile.in_address(random))
        chosen = [name for name in names if random.random() < 0.5]
        return "?" + "&".join(f"{n}={hostile.in_address(random)}" for n in chosen) if chosen else ""

    def _body(self, content: dict[str, Any]) -> tuple[bytes, bytes]:
        if "multipart/form-data" in content:
            return hostile.upload(self._random)
        schema = content["application/json"]["schema"]
        names = re.findall(r"schemas/(\w+)", json.dumps(schema))
        example = next((EXAMPLES[name] for name in names if name in EXAMPLES), None)
        kinds = [b"application/json"] * 9 + [b"text/plain"]
        return self._random.choice(kinds), hostile.body(self._random, example)


async def call(
    app: ASGIApp, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Send a request as a server would hand it over: nothing is tidied up on the way."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 4711),
        "server": ("localhost", 80),
    }
    messages: list[Message] = []

    sent, answered_something = False, asyncio.Event()

    async def receive() -> Message:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}
        # A stream would go on for minutes: leave when something has come.
        await answered_something.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        messages.append(message)
        if message["type"] == "http.response.body" and message.get("body"):
            answered_something.set()

    await app(scope, receive, send)
    answered = {n.decode("latin-1"): v.decode("latin-1") for n, v in messages[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in messages[1:])
    return messages[0]["status"], answered, content


async def everything_of(services: Services, user_id: str) -> str:
    """Return a digest of all that is stored of a user: ids, versions and contents."""
    documents = await services.documents.query(USER_DATA.name, user_id, Query(limit=100_000))
    account = await services.documents.get(IDENTITY.name, f"user:{user_id}", f"user:{user_id}")
    stored = [[d.id, d.etag, d.body] for d in [*documents, account]]
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


async def belongings(client: httpx2.AsyncClient, who: dict[str, str]) -> dict[str, list[str]]:
    """Give a user something worth attacking and return its ids by path parameter."""
    made = await client.post("/api/portfolios", json=EXAMPLES["PortfolioInput"], headers=who)
    portfolio = made.json()["id"]
    path = f"/api/portfolios/{portfolio}"
    entry = await client.post(f"{path}/transactions", json=BUY, headers=who)
    upload = {"file": ("a.csv", b"trade_date,kind,amount,currency\n2020-01-02,deposit,5,USD\n")}
    preview = await client.post(f"{path}/imports", files=upload, headers=who)
    token = await client.post("/api/users/me/tokens", json=EXAMPLES["TokenInput"], headers=who)
    sessions = await client.get("/api/auth/sessions", headers=who)
    return {
        "portfolio_id": [portfolio],
        "transaction_id": [entry.json()["id"]],
        "import_id": [preview.json()["import_id"]],
        "id": [token.json()["id"], sessions.json()["items"][0]["id"]],
        "symbol": ["AAPL"],
    }


@pytest.mark.parametrize("seed", [20260101 if SECONDS == 0 else int.from_bytes(os.urandom(4))])
async def test_hostile_requests_change_nothing_of_another_and_never_fail(
    client: httpx2.AsyncClient,
    services: Services,
    ada: dict[str, str],
    bob: dict[str, str],
    seed: int,
) -> None:
    victim = await my_id(client, ada)
    hers, his = await belongings(client, ada), await belongings(client, bob)
    before = await everything_of(services, victim)
    app = create_api(services)
    # All but his session: with that he would end his own visit.
    ids = {name: [*hers[name], *his[name][:1]] for name in hers}
    attack = Attack(app.openapi(), ids, seed)
    token = (b"authorization", bob["Authorization"].encode())
    failed: list[str] = []
    answers: Counter[int] = Counter()
    for number in range(REQUESTS):
        method, target, headers, body = attack.next()
        signed = [*headers, token] if number % 20 else headers
        try:
            status, answered, content = await call(app, method, target, signed, body)
        except Exception as error:  # noqa: BLE001 - Starlette raises again what it answered 500 to
            failed.append(f"{method} {target[:300]} {headers} {body[:300]!r}: {error!r}")
            continue
        answers[status] += 1
        if status >= 500 or b"Traceback" in content:
            failed.append(f"{status} {method} {target[:300]} {headers} {body[:300]!r}")
        if status >= 400:
            assert answered["content-type"] == "application/problem+json"
            assert json.loads(content)["code"]
    assert failed == [], f"seed {seed}: {len(failed)} of {REQUESTS}\n" + "\n".join(failed[:10])
    assert await everything_of(services, victim) == before
    assert answers[401] < REQUESTS * 0.1
    assert sum(n for status, n in answers.items() if status < 300) > REQUESTS * 0.1
    await no_formula_leaves(client, bob)


async def no_formula_leaves(client: httpx2.AsyncClient, who: dict[str, str]) -> None:
    """Check every cell of every ledger of a user, as a spreadsheet would open it."""
    listed = await client.get("/api/portfolios?limit=500", headers=who)
    for portfolio in listed.json()["items"]:
        path = f"/api/portfolios/{portfolio['id']}/export?format=csv"
        text = (await client.get(path, headers=who)).text
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not FORMULA.match(cell) or NUMBER.fullmatch(cell), cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
async def test_a_note_that_is_a_formula_leaves_as_text_and_comes_back_as_it_was(
    client: httpx2.AsyncClient, ada: dict[str, str], start: str
) -> None:
    made = await client.post("/api/portfolios", json=EXAMPLES["PortfolioInput"], headers=ada)
    path = f"/api/portfolios/{made.json()['id']}"
    note = f"x{start}"[1:] + "cmd|' /C calc'!A0"
    entry = {**BUY, "note": note, "tags": ["=1+1"], "account": "@home"}
    assert (await client.post(f"{path}/transactions", json=entry, headers=ada)).status_code == 201
    await no_formula_leaves(client, ada)
