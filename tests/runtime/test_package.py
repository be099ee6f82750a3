"""What is deployed starts by itself: its own files, its own packages, nothing of this machine."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.settings import packaged_commit
from tests.local_host import ROOT
from tools import package

UNPACKED_LIMIT = 400 * 1024 * 1024
# Starts the package as Azure does, asks for its health, and says what it loaded from where.
SCRIPT = """
import asyncio, json, os, sys
from pathlib import Path
from tools.localhost.runtime import Runtime

async def main():
    runtime = await Runtime.start(Path.cwd())
    reader, writer = await asyncio.open_connection(runtime.address.host, runtime.address.port)
    runtime.invoke_http("1", "health")
    writer.write(
        b"GET /api/health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n"
        b"x-ms-invocation-id: 1\\r\\n\\r\\n"
    )
    answer = (await reader.read()).decode()
    import numpy, shared
    print(json.dumps({
        "functions": sorted(runtime.functions),
        "answer": answer,
        "app": shared.__file__,
        "packages": numpy.__file__,
    }))
    sys.stdout.flush()
    os._exit(0)

asyncio.run(main())
"""


@dataclass(frozen=True)
class Built:
    """The package, and a Python that has no packages of its own."""

    folder: Path
    python: Path
    probe: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    work = tmp_path_factory.mktemp("package")
    folder = work / "app"
    package.copy_app(folder)
    package.install_packages(folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", work / "bare"], check=True)
    # The tools that play the host, and not the rest of the repository.
    probe = work / "probe"
    shutil.copytree(ROOT / "tools", probe / "tools", ignore=shutil.ignore_patterns("node_modules"))
    return Built(folder, work / "bare" / "bin" / "python", probe)


@pytest.fixture(scope="module")
def started(built: Built) -> dict[str, Any]:
    path = f"{built.folder}:{built.folder / package.PACKAGES}:{built.probe}"
    done = subprocess.run(
        [built.python, "-c", SCRIPT],
        cwd=built.folder,
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_package_starts_from_requirements_alone(built: Built, started: dict[str, Any]) -> None:
    assert {"http", "market_ingestion_tick", "market_jobs"} <= set(started["functions"])
    assert started["app"].startswith(str(built.folder))
    assert started["packages"].startswith(str(built.folder / package.PACKAGES))


def test_its_health_names_the_commit_it_was_built_from(started: dict[str, Any]) -> None:
    head, body = started["answer"].split("\r\n\r\n", 1)
    assert " 200 " in head.splitlines()[0]
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert commit in body


def test_only_the_app_is_in_it(built: Built) -> None:
    own = {path.name for path in built.folder.iterdir()}
    assert own == {
        ".python_packages",
        "commit.txt",
        "config",
        "function_app.py",
        "functions",
        "host.json",
        "requirements.txt",
        "shared",
    }


def test_it_stays_under_400_megabytes(built: Built) -> None:
    files = (path for path in built.folder.rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) < UNPACKED_LIMIT


def test_the_same_content_makes_the_same_zip(built: Built, tmp_path: Path) -> None:
    small = tmp_path / "small"
    shutil.copytree(built.folder / "functions", small / "functions")
    archives = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for archive in archives:
        package.write_zip(small, archive)
        (small / "functions" / "__init__.py").touch()
    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_without_a_build_the_commit_is_unknown(tmp_path: Path) -> None:
    assert packaged_commit(tmp_path) == "unknown"
