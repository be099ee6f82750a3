"""From what a broker states to the draft our ledger takes."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from pydantic import ValidationError

from shared.portfolios.imports.reading import BadRow, Entry
from shared.portfolios.imports.symbols import Key, Resolved, key_of
from shared.portfolios.imports.text_values import isin
from shared.portfolios.model import TransactionDraft

_AMOUNT_STEP: Final = Decimal("1e-10")
_QUANTITY_STEP: Final = Decimal("1e-12")
_LONGEST_NOTE: Final = 500


def draft(
    entry: Entry, broker: str, fingerprint: str, symbols: Mapping[Key, Resolved]
) -> TransactionDraft:
    """Return the draft of an entry. Raises: BadRow naming each wrong field."""
    found = symbols.get(key_of(entry)) if any(key_of(entry)) else None
    related = symbols.get((entry.related_ticker or "", "")) if entry.related_ticker else None
    try:
        return TransactionDraft(
            kind=entry.kind,
            symbol=found.symbol if found else None,
            trade_date=entry.trade_date,
            trade_time=entry.trade_time,
            settle_date=entry.settle_date,
            quantity=_rounded(entry.quantity, _QUANTITY_STEP),
            price=_rounded(entry.price, _AMOUNT_STEP),
            amount=_rounded(entry.amount, _AMOUNT_STEP),
            currency=entry.currency,
            fee=_rounded(entry.fee, _AMOUNT_STEP) or Decimal(0),
            tax=_rounded(entry.tax, _AMOUNT_STEP) or Decimal(0),
            fx_rate=_rounded(entry.fx_rate, _QUANTITY_STEP),
            ratio=entry.ratio,
            related_symbol=related.symbol if related else None,
            isin=isin(entry.isin) if entry.isin and found else None,
            account=entry.account,
            tags=entry.tags,
            note=_note(entry, found),
            source=entry.source or f"import:{broker}",
            fingerprint=fingerprint,
        )
    except ValidationError as error:
        raise BadRow(
            "; ".join(_told(detail["loc"], detail["msg"]) for detail in error.errors())
        ) from error


def _rounded(number: Decimal | None, step: Decimal) -> Decimal | None:
    """Round to the ledger's resolution what has more digits than that (crypto prices)."""
    if number is None or -int(number.as_tuple().exponent) <= -int(step.as_tuple().exponent):
        return number
    return number.quantize(step, ROUND_HALF_EVEN).normalize()


def _note(entry: Entry, found: Resolved | None) -> str | None:
    """Return the entry's note; an instrument we do not know keeps its name and ISIN there."""
    parts = [entry.note]
    if found is not None and not found.is_known:
        parts += [entry.name, f"ISIN {entry.isin}" if entry.isin else None]
    return "; ".join(part for part in parts if part)[:_LONGEST_NOTE] or None


def _told(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in location) or 'row'}: {message}"
