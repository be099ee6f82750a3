"""When the cycle collector runs: seldom over everything, and never while plain values are made.

Ledgers and price series kept in memory are hundreds of thousands of values without a cycle. Every
pass over all of them finds nothing and holds everybody up: at Python's own settings one of 0.3 s
came every few seconds under load, a fifth of a worker's time.
"""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from typing import Final

_YOUNG: Final = 10_000  # net allocations before the youngest are looked at
_OLDER: Final = (20, 50)  # passes of a generation before the next one's: ten million allocations
_lock = Lock()
_pauses = 0


def collect_seldom() -> None:
    """Look at what is new after more allocations than Python does, at everything seldom."""
    gc.set_threshold(_YOUNG, *_OLDER)


def leave_alone_what_is_loaded() -> None:
    """Look never again at what there is now, modules above all; takes a tenth of a second."""
    _ = gc.collect()
    gc.freeze()


@contextmanager
def paused_collection() -> Generator[None]:
    """Keep the collector from running until the last of those inside, in any thread, is out.

    For tens of thousands of plain values: folding 100,000 transactions takes less than half the
    time without passes over them.
    """
    global _pauses
    with _lock:
        _pauses += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if not _pauses:
                gc.enable()
