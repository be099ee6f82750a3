"""From what somebody entered to what the ledger keeps: defaults filled in, errors named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from shared.kernel.errors import FieldError, InvalidInput
from shared.kernel.ids import new_id
from shared.market.model import Instrument, PriceSeries
from shared.portfolios.model import Kind, Portfolio, Transaction, TransactionDraft
from shared.portfolios.ports import TrackState
from shared.portfolios.rules import field_errors

_WITHOUT_MONEY = frozenset({Kind.SPLIT, Kind.SYMBOL_CHANGE})
_SHOWN = 3


def symbols_of(drafts: Iterable[TransactionDraft | Transaction]) -> list[str]:
    """Return every symbol that is mentioned, in order, once."""
    mentioned = (name for draft in drafts for name in (draft.symbol, draft.related_symbol))
    return list(dict.fromkeys(name for name in mentioned if name is not None))


def errors_of(
    draft: TransactionDraft,
    today: date,
    states: Mapping[str, TrackState],
    is_recorded: Callable[[str], bool],
) -> list[FieldError]:
    """Return what is wrong with one draft by itself, pointers relative to it.

    A symbol that no provider knows is an error when somebody typed it, and a warning when a broker
    wrote it, or when the ledger has it already (`is_recorded`).
    """
    found = field_errors(draft, today)
    if draft.isin is not None and draft.symbol is None:
        message = f"nobody who answers knows which symbol {draft.isin} has; state it as well"
        found.append(FieldError("/isin", message))
    if draft.source == "manual":
        for name in ("symbol", "related_symbol"):
            value = getattr(draft, name)
            if value is None or states.get(value) != "unknown" or is_recorded(value):
                continue
            found.append(
                FieldError(f"/{name}", f"no market data provider that answers knows {value}")
            )
    return found


def warnings_of(draft: TransactionDraft, states: Mapping[str, TrackState]) -> tuple[str, ...]:
    """Return what is odd with a draft but not wrong."""
    told = {
        "unknown": "No market data provider knows {0}: it will have no price",
        "unreachable": "{0} is unverified: no source that may know it could be reached; "
        "it has no price until one answers",
    }
    states_of = [(symbol, states.get(symbol, "")) for symbol in symbols_of([draft])]
    return tuple(told[state].format(symbol) for symbol, state in states_of if state in told)


def currency_of(
    draft: TransactionDraft,
    portfolio: Portfolio,
    prices: Mapping[str, PriceSeries],
    instruments: Mapping[str, Instrument],
) -> str | None:
    """Return the draft's currency or the one it leaves to be understood; None when none is."""
    if draft.currency is not None:
        return draft.currency
    if draft.symbol is None or draft.kind in _WITHOUT_MONEY:
        return portfolio.base_currency
    if draft.symbol in prices:
        return prices[draft.symbol].currency
    if draft.symbol in instruments:
        return instruments[draft.symbol].currency
    return None


def transaction(
    draft: TransactionDraft,
    currency: str,
    now: datetime,
    sequence: int,
    replaces: Transaction | None = None,
    *,
    id: str | None = None,
) -> Transaction:
    """Return the ledger's entry for a draft.

    One that replaces another keeps its id and place, and its source unless another is given; the
    ISIN too, as long as it is of the same symbol.
    """
    keeps_source = replaces is not None and "source" not in draft.model_fields_set
    return Transaction(
        id=replaces.id if replaces else (id or new_id(now)),
        kind=draft.kind,
        symbol=draft.symbol,
        trade_date=draft.trade_date,
        trade_time=draft.trade_time,
        settle_date=draft.settle_date,
        quantity=draft.quantity,
        price=draft.price,
        amount=draft.amount,
        currency=currency,
        fee=draft.fee,
        tax=draft.tax,
        fx_rate=draft.fx_rate,
        ratio=draft.ratio,
        related_symbol=draft.related_symbol,
        isin=_isin(draft, replaces),
        account=draft.account,
        tags=draft.tags,
        note=draft.note,
        source=replaces.source if replaces and keeps_source else draft.source,
        fingerprint=draft.fingerprint or (replaces.fingerprint if replaces else None),
        sequence=replaces.sequence if replaces else sequence,
        version=replaces.version + 1 if replaces else 1,
        recorded_at=now,
    )


def _isin(draft: TransactionDraft, replaces: Transaction | None) -> str | None:
    is_told = "isin" in draft.model_fields_set
    if replaces is None or is_told or replaces.symbol != draft.symbol:
        return draft.isin
    return replaces.isin


def refusal(errors: Sequence[FieldError], rows: int, codes: Iterable[str] = ()) -> InvalidInput:
    """Return the error that tells every wrong place; one code when all have the same."""
    distinct = set(codes)
    code = distinct.pop() if len(distinct) == 1 else "invalid_transactions"
    shown = "; ".join(f"{error.pointer}: {error.message}" for error in errors[:_SHOWN])
    more = f" (and {len(errors) - _SHOWN} more)" if len(errors) > _SHOWN else ""
    what = "The transaction was refused" if rows == 1 else "None of the transactions was recorded"
    return InvalidInput(f"{what}: {shown}{more}", code, errors=tuple(errors))
