"""kill -9 of the whole host in the middle of ingestion, then start: it finishes by itself.

The real product on real histories: every price that is served afterwards is held against the files.
"""

import csv
import gzip
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.local_host import ROOT, LocalHost, eventually

SOURCE = ROOT / "shared" / "market" / "sample_data"
# Real files under invented names: only their number is made up.
FILES = ("AAPL", "IBM", "BAC", "SPY")
SYMBOLS = [f"{name}{number}" for name in FILES for number in range(10)]
TODAY = "2021-03-31"
PASSWORD = "a plumb line hangs straight"


def rows_of(symbol: str) -> list[dict[str, str]]:
    name = symbol.rstrip("0123456789")
    with gzip.open(SOURCE / f"{name}.csv.gz", "rt", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Date"] <= TODAY]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LocalHost]:
    prices = tmp_path / "prices"
    prices.mkdir()
    for symbol in SYMBOLS:
        name = symbol.rstrip("0123456789")
        (prices / f"{symbol}.csv.gz").write_bytes((SOURCE / f"{name}.csv.gz").read_bytes())
    environment = {
        "PLUMBLINE_MARKET_PROVIDERS": "sample",
        "PLUMBLINE_SAMPLE_DIR": str(prices),
        "PLUMBLINE_TODAY": TODAY,
        "PLUMBLINE_RATE_LIMIT_PER_MINUTE": "0",
    }
    started = LocalHost(tmp_path, app=ROOT, environment=environment)
    try:
        started.start()
        yield started
    finally:
        started.stop()


@contextmanager
def client_of(host: LocalHost) -> Generator[httpx2.Client]:
    with httpx2.Client(base_url=host.api, timeout=240) as client:
        log_in(client)
        yield client


def log_in(client: httpx2.Client) -> None:
    login = {"email": "ada@example.org", "password": PASSWORD}
    client.post("/api/auth/register", json=login)
    token = client.post("/api/auth/login", json=login).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {token['access_token']}"


def ready(client: httpx2.Client) -> dict[str, dict[str, Any]]:
    status = client.get("/api/stock-data/status").raise_for_status().json()
    return {one["symbol"]: one for one in status["symbols"] if one["status"] == "ready"}


def stored(host: LocalHost) -> int:
    """Return how many symbols have arrived, without asking a worker that is busy with them."""
    file = f"file:{host.data / 'plumbline.db'}?mode=ro"
    with closing(sqlite3.connect(file, uri=True, timeout=60)) as store:
        return store.execute(
            "SELECT count(*) FROM ops WHERE partition LIKE 'universe:%' "
            "AND json_extract(body, '$.state') = 'ready'"
        ).fetchone()[0]


def kill_host(host: LocalHost) -> None:
    host.kill()


def kill_everything(host: LocalHost) -> None:
    """As a power cut would: the host and each of its children at once."""
    for pid in (*host.facts["workers"].values(), host.facts["azurite"]):
        os.kill(pid, signal.SIGKILL)
    host.kill()


@pytest.mark.parametrize("kill", [kill_host, kill_everything])
def test_a_killed_host_finishes_the_ingestion_without_duplicate_or_hole(
    host: LocalHost, kill: Callable[[LocalHost], None]
) -> None:
    with client_of(host) as client:
        asked = threading.Thread(target=_track, args=(host, dict(client.headers)))
        asked.start()
        eventually(lambda: stored(host) >= 3)
        kill(host)
        asked.join()
    assert stored(host) < len(SYMBOLS), "the machine was too quick: nothing was left to finish"

    host.start()
    with client_of(host) as client:
        # What the cut request had not yet announced is asked for again, as a person would.
        client.post("/api/stock-data/track", json={"symbols": SYMBOLS}).raise_for_status()
        eventually(lambda: len(ready(client)) == len(SYMBOLS))
        for symbol in SYMBOLS:
            has_every_day_once(client, symbol)


def has_every_day_once(client: httpx2.Client, symbol: str) -> None:
    answer = client.get(f"/api/market/{symbol}/history", params={"from": "1998-01-01"})
    served, rows = answer.raise_for_status().json(), rows_of(symbol)
    assert served["dates"] == [row["Date"] for row in rows]
    assert [float(close) for close in served["close"]] == [float(row["Close"]) for row in rows]


def _track(host: LocalHost, headers: dict[str, str]) -> None:
    try:
        httpx2.post(
            f"{host.api}/api/stock-data/track",
            json={"symbols": SYMBOLS},
            headers=headers,
            timeout=240,
        )
    except httpx2.HTTPError:
        return  # cut with everything else
