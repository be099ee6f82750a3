"""Azurite, the storage emulator, as a child that cannot outlive this process."""

import asyncio
import logging
import os
import shutil
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tools.localhost.failure import CannotStart

log = logging.getLogger(__name__)

_HERE: Final = Path(__file__).parent
# Azurite's published development account; the same in every installation of it.
_ACCOUNT: Final = "devstoreaccount1"
_KEY: Final = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/"
    "K1SZFPTOtr/KBHBeksoGMGw=="  # pragma: allowlist secret
)
_START_SECONDS: Final = 120
_STOP_SECONDS: Final = 10
# One that dies this young this often has a reason that starting it again does not cure.
_YOUNG_SECONDS: Final = 10
_YOUNG_DEATHS: Final = 5


def connection_string(blob_port: int, queue_port: int) -> str:
    """Return the connection string of an Azurite on these ports."""
    return (
        f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};"
        f"BlobEndpoint=http://127.0.0.1:{blob_port}/{_ACCOUNT};"
        f"QueueEndpoint=http://127.0.0.1:{queue_port}/{_ACCOUNT};"
    )


class Azurite:
    """A running Azurite with blobs and queues under one folder."""

    def __init__(self, location: Path, log: Path, ports: tuple[int, int], lock: int) -> None:
        self._location, self._log, self._ports, self._lock = location, log, ports, lock
        self._process: Process | None = None

    async def spawn(self) -> None:
        """Start Azurite; `ready` waits for it. Raises: CannotStart."""
        node = shutil.which("node")
        if node is None:
            raise CannotStart(
                "Node.js is missing; install version 20 or newer (https://nodejs.org)"
            )
        if not (_HERE / "node_modules" / "azurite").is_dir():
            raise CannotStart("Azurite is not installed; run: npm ci --prefix tools/localhost")
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(node, str(_HERE / "azurite_child.cjs")),
                *("--location", str(self._location)),
                *("--blobHost", "127.0.0.1", "--blobPort", str(self._ports[0])),
                *("--queueHost", "127.0.0.1", "--queuePort", str(self._ports[1])),
                *("--tableHost", "127.0.0.1", "--tablePort", "0"),
                *("--silent", "--skipApiVersionCheck", "--disableTelemetry"),
                stdin=PIPE,
                stdout=output,
                stderr=STDOUT,
                pass_fds=(self._lock,),
                start_new_session=True,
            )

    @property
    def connection_string(self) -> str:
        return connection_string(*self._ports)

    @property
    def pid(self) -> int:
        """Return the process id of Azurite as it lives now, or 0."""
        return self._process.pid if self._process else 0

    async def ready(self) -> None:
        """Wait until both services listen. Raises: CannotStart."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                for port in self._ports:
                    await self._until_listening(port)
        except TimeoutError:
            raise CannotStart(f"Azurite does not answer; its log is {self._log}") from None

    async def keep(self, on_restart: Callable[[], None]) -> None:
        """Start another on the same ports and files when it ends by itself.

        Raises: CannotStart when the new ones die too.
        """
        clock, young = asyncio.get_running_loop().time, 0
        while self._process is not None:
            born = clock()
            await self._process.wait()
            young = young + 1 if clock() - born < _YOUNG_SECONDS else 0
            if young >= _YOUNG_DEATHS:
                raise CannotStart(f"Azurite keeps ending by itself; its log is {self._log}")
            log.warning("Azurite ended by itself; starting another")
            await asyncio.sleep(young * 0.5)
            await self.spawn()
            on_restart()

    async def stop(self) -> None:
        """Let Azurite write its tables, then end it."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def _until_listening(self, port: int) -> None:
        while self._process is not None and self._process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
        raise CannotStart(f"Azurite ended while starting; its log is {self._log}")
