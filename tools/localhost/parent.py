"""Notices that the process which started us is gone, for whatever reason."""

import asyncio
import os
from typing import Final

_LOOK_EVERY_SECONDS: Final = 0.5


async def parent_is_gone() -> None:
    """Return when this process has been handed to another parent."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - the system offers no event for this
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
