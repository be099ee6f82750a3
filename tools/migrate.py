"""Bring stored market documents to today's shape: `make migrate DRY_RUN=1` only tells."""

import asyncio
import os

from functions.wiring import get_services
from shared.market.migration import MarketMigrator


async def main() -> None:
    """Migrate with the settings of the environment and print what came of it."""
    is_dry = os.environ.get("DRY_RUN", "") not in {"", "0", "false"}
    documents = get_services().documents
    try:
        result = await MarketMigrator(documents).run(is_dry=is_dry)
    finally:
        await documents.close()
    told = "would be changed" if is_dry else "changed"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(result.kinds.items()))
    print(
        f"{result.read} documents read, {result.changed} {told}"
        f"{f' ({kinds})' if kinds else ''}, {result.skipped} left to others"
    )


if __name__ == "__main__":
    asyncio.run(main())
