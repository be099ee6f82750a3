"""The shapes that market documents had, and the step from each to the next. Pure.

A document carries `schema`. Readers take any version up to their own: `upcast` applies the missing
steps in memory. The migrator writes them down, so that old steps can one day be dropped. A step
is a pure function of the body; it is added here together with the reader that needs it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from shared.kernel.errors import Malformed

type Body = dict[str, Any]
type Step = Callable[[Body], Body]

_TRACKED_BEFORE_WATCHLISTS: Final = {"is_watched": False}


def _universe_2(body: Body) -> Body:
    """Version 2 of an entry of the universe says whether a watchlist has the symbol."""
    return {**_TRACKED_BEFORE_WATCHLISTS, **body}


STEPS: Final[Mapping[str, tuple[Step, ...]]] = {
    "series": (),
    "year": (),
    "universe": (_universe_2,),
    "instrument": (),
    "finding": (),
    "run": (),
    "facts": (),
}
"""By kind of document, the steps from version 1 on."""


def current(kind: str) -> int:
    """Return the version that is written today."""
    return 1 + len(STEPS[kind])


def upcast(kind: str, body: Body) -> Body:
    """Return a body in today's shape. Raises: Malformed for one written by a newer version."""
    version = int(body.get("schema", 1))
    if version > current(kind):
        raise Malformed(f"A {kind} document was stored by a newer version (schema {version})")
    for step in STEPS[kind][version - 1 :]:
        body = step(body)
    return {**body, "schema": current(kind)}
