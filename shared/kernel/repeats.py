"""Requests that may come again: what they make gets the same ids every time.

A worker may die after it has done what a request asks and before it could say so. The client sends
the request again, with the same Idempotency-Key, and another worker carries it out: a second
portfolio, a second purchase. So the ids of what a request makes hang on its key: whoever makes
something first looks whether it is there. Outside of such a request ids are new ones.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import count
from typing import Final

from ulid import ULID

from shared.kernel.clock import SystemClock
from shared.kernel.ids import new_id

_RANDOM_BYTES: Final = 10
_MILLISECONDS_BYTES: Final = 6


@dataclass(slots=True)
class _Request:
    seed: bytes
    begun_at: datetime
    is_repeated: bool
    numbers: "count[int]" = field(default_factory=count)


_current: ContextVar[_Request | None] = ContextVar("request_that_may_come_again", default=None)


@contextmanager
def request(seed: bytes, begun_at: datetime, *, is_repeated: bool) -> Generator[None]:
    """Carry out a request; `seed` is its key with its owner, `begun_at` when it first came."""
    token = _current.set(_Request(seed, begun_at, is_repeated))
    try:
        yield
    finally:
        _current.reset(token)


def is_repeated() -> bool:
    """Say whether this request was begun before, so that its effect may be there already."""
    current = _current.get()
    return current is not None and current.is_repeated


def requested_id(now: datetime) -> str:
    """Return the id of the next thing a request makes: the same one when it is repeated.

    Take it before any loop that may go round a different number of times.
    """
    current = _current.get()
    if current is None:
        return new_id(now)
    number = next(current.numbers)
    material = b"%d:%s" % (number, current.seed)
    random = blake2b(material, digest_size=_RANDOM_BYTES).digest()
    # As many days away as a clock that stands still (`PLUMBLINE_TODAY`); numbered, so that what
    # was made later sorts later.
    days = round((now - SystemClock().now()) / timedelta(days=1))
    at = current.begun_at + timedelta(days=days, milliseconds=number)
    milliseconds = int(at.timestamp() * 1000)
    return str(ULID(milliseconds.to_bytes(_MILLISECONDS_BYTES, "big") + random))
