"""`kill -9` in the middle of an ingestion, then start: it finishes, no duplicate and no hole.

The real application with its real data under the real local host; what is expected is read from
the sample files themselves.
"""

import csv
import gzip
import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.local_host import PATIENCE_SECONDS, ROOT, LocalHost, eventually

SAMPLES = ROOT / "shared" / "market" / "sample_data"
SYMBOLS = sorted(
    path.name.removesuffix(".csv.gz")
    for path in SAMPLES.glob("*.csv.gz")
    if not path.name.startswith("^")
)
ACCOUNT = {"email": "ada@plumbline.example", "password": "correct-horse-battery-staple-9"}


def days_in_file(symbol: str) -> list[str]:
    with gzip.open(SAMPLES / f"{symbol}.csv.gz", "rt") as file:
        return [row["Date"] for row in csv.DictReader(file)]


class Caller:
    """A signed-in person's requests to whichever host runs now."""

    def __init__(self, host: LocalHost, client: httpx2.Client) -> None:
        self._host = host
        self._client = client

    def sign_in(self, *, is_new: bool = False) -> None:
        if is_new:
            assert self.post("auth/register", ACCOUNT).status_code == 201
        token = self.post("auth/login", ACCOUNT).json()["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: object) -> httpx2.Response:
        return self._client.post(f"{self._host.api}/api/{path}", json=body)

    def get(self, path: str) -> httpx2.Response:
        return self._client.get(f"{self._host.api}/api/{path}")

    def ready(self) -> set[str]:
        symbols = self.get("stock-data/status").json()["symbols"]
        return {s["symbol"] for s in symbols if s["status"] == "ready"}


def kill_host(host: LocalHost) -> None:
    host.kill()


def kill_everything(host: LocalHost) -> None:
    for pid in (*host.facts["workers"].values(), host.facts["azurite"]):
        os.kill(pid, signal.SIGKILL)
    host.kill()


@pytest.mark.parametrize("kill", [kill_host, kill_everything])
def test_an_ingestion_cut_off_by_kill_9_finishes_after_the_next_start(
    tmp_path: Path, kill: Callable[[LocalHost], None]
) -> None:
    host = LocalHost(tmp_path, app=ROOT, environment={"PLUMBLINE_MARKET_PROVIDERS": "sample"})
    with closing(httpx2.Client(timeout=PATIENCE_SECONDS)) as client:
        try:
            _ingest_through_a_crash(host, Caller(host, client), kill)
        finally:
            host.stop()


def _ingest_through_a_crash(
    host: LocalHost, caller: Caller, kill: Callable[[LocalHost], None]
) -> None:
    host.start()
    caller.sign_in(is_new=True)
    assert caller.post("stock-data/track", {"symbols": SYMBOLS}).is_success
    eventually(lambda: len(caller.ready()) >= 1)
    kill(host)

    host.start()
    caller.sign_in()
    eventually(lambda: caller.ready() >= set(SYMBOLS))
    for symbol in SYMBOLS:
        history = caller.get(f"market/{symbol}/history").json()
        assert history["dates"] == days_in_file(symbol), symbol
