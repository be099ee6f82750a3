"""Connects the indexed functions to what triggers them: queues and timers."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Self

from azure.storage.queue.aio import QueueClient

from shared.kernel.clock import SystemClock
from shared.platform.queues import poison_name
from tools.localhost.data_dir import DataDir
from tools.localhost.host_json import QueueOptions
from tools.localhost.in_flight import InFlight
from tools.localhost.queue_listener import QueueListener
from tools.localhost.runtime import Function, Outcome
from tools.localhost.schedules import parse_schedule
from tools.localhost.timers import Timer
from tools.localhost.worker_process import WorkerProcess


@dataclass(frozen=True, slots=True)
class Sources:
    """Where triggers come from and where their functions run."""

    worker: WorkerProcess
    connection_string: str
    environment: dict[str, str]
    options: QueueOptions
    data: DataDir


class Listeners:
    """Every timer and queue listener of the application, running."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._clients = AsyncExitStack()
        self._queues: list[QueueListener] = []
        self._timers: dict[str, Timer] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        for function in self._sources.worker.functions.values():
            if function.kind == "timerTrigger":
                self._add_timer(function)
            elif function.kind == "queueTrigger":
                await self._add_queue(function)
        return self

    async def __aexit__(self, *_: object) -> None:
        for queue in self._queues:
            await queue.settle_all()
        await self._clients.aclose()

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """Return the running listeners; none of them ends by itself."""
        return self._tasks

    async def stop_taking(self) -> None:
        """Take no more messages and start no more timers."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def run_now(self, function: Function, text: str) -> Outcome:
        """Run a timer, or a queue function with this body, outside its turn."""
        if function.name in self._timers:
            return await self._timers[function.name].run()
        metadata = {"Id": "manual", "DequeueCount": 1, "PopReceipt": ""}
        return await self._sources.worker.invoke(function.name, "string", text, metadata)

    def _add_timer(self, function: Function) -> None:
        async def run(data: str) -> Outcome:
            return await self._sources.worker.invoke(function.name, "json", data, {})

        timer = Timer(
            function.name,
            parse_schedule(str(function.trigger["schedule"]), self._sources.environment),
            run,
            SystemClock(),
            self._sources.data.state / f"timer-{function.name}.json",
        )
        self._timers[function.name] = timer
        self._tasks.append(asyncio.create_task(timer.keep(), name=f"timer {function.name}"))

    async def _add_queue(self, function: Function) -> None:
        async def run(data: str, metadata: dict[str, Any]) -> Outcome:
            return await self._sources.worker.invoke(function.name, "string", data, metadata)

        name = str(function.trigger["queueName"])
        listener = QueueListener(
            await self._client(name),
            await self._client(poison_name(name)),
            run,
            InFlight(self._sources.data.state / f"in-flight-{name}.json"),
            self._sources.options,
        )
        self._queues.append(listener)
        self._tasks.append(asyncio.create_task(listener.listen(), name=f"queue {name}"))

    async def _client(self, name: str) -> QueueClient:
        client = QueueClient.from_connection_string(self._sources.connection_string, name)
        return await self._clients.enter_async_context(client)
