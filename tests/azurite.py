"""Starts a real Azurite (blob and queue) for tests, with everything in memory."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.localhost.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
INSTALLED = ROOT / "tools" / "localhost" / "node_modules" / ".bin" / "azurite"
# Microsoft's published key of the development account, the same on every machine.
ACCOUNT = "devstoreaccount1"
KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/"  # pragma: allowlist secret
    "K1SZFPTOtr/KBHBeksoGMGw=="
)
START_SECONDS = 180


@dataclass(frozen=True)
class Azurite:
    blob_port: int
    queue_port: int

    @property
    def connection_string(self) -> str:
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
            f"BlobEndpoint=http://127.0.0.1:{self.blob_port}/{ACCOUNT};"
            f"QueueEndpoint=http://127.0.0.1:{self.queue_port}/{ACCOUNT};"
        )


@contextmanager
def start_azurite() -> Generator[Azurite]:
    """Run Azurite until the block ends. Skips the test where it is not installed."""
    command = _command()
    running = Azurite(free_port(), free_port())
    process = subprocess.Popen(
        [
            *command,
            *("--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry"),
            *("--blobPort", str(running.blob_port), "--queuePort", str(running.queue_port)),
            *("--tablePort", str(free_port())),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait_for(running.blob_port, process)
        _wait_for(running.queue_port, process)
        yield running
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=120)


def _command() -> list[str]:
    found = os.environ.get("AZURITE") or (str(INSTALLED) if INSTALLED.exists() else None)
    found = found or shutil.which("azurite")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Azurite is not installed: run `npm ci` in tools/localhost")
        pytest.skip("Azurite is not installed: run `npm ci` in tools/localhost")
    return [found]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"Azurite stopped at once with exit code {process.returncode}")
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"Azurite did not open port {port} within {START_SECONDS} s")
