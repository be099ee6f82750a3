"""The audit trail: complete under races, and telling when someone has been at it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.audit import AuditLog, Origin, digest, genesis
from shared.platform.documents import DocumentStore
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock

STREAM = "ada:202405"


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[DocumentStore]:
    store = SqliteDocumentStore(tmp_path / "plumbline.db", ManualClock())
    yield store
    await store.close()


@pytest.fixture
def audit(documents: DocumentStore) -> AuditLog:
    return AuditLog(documents, ManualClock())


async def five_events(audit: AuditLog) -> None:
    for number in range(5):
        await audit.record("ada", "changed", before={"n": number}, after={"n": number + 1})


async def test_events_are_numbered_chained_and_whole(audit: AuditLog) -> None:
    await five_events(audit)
    events = await audit.list_events("ada", "202405")
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5]
    assert events[0].previous_hash == genesis(STREAM)
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]
    assert [event.after for event in events[:-1]] == [event.before for event in events[1:]]
    assert await audit.verify("ada", "202405") is None


async def test_events_recorded_at_once_all_find_their_place(
    audit: AuditLog, documents: DocumentStore
) -> None:
    other_worker = AuditLog(documents, ManualClock())
    await asyncio.gather(
        *(
            (audit, other_worker)[n % 2].record("ada", "changed", details={"n": n})
            for n in range(20)
        )
    )
    events = await audit.list_events("ada", "202405")
    assert {event.details["n"] for event in events} == set(range(20))
    assert await audit.verify("ada", "202405") is None


@pytest.mark.parametrize(
    "change", [{"kind": "forged"}, {"actor": "eve"}, {"after": "0" * 64}, {"details": {"a": 1}}]
)
async def test_a_changed_event_shows(
    audit: AuditLog, documents: DocumentStore, change: dict[str, object]
) -> None:
    await five_events(audit)
    third = await documents.get("audit", STREAM, "e0000000003")
    await documents.replace("audit", STREAM, third.id, {**third.body, **change})
    assert await audit.verify("ada", "202405") == 3


async def test_a_removed_event_shows(audit: AuditLog, documents: DocumentStore) -> None:
    await five_events(audit)
    await documents.delete("audit", STREAM, "e0000000002")
    assert await audit.verify("ada", "202405") == 2


async def test_an_event_resealed_by_a_forger_breaks_the_chain_after_it(
    audit: AuditLog, documents: DocumentStore
) -> None:
    await five_events(audit)
    third = await documents.get("audit", STREAM, "e0000000003")
    body = {**third.body, "kind": "forged", "hash": ""}
    body["hash"] = digest({**body, "stream": STREAM})
    await documents.replace("audit", STREAM, third.id, body)
    assert await audit.verify("ada", "202405") == 4


async def test_an_event_of_another_stream_does_not_fit(
    audit: AuditLog, documents: DocumentStore
) -> None:
    await audit.record("bob", "changed")
    moved = await documents.get("audit", "bob:202405", "e0000000001")
    await documents.create("audit", STREAM, moved.id, moved.body)
    assert await audit.verify("ada", "202405") == 1


def test_an_origin_is_kept_as_a_network_only() -> None:
    # Blocks reserved for documentation by RFC 5737 and RFC 3849.
    assert Origin("203.0.113.77").network == "203.0.113.0/24"
    assert Origin("2001:db8:1234:5678::1").network == "2001:db8:1234::/48"
    assert Origin("testclient").network == ""
    assert len(Origin("", "x" * 5000).agent) == 200


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    # printf '{"a":1,"b":2}' | sha256sum
    assert digest({"b": 2, "a": 1}) == (
        "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777"
    )
    assert digest(None) is None
