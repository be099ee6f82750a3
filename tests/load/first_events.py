"""Fifty people ask at once: how long until each sees the first event of an answer.

A host of its own: once its worker has warmed up, and has served nothing, and then again and again.
"""

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.load.scene import Scene

_AT_ONCE: Final = 50
_WARM_BURSTS: Final = 5
_WARM_UP_SECONDS: Final = 8.0
_LIMIT: Final = 150.0
_STREAM: Final = {"Accept": "text/event-stream"}


async def first_events(models: dict[str, str]) -> list[str]:
    """Print what the bursts came to; return what is over its floor."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), models)
        try:
            await scene.open(people=1, transactions=0)
            await asyncio.sleep(_WARM_UP_SECONDS)
            asked = scene.requests("/api/chat", "POST", headers=_STREAM)
            asked = [{**each, "json": {"content": "What is a bond?"}} for each in asked]
            bursts = [await _burst(scene, asked) for _ in range(1 + _WARM_BURSTS)]
        finally:
            await asyncio.to_thread(scene.host.stop)
    return _told(bursts[0], bursts[1:])


async def _burst(scene: Scene, asked: list[dict[str, Any]]) -> dict[str, Any]:
    found = await scene.call(asked, _AT_ONCE, 0.0)
    await asyncio.sleep(1.0)
    return found


def _told(first: dict[str, Any], warm: list[dict[str, Any]]) -> list[str]:
    fresh, p95 = first["p50"], median(one["p95"] for one in warm)
    print(
        f"first event of {_AT_ONCE} chats at once: a worker's first, median {fresh:.0f} ms"
        f" (floor {_LIMIT:.0f}); warm, median {median(one['p50'] for one in warm):.0f}, p95"
        f" {p95:.0f} ms (floor {_LIMIT:.0f}); {first['statuses']}",
        flush=True,
    )
    wrong: list[str] = []
    if fresh >= _LIMIT:
        wrong.append(f"a worker's first {_AT_ONCE} chats wait {fresh:.0f} ms for an event")
    if p95 >= _LIMIT:
        wrong.append(f"{_AT_ONCE} chats at once wait {p95:.0f} ms for a first event (p95)")
    return wrong
