"""A worker from its first instruction to its first answer: `python -m bench.first_answer FOLDER`.

Starts the application of a folder on Microsoft's runtime, as the host does, and asks for its
health: over the worker's own server where the application brings one, else within the invocation.
"""

import asyncio
import os
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from tools.localhost.protocol import PROTOCOL, RpcHttp, TypedData
from tools.localhost.runtime import Runtime

_PATH: Final = "/api/health"
_INVOCATION: Final = "first"


async def main(folder: Path) -> None:
    """Print `200` once it is answered, and end at once."""
    sys.path.insert(0, str(folder))
    os.chdir(folder)
    answer = _over_http if folder.joinpath("host.json").is_file() else _within_the_invocation
    print(await answer(folder), flush=True)
    os._exit(0)  # What the runtime started would otherwise be waited for.


async def _over_http(folder: Path) -> int:
    runtime = await Runtime.start(folder)
    reader, writer = await asyncio.open_connection(runtime.address.host, runtime.address.port)
    running = runtime.invoke_http(_INVOCATION, _PATH.removeprefix("/api/"))
    head = f"GET {_PATH} HTTP/1.1\r\nHost: localhost\r\nx-ms-invocation-id: {_INVOCATION}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    await running
    return int(answer.split(maxsplit=2)[1])


async def _within_the_invocation(folder: Path) -> int:
    module: Any = import_module("azure_functions_runtime")
    module.start_threadpool_executor()
    init = SimpleNamespace(capabilities={}, function_app_directory=str(folder))
    request = SimpleNamespace(
        request=SimpleNamespace(worker_init_request=init),
        properties={"host": "127.0.0.1", "protos": PROTOCOL},
    )
    await module.worker_init_request(request)
    [function] = (await module.functions_metadata_request(request)).function_metadata_results
    http = RpcHttp(method="GET", url=f"http://localhost{_PATH}", params={"route": _PATH[1:]})
    asked = SimpleNamespace(
        invocation_id=_INVOCATION,
        function_id=function.function_id,
        trigger_metadata={},
        trace_context=SimpleNamespace(trace_parent="", trace_state="", attributes={}),
        retry_context=SimpleNamespace(retry_count=0, max_retry_count=0, exception=None),
        input_data=[SimpleNamespace(name="req", data=TypedData(http=http), WhichOneof=_is_data)],
    )
    wrapped = SimpleNamespace(request=SimpleNamespace(invocation_request=asked), properties={})
    response: Any = await module.invocation_request(wrapped)
    if response.return_value is None:
        raise SystemExit(f"{folder} did not answer: {response.result.exception}")
    return int(response.return_value.http.status_code)


def _is_data(_group: str) -> str:
    return "data"


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).absolute()))
