"""kill -9 of the host while reports are made, again and again: each is made, once, none is lost.

`PLUMBLINE_REPORT_KILLS=20 PLUMBLINE_REPORTS=100` is the whole measure; the default is a part of it
that a run of all tests has time for.
"""

import os
import random
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.local_host import ROOT, LocalHost

REPORTS = int(os.environ.get("PLUMBLINE_REPORTS", "24"))
KILLS = int(os.environ.get("PLUMBLINE_REPORT_KILLS", "3"))
PEOPLE = 4
PATIENCE_SECONDS = 900.0
PASSWORD = "a plumb line hangs straight"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LocalHost]:
    environment = {
        "PLUMBLINE_MARKET_PROVIDERS": "sample",
        "PLUMBLINE_TODAY": "2021-03-31",
        "PLUMBLINE_RATE_LIMIT_PER_MINUTE": "0",
    }
    started = LocalHost(tmp_path, app=ROOT, environment=environment)
    try:
        started.start()
        yield started
    finally:
        started.stop()


class Person:
    """Someone with a portfolio, who asks for reports."""

    def __init__(self, host: LocalHost, number: int) -> None:
        self.host = host
        self.login = {"email": f"person{number}@example.org", "password": PASSWORD}
        self.call("POST", "/api/auth/register", json=self.login, token=False)
        draft = {"name": f"Portfolio {number}", "base_currency": "USD"}
        self.portfolio_id = self.call("POST", "/api/portfolios", json=draft)["id"]
        buy = {"kind": "buy", "symbol": "AAPL", "trade_date": "2020-03-02", "currency": "USD"}
        path = f"/api/portfolios/{self.portfolio_id}/transactions"
        self.call("POST", path, json={**buy, "quantity": "10", "price": "70"})

    def call(self, method: str, path: str, *, token: bool = True, **options: Any) -> Any:
        with httpx2.Client(base_url=self.host.api, timeout=240) as client:
            headers: dict[str, str] = {}
            if token:
                granted = client.post("/api/auth/login", json=self.login).raise_for_status()
                headers["Authorization"] = f"Bearer {granted.json()['access_token']}"
            answer = client.request(method, path, headers=headers, **options).raise_for_status()
            is_json = answer.headers["content-type"].startswith("application/json")
            return answer.json() if is_json else answer.content

    def ask(self) -> str:
        wanted = {"kind": "performance", "portfolio_id": self.portfolio_id, "formats": ["pdf"]}
        return self.call("POST", "/api/reports", json=wanted)["id"]

    def reports(self) -> list[dict[str, Any]]:
        return self.call("GET", "/api/reports?limit=500")["items"]


def test_killed_again_and_again_each_report_is_made_once(host: LocalHost) -> None:
    people = [Person(host, number) for number in range(PEOPLE)]
    asked = {person: [person.ask() for _ in range(REPORTS // PEOPLE)] for person in people}
    moments = random.Random(20)  # noqa: S311 - the same moments each time
    for _ in range(KILLS):
        time.sleep(moments.uniform(0.2, 4.0))
        host.kill()
        host.start()
    wait_for_all(host, people)
    for person, ids in asked.items():
        found = person.reports()
        assert sorted(one["id"] for one in found) == sorted(ids)
        for one in found:
            assert one["status"] == "ready", one["problem"]
            [file] = one["files"]
            data = person.call("GET", f"/api/reports/{one['id']}/download")
            assert sha256(data).hexdigest() == file["sha256"]


def wait_for_all(host: LocalHost, people: list[Person]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(one["status"] in {"queued", "running"} for who in people for one in who.reports()):
        assert time.monotonic() < deadline, [who.reports() for who in people]
        time.sleep(5)
        # Also what a timer does every five minutes: a message may have died with its fifth host.
        host.trigger("report_agenda")
