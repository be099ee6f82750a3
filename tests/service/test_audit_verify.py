"""`make audit-verify` reads every stream of every account and names the one that was touched."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from functions.wiring import Services
from shared.audit.register import register_of
from shared.platform.containers import AUDIT
from shared.settings import Settings
from tests.fakes.manual_clock import ManualClock
from tests.fakes.storage import MemoryBlobs
from tools.audit_verify import verify_all

PASSWORD = "correct-horse-battery-staple-9"


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    services = Services(Settings(data_dir=tmp_path))
    services.machine_clock = ManualClock()
    services.blobs = MemoryBlobs()
    yield services
    await services.documents.close()


async def registered(services: Services, name: str) -> str:
    return (await services.identity.register(f"{name}@example.org", PASSWORD)).user.id


async def erase(services: Services, stream: str, after: int = 0) -> None:
    user_id, _, month = stream.rpartition(":")
    for event in await services.audit.list_events(user_id, month, after=after):
        await services.documents.delete(AUDIT.name, stream, f"e{event.sequence:010d}")


async def test_a_stream_erased_whole_is_missed(services: Services) -> None:
    ada = await registered(services, "ada")
    await registered(services, "bob")
    assert (await verify_all(services))[1] == []
    await erase(services, f"{ada}:202405")
    assert (await verify_all(services))[1] == [f"{ada} 202405: registered, and gone"]


async def test_a_stream_of_somebody_who_left_is_still_looked_at(services: Services) -> None:
    grant = await services.identity.register("ada@example.org", PASSWORD)
    caller = await services.identity.authenticate(grant.access_token)
    await services.identity.profiles.erase(caller)
    assert await services.identity.administration.list_users() == []
    assert (await verify_all(services))[1] == []
    await erase(services, f"{grant.user.id}:202405")
    assert (await verify_all(services))[1] == [f"{grant.user.id} 202405: registered, and gone"]


async def test_erasing_the_register_too_leaves_streams_nobody_entered(services: Services) -> None:
    ada = await registered(services, "ada")
    await erase(services, f"{register_of(ada)}:202405")
    assert (await verify_all(services))[1] == [f"{ada} 202405: not in the register"]


async def test_a_month_that_is_over_is_sealed_once_and_its_ends_stay(services: Services) -> None:
    clock = services.machine_clock
    assert isinstance(clock, ManualClock)
    ada = await registered(services, "ada")
    clock.advance(31 * 86_400)
    assert await services.audit_inspection.seal_month_before() == 2  # the stream, its register
    assert await services.audit_inspection.seal_month_before() == 0
    assert (await verify_all(services))[1] == []
    await erase(services, f"{ada}:202405", after=1)
    (line,) = (await verify_all(services))[1]
    assert line.startswith(f"{ada} 202405: not the ")
    await erase(services, f"{ada}:202405")
    await erase(services, f"{register_of(ada)}:202405")
    assert (await verify_all(services))[1] == [
        f"{register_of(ada)} 202405: registered, and gone",
        f"{ada} 202405: registered, and gone",
    ]


async def test_two_hundred_who_begin_at_once_are_all_in_the_register(services: Services) -> None:
    people = [f"p{number}" for number in range(200)]
    await asyncio.gather(*(services.audit.record(person, "changed") for person in people))
    findings, known = await services.audit_inspection.verify()
    assert known == {f"{person}:202405" for person in people}
    assert findings.broken == []


async def test_a_touched_entry_is_found_among_all_accounts(services: Services) -> None:
    grants = [
        await services.identity.register(f"{name}@example.org", PASSWORD) for name in ("ada", "bob")
    ]
    checked, broken = await verify_all(services)
    assert checked >= 2
    assert broken == []
    victim, month = grants[1].user.id, f"{services.machine_clock.now():%Y%m}"
    (event, *_) = await services.audit.list_events(victim, month)
    stream, entry = f"{victim}:{month}", f"e{event.sequence:010d}"
    document = await services.documents.get(AUDIT.name, stream, entry)
    forged = {**document.body, "actor": "nobody"}
    await services.documents.replace(AUDIT.name, stream, entry, forged)
    _, broken = await verify_all(services)
    assert broken == [f"{victim} {month}: broken at entry 1"]
