"""Corporate actions of Interactive Brokers as entries, read from their description."""

import re
from collections import defaultdict
from decimal import Decimal
from typing import Final

from shared.kernel.money import plain
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.interactive_brokers.records import CorporateAction
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.model import Kind

# `AAPL(US0378331005) SPLIT 4 FOR 1 (AAPL, APPLE INC, US0378331005)`
_SUBJECT: Final = re.compile(r"^([^(]+)\(([A-Z0-9]+)\)\s*(.*?)\s*\(([^,()]+),.*\)\s*$")
_RATIO: Final = re.compile(r"(\d+(?:\.\d+)?)\s+FOR\s+(\d+(?:\.\d+)?)", re.IGNORECASE)
_MERGER: Final = re.compile(r"MERGE(D|R)|ACQUISITION|TENDERED", re.IGNORECASE)
_RENAME: Final = re.compile(r"CUSIP/ISIN CHANGE|NAME CHANGE|SYMBOL CHANGE", re.IGNORECASE)


def book_actions(reading: Reading, actions: list[CorporateAction]) -> None:
    """File corporate actions; the legs of one are read together."""
    events: defaultdict[tuple[object, ...], list[CorporateAction]] = defaultdict(list)
    for action in actions:
        events[action.reference or _event(action), action.day].append(action)
    for legs in events.values():
        _book_event(reading, legs)


def _event(action: CorporateAction) -> str:
    """Return the part of a description that all legs of an action share."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", action.description)


def _book_event(reading: Reading, legs: list[CorporateAction]) -> None:
    lead = next((leg for leg in legs if leg.quantity > 0), legs[0])
    try:
        entry = _entry(legs, lead)
    except BadRow as error:
        for leg in legs:
            reading.reject(leg.row, str(error))
        return
    reading.accept(lead.row, [entry])
    for leg in legs:
        if leg is not lead:
            reading.note(leg.row, f"the other side of row {lead.row}")


def _entry(legs: list[CorporateAction], lead: CorporateAction) -> Entry:
    match = _SUBJECT.match(lead.description)
    if match is None:
        raise BadRow(f"corporate action {lead.description[:80]!r} is not one we know")
    subject, subject_isin, what, _ = match.groups()
    if _RENAME.search(what):
        return _moved(Kind.SYMBOL_CHANGE, subject, subject_isin, legs, lead, ratio=None)
    if re.search(r"\bSPLIT\b", what, re.IGNORECASE):
        return _base(Kind.SPLIT, subject, subject_isin, lead, ratio=_ratio(what))
    if re.search(r"SPIN-?OFF", what, re.IGNORECASE):
        return _base(
            Kind.SPIN_OFF,
            subject,
            subject_isin,
            lead,
            quantity=abs(lead.quantity),
            related=lead.instrument.symbol,
        )
    if re.search(r"STOCK DIVIDEND", what, re.IGNORECASE):
        return _base(Kind.STOCK_DIVIDEND, subject, subject_isin, lead, quantity=abs(lead.quantity))
    if _MERGER.search(what):
        return _merger(subject, subject_isin, what, legs, lead)
    raise BadRow(f"corporate action {what[:80]!r} is not one we know; enter it by hand")


def _ratio(what: str) -> str:
    match = _RATIO.search(what)
    if match is None:
        raise BadRow(f"no ratio in {what[:80]!r}")
    return f"{plain(Decimal(match[1]))}:{plain(Decimal(match[2]))}"


def _merger(
    subject: str, isin: str, what: str, legs: list[CorporateAction], lead: CorporateAction
) -> Entry:
    cash = sum((leg.proceeds for leg in legs), Decimal(0))
    if lead.quantity <= 0:
        if cash <= 0:
            raise BadRow("a merger with neither shares nor cash in this file")
        return _base(Kind.MERGER, subject, isin, lead, amount=cash)
    amount = cash if cash > 0 else None
    return _moved(Kind.MERGER, subject, isin, legs, lead, ratio=_ratio(what), amount=amount)


def _moved(
    kind: Kind,
    subject: str,
    isin: str,
    legs: list[CorporateAction],
    lead: CorporateAction,
    *,
    ratio: str | None,
    amount: Decimal | None = None,
) -> Entry:
    if lead.quantity <= 0 or lead.instrument.symbol == subject:
        raise BadRow(f"what became of {subject} is not in this file")
    return _base(
        kind, subject, isin, lead, ratio=ratio, amount=amount, related=lead.instrument.symbol
    )


def _base(
    kind: Kind,
    subject: str,
    subject_isin: str,
    lead: CorporateAction,
    *,
    ratio: str | None = None,
    quantity: Decimal | None = None,
    amount: Decimal | None = None,
    related: str | None = None,
) -> Entry:
    return Entry(
        kind=kind,
        trade_date=lead.day,
        currency=lead.currency,
        ticker=subject.strip(),
        isin=value.isin(subject_isin),
        quantity=quantity,
        ratio=ratio,
        amount=amount,
        related_ticker=related,
        note=lead.description,
        reference=lead.reference,
        account=lead.account,
    )
