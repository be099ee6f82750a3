"""The ledger as stored: whole or not at all, whoever writes at the same time, whatever crashes."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from shared.kernel.clock import Clock
from shared.kernel.errors import InvalidInput, PreconditionFailed, Unavailable
from shared.kernel.ids import new_id
from shared.platform.containers import USER_DATA
from shared.platform.documents import DocumentStore, Operation, Query
from shared.portfolios.model import TransactionDraft
from shared.portfolios.repository import PortfolioRepository
from shared.portfolios.service import PortfolioService
from tests.fakes.failing_store import InterruptedStore
from tests.service.portfolios.conftest import LaterClock, MakeService, buy, draft, sell


def import_of(rows: int) -> list[TransactionDraft]:
    """A broker's history: purchases of fifty symbols over ten years."""
    return [
        draft(
            "buy",
            f"{2015 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}",
            f"S{number % 50:03}",
            quantity=f"{1 + number % 97}.25",
            price=f"{10 + number % 400}.{number % 100:02}",
            fee="1.99",
            source="trading212",
            fingerprint=f"{number:064x}",
        )
        for number in range(rows)
    ]


async def segments(store: DocumentStore, pid: str) -> list[str]:
    found = await store.query(USER_DATA.name, "ada", Query(prefix=f"segment:{pid}:"))
    return [document.id for document in found]


async def test_five_thousand_rows_land_at_once_and_another_worker_reads_them(
    service: PortfolioService, make_service: MakeService, store: DocumentStore, pid: str
) -> None:
    recorded = await service.add_transactions("ada", pid, import_of(5000))
    loaded = await make_service().load("ada", pid)
    assert loaded.ledger_version == 1
    assert set(loaded.transactions) == set(recorded)
    assert len(recorded) == 5000
    assert len(await segments(store, pid)) < 30


async def test_one_wrong_row_of_many_leaves_nothing(
    service: PortfolioService, store: DocumentStore, pid: str
) -> None:
    rows = [*import_of(1000), sell()]
    with pytest.raises(InvalidInput) as refused:
        await service.add_transactions("ada", pid, rows)
    assert [error.pointer for error in refused.value.errors] == ["/transactions/1000/quantity"]
    assert (await service.load("ada", pid)).transactions == ()
    assert await segments(store, pid) == []


async def test_a_crash_before_the_commit_leaves_only_orphans_that_are_swept_a_day_later(
    store: DocumentStore, make_service: MakeService, clock: Clock, pid: str
) -> None:
    async def crash(operations: Sequence[Operation]) -> None:
        raise Unavailable("The power went")

    interrupted = make_service(over=InterruptedStore(store, crash))
    with pytest.raises(Unavailable):
        await interrupted.add_transactions("ada", pid, import_of(2000))
    orphans = await segments(store, pid)
    assert orphans
    assert (await make_service().load("ada", pid)).transactions == ()

    await make_service().add_transactions("ada", pid, [buy()])
    assert await PortfolioRepository(store, clock).sweep("ada", pid) == 0
    swept = await PortfolioRepository(store, LaterClock(2)).sweep("ada", pid)
    assert swept == len(orphans)
    assert len((await make_service().load("ada", pid)).transactions) == 1


async def test_a_later_import_sweeps_away_what_a_crashed_one_left(
    store: DocumentStore, make_service: MakeService, clock: Clock, pid: str
) -> None:
    two_days_ago = new_id(clock.now() - timedelta(days=2))
    orphan = f"segment:{pid}:{two_days_ago}"
    await store.create(USER_DATA.name, "ada", orphan, {"events": []})
    await make_service().add_transactions("ada", pid, import_of(2000))
    assert orphan not in await segments(store, pid)
    assert len((await make_service().load("ada", pid)).transactions) == 2000


async def test_writers_at_the_same_time_lose_nothing(make_service: MakeService, pid: str) -> None:
    workers = [make_service() for _ in range(4)]
    await asyncio.gather(
        *(
            worker.add_transactions("ada", pid, [buy(note=f"{n}")])
            for n, worker in enumerate(workers)
        )
    )
    loaded = await make_service().load("ada", pid)
    assert sorted(entry.note or "" for entry in loaded.transactions) == ["0", "1", "2", "3"]
    assert len({entry.sequence for entry in loaded.transactions}) == 4
    assert loaded.ledger_version == 4


async def test_the_same_shares_are_not_sold_twice_by_two_at_once(
    service: PortfolioService, make_service: MakeService, pid: str
) -> None:
    await service.add_transactions("ada", pid, [buy()])
    answers = await asyncio.gather(
        *(make_service().add_transactions("ada", pid, [sell()]) for _ in range(2)),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, InvalidInput)]
    assert len(refused) == 1
    assert len((await service.load("ada", pid)).transactions) == 2


async def test_extra_operations_happen_with_the_rows_or_not_at_all(
    service: PortfolioService, store: DocumentStore, pid: str
) -> None:
    made = await store.create(USER_DATA.name, "ada", "import:1", {"status": "previewed"})
    done = Operation("replace", "import:1", {"status": "confirmed"}, if_match=made.etag)
    await service.add_transactions("ada", pid, [buy()], extra_operations=[done])
    assert (await store.get(USER_DATA.name, "ada", "import:1")).body == {"status": "confirmed"}

    # Confirmed a second time with the ETag of the first: nothing is booked again.
    with pytest.raises(PreconditionFailed):
        await service.add_transactions("ada", pid, [buy()], extra_operations=[done])
    assert len((await service.load("ada", pid)).transactions) == 1


async def test_a_reader_between_two_writes_sees_the_ledger_its_head_names(
    store: DocumentStore, make_service: MakeService, clock: Clock, pid: str
) -> None:
    writer = make_service()
    await writer.add_transactions("ada", pid, [buy(note="first")])
    reader = PortfolioRepository(store, clock)
    old = await reader.get("ada", pid)
    await writer.add_transactions("ada", pid, [buy(note="second")])
    # The head was read before the second write, the segment after it.
    log = await reader._log("ada", pid, old.head)
    assert [entry.note for entry in log.ordered] == ["first"]
    _, log = await reader.read("ada", pid)
    assert [entry.note for entry in log.ordered] == ["first", "second"]


async def test_a_worker_catches_up_with_what_others_wrote(
    make_service: MakeService, pid: str
) -> None:
    one, other = make_service(), make_service()
    for number in range(6):
        writer = one if number % 2 else other
        await writer.add_transactions("ada", pid, import_of(300))
    expected = (await make_service().load("ada", pid)).transactions
    assert len(expected) == 1800
    assert (await one.load("ada", pid)).transactions == expected
    assert (await other.load("ada", pid)).transactions == expected


async def test_a_deleted_portfolio_leaves_no_document(
    service: PortfolioService, store: DocumentStore, pid: str
) -> None:
    await service.add_transactions("ada", pid, import_of(1000))
    await service.delete("ada", pid)
    left: list[Any] = await store.query(USER_DATA.name, "ada", Query())
    assert left == []
