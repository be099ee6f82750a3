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
_LISTED: Final[Body] = {"formerly": [], "renamed": None, "delisted_on": None}
_GOING_ON: Final[Body] = {"delisted_on": None, "renamed_to": None}


def _universe_2(body: Body) -> Body:
    """Version 2 of an entry of the universe says whether a watchlist has the symbol."""
    return {**_TRACKED_BEFORE_WATCHLISTS, **body}


def _series_2(body: Body) -> Body:
    """Version 2 of a series' head says what became of the listing."""
    return {**_LISTED, **body}


def _universe_3(body: Body) -> Body:
    """Version 3 of an entry of the universe says whether the listing has ended."""
    return {**_GOING_ON, **body}


STEPS: Final[Mapping[str, tuple[Step, ...]]] = {
    "series": (_series_2,),
    "year": (),
    "universe": (_universe_2, _universe_3),
    "instrument": (),
    "finding": (),
    "release": (),
    "track": (),
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
