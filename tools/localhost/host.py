"""Starts everything in order, says when it is ready, and stops everything."""

import asyncio
import logging
import signal
import socket
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tools.localhost.admin import Admin
from tools.localhost.azurite import Azurite
from tools.localhost.config import HostConfig
from tools.localhost.data_dir import DataDir, read_json
from tools.localhost.failure import CannotStart
from tools.localhost.host_json import HostJson, read_host_json
from tools.localhost.listeners import Listeners, Sources
from tools.localhost.parent import parent_is_gone
from tools.localhost.ports import close_all, free_port, listen_on_loopback
from tools.localhost.site import Site
from tools.localhost.storage import create_storage
from tools.localhost.worker_process import WorkerOptions, WorkerProcess

log = logging.getLogger(__name__)

_READY_SECONDS: Final = 90
_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_host(config: HostConfig, *, with_parent: bool) -> None:
    """Run until a signal, or until the parent is gone. Raises: CannotStart."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.create_task(_serve(config))
    waiting: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait())]
    if with_parent:
        waiting.append(asyncio.create_task(parent_is_gone()))
    await asyncio.wait([serving, *waiting], return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        print("Stopping …", flush=True)
        serving.cancel()
    for task in waiting:
        task.cancel()
    await asyncio.wait([serving])
    if not serving.cancelled():
        serving.result()


async def _serve(config: HostConfig) -> None:
    data = DataDir(config.data_dir)
    with data.held() as lock:
        async with AsyncExitStack() as stack:
            await _Host(config, data, lock, stack).run()


class _Host:
    """The parts, started in the order in which they need each other."""

    def __init__(self, config: HostConfig, data: DataDir, lock: int, stack: AsyncExitStack) -> None:
        self._lock = lock
        self._config = config
        self._data = data
        self._stack = stack
        self._host_json: HostJson = read_host_json(config.app_dir / "host.json")

    async def run(self) -> None:
        config = self._config
        api = self._listen(config.api_port, "PLUMBLINE_API_PORT")
        web_sockets = self._listen(config.web_port, "PLUMBLINE_WEB_PORT")
        admin = self._listen(0, "the admin port")
        api_url = f"http://localhost:{_port_of(api)}"
        web_url = f"http://localhost:{_port_of(web_sockets)}"
        azurite = None if config.beside else await self._start_azurite()
        storage = azurite.connection_string if azurite else _storage_of(config.beside)
        environment = config.worker_environment(storage, _port_of(web_sockets))
        background = WorkerProcess(self._options("background", environment))
        http = WorkerProcess(self._options("http", environment, api, _port_of(admin)))
        self._stack.push_async_callback(_stop_all, http, background)
        await asyncio.gather(background.start(), http.start(), _make_storage(azurite))
        sources = Sources(
            background,
            storage,
            environment,
            self._host_json.queues,
            self._data,
        )
        listeners = await self._stack.enter_async_context(Listeners(sources))
        # Unwound in reverse: take nothing new, end the workers, settle what they had.
        self._stack.push_async_callback(_stop_all, http, background)
        self._stack.push_async_callback(listeners.stop_taking)
        pages = Admin(background.functions, listeners.run_now, web_url)
        await self._serve_app(pages.app(), admin)
        await self._serve_app(Site(config.page_dir, api_url).app(), web_sockets)
        await _until_answering((f"{api_url}/{self._host_json.route_prefix}/health", web_url))

        def announce() -> None:
            self._data.announce(
                {
                    "api": api_url,
                    "web": web_url,
                    "storage": storage,
                    "azurite": azurite.pid if azurite else 0,
                    "workers": {"http": http.pid, "background": background.pid},
                }
            )

        announce()
        http.on_restart = background.on_restart = announce
        print(f"Plumbline is ready: {web_url}", flush=True)
        keeping = azurite.keep(announce) if azurite else asyncio.Event().wait()
        await _until_broken(keeping, listeners)

    def _listen(self, port: int, variable: str) -> list[socket.socket]:
        sockets = listen_on_loopback(port, variable)
        self._stack.callback(close_all, sockets)
        return sockets

    async def _start_azurite(self) -> Azurite:
        ports = self._config.blob_port or free_port(), self._config.queue_port or free_port()
        log_file = self._data.logs / "azurite.log"
        azurite = Azurite(self._data.azurite, log_file, ports, self._lock)
        await azurite.spawn()
        self._stack.push_async_callback(azurite.stop)
        return azurite

    def _options(
        self,
        name: str,
        environment: dict[str, str],
        sockets: Sequence[socket.socket] = (),
        host_port: int = 0,
    ) -> WorkerOptions:
        return WorkerOptions(
            name=name,
            app_dir=self._config.app_dir,
            log=self._data.logs / f"{name}.log",
            environment=environment,
            lock=self._lock,
            prefix=f"/{self._host_json.route_prefix}",
            sockets=sockets,
            host_port=host_port,
        )

    async def _serve_app(self, app: web.Application, sockets: Sequence[socket.socket]) -> None:
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        for each in sockets:
            await web.SockSite(runner, each).start()


def _port_of(sockets: Sequence[socket.socket]) -> int:
    return sockets[0].getsockname()[1]


async def _stop_all(*workers: WorkerProcess) -> None:
    await asyncio.gather(*(worker.stop() for worker in workers))


async def _make_storage(azurite: Azurite | None) -> None:
    if azurite is not None:
        await azurite.ready()
        await create_storage(azurite.connection_string)


def _storage_of(beside: Path | None) -> str:
    """Return where a running host keeps blobs and queues. Raises: CannotStart."""
    facts = read_json(DataDir(beside).running) if beside else {}
    if "storage" not in facts:
        raise CannotStart(f"No Plumbline runs on {beside}, which PLUMBLINE_BESIDE names")
    return str(facts["storage"])


async def _until_answering(urls: Sequence[str]) -> None:
    async with ClientSession(timeout=ClientTimeout(total=_READY_SECONDS)) as session:
        for url in urls:
            await _until_ok(session, url)


async def _until_ok(session: ClientSession, url: str) -> None:
    problem = "no answer"
    for _ in range(20):
        try:
            async with session.get(url) as response:
                if response.ok:
                    return
                problem = f"status {response.status}"
        except (ClientError, TimeoutError) as error:
            problem = str(error)
        await asyncio.sleep(0.25)
    raise CannotStart(f"{url} does not answer as it should: {problem}; see the logs folder")


async def _until_broken(keeping: Coroutine[Any, Any, object], listeners: Listeners) -> None:
    """Run until a listener fails, or Azurite for good. Raises: CannotStart, what a listener did."""
    kept = asyncio.create_task(keeping)
    try:
        done, _ = await asyncio.wait([kept, *listeners.tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        kept.cancel()
        await asyncio.wait([kept])
    for task in done:
        task.result()
