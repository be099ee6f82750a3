"""The product itself for measuring its page: the real local host, the built page, sample data.

One person with the demonstration portfolio on the last day of its file, so that every run of every
measure looks at the same screens.
"""

import csv
import gzip
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.e2e.by_hand import BROKER_FILE, VALUATION_DAY
from tests.local_host import ROOT, running_host

DIST = ROOT / "frontend" / "dist"
EMAIL = "measured@example.org"
PASSWORD = "a plumb line hangs straight"


@dataclass(frozen=True)
class Product:
    """A running Plumbline, and someone who has an account there."""

    web: str
    api: httpx2.Client

    def portfolio(self, name: str = "Savings") -> str:
        """Create a portfolio with tracked cash and return its id."""
        draft = {"name": name, "base_currency": "EUR", "cash": "tracked", "benchmark": "SPY"}
        return answered(self.api.post("portfolios", json=draft))["id"]

    def import_demo_file(self, portfolio: str) -> None:
        """Book every row of the demonstration file."""
        imports = f"portfolios/{portfolio}/imports"
        with BROKER_FILE.open("rb") as file:
            preview = answered(self.api.post(imports, files={"file": file}))
        answered(self.api.post(f"{imports}/{preview['import_id']}/confirm"))

    def add_transactions(self, portfolio: str, transactions: list[dict[str, Any]]) -> None:
        """Book many transactions, five hundred at a time."""
        for first in range(0, len(transactions), 500):
            body = {"transactions": transactions[first : first + 500]}
            answered(self.api.post(f"portfolios/{portfolio}/transactions", json=body))


def answered(response: httpx2.Response) -> Any:
    """Return what a good response says."""
    assert response.is_success, f"{response.status_code} {response.text[:500]}"
    return response.json()


@contextmanager
def running_product(page: Path = DIST) -> Generator[Product]:
    """Start Plumbline with a page that was built, and register the person."""
    assert (page / "app.html").exists(), "the page is not built: npm --prefix frontend run build"
    environment = {
        "PLUMBLINE_PAGE_DIR": str(page),
        "PLUMBLINE_MARKET_PROVIDERS": "sample",
        "PLUMBLINE_TODAY": VALUATION_DAY,
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        running_host(Path(folder), app=ROOT, environment=environment) as host,
        httpx2.Client(base_url=f"{host.api}/api/", timeout=60) as api,
    ):
        account = {"email": EMAIL, "password": PASSWORD}
        tokens = answered(api.post("auth/register", json=account))
        api.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        yield Product(host.web, api)


def days_of_prices(symbol: str = "AAPL") -> list[str]:
    """Return the trading days of a sample file up to the valuation day."""
    packed = ROOT / "shared" / "market" / "sample_data" / f"{symbol}.csv.gz"
    with gzip.open(packed, "rt") as file:
        return [row["Date"] for row in csv.DictReader(file) if row["Date"] <= VALUATION_DAY]
