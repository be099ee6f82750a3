"""Writes that were proposed and wait for the person: nothing takes effect before they confirm it.

Whoever proposes (a model, the offline analyst, an MCP client) only ever makes a draft; confirming
is a request of its own, made by the person in the page. A draft takes effect at most once: its
change of state is in the same batch as what it does.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from shared.assistant.model import Caller
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, PreconditionFailed
from shared.kernel.ids import is_document_id
from shared.kernel.repeats import is_repeated, requested_id
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Operation, Query

type Status = Literal["open", "confirmed", "discarded"]
type Confirm = Callable[[str, "Draft", Operation], Awaitable[Mapping[str, Any]]]
"""Given the owner, the draft, and the operation that marks it as confirmed (to be part of its own
batch on the owner's partition of `user_data`), does what was proposed and says what came of it."""

SCOPE: Final = "trade-draft"
_PREFIX: Final = "draft:"
_KEPT_SECONDS: Final = 30 * 86_400
_MOST_OPEN: Final = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed write. `summary` says in one line what confirming it would do."""

    id: str
    kind: str
    summary: str
    body: Mapping[str, Any]
    proposed_by: str
    created_at: str
    portfolio_id: str | None = None
    status: Status = "open"
    result: Mapping[str, Any] | None = None


class Drafts:
    """Keeps drafts and, when their owner says so, carries them out. Kinds join in by name."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self.kinds: dict[str, Confirm] = {}
        self._documents, self._clock = documents, clock

    async def propose(
        self,
        caller: Caller,
        kind: str,
        body: Mapping[str, Any],
        summary: str,
        *,
        portfolio_id: str | None = None,
        proposed_by: str = "assistant",
    ) -> Draft:
        """Keep a draft.

        Raises: NotAllowed without the scope, or of no portfolio by a token limited to some;
        NotFound for a portfolio not theirs.

        The caller has checked that `body` is valid; it is checked again when confirmed.
        """
        if SCOPE not in caller.scopes:
            raise NotAllowed(f"This token lacks the scope {SCOPE!r}", "missing_scope")
        if kind not in self.kinds:
            raise InvalidInput(f"There are no drafts of the kind {kind[:40]!r}", "unknown_draft")
        if portfolio_id is None and not caller.sees_everything:
            raise NotAllowed("This token is limited to certain portfolios", "limited_token")
        if not caller.may_see(portfolio_id):
            raise NotFound(f"There is no portfolio {portfolio_id!r}", "portfolio_not_found")
        now = self._clock.now()
        name = requested_id(now)
        if is_repeated():
            with suppress(NotFound):
                return await self.get(caller.user_id, name)
        if len(await self.list_open(caller.user_id)) >= _MOST_OPEN:
            raise Conflict(f"{_MOST_OPEN} drafts wait already; decide on some", "too_many_drafts")
        draft = Draft(name, kind, summary, dict(body), proposed_by, rfc3339(now), portfolio_id)
        await self._documents.create(
            USER_DATA.name,
            caller.user_id,
            _PREFIX + draft.id,
            _body(draft),
            ttl_seconds=_KEPT_SECONDS,
        )
        return draft

    async def list_open(self, user_id: str) -> Sequence[Draft]:
        """Return the drafts that wait, newest first."""
        query = Query(prefix=_PREFIX, where={"status": "open"}, descending=True, limit=_MOST_OPEN)
        found = await self._documents.query(USER_DATA.name, user_id, query)
        return [_draft(document) for document in found]

    async def get(self, user_id: str, draft_id: str) -> Draft:
        """Return a draft. Raises: NotFound."""
        return _draft(await self._get(user_id, draft_id))

    async def discard(self, user_id: str, draft_id: str) -> Draft:
        """Turn a draft down. Raises: NotFound, Conflict when it was decided already."""
        stored = await self._get(user_id, draft_id)
        draft = replace(_open(_draft(stored)), status="discarded")
        await self._documents.replace(
            USER_DATA.name,
            user_id,
            stored.id,
            _body(draft),
            if_match=stored.etag,
            ttl_seconds=_KEPT_SECONDS,
        )
        return draft

    async def confirm(self, user_id: str, draft_id: str) -> Draft:
        """Do what a draft proposes. Raises: NotFound, Conflict, and what the doing raises."""
        stored = await self._get(user_id, draft_id)
        draft = replace(_open(_draft(stored)), status="confirmed")
        confirmed = Operation(
            "replace", stored.id, _body(draft), if_match=stored.etag, ttl_seconds=_KEPT_SECONDS
        )
        try:
            result = await self.kinds[draft.kind](user_id, draft, confirmed)
        except PreconditionFailed as error:
            raise Conflict("This draft was decided on meanwhile", "draft_decided") from error
        return replace(draft, result=result)

    async def _get(self, user_id: str, draft_id: str) -> Document:
        found = None
        if is_document_id(draft_id):
            found = await self._documents.find(USER_DATA.name, user_id, _PREFIX + draft_id)
        if found is None:
            raise NotFound(f"There is no draft {draft_id[:40]!r}", "draft_not_found")
        return found


def _open(draft: Draft) -> Draft:
    if draft.status != "open":
        raise Conflict(f"This draft is {draft.status} already", "draft_decided")
    return draft


def _draft(document: Document) -> Draft:
    return Draft(**document.body["draft"])


def _body(draft: Draft) -> dict[str, Any]:
    return {"draft": asdict(draft), "status": draft.status}
