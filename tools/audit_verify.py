"""Check that the audit trail hangs together: `make audit-verify`.

Reads every stream the register knows of, follows the chain of hashes and compares ends with seals;
then looks for streams of accounts that the register does not know. Prints what is broken and ends
with status 1, or how much was checked.

What it cannot see: an end cut off within the running month, and somebody who rewrites the streams,
the register and every later month. Against that, keep the heads it prints somewhere else.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Iterator
from datetime import datetime

from functions.wiring import Services, get_services
from shared.audit.inspection import AuditInspection
from shared.audit.register import REGISTERS

_PAGE = 500
# Where failed log-ins of addresses nobody has are kept (`shared.identity.service`).
_UNKNOWN = tuple(f"unknown-{number:02x}" for number in range(256))


async def verify_all(services: Services) -> tuple[int, list[str]]:
    """Return how many streams were checked and a line about each that is broken."""
    now = services.machine_clock.now()
    inspection = AuditInspection(services.audit, services.machine_clock)
    findings, known = await inspection.verify()
    async for user_id, since in _owners(services):
        for month in _months(since, now):
            if f"{user_id}:{month}" in known:
                continue
            if await services.audit.list_events(user_id, month, limit=1):
                findings.checked += 1
                findings.broken.append(f"{user_id} {month}: not in the register")
    return findings.checked, findings.broken


async def heads(services: Services) -> list[str]:
    """Return this month's last hash of each register: a copy elsewhere dates all before it."""
    month = f"{services.machine_clock.now():%Y%m}"
    found = {name: await services.audit.read_all(name, month) for name in REGISTERS}
    return [f"{name} {month} {len(e)} {e[-1].hash}" for name, e in found.items() if e]


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
        kept = await heads(services)
    finally:
        await services.documents.close()
    for line in (*kept, *broken):
        print(line)
    print(f"{checked} streams checked, {len(broken)} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
