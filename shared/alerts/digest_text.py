"""A digest as text in its reader's language: what fired and moved, what portfolios are worth. Pure.

Every figure comes with the day it is of; what is not known is named, never left out in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shared.alerts.measures import percent
from shared.kernel.language import Language, worded, worded_day, worded_figure
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
    total_value: Decimal | None
    change: Decimal | None
    change_ratio: float | None
    unpriced: tuple[str, ...] = ()


def fired_lines(titles: Sequence[str], language: Language = "en") -> list[str]:
    """Return what fired, the newest first."""
    if not titles:
        return [worded(language, "No alert fired.")]
    more = len(titles) - _MOST_LINES
    shown = [f"- {title}" for title in titles[:_MOST_LINES]]
    if more > 0:
        shown.append(worded(language, "- and {more} more", more=more))
    if len(titles) == 1:
        return [worded(language, "1 alert fired:"), *shown]
    return [worded(language, "{count} alerts fired:", count=len(titles)), *shown]


def mover_lines(
    symbols: Sequence[str], quotes: dict[str, Quote], language: Language = "en"
) -> list[str]:
    """Return the symbols of watchlists that moved most, and those of which nothing is known."""
    if not symbols:
        return []
    moved = [quote for quote in quotes.values() if quote.change_ratio is not None]
    moved.sort(key=lambda quote: -abs(quote.change_ratio or 0.0))
    lines = [worded(language, "On your watchlists:")]
    lines += [_mover(quote, language) for quote in moved[:_MOST_MOVERS]]
    unknown = sorted(set(symbols) - set(quotes))
    if unknown:
        named = ", ".join(unknown[:_MOST_LINES])
        lines.append(worded(language, "- no price is known of {symbols}", symbols=named))
    return lines if len(lines) > 1 else []


def _mover(quote: Quote, language: Language) -> str:
    age = f", {worded(language, 'stale')}" if quote.is_stale else ""
    return worded(
        language,
        "- {symbol} {change} to {price} ({day}, {source}{age})",
        symbol=quote.symbol,
        change=worded_figure(language, percent(Decimal(str(quote.change_ratio)))),
        price=f"{worded_figure(language, plain(quote.price))} {quote.currency}",
        day=worded_day(language, quote.as_of),
        source=quote.source,
        age=age,
    )


def portfolio_lines(
    portfolios: Sequence[PortfolioLine], *, is_daily: bool, language: Language = "en"
) -> list[str]:
    """Return what portfolios are worth and how they changed on the day or in seven days."""
    period = worded(language, "on the day" if is_daily else "in seven days")
    lines = [_worth(one, period, language) for one in portfolios]
    return [worded(language, "Your portfolios:"), *lines] if lines else []


def _worth(one: PortfolioLine, period: str, language: Language) -> str:
    if one.total_value is None:
        named = ", ".join(one.unpriced)
        return worded(
            language,
            "- {portfolio}: no price is known of anything held ({symbols})",
            portfolio=one.name,
            symbols=named,
        )
    without = ""
    if one.unpriced:
        without = worded(language, "; without {symbols}", symbols=", ".join(one.unpriced))
    return worded(
        language,
        "- {portfolio}: {worth} on {day}, {change}{without}",
        portfolio=one.name,
        worth=_money(one.total_value, one.currency, language),
        day=worded_day(language, one.as_of),
        change=_change(one, period, language),
        without=without,
    )


def _change(one: PortfolioLine, period: str, language: Language) -> str:
    if one.change is None:
        return worded(language, "its change {period} is not known", period=period)
    sign = "+" if one.change >= 0 else "-"
    ratio = ""
    if one.change_ratio is not None:
        ratio = f", {worded_figure(language, percent(Decimal(str(one.change_ratio))))}"
    return f"{sign}{_money(abs(one.change), one.currency, language)}{ratio} {period}"


def _money(amount: Decimal, currency: str, language: Language) -> str:
    return f"{worded_figure(language, plain(round_money(amount, currency)))} {currency}"


def digest_text(*sections: Sequence[str]) -> str:
    """Join sections, those with nothing in them left out."""
    return "\n\n".join("\n".join(section) for section in sections if section)
