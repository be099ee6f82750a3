"""Drives Microsoft's `azure-functions-runtime`: index an application, invoke its functions."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from tools.localhost.front import Address
from tools.localhost.protocol import PROTOCOL, RpcHttp, TypedData

_NO_TRACE: Final = SimpleNamespace(trace_parent="", trace_state="", attributes={})
_LISTEN_SECONDS: Final = 90
_NO_RETRY: Final = SimpleNamespace(retry_count=0, max_retry_count=0, exception=None)


class IndexingFailed(Exception):
    """`function_app.py` could not be indexed; the message is the runtime's."""


@dataclass(frozen=True, slots=True)
class Function:
    """One indexed function: its name, the runtime's id for it, and its trigger binding."""

    name: str
    function_id: str
    trigger: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Return the trigger's type as the host knows it: `queueTrigger`, `timerTrigger`."""
        return str(self.trigger["type"])

    def to_json(self) -> dict[str, Any]:
        """Return this as what crosses the control channel."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(data["name"], data["function_id"], data["trigger"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an invocation ended; `error` is empty when it succeeded."""

    error: str = ""
    stack: str = ""


class Runtime:
    """The runtime of one process; it keeps its state in module globals, so there is only one."""

    def __init__(self, module: Any, functions: dict[str, Function], address: Address) -> None:
        self._module = module
        self.functions = functions
        self.address = address
        http = (f for f in functions.values() if f.kind == "httpTrigger")
        self._http = next(http, None)

    @classmethod
    async def start(cls, app_directory: Path) -> Self:
        """Index `function_app.py` and start its HTTP server. Raises: IndexingFailed."""
        # Untyped, and loaded only in a worker.
        module: Any = import_module("azure_functions_runtime")

        module.start_threadpool_executor()
        init = SimpleNamespace(capabilities={}, function_app_directory=str(app_directory))
        request = SimpleNamespace(
            request=SimpleNamespace(worker_init_request=init),
            properties={"host": "127.0.0.1", "protos": PROTOCOL},
        )
        started: Any = await module.worker_init_request(request)
        if started.result.status != PROTOCOL.StatusResult.Success:
            problem = started.result.exception
            raise IndexingFailed(f"{problem.message}\n{problem.stack_trace}")
        metadata: Any = await module.functions_metadata_request(request)
        functions = [_function(each) for each in metadata.function_metadata_results]
        url = urlsplit(str(started.capabilities["HttpUri"]))
        address = Address(url.hostname or "127.0.0.1", url.port or 0)
        await _until_listening(address)
        return cls(module, {f.name: f for f in functions}, address)

    def invoke_http(self, invocation_id: str, path: str) -> asyncio.Task[None]:
        """Start the HTTP function; the request itself follows to the runtime's own server."""
        if self._http is None:
            raise LookupError("The application has no HTTP function")
        name = str(self._http.trigger["name"])
        http = TypedData(http=RpcHttp(params={"path": unquote(path)}))
        invocation = self._invoke(self._http, {name: http}, {}, invocation_id)
        return asyncio.get_running_loop().create_task(_discard(invocation))

    async def invoke(
        self,
        name: str,
        kind: str,
        data: str,
        metadata: Mapping[str, Any],
        invocation_id: str,
    ) -> Outcome:
        """Run a function with one input, a `string` or `json`, and its trigger metadata."""
        function = self.functions[name]
        inputs = {str(function.trigger["name"]): TypedData(**{kind: data})}
        typed = {key: TypedData(json=json.dumps(value)) for key, value in metadata.items()}
        return await self._invoke(function, inputs, typed, invocation_id)

    async def _invoke(
        self,
        function: Function,
        inputs: Mapping[str, TypedData],
        metadata: Mapping[str, TypedData],
        invocation_id: str,
    ) -> Outcome:
        request = SimpleNamespace(
            invocation_id=invocation_id,
            function_id=function.function_id,
            trigger_metadata=metadata,
            trace_context=_NO_TRACE,
            retry_context=_NO_RETRY,
            input_data=[_binding(name, data) for name, data in inputs.items()],
        )
        wrapped = SimpleNamespace(
            request=SimpleNamespace(invocation_request=request), properties={}
        )
        response: Any = await self._module.invocation_request(wrapped)
        problem = response.result.exception
        if response.result.status == PROTOCOL.StatusResult.Success:
            return Outcome()
        return Outcome(problem.message, problem.stack_trace)


def _function(metadata: Any) -> Function:
    bindings = [json.loads(raw) for raw in metadata.raw_bindings]
    trigger = next(b for b in bindings if str(b["type"]).endswith("Trigger"))
    return Function(metadata.name, metadata.function_id, trigger)


def _binding(name: str, data: TypedData) -> SimpleNamespace:
    return SimpleNamespace(name=name, data=data, WhichOneof=_is_data)


def _is_data(_group: str) -> str:
    return "data"


async def _discard(invocation: Any) -> None:
    await invocation


async def _until_listening(address: Address) -> None:
    try:
        async with asyncio.timeout(_LISTEN_SECONDS):
            # There is no event to wait for: the runtime starts its server in a task of its own.
            while not await _listens(address):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise IndexingFailed("The worker's HTTP server did not start") from None


async def _listens(address: Address) -> bool:
    try:
        _, writer = await asyncio.open_connection(address.host, address.port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True
