"""The machine under attack: the real local host with its children, and the ways to hurt it."""

import asyncio
import os
import resource
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from tests.chaos.plan import Fault
from tests.fakes.model_server import Answer, ModelServer
from tests.local_host import ROOT, LocalHost

TODAY = "2021-03-31"
_UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
_HOUR = 3600


class Machine:
    """A host that is hurt and gets well; `generation` counts its starts."""

    def __init__(self, folder: Path, prices: Path, model: ModelServer) -> None:
        self.prices, self.model = prices, model
        self.offset = 0
        self.generation = 0
        self.is_model_alive = True
        self._host = LocalHost(folder, app=ROOT)
        self._repairs: list[asyncio.Task[None]] = []

    @property
    def api(self) -> str:
        """Where it answers now; empty while it does not."""
        return str(self._host.facts.get("api", ""))

    @property
    def data(self) -> Path:
        """The folder of its data."""
        return self._host.data

    async def start(self) -> None:
        """Start the host and wait until it is ready."""
        self._host.environment = {
            "PLUMBLINE_MARKET_PROVIDERS": "sample",
            "PLUMBLINE_SAMPLE_DIR": str(self.prices),
            "PLUMBLINE_TODAY": TODAY,
            "PLUMBLINE_RATE_LIMIT_PER_MINUTE": "0",
            "PLUMBLINE_CLOCK_OFFSET_SECONDS": str(self.offset),
            "OPENAI_API_KEY": "scripted",
            "OPENAI_BASE_URL": self.model.url,
        }
        await asyncio.to_thread(self._host.start)
        self.generation += 1

    async def stop(self) -> int:
        """Stop it as Ctrl-C does."""
        return await asyncio.to_thread(self._host.stop)

    def logs(self) -> str:
        """Return the ends of its logs."""
        return self._host.output + self._host.logs()

    async def hurt(self, fault: Fault) -> None:
        """Carry a fault out; what lasts is undone later, by itself."""
        act: Callable[[Fault], Awaitable[None]] = getattr(self, f"_{fault.kind}")
        with suppress(ProcessLookupError):
            await act(fault)

    async def heal(self) -> None:
        """Wait until every fault that lasts is over, and the host runs."""
        await asyncio.gather(*self._repairs)
        self._repairs.clear()
        if self._host.has_ended:
            await self.start()

    async def _kill_worker(self, fault: Fault) -> None:
        os.kill(self._worker(fault), signal.SIGKILL)

    async def _kill_host(self, _: Fault) -> None:
        await self._again(self._host.kill)

    async def _kill_everything(self, _: Fault) -> None:
        def cut() -> None:
            for pid in (*self._workers(), self._azurite()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._host.kill()

        await self._again(cut)

    async def _clock_jump(self, fault: Fault) -> None:
        # A laptop that slept, a clock set right: an hour or two forward, half an hour back.
        self.offset += int(fault.choice * 3 * _HOUR) - _HOUR // 2
        await self._again(self._host.kill)

    async def _hang_worker(self, fault: Fault) -> None:
        self._suspend(self._worker(fault), fault.seconds)

    async def _hang_azurite(self, fault: Fault) -> None:
        self._suspend(self._azurite(), fault.seconds)

    async def _lock_store(self, fault: Fault) -> None:
        self._for_a_while(self._hold_lock(fault.seconds))

    async def _fill_disk(self, fault: Fault) -> None:
        """No file of a worker may grow: what a full disk says, without filling one."""
        biggest = max((f.stat().st_size for f in self.data.glob("plumbline.db*")), default=0)
        for pid in self._workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (biggest, _UNLIMITED[1]))
        self._for_a_while(self._lift_limits(self._workers(), fault.seconds))

    async def _provider_dead(self, fault: Fault) -> None:
        away = self.prices.with_name("prices-away")
        with suppress(OSError):
            self.prices.rename(away)
            self._for_a_while(self._bring_back(away, fault.seconds))

    async def _model_dead(self, fault: Fault) -> None:
        self.is_model_alive = False
        self._for_a_while(self._revive_model(fault.seconds))

    async def _repeat_messages(self, _: Fault) -> None:
        from azure.storage.queue.aio import QueueServiceClient

        storage = self._host.facts.get("storage")
        if not storage:
            return
        async with QueueServiceClient.from_connection_string(
            storage, api_version="2021-12-02"
        ) as service:
            async for queue in service.list_queues():
                if queue.name.endswith("-poison"):
                    continue
                client = service.get_queue_client(queue.name)
                waiting = await client.peek_messages(max_messages=16)
                for message in reversed(waiting):
                    await client.send_message(message.content)

    async def _again(self, end: Callable[[], None]) -> None:
        if self._host.has_ended:
            return
        await asyncio.to_thread(end)
        await self.start()

    def _suspend(self, pid: int, seconds: float) -> None:
        os.kill(pid, signal.SIGSTOP)
        self._for_a_while(self._resume(pid, seconds))

    async def _resume(self, pid: int, seconds: float) -> None:
        await asyncio.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    async def _hold_lock(self, seconds: float) -> None:
        store = sqlite3.connect(self.data / "plumbline.db", timeout=2, autocommit=True)
        with closing(store), suppress(sqlite3.OperationalError):  # busy: somebody is quicker
            store.execute("BEGIN EXCLUSIVE")
            await asyncio.sleep(seconds)
            store.execute("ROLLBACK")

    async def _lift_limits(self, pids: list[int], seconds: float) -> None:
        await asyncio.sleep(seconds)
        for pid in pids:
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, _UNLIMITED)

    async def _bring_back(self, away: Path, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(away.rename, self.prices)

    async def _revive_model(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.is_model_alive = True

    def _for_a_while(self, repair: Any) -> None:
        self._repairs.append(asyncio.create_task(repair))

    def _workers(self) -> list[int]:
        return list(self._host.facts.get("workers", {}).values())

    def _worker(self, fault: Fault) -> int:
        workers = self._workers()
        if not workers:
            raise ProcessLookupError
        return workers[int(fault.choice * len(workers))]

    def _azurite(self) -> int:
        pid = self._host.facts.get("azurite")
        if pid is None:
            raise ProcessLookupError
        return int(pid)


def dead() -> Answer:
    """Return what a model's provider says that is down."""
    return Answer([b"{}"], status=503, content_type="application/json")
