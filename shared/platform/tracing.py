"""Where the time of a piece of work went: spans, for whoever installed a tracer.

A port of one function call: features say `with span("ingest", ...)` wherever the answer to "why
did this take so long?" would be found. Without a tracer (the default on a laptop) that is a test
and a shared empty context manager, and nothing of OpenTelemetry is imported.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Literal, Protocol

type Attribute = str | int | float | bool
type Kind = Literal["internal", "client", "producer", "consumer"]

TRACEPARENT: Final = "traceparent"
"""The field of a message, and the header of a request, that carries a trace (W3C)."""


class Tracer(Protocol):
    """What an adapter offers; none of it raises."""

    def span(
        self, name: str, kind: Kind, attributes: Mapping[str, Attribute]
    ) -> AbstractContextManager[object]:
        """Open a span below the current one; an exception that passes marks it as failed."""
        ...

    def continued(
        self, name: str, traceparent: str, kind: Kind, attributes: Mapping[str, Attribute]
    ) -> AbstractContextManager[object]:
        """Open a span below the one named; an unreadable `traceparent` starts anew."""
        ...

    def passed(
        self, name: str, began: int, kind: Kind, attributes: Mapping[str, Attribute]
    ) -> None:
        """Add a span that ends now and began at a time in nanoseconds since 1970."""
        ...

    def annotate(self, attributes: Mapping[str, Attribute]) -> None:
        """Add attributes to the current span."""
        ...

    def traceparent(self) -> str:
        """Return the current span as a header value; empty outside of any."""
        ...

    def trace_id(self) -> str:
        """Return the current trace's id, 32 hex digits; empty outside of any."""
        ...


_installed: Tracer | None = None
_NOTHING: Final = nullcontext[object](None)


def install(tracer: Tracer | None) -> None:
    """Send spans to a tracer from now on; None: to nobody."""
    global _installed
    _installed = tracer


def is_watched() -> bool:
    """Return whether anybody receives spans."""
    return _installed is not None


def span(
    name: str, kind: Kind = "internal", **attributes: Attribute
) -> AbstractContextManager[object]:
    """Return a context manager around one piece of work; `__` in a name becomes a dot."""
    if _installed is None:
        return _NOTHING
    return _installed.span(name, kind, _dotted(attributes))


def continued(
    name: str, traceparent: object, kind: Kind = "consumer", **attributes: Attribute
) -> AbstractContextManager[object]:
    """Return a context manager around work that someone with this `traceparent` asked for."""
    if _installed is None:
        return _NOTHING
    parent = traceparent if isinstance(traceparent, str) else ""
    return _installed.continued(name, parent, kind, _dotted(attributes))


def passed(name: str, began: int, kind: Kind = "internal", **attributes: Attribute) -> None:
    """Add a span for what began then (`time_ns()`) and ends now: where no `with` can stand.

    A generator has no business holding a span open: whoever consumes it runs in between.
    """
    if _installed is not None:
        _installed.passed(name, began, kind, _dotted(attributes))


def annotate(**attributes: Attribute) -> None:
    """Add what became known to the span that is open."""
    if _installed is not None:
        _installed.annotate(_dotted(attributes))


def carried() -> dict[str, str]:
    """Return the field to send with a message so that its consumer continues this trace."""
    traceparent = _installed.traceparent() if _installed is not None else ""
    return {TRACEPARENT: traceparent} if traceparent else {}


def trace_id() -> str:
    """Return the id that finds this work in the traces; empty when nobody watches."""
    return _installed.trace_id() if _installed is not None else ""


def trace_fields() -> dict[str, str]:
    """Return what log lines say of the trace they belong to; nothing when nobody watches."""
    found = trace_id()
    return {"trace_id": found} if found else {}


def _dotted(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    return {name.replace("__", "."): value for name, value in attributes.items()}
