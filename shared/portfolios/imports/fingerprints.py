"""How a movement is recognised when its file, or an overlapping one, comes again.

A fingerprint is made of what the broker states, never of what we know (a symbol may resolve
differently next year): its own identifier when it gives one, the fields of the movement when not.
Movements alike in all of that are told apart by their place among their likes in the file, so two
equal fills both count and both are found again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from shared.kernel.money import plain
from shared.portfolios.imports.reading import Entry


def fingerprint_all(broker: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield one fingerprint an entry, in their order."""
    seen: Counter[str] = Counter()
    for entry in entries:
        if entry.fingerprint is not None:
            yield entry.fingerprint
            continue
        content = "|".join((broker, *_content(entry)))
        seen[content] += 1
        yield digest(f"{content}|{seen[content]}")


def own(transaction_id: str) -> str:
    """Return the fingerprint by which our own export recognises one of our transactions."""
    return f"own:{transaction_id}"


def digest(content: str) -> str:
    """Return a short stable digest of a text."""
    return blake2b(content.encode(), digest_size=16).hexdigest()


def _content(entry: Entry) -> tuple[str, ...]:
    instrument = entry.isin or entry.ticker or ""
    quantity = plain(entry.quantity) if entry.quantity is not None else ""
    if entry.reference:
        # Brokers reuse identifiers for the legs of one order, hence more than the identifier.
        return ("id", entry.reference, entry.kind, instrument, quantity, entry.currency)
    amounts = (entry.price, entry.amount, entry.fee or None, entry.tax or None)
    return (
        "fields",
        entry.kind,
        instrument,
        entry.trade_date.isoformat(),
        entry.trade_time.isoformat() if entry.trade_time else "",
        quantity,
        *(plain(each) if each is not None else "" for each in amounts),
        entry.currency,
        entry.ratio or "",
        entry.account or "",
    )
