"""Stand-ins for the protobuf classes that the Functions runtime takes by injection.

The runtime (`azure-functions-runtime` 1.3) builds its answers from whatever classes it is handed
and reads plain attributes from its requests; gRPC and its generated code stay out of it.
"""

from types import SimpleNamespace
from typing import Any, ClassVar


class Message:
    """A protocol message: keyword arguments become attributes, over the class's defaults."""

    defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(self.defaults)
        self.__dict__.update(fields)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__} has no field {name!r}")


class TypedData(Message):
    """A value with its kind: `TypedData(json="…")`."""

    def WhichOneof(self, _group: str) -> str | None:  # noqa: N802 - protobuf's name
        return next(iter(self.__dict__), None)


class RpcHttp(Message):
    """The part of an HTTP request that comes with the invocation."""

    defaults: ClassVar[dict[str, Any]] = {
        "method": "",
        "url": "",
        "headers": {},
        "params": {},
        "query": {},
        "body": TypedData(),
    }


class BindingInfo:
    """One binding of a function; protobuf's enum values."""

    undefined, out, inout = 0, 1, 2

    def __init__(self, type: str, data_type: Any = None, direction: Any = None) -> None:
        self.type = type
        self.data_type = data_type or 0
        self.direction = direction or 0


class StatusResult(Message):
    """Whether a request succeeded, and with which exception it did not."""

    Failure, Success = 0, 1
    defaults: ClassVar[dict[str, Any]] = {"exception": None}


class RpcHttpCookie(Message):
    """A cookie; only its enum is looked at."""

    SameSite = type("SameSite", (), {"None": 0, "Lax": 1, "Strict": 2, "ExplicitNone": 3})


_PLAIN = (
    "FunctionEnvironmentReloadResponse",
    "FunctionLoadResponse",
    "FunctionMetadataResponse",
    "InvocationResponse",
    "NullableBool",
    "NullableDouble",
    "NullableString",
    "NullableTimestamp",
    "ParameterBinding",
    "RpcException",
    "RpcFunctionMetadata",
    "RpcRetryOptions",
    "WorkerInitResponse",
    "WorkerMetadata",
)

PROTOCOL = SimpleNamespace(
    TypedData=TypedData,
    RpcHttp=RpcHttp,
    BindingInfo=BindingInfo,
    StatusResult=StatusResult,
    RpcHttpCookie=RpcHttpCookie,
    **{name: type(name, (Message,), {}) for name in _PLAIN},
)
