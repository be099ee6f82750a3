"""Identity over a real document store, with a clock that tests move."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.audit import AuditLog, Origin
from shared.identity.model import IdentityPolicy
from shared.identity.service import IdentityService
from shared.identity.signing_keys import FileSigningKeys
from shared.platform.documents import DocumentStore
from shared.platform.mail import OutboxMailer
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock

EMAIL = "ada@example.org"
PASSWORD = "correct-horse-battery-staple-9"
HOME = Origin("203.0.113.9", "Firefox")


@dataclass
class World:
    """What the tests of identity share; `worker` starts another worker on the same data."""

    documents: DocumentStore
    clock: ManualClock
    mailer: OutboxMailer
    audit: AuditLog
    worker: Callable[..., IdentityService]

    async def kinds(self, user_id: str) -> list[str]:
        month = f"{self.clock.now():%Y%m}"
        return [event.kind for event in await self.audit.list_events(user_id, month)]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = ManualClock()
    documents = SqliteDocumentStore(tmp_path / "plumbline.db", clock)
    audit = AuditLog(documents, clock)
    mailer = OutboxMailer(tmp_path / "outbox", clock)

    def worker(store: DocumentStore | None = None) -> IdentityService:
        store = store or documents
        keys = FileSigningKeys(tmp_path / "keys", clock)
        policy = IdentityPolicy(admin_addresses=ADMINS)
        return IdentityService(store, clock, keys, mailer, AuditLog(store, clock), policy)

    yield World(documents, clock, mailer, audit, worker)
    await documents.close()


ADMINS = frozenset({"root@example.org"})


@pytest.fixture
def identity(world: World) -> IdentityService:
    return world.worker()
