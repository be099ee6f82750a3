"""A running product with people in it, each with a portfolio of a thousand transactions."""

import asyncio
import json
import sys
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import httpx2

from tests.chaos.machine import TODAY
from tests.local_host import ROOT, LocalHost

PEOPLE: Final = 8
TRANSACTIONS: Final = 1_000
_PASSWORD: Final = "a plumb line hangs straight"
_SYMBOLS: Final = ("AAPL", "AMZN", "BAC", "IBM", "JNJ", "JPM", "KO", "MSFT", "SPY", "XOM")


class Held(NamedTuple):
    """What a process holds at an instant."""

    megabytes: float
    files: int
    """Open descriptors: files, sockets, pipes."""


class Scene:
    """The real host and what its callers ask; `models` are settings that say who answers."""

    def __init__(self, folder: Path, models: dict[str, str]) -> None:
        self.host = LocalHost(
            folder,
            app=ROOT,
            environment={
                "PLUMBLINE_MARKET_PROVIDERS": "sample",
                "PLUMBLINE_TODAY": TODAY,
                "PLUMBLINE_RATE_LIMIT_PER_MINUTE": "0",
                **models,
            },
        )
        self.people: list[dict[str, str]] = []

    async def open(self, people: int = PEOPLE, transactions: int = TRANSACTIONS) -> None:
        """Start the host and let people move in."""
        await asyncio.to_thread(self.host.start)
        async with httpx2.AsyncClient(base_url=self.host.api, timeout=120) as client:
            for number in range(people):
                self.people.append(await _moved_in(client, number, transactions))

    async def log_in_again(self) -> None:
        """Give everybody a fresh token: one lasts a quarter of an hour."""
        async with httpx2.AsyncClient(base_url=self.host.api, timeout=120) as client:
            for number, person in enumerate(self.people):
                person["token"] = await _token(client, number)

    async def call(
        self,
        requests: list[dict[str, Any]],
        connections: int,
        seconds: float,
        rate: float = 0.0,
    ) -> dict[str, Any]:
        """Put load on it from another process, `rate` a second at most; return what it came to.

        `seconds` of 0: each connection asks once, all of them at the same moment.
        """
        plan = {
            "api": self.host.api,
            "requests": requests,
            "connections": connections,
            "seconds": seconds,
            "rate": rate,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.load.clients",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate(json.dumps(plan).encode())
        return json.loads(told)

    def requests(self, path: str, method: str = "GET", **more: Any) -> list[dict[str, Any]]:
        """Return the same request for each person; `{portfolio}` and `{session}` are theirs."""
        return [
            {
                "method": method,
                "path": path.format(**person),
                "headers": {"Authorization": person["token"], **more.get("headers", {})},
                "json": more.get("json"),
            }
            for person in self.people
        ]

    async def etags(self, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the requests with the ETag they were last answered with."""
        async with httpx2.AsyncClient(base_url=self.host.api, timeout=120) as client:
            found = [await client.get(each["path"], headers=each["headers"]) for each in requests]
        return [
            {**each, "headers": {**each["headers"], "If-None-Match": answer.headers["etag"]}}
            for each, answer in zip(requests, found, strict=True)
        ]

    def held(self) -> dict[str, Held]:
        """Return what each process of ours holds, workers and the host itself."""
        pids: dict[str, int] = dict(self.host.facts.get("workers", {}))
        if self.host.process is not None:
            pids["host"] = self.host.process.pid
        return {name: _held(pid) for name, pid in pids.items()}


async def _moved_in(client: httpx2.AsyncClient, number: int, transactions: int) -> dict[str, str]:
    (await client.post("/api/auth/register", json=_login(number))).raise_for_status()
    token = await _token(client, number)
    headers = {"Authorization": token}
    made = await client.post(
        "/api/portfolios", json={"name": "Load", "base_currency": "USD"}, headers=headers
    )
    portfolio = made.raise_for_status().json()["id"]
    if transactions:
        booked = await client.post(
            f"/api/portfolios/{portfolio}/transactions",
            json={"transactions": _trades(Random(number), transactions)},
            headers=headers,
        )
        booked.raise_for_status()
    session = await client.post("/api/chat/sessions", json={"title": "Load"}, headers=headers)
    return {"token": token, "portfolio": portfolio, "session": session.json()["id"]}


def _login(number: int) -> dict[str, str]:
    return {"email": f"load{number}@example.org", "password": _PASSWORD}


async def _token(client: httpx2.AsyncClient, number: int) -> str:
    answer = await client.post("/api/auth/login", json=_login(number))
    return f"Bearer {answer.raise_for_status().json()['access_token']}"


def _trades(random: Random, count: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": "buy",
            "symbol": random.choice(_SYMBOLS),
            "trade_date": f"20{random.randint(10, 20)}-{random.randint(1, 12):02}-"
            f"{random.randint(1, 28):02}",
            "quantity": str(random.randint(1, 50)),
            "price": f"{random.randint(1000, 20000) / 100}",
            "currency": "USD",
        }
        for _ in range(count)
    ]


def _held(pid: int) -> Held:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(each for each in status.splitlines() if each.startswith("VmRSS"))
    files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return Held(int(line.split()[1]) / 1024, files)
