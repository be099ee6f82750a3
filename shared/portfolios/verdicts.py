"""What is told of rows: where each is wrong, which are known already, what would happen to each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from shared.kernel.errors import FieldError
from shared.portfolios.drafts import errors_of, refusal, symbols_of, warnings_of
from shared.portfolios.log import LedgerLog
from shared.portfolios.model import Kind, Transaction, TransactionDraft
from shared.portfolios.ports import RowVerdict, TrackState
from shared.portfolios.results import LedgerProblem

_TAKES_SHARES: Final = frozenset({Kind.SELL, Kind.COVER, Kind.TRANSFER_OUT, Kind.MERGER})


def refuse_wrong(
    drafts: Sequence[TransactionDraft],
    today: date,
    states: Mapping[str, TrackState],
    is_recorded: Callable[[str], bool],
    pointers: str,
) -> None:
    """Raise the refusal of all drafts that are wrong by themselves, if any is."""
    errors: list[FieldError] = []
    codes: set[str] = set()
    for index, draft in enumerate(drafts):
        for error in errors_of(draft, today, states, is_recorded):
            errors.append(FieldError(pointers.format(index) + error.pointer, error.message))
            value = getattr(draft, error.pointer.removeprefix("/"), None)
            is_unknown = isinstance(value, str) and states.get(value) == "unknown"
            codes.add("unknown_symbol" if is_unknown else "invalid_transactions")
    if errors:
        raise refusal(errors, len(drafts), codes)


def repeated_in(drafts: Sequence[TransactionDraft], ledger: LedgerLog) -> set[int]:
    """Return the indices of drafts whose fingerprint is recorded or came before in the list."""
    seen = {entry.fingerprint for entry in ledger.current.values()} - {None}
    repeated: set[int] = set()
    for index, draft in enumerate(drafts):
        if draft.fingerprint is None:
            continue
        if draft.fingerprint in seen:
            repeated.add(index)
        seen.add(draft.fingerprint)
    return repeated


def never_recorded(drafts: Sequence[TransactionDraft], ledger: LedgerLog) -> list[TransactionDraft]:
    """Return the drafts whose fingerprint was never recorded, not even in what is deleted now."""
    seen = {event.transaction.fingerprint for event in ledger.events} - {None}
    return [draft for draft in drafts if draft.fingerprint not in seen]


def places_of(
    problems: Sequence[LedgerProblem], entries: Sequence[Transaction], ledger: LedgerLog
) -> list[tuple[int, str, str]]:
    """Return index, field and message of the new entries that problems are owed to.

    A problem of an older entry is owed to the new ones that take its shares away.
    """
    by_id = {entry.id: index for index, entry in enumerate(entries)}
    places: list[tuple[int, str, str]] = []
    for problem in problems:
        own = by_id.get(problem.transaction_id)
        if own is not None:
            places.append((own, problem.field, problem.message))
            continue
        symbol = ledger.current[problem.transaction_id].symbol
        related = [i for i, entry in enumerate(entries) if symbol in symbols_of([entry])]
        takers = [i for i in related if entries[i].kind in _TAKES_SHARES]
        message = f"then another transaction could not stand: {told(problem, ledger)}"
        places.extend((i, "quantity", message) for i in takers or related or [0])
    return places


def told(problem: LedgerProblem, ledger: LedgerLog) -> str:
    """Return a problem of a recorded transaction as a sentence's end."""
    entry = ledger.current[problem.transaction_id]
    return f"the {entry.kind.value} of {entry.trade_date} ({entry.id}) {problem.message}"


def no_currency(pointer: str) -> FieldError:
    """Return the error of a draft whose currency goes without saying nowhere."""
    return FieldError(f"{pointer}/currency", "say in which currency; the symbol's is not known")


def verdict_on(
    index: int,
    draft: TransactionDraft,
    errors: Sequence[FieldError],
    is_repeated: bool,
    states: Mapping[str, TrackState],
) -> RowVerdict:
    """Return what is to be told of one row."""
    warnings = warnings_of(draft, states)
    if errors:
        return RowVerdict(index, "rejected", tuple(errors), warnings)
    return RowVerdict(index, "duplicate" if is_repeated else "accepted", (), warnings)
