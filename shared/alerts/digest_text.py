"""A digest as text: what fired, what moved, what portfolios are worth. Pure.

Every figure comes with the day it is of; what is not known is named, never left out in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shared.alerts.measures import percent
from shared.kernel.money import plain, round_money
from shared.market.quotes import Quote

_MOST_LINES: Final = 10
_MOST_MOVERS: Final = 5


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """A portfolio's worth and how it changed over the digest's period; None: not known."""

    name: str
    as_of: date
    currency: str
    total_value: Decimal
    change: Decimal | None
    change_ratio: float | None
    unpriced: tuple[str, ...] = ()


def fired_lines(titles: Sequence[str]) -> list[str]:
    """Return what fired, the newest first."""
    if not titles:
        return ["No alert fired."]
    more = len(titles) - _MOST_LINES
    shown = [f"- {title}" for title in titles[:_MOST_LINES]]
    count = "1 alert" if len(titles) == 1 else f"{len(titles)} alerts"
    return [f"{count} fired:", *shown, *([f"- and {more} more"] if more > 0 else [])]


def mover_lines(symbols: Sequence[str], quotes: dict[str, Quote]) -> list[str]:
    """Return the symbols of watchlists that moved most, and those of which nothing is known."""
    if not symbols:
        return []
    moved = [quote for quote in quotes.values() if quote.change_ratio is not None]
    moved.sort(key=lambda quote: -abs(quote.change_ratio or 0.0))
    lines = ["On your watchlists:"]
    for quote in moved[:_MOST_MOVERS]:
        age = ", stale" if quote.is_stale else ""
        change = percent(Decimal(str(quote.change_ratio)))
        price = f"{plain(quote.price)} {quote.currency}"
        lines.append(f"- {quote.symbol} {change} to {price} ({quote.as_of}, {quote.source}{age})")
    unknown = sorted(set(symbols) - set(quotes))
    if unknown:
        lines.append(f"- no price is known of {', '.join(unknown[:_MOST_LINES])}")
    return lines if len(lines) > 1 else []


def portfolio_lines(portfolios: Sequence[PortfolioLine], period: str) -> list[str]:
    """Return what portfolios are worth and how they changed over a period (`on the day`)."""
    lines: list[str] = []
    for one in portfolios:
        worth = f"{plain(round_money(one.total_value, one.currency))} {one.currency}"
        change = f"its change {period} is not known"
        if one.change is not None:
            sign = "+" if one.change >= 0 else "-"
            amount = plain(round_money(abs(one.change), one.currency))
            ratio = (
                "" if one.change_ratio is None else f", {percent(Decimal(str(one.change_ratio)))}"
            )
            change = f"{sign}{amount} {one.currency}{ratio} {period}"
        without = f"; without {', '.join(one.unpriced)}" if one.unpriced else ""
        lines.append(f"- {one.name}: {worth} on {one.as_of}, {change}{without}")
    return ["Your portfolios:", *lines] if lines else []


def digest_text(*sections: Sequence[str]) -> str:
    """Join sections, those with nothing in them left out."""
    return "\n\n".join("\n".join(section) for section in sections if section)
