"""Starts the real local host, with its real child processes, around the probe application."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROBE_APP = ROOT / "tests" / "runtime" / "probe_app"
PATIENCE_SECONDS = 240.0


@dataclass
class LocalHost:
    """A local host that can be started, killed and started again on the same data."""

    folder: Path
    app: Path = PROBE_APP
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def probe(self) -> Path:
        return self.folder / "probe"

    @property
    def api(self) -> str:
        return str(self.facts["api"])

    @property
    def web(self) -> str:
        return str(self.facts["web"])

    @property
    def facts(self) -> dict[str, Any]:
        try:
            return json.loads((self.data / "localhost" / "running.json").read_text())
        except (OSError, ValueError):
            return {}

    @property
    def output(self) -> str:
        return (self.folder / "output").read_text()

    def variables(self) -> dict[str, str]:
        return {
            **os.environ,
            "PLUMBLINE_APP_DIR": str(self.app),
            "PLUMBLINE_PAGE_DIR": str(self.folder / "page"),
            "PLUMBLINE_DATA_DIR": str(self.data),
            "PLUMBLINE_API_PORT": "0",
            "PLUMBLINE_WEB_PORT": "0",
            "PROBE_DIR": str(self.probe),
            **self.environment,
        }

    def spawn(self) -> None:
        self.probe.mkdir(parents=True, exist_ok=True)
        page = self.folder / "page"
        page.mkdir(exist_ok=True)
        (page / "index.html").write_text("<h1>Plumbline</h1>")
        with (self.folder / "output").open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.localhost"],
                cwd=ROOT,
                env=self.variables(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start(self) -> None:
        self.spawn()
        eventually(lambda: "is ready" in self.output or self.has_ended)
        assert "is ready" in self.output, self.output + self.logs()

    @property
    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does, and return its exit code."""
        if self.process is None:
            return 0
        if not self.has_ended:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def calls(self, name: str) -> list[dict[str, Any]]:
        """Return what a probe trigger noted, oldest first."""
        try:
            return [json.loads(line) for line in (self.probe / name).read_text().splitlines()]
        except FileNotFoundError:
            return []

    def logs(self) -> str:
        logs = (self.data / "logs").glob("*.log")
        return "\n".join(f"--- {log.name}\n{log.read_text()[-4000:]}" for log in logs)

    def trigger(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.localhost.trigger", *arguments],
            cwd=ROOT,
            env=self.variables(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )


@contextmanager
def running_host(folder: Path, **options: Any) -> Generator[LocalHost]:
    host = LocalHost(folder, **options)
    try:
        host.start()
        yield host
    finally:
        host.stop()


def eventually(claim: Callable[[], object], patience: float = PATIENCE_SECONDS) -> None:
    """Wait until a claim holds; fail when it does not for a very long time."""
    deadline = time.monotonic() + patience
    while not claim():
        assert time.monotonic() < deadline, f"not within {patience} s"
        time.sleep(0.05)
