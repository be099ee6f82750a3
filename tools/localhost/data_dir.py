"""The data folder: writable, with room, and used by one host at a time."""

import fcntl
import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, cast

from tools.localhost.failure import CannotStart

_NEEDED_BYTES: Final = 50_000_000
_CHILDREN_DIE_SECONDS: Final = 60.0
_LOOK_AGAIN_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class DataDir:
    """Where everything that survives a restart is kept."""

    path: Path

    @property
    def azurite(self) -> Path:
        return self.path / "azurite"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def state(self) -> Path:
        """Return the folder of the host's own records."""
        return self.path / "localhost"

    @property
    def running(self) -> Path:
        """Return the file that tells other commands where the running host listens."""
        return self.state / "running.json"

    @contextmanager
    def held(self) -> Generator[int]:
        """Prepare the folder and keep other hosts out of it. Raises: CannotStart.

        Yields the lock's descriptor for children to inherit: the lock is free when the host and
        all of them are gone, so that a new host never meets what a killed one left behind.
        """
        self._prepare()
        with (self.state / "lock").open("a+") as lock:
            self._lock(lock.fileno())
            self.announce({})
            try:
                yield lock.fileno()
            finally:
                self.running.unlink(missing_ok=True)

    def announce(self, facts: dict[str, Any]) -> None:
        """Tell other commands where this host listens."""
        write_json(self.running, {**facts, "pid": os.getpid()})

    def _prepare(self) -> None:
        try:
            for folder in (self.azurite, self.logs, self.state):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.state / "probe"
            probe.write_bytes(b"\0" * 65_536)
            probe.unlink()
        except OSError as error:
            raise CannotStart(
                f"The data folder {self.path} cannot be written ({error.strerror}); free it or "
                "choose another with PLUMBLINE_DATA_DIR"
            ) from error
        if shutil.disk_usage(self.path).free < _NEEDED_BYTES:
            raise CannotStart(
                f"The disk of {self.path} is full (less than 50 MB free); free some space or "
                "choose another folder with PLUMBLINE_DATA_DIR"
            )

    def _lock(self, descriptor: int) -> None:
        deadline = monotonic() + _CHILDREN_DIE_SECONDS
        while not _is_locked_now(descriptor):
            facts = read_json(self.running)
            holder = facts.get("pid", 0)
            if _is_alive(holder) or monotonic() > deadline:
                where = f" (process {holder}, {facts.get('web', 'still starting')})"
                raise CannotStart(
                    f"Plumbline already runs on {self.path}{where}; stop it first, or start "
                    "another with its own PLUMBLINE_DATA_DIR, PLUMBLINE_API_PORT and "
                    "PLUMBLINE_WEB_PORT"
                )
            sleep(_LOOK_AGAIN_SECONDS)  # Its children notice within moments that it was killed.


def _is_locked_now(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process > 0


def read_json(path: Path) -> dict[str, Any]:
    """Return a small record, empty when it is missing or was cut off."""
    try:
        data: object = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Replace a small record in one step; a crash leaves the old or the new one."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(data))
    draft.replace(path)
