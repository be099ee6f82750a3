"""The host's side of a worker: start it, hand it invocations, start another when it dies."""

import asyncio
import logging
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

from tools.localhost.config import ROOT
from tools.localhost.control import Channel
from tools.localhost.failure import CannotStart
from tools.localhost.runtime import Function, Outcome

log = logging.getLogger(__name__)

_SHORTEST_PAUSE_SECONDS: Final = 0.1
_LONGEST_PAUSE_SECONDS: Final = 10.0
_DRAIN_SECONDS: Final = 5.0
WORKER_DIED: Final = "The worker process died"


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How one kind of worker is started, every time."""

    name: str
    app_dir: Path
    log: Path
    environment: Mapping[str, str]
    lock: int  # descriptor; see DataDir.held
    prefix: str = "/api"
    sockets: Sequence[socket.socket] = ()
    host_port: int = 0


@dataclass(slots=True)
class _Life:
    """One process from spawn to death, and what it has not answered yet."""

    process: Process
    channel: Channel
    pending: dict[int, asyncio.Future[Outcome]] = field(default_factory=dict)

    def fail_pending(self) -> None:
        for future in self.pending.values():
            if not future.done():
                future.set_result(Outcome(WORKER_DIED))
        self.pending.clear()


class WorkerProcess:
    """A worker that is always there, as far as that can be arranged."""

    def __init__(self, options: WorkerOptions) -> None:
        self._options = options
        self._ids = count(1)
        self._life: _Life | None = None
        self._ready = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._is_stopping = False
        self.functions: dict[str, Function] = {}
        self.on_restart: Callable[[], None] = _nothing

    @property
    def pid(self) -> int:
        """Return the process id of the worker as it lives now, or 0."""
        return self._life.process.pid if self._life else 0

    async def start(self) -> None:
        """Start the worker and wait until it has indexed the app. Raises: CannotStart."""
        life = await self._spawn()
        await self._await_ready(life)
        self._keeper = asyncio.create_task(self._keep(life))

    async def invoke(
        self, function: str, kind: str, data: str, metadata: Mapping[str, Any]
    ) -> Outcome:
        """Run a function in the worker; a worker that dies meanwhile makes it fail."""
        await self._ready.wait()
        life = self._life
        if life is None:
            return Outcome(WORKER_DIED)
        number = next(self._ids)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        life.pending[number] = future
        life.channel.send(
            {
                "invoke": number,
                "function": function,
                "kind": kind,
                "data": data,
                "metadata": dict(metadata),
            }
        )
        return await future

    async def stop(self) -> None:
        """Let running invocations finish for a moment, then end the process."""
        life = self._life
        self._is_stopping = True
        if life is not None:
            life.channel.send({"stop": _DRAIN_SECONDS})
            with suppress(TimeoutError):
                async with asyncio.timeout(_DRAIN_SECONDS + 3):
                    await life.process.wait()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        if self._life is not None:
            await self._bury(self._life)

    async def _keep(self, life: _Life) -> None:
        """Read answers; when the worker dies, start another, more slowly each time."""
        clock = asyncio.get_running_loop().time
        pause = _SHORTEST_PAUSE_SECONDS
        while True:
            born = clock()
            await self._read(life)
            await self._bury(life)
            if self._is_stopping:
                return
            log.warning("The %s worker died; starting another", self._options.name)
            lived_long = clock() - born > _LONGEST_PAUSE_SECONDS
            pause = (
                _SHORTEST_PAUSE_SECONDS if lived_long else min(2 * pause, _LONGEST_PAUSE_SECONDS)
            )
            await asyncio.sleep(pause)
            life = await self._spawn()
            try:
                await self._await_ready(life)
            except CannotStart as error:
                log.warning("%s", error)
            else:
                self.on_restart()

    async def _bury(self, life: _Life) -> None:
        self._ready.clear()
        self._life = None
        life.fail_pending()
        life.channel.close()
        await _kill(life.process)

    async def _spawn(self) -> _Life:
        ours, theirs = socket.socketpair()
        options = self._options
        descriptors = [each.fileno() for each in options.sockets]
        with theirs, options.log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tools.localhost.worker"),
                *("--control", str(theirs.fileno()), "--app", str(options.app_dir)),
                *("--prefix", options.prefix, "--host-port", str(options.host_port)),
                *(part for each in descriptors for part in ("--listen", str(each))),
                cwd=ROOT,
                env=dict(options.environment),
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                pass_fds=(theirs.fileno(), options.lock, *descriptors),
                start_new_session=True,
            )
        self._life = _Life(process, await Channel.open(ours))
        return self._life

    async def _await_ready(self, life: _Life) -> None:
        message = await life.channel.receive()
        if message is None or "failed" in message:
            reason = "it died" if message is None else str(message["failed"]).splitlines()[0]
            raise CannotStart(
                f"The {self._options.name} worker did not start: {reason} "
                f"(log: {self._options.log})"
            )
        self.functions = {f["name"]: Function.from_json(f) for f in message["ready"]}
        self._ready.set()

    async def _read(self, life: _Life) -> None:
        while (message := await life.channel.receive()) is not None:
            future = life.pending.pop(message.get("done", 0), None)
            if future is not None and not future.done():
                future.set_result(Outcome(message["error"], message["stack"]))


def _nothing() -> None:
    """Tell nobody."""


async def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
