"""A worker of its own over a shared store: the API on a port it prints, its lease a short one.

usage: assistant_worker.py DATA_DIR MODEL_URL LEASE_SECONDS
"""

import asyncio
import socket
import sys
from pathlib import Path

import uvicorn

from functions.http.app import create_api
from functions.wiring import Services
from shared.assistant.threads import Threads
from shared.settings import Settings
from tests.fakes.storage import MemoryBlobs, MemoryQueue


async def main(data_dir: Path, model_url: str, lease_seconds: float) -> None:
    settings = Settings(
        data_dir=data_dir,
        market_providers=("sample",),
        rate_limit_per_minute=0,
        openai_base_url=model_url,
        openai_model="m",
    )
    services = Services(settings)
    services.blobs, services.queue = MemoryBlobs(), MemoryQueue()
    services.threads = Threads(services.documents, services.machine_clock, lease_seconds)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(create_api(services), lifespan="off", log_level="error")
        await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
