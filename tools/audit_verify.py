"""Check that the audit trail hangs together: `make audit-verify`.

Reads every stream of every account from its first month on and follows the chain of hashes. Prints
what is broken and ends with status 1, or how much was checked.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Iterator
from datetime import datetime

from functions.wiring import Services, get_services

_PAGE = 500
# Where failed log-ins of addresses nobody has are kept (`shared.identity.service`).
_UNKNOWN = tuple(f"unknown-{number:02x}" for number in range(256))


async def verify_all(services: Services) -> tuple[int, list[str]]:
    """Return how many streams were checked and a line about each that is broken."""
    checked, broken = 0, list[str]()
    now = services.machine_clock.now()
    async for user_id, since in _owners(services):
        for month in _months(since, now):
            checked += 1
            place = await services.audit.verify(user_id, month)
            if place is not None:
                broken.append(f"{user_id} {month}: broken at entry {place}")
    return checked, broken


async def _owners(services: Services) -> AsyncGenerator[tuple[str, datetime]]:
    after: str | None = None
    first = services.machine_clock.now()
    while users := await services.identity.administration.list_users(after=after, limit=_PAGE):
        for user in users:
            first = min(first, user.created_at)
            yield user.id, user.created_at
        after = users[-1].id
    for stream in _UNKNOWN:
        yield stream, first


def _months(since: datetime, until: datetime) -> Iterator[str]:
    year, month = since.year, since.month
    while (year, month) <= (until.year, until.month):
        yield f"{year}{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004


async def _main() -> int:
    services = get_services()
    try:
        checked, broken = await verify_all(services)
    finally:
        await services.documents.close()
    for line in broken:
        print(line)
    print(f"{checked} streams checked, {len(broken)} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
