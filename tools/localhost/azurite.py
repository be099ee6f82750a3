"""Azurite, the storage emulator, as a child that cannot outlive this process."""

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from tools.localhost.failure import CannotStart

_HERE: Final = Path(__file__).parent
# Azurite's published development account; the same in every installation of it.
_ACCOUNT: Final = "devstoreaccount1"
_KEY: Final = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/"
    "K1SZFPTOtr/KBHBeksoGMGw=="  # pragma: allowlist secret
)
_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 10


def connection_string(blob_port: int, queue_port: int) -> str:
    """Return the connection string of an Azurite on these ports."""
    return (
        f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};"
        f"BlobEndpoint=http://127.0.0.1:{blob_port}/{_ACCOUNT};"
        f"QueueEndpoint=http://127.0.0.1:{queue_port}/{_ACCOUNT};"
    )


class Azurite:
    """A running Azurite with blobs and queues under one folder."""

    def __init__(self, process: Process, ports: tuple[int, int], log: Path) -> None:
        self._process = process
        self._ports = ports
        self._log = log

    @classmethod
    async def spawn(cls, location: Path, log: Path, ports: tuple[int, int], lock: int) -> Self:
        """Start Azurite with its (blob, queue) ports; `ready` waits for it. Raises: CannotStart."""
        node = shutil.which("node")
        if node is None:
            raise CannotStart(
                "Node.js is missing; install version 20 or newer (https://nodejs.org)"
            )
        if not (_HERE / "node_modules" / "azurite").is_dir():
            raise CannotStart("Azurite is not installed; run: npm ci --prefix tools/localhost")
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *(node, str(_HERE / "azurite_child.cjs")),
                *("--location", str(location)),
                *("--blobHost", "127.0.0.1", "--blobPort", str(ports[0])),
                *("--queueHost", "127.0.0.1", "--queuePort", str(ports[1])),
                *("--tableHost", "127.0.0.1", "--tablePort", "0"),
                *("--silent", "--skipApiVersionCheck", "--disableTelemetry"),
                stdin=PIPE,
                stdout=output,
                stderr=STDOUT,
                pass_fds=(lock,),
                start_new_session=True,
            )
        return cls(process, ports, log)

    @property
    def connection_string(self) -> str:
        return connection_string(*self._ports)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ready(self) -> None:
        """Wait until both services listen. Raises: CannotStart."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                for port in self._ports:
                    await self._until_listening(port)
        except TimeoutError:
            raise CannotStart(f"Azurite does not answer; its log is {self._log}") from None

    async def wait(self) -> None:
        """Return when the process has ended, which it should only do when asked to."""
        await self._process.wait()

    async def stop(self) -> None:
        """Let Azurite write its tables, then end it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def _until_listening(self, port: int) -> None:
        while self._process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
        raise CannotStart(f"Azurite ended while starting; its log is {self._log}")
