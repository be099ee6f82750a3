"""What the local host takes from its environment, with defaults that need nothing."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tools.localhost.failure import CannotStart

ROOT: Final = Path(__file__).resolve().parents[2]
_LARGEST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class HostConfig:
    """Ports, folders and the variables handed on to the workers. A port of 0 means any."""

    app_dir: Path
    data_dir: Path
    api_port: int
    web_port: int
    blob_port: int
    queue_port: int
    page_dir: Path
    beside: Path | None = None
    """The data folder of a running host whose store, blobs and queues this one works on, too."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read and check the variables. Raises: CannotStart naming the wrong one."""
        root = Path(environment.get("PLUMBLINE_APP_DIR") or ROOT)
        data_dir = Path(environment.get("PLUMBLINE_DATA_DIR") or ".data")
        beside = environment.get("PLUMBLINE_BESIDE")
        page_dir = Path(environment.get("PLUMBLINE_PAGE_DIR") or "frontend/dist")
        config = cls(
            app_dir=root,
            data_dir=(ROOT / data_dir).absolute(),
            api_port=_port(environment, "PLUMBLINE_API_PORT", 7071),
            web_port=_port(environment, "PLUMBLINE_WEB_PORT", 4280),
            blob_port=_port(environment, "PLUMBLINE_BLOB_PORT", 0),
            queue_port=_port(environment, "PLUMBLINE_QUEUE_PORT", 0),
            page_dir=(ROOT / page_dir).absolute(),
            beside=(ROOT / beside).absolute() if beside else None,
        )
        _check_distinct(
            PLUMBLINE_API_PORT=config.api_port,
            PLUMBLINE_WEB_PORT=config.web_port,
            PLUMBLINE_BLOB_PORT=config.blob_port,
            PLUMBLINE_QUEUE_PORT=config.queue_port,
        )
        return config

    def worker_environment(self, connection_string: str, web_port: int) -> dict[str, str]:
        """Return the environment of the workers: what the application's settings read."""
        origins = f"http://localhost:{web_port},http://127.0.0.1:{web_port}"
        defaults = {
            "PLUMBLINE_STAGE": "local",
            "PLUMBLINE_WEB_ORIGINS": origins,
            "PLUMBLINE_COMMIT": _commit(self.app_dir),
            "PLUMBLINE_MARKET_PROVIDERS": "yahoo,sample",
            # As in Azure: matrices here are small, and threads waiting for work take the cores.
            "OPENBLAS_NUM_THREADS": "1",
        }
        fixed = {
            "PLUMBLINE_DATA_DIR": str(self.beside or self.data_dir),
            "AzureWebJobsStorage": connection_string,
            "FUNCTIONS_WORKER_RUNTIME": "python",
            "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
            "PYTHONPATH": os.pathsep.join((str(self.app_dir), str(ROOT))),
        }
        given = {name: value for name, value in os.environ.items() if value}
        return {**defaults, **given, **fixed}


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdigit() or int(text) > _LARGEST_PORT:
        raise CannotStart(f"{name}={text} is not a port number; set it to one from 1 to 65535")
    return int(text)


def _check_distinct(**ports: int) -> None:
    holders: dict[int, str] = {}
    for name, port in ports.items():
        if port in holders:
            raise CannotStart(f"{holders[port]} and {name} are both {port}; choose another for one")
        if port:
            holders[port] = name


def _commit(directory: Path) -> str:
    command = ["git", "-C", str(directory), "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.strip()
