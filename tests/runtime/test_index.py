"""What Azure does first: index `function_app.py` with Microsoft's runtime."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.local_host import ROOT

# Each costs 0.2 to 1.5 s to import (docs/dependencies.md); a cold start must not pay for them.
HEAVY = (
    "aiohttp",
    "azure.cosmos",
    "azure.identity",
    "azure.keyvault",
    "azure.storage",
    "matplotlib",
    "numpy",
    "openai",
    "pandas",
    "pulumi",
    "pwdlib",
    "scipy",
    "yfinance",
)
SCRIPT = """
import asyncio, json, os, sys
from pathlib import Path
from tools.localhost.runtime import Runtime

async def main():
    runtime = await Runtime.start(Path.cwd())
    functions = {f.name: dict(f.trigger) for f in runtime.functions.values()}
    print(json.dumps({"functions": functions, "modules": sorted(sys.modules)}))
    sys.stdout.flush()
    os._exit(0)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def indexed() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_microsofts_runtime_lists_the_functions(indexed: dict[str, Any]) -> None:
    kinds = {name: trigger["type"] for name, trigger in indexed["functions"].items()}
    assert kinds == {
        "housekeeping": "timerTrigger",
        "http": "httpTrigger",
        "market_ingestion_tick": "timerTrigger",
        "market_quotes": "timerTrigger",
        "market_news": "timerTrigger",
        "market_fundamentals": "timerTrigger",
        "alert_jobs": "queueTrigger",
        "alerts_round": "timerTrigger",
        "digests": "timerTrigger",
        "deliveries": "queueTrigger",
        "market_jobs": "queueTrigger",
        "report_agenda": "timerTrigger",
        "report_jobs": "queueTrigger",
        "large_report_jobs": "queueTrigger",
    }


def test_one_http_function_takes_every_path(indexed: dict[str, Any]) -> None:
    http = indexed["functions"]["http"]
    assert http["route"] == "{*path}"
    assert http["authLevel"].lower() == "anonymous"
    assert {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"} <= set(http["methods"])


def test_the_timer_ticks_every_quarter_of_an_hour(indexed: dict[str, Any]) -> None:
    assert indexed["functions"]["market_ingestion_tick"]["schedule"] == "0 */15 * * * *"


@pytest.mark.parametrize("package", HEAVY)
def test_indexing_imports_no_heavy_library(indexed: dict[str, Any], package: str) -> None:
    loaded = [m for m in indexed["modules"] if m == package or m.startswith(f"{package}.")]
    assert loaded == []


API_SCRIPT = """
import json, sys
from functions.http.app import create_api
from functions.wiring import Services
from shared.settings import Settings

create_api(Services(Settings()))
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def modules_of_the_api() -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", API_SCRIPT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("package", HEAVY)
def test_making_the_api_imports_no_heavy_library(
    modules_of_the_api: list[str], package: str
) -> None:
    loaded = [m for m in modules_of_the_api if m == package or m.startswith(f"{package}.")]
    assert loaded == []
