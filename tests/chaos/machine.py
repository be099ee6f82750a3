"""The machine under attack: one or two real local hosts on one store, and the ways to hurt them."""

import asyncio
import os
import resource
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from tests.chaos.plan import Fault
from tests.fakes.model_server import Answer, ModelServer
from tests.local_host import LocalHost
from tools.localhost.ports import free_port

TODAY: Final = "2021-03-31"
_APP: Final = Path(__file__).with_name("app")
_UNLIMITED: Final = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
_HOUR: Final = 3600
_SLOWEST_COMMIT_SECONDS: Final = 0.4
_QUEUES_SECONDS: Final = 5.0


class Machine:
    """Hosts that are hurt and get well. The second one comes by a fault, and stays."""

    def __init__(self, folder: Path, prices: Path, model: ModelServer) -> None:
        self.prices, self.model = prices, model
        self.offset = 0
        self.is_model_alive = True
        self._slow = folder / "slow"
        self._ports = {
            "PLUMBLINE_BLOB_PORT": str(free_port()),
            "PLUMBLINE_QUEUE_PORT": str(free_port()),
        }
        self._host = LocalHost(folder, app=_APP)
        self._second = LocalHost(folder / "second", app=_APP)
        self._repairs: list[asyncio.Task[None]] = []

    @property
    def addresses(self) -> list[str]:
        """Where it answers now; empty while it does not."""
        return [str(host.facts["api"]) for host in self._hosts() if "api" in host.facts]

    @property
    def data(self) -> Path:
        """The folder of its data."""
        return self._host.data

    async def start(self) -> None:
        """Start the first host and wait until it is ready."""
        await self._start(self._host)

    async def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        for host in (self._second, self._host):
            await asyncio.to_thread(host.stop)

    def logs(self) -> str:
        """Return the ends of its logs."""
        return "\n".join(host.output[-4000:] + host.logs() for host in self._hosts())

    async def hurt(self, fault: Fault) -> None:
        """Carry a fault out; what lasts is undone later, by itself."""
        act: Callable[[Fault], Awaitable[None]] = getattr(self, f"_{fault.kind}")
        with suppress(ProcessLookupError):
            await act(fault)

    async def heal(self) -> list[str]:
        """Wait until every fault that lasts is over; return what did not survive by itself."""
        await asyncio.gather(*self._repairs)
        self._repairs.clear()
        return [
            f"the host of {host.folder.name} ended by itself: {host.output[-1000:]}"
            for host in self._hosts()
            if host.has_ended
        ]

    async def an_hour_later(self) -> None:
        """Start again with a clock an hour on, and run the timer that looks after what waits."""
        self.offset += _HOUR
        await self._again(*self._hosts())
        await asyncio.to_thread(self._host.trigger, "report_agenda")

    async def _kill_worker(self, fault: Fault) -> None:
        os.kill(self._worker(fault), signal.SIGKILL)

    async def _kill_host(self, fault: Fault) -> None:
        hosts = self._hosts()
        await self._again(hosts[int(fault.choice * len(hosts))])

    async def _kill_everything(self, _: Fault) -> None:
        for pid in (*self._workers(), self._azurite()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self._again(*self._hosts())

    async def _clock_jump(self, fault: Fault) -> None:
        # A laptop that slept, a clock set right: an hour or two forward, half an hour back.
        self.offset += int(fault.choice * 3 * _HOUR) - _HOUR // 2
        await self._again(*self._hosts())

    async def _second_host(self, _: Fault) -> None:
        if self._second.has_ended:
            await self._start(self._second)

    async def _hang_worker(self, fault: Fault) -> None:
        self._suspend(self._worker(fault), fault.seconds)

    async def _stop_azurite(self, fault: Fault) -> None:
        # Asked to stop it writes what it holds; killed it does not. Its host starts another.
        os.kill(self._azurite(), signal.SIGTERM if fault.choice < 0.5 else signal.SIGKILL)

    async def _hang_azurite(self, fault: Fault) -> None:
        self._suspend(self._azurite(), fault.seconds)

    async def _lock_store(self, fault: Fault) -> None:
        self._for_a_while(self._hold_lock(fault.seconds))

    async def _fill_disk(self, fault: Fault) -> None:
        """No file of a worker may grow: what a full disk says, without filling one."""
        biggest = max((f.stat().st_size for f in self.data.glob("plumbline.db*")), default=0)
        pids = self._workers()
        for pid in pids:
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (biggest, _UNLIMITED[1]))
        self._for_a_while(self._lift_limits(pids, fault.seconds))

    async def _slow_disk(self, fault: Fault) -> None:
        self._slow.write_text(f"{fault.choice * _SLOWEST_COMMIT_SECONDS:.3f}")
        self._for_a_while(self._quicken(fault.seconds))

    async def _provider_dead(self, fault: Fault) -> None:
        away = self.prices.with_name("prices-away")
        with suppress(OSError):
            self.prices.rename(away)
            self._for_a_while(self._bring_back(away, fault.seconds))

    async def _model_dead(self, fault: Fault) -> None:
        self.is_model_alive = False
        self._for_a_while(self._revive_model(fault.seconds))

    async def _repeat_messages(self, _: Fault) -> None:
        """Every message that waits comes once more, in the other order."""
        from azure.core.exceptions import AzureError

        storage = self._host.facts.get("storage")
        if not storage:
            return
        # Azurite may be away just now; the client would try for minutes.
        with suppress(AzureError, TimeoutError):
            async with asyncio.timeout(_QUEUES_SECONDS):
                await self._repeat(storage)

    async def _repeat(self, storage: str) -> None:
        from azure.storage.queue.aio import QueueServiceClient

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

    async def _start(self, host: LocalHost) -> None:
        host.environment = {
            **self._ports,
            "PLUMBLINE_MARKET_PROVIDERS": "sample",
            "PLUMBLINE_SAMPLE_DIR": str(self.prices),
            "PLUMBLINE_TODAY": TODAY,
            "PLUMBLINE_RATE_LIMIT_PER_MINUTE": "0",
            "PLUMBLINE_CLOCK_OFFSET_SECONDS": str(self.offset),
            "CHAOS_SLOW_FILE": str(self._slow),
            "OPENAI_API_KEY": "scripted",
            "OPENAI_BASE_URL": self.model.url,
        }
        if host is self._second:
            host.environment["PLUMBLINE_BESIDE"] = str(self.data)
        await asyncio.to_thread(host.start)

    async def _again(self, *hosts: LocalHost) -> None:
        """Kill hosts, all before any is started again: the first one brings Azurite."""
        for host in hosts:
            await asyncio.to_thread(host.kill)
        for host in hosts:
            await self._start(host)

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

    async def _quicken(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._slow.unlink(missing_ok=True)

    async def _bring_back(self, away: Path, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(away.rename, self.prices)

    async def _revive_model(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.is_model_alive = True

    def _for_a_while(self, repair: Any) -> None:
        self._repairs.append(asyncio.create_task(repair))

    def _hosts(self) -> list[LocalHost]:
        return [host for host in (self._host, self._second) if host.process is not None]

    def _workers(self) -> list[int]:
        found = [host.facts.get("workers", {}) for host in self._hosts()]
        return [pid for workers in found for pid in workers.values() if pid]

    def _worker(self, fault: Fault) -> int:
        workers = self._workers()
        if not workers:
            raise ProcessLookupError
        return workers[int(fault.choice * len(workers))]

    def _azurite(self) -> int:
        pid = int(self._host.facts.get("azurite") or 0)
        if not pid:
            raise ProcessLookupError
        return pid


def dead() -> Answer:
    """Return what a model's provider says that is down."""
    return Answer([b"{}"], status=503, content_type="application/json")
