"""Arithmetic beside the event loop, one piece at a time.

Threads that compute take turns at the interpreter anyway; several of them at once only take it
from each other, and from the threads that wait for the network and the disk.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache


async def computed[**P, T](step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a step of some milliseconds computes. Raises: what it raises."""
    run = copy_context().run
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread(), lambda: run(step, *args, **kwargs))


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="arithmetic")
