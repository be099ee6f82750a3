"""Drafts: who may propose what, and that each is decided once."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.assistant.drafts import Draft, Drafts
from shared.assistant.model import Caller
from shared.kernel.errors import Conflict, NotFound, PlumblineError, PreconditionFailed
from shared.platform.documents import Operation
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock

CALLER = Caller("ada", frozenset({"read", "trade-draft"}), frozenset({"mine"}), date(2024, 5, 1))


async def taken(owner: str, draft: Draft, operation: Operation) -> Mapping[str, Any]:
    raise PreconditionFailed("another was faster", "stale_etag")


@pytest.fixture
async def drafts(tmp_path: Path) -> AsyncIterator[Drafts]:
    documents = SqliteDocumentStore(tmp_path / "store.db", ManualClock())
    made = Drafts(documents, ManualClock())
    made.kinds["alert"] = taken
    yield made
    await documents.close()


@pytest.mark.parametrize(
    ("caller", "kind", "portfolio", "code"),
    [
        (replace(CALLER, scopes=frozenset({"read"})), "alert", None, "missing_scope"),
        (CALLER, "transfer", None, "unknown_draft"),
        (CALLER, "alert", "another", "portfolio_not_found"),
        (CALLER, "alert", None, "limited_token"),
    ],
)
async def test_what_may_not_be_proposed_is_refused(
    drafts: Drafts, caller: Caller, kind: str, portfolio: str | None, code: str
) -> None:
    with pytest.raises(PlumblineError) as refused:
        await drafts.propose(caller, kind, {}, "s", portfolio_id=portfolio)
    assert refused.value.code == code
    assert await drafts.list_open("ada") == []


async def test_at_most_a_hundred_drafts_wait(drafts: Drafts) -> None:
    for number in range(100):
        await drafts.propose(CALLER, "alert", {}, f"{number}", portfolio_id="mine")
    with pytest.raises(Conflict, match="100 drafts wait already"):
        await drafts.propose(CALLER, "alert", {}, "one more", portfolio_id="mine")


async def test_a_draft_is_decided_once(drafts: Drafts) -> None:
    draft = await drafts.propose(CALLER, "alert", {}, "s", portfolio_id="mine")
    with pytest.raises(Conflict, match="decided on meanwhile"):
        await drafts.confirm("ada", draft.id)
    assert (await drafts.discard("ada", draft.id)).status == "discarded"
    with pytest.raises(Conflict, match="discarded already"):
        await drafts.discard("ada", draft.id)


@pytest.mark.parametrize("name", ["nothing", "../other", ""])
async def test_a_draft_that_is_not_there_is_not_found(drafts: Drafts, name: str) -> None:
    with pytest.raises(NotFound):
        await drafts.get("ada", name)
