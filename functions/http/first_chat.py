"""What a worker's first chat would wait for, done while nobody asks anything."""

import asyncio
from importlib import import_module
from typing import Final

from functions.wiring import Services

_TOOLS: Final = tuple(
    f"shared.assistant.tools.{name}"
    for name in (
        "alerts calculation companies drafts earnings market planning portfolio reports "
        "research technical"
    ).split()
)
MODULES: Final = (
    "functions.model_wiring",
    "shared.alerts.evaluation",
    "shared.assistant.claims.verifier",
    "shared.assistant.offline_analyst.analyst",
    "shared.assistant.service",
    "shared.assistant.toolbox",
    *_TOOLS,
    "shared.market.service",
    "shared.reports.subjects",
    "shared.watchlists.service",
)
"""What services import when they are made, 0.4 s of CPU: else the first answers wait for it."""


async def get_ready(services: Services) -> None:
    """Import in a thread, beside the requests, then make the services in the loop's own."""
    for module in MODULES:
        await asyncio.to_thread(import_module, module)
    for module in _TOOLS:
        await asyncio.to_thread(_prepare, module)
    await asyncio.to_thread(_read_catalogues)
    _ = services.assistant


def _prepare(module: str) -> None:
    from shared.assistant.tools.tool import prepare

    prepare(import_module(module))


def _read_catalogues() -> None:
    from shared.assistant.offline_analyst import catalogue
    from shared.knowledge import glossary

    _ = catalogue.sentences(), catalogue.words(), glossary.define("bond")
