"""How often an alert would have fired in the past: before people make it, they see what it does.

The same code judges the past that judges each new datum. An alert that is met at the beginning of
the period does not count for that day: it would have fired before.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shared.alerts import portfolio_readings
from shared.alerts.events import Event, dividends, stories
from shared.alerts.judging import judge
from shared.alerts.looking import Sources
from shared.alerts.measures import bars_needed, readings
from shared.alerts.model import AlertDraft, AlertState
from shared.alerts.reading import Reading
from shared.alerts.tape import tape
from shared.kernel.errors import NotFound

_STEP: Final = timedelta(days=7)
_MOST_LOOKS: Final = 53  # each folds the ledger up to a day


@dataclass(frozen=True, slots=True)
class PastFiring:
    """A day on which the alert would have fired, and what it would have said."""

    day: date
    value: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an alert would have done from `first` to `last`.

    `evaluated`: of how many data; `missing`: of how many nothing could have been said. `now`: what
    the newest datum says, and `is_met_now` whether the alert would fire at once. `notes` say what
    this look at the past leaves out.
    """

    first: date
    last: date
    firings: tuple[PastFiring, ...]
    evaluated: int
    missing: int
    now: str
    is_met_now: bool
    notes: tuple[str, ...] = ()


class Previewer:
    """Tries rules on the past; changes nothing."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def preview(self, owner: str, rule: AlertDraft, days: int) -> Preview:
        """Return what a rule would have done in the last days. Raises: NotFound without data."""
        last = self._sources.clock.today()
        first = last - timedelta(days=days)
        if rule.kind == "dividend":
            return await self._dividends(owner, rule, first, last)
        if rule.kind == "news":
            return await self._news(rule, first, last)
        if rule.portfolio_id is not None:
            found = await self._portfolio(owner, rule, rule.portfolio_id, first, last)
        else:
            found = await self._symbol(rule, rule.symbol or "", first)
        return await asyncio.to_thread(_walked, rule, found, first, last, _notes(rule))

    async def _symbol(self, rule: AlertDraft, symbol: str, first: date) -> list[Reading]:
        series = (await self._sources.histories.prices([symbol])).get(symbol)
        if series is None:
            raise NotFound(f"no price of {symbol} is known", "no_prices")
        after = int(series.days.searchsorted(first.toordinal()))
        count = bars_needed(rule) + int(series.days.size) - after
        bars = await asyncio.to_thread(tape, series, count)
        start = next((i for i, bar in enumerate(bars.bars) if bar.day >= first), len(bars.bars) - 1)
        # In today's shares, as whoever names a price today means it; years of averages take long.
        return await asyncio.to_thread(readings, rule, bars, bars.bars[-1].day, start)

    async def _portfolio(
        self, owner: str, rule: AlertDraft, portfolio_id: str, first: date, last: date
    ) -> list[Reading]:
        found: list[Reading] = []
        if rule.kind == "drawdown":
            series = (await self._sources.returns(owner, portfolio_id, last)).series
            returns = series.cumulative_twr
            found = portfolio_readings.drawdowns(rule, series.dates, returns, first)
        else:
            found = await self._now_and_then(owner, rule, portfolio_id, first, last)
        if not found:
            raise NotFound("the portfolio held nothing in this time", "nothing_held")
        return found

    async def _now_and_then(
        self, owner: str, rule: AlertDraft, portfolio_id: str, first: date, last: date
    ) -> list[Reading]:
        found: list[Reading] = []
        measure = portfolio_readings.weight if rule.kind == "weight" else portfolio_readings.drift
        step = max(_STEP, (last - first) // _MOST_LOOKS)
        for number in range((last - first) // step, -1, -1):
            day = last - number * step
            held = await self._sources.portfolios.holdings(owner, portfolio_id, as_of=day)
            if held.items:
                found.append(measure(rule, held, day))
        return found

    async def _dividends(self, owner: str, rule: AlertDraft, first: date, last: date) -> Preview:
        symbols = [rule.symbol] if rule.symbol else []
        if rule.portfolio_id is not None:
            held = await self._sources.portfolios.holdings(owner, rule.portfolio_id)
            symbols = [item.symbol for item in held.items]
        prices = await self._sources.histories.prices(symbols)
        found: list[Event] = []
        for symbol in symbols:
            found += dividends(rule, symbol, prices.get(symbol), None, first, last)
        missing = sum(1 for symbol in symbols if symbol not in prices)
        return _counted(found, first, last, missing, _notes(rule))

    async def _news(self, rule: AlertDraft, first: date, last: date) -> Preview:
        symbol = rule.symbol or ""
        kept = (await self._sources.news.kept([symbol])).get(symbol)
        items = (kept.value if kept else None) or ()
        since = min((item.published_at for item in items), default=None)
        begin = max(first, since.date()) if since is not None else last
        found = stories(rule, items, since - _STEP) if since is not None else []
        return _counted(found, begin, last, 0 if items else 1, _notes(rule))


def _walked(
    rule: AlertDraft,
    found: Sequence[Reading],
    first: date,
    last: date,
    notes: tuple[str, ...],
) -> Preview:
    state = AlertState(is_armed=False)
    firings: list[PastFiring] = []
    for reading in found:
        state, outcome = judge(rule, state, reading)
        if outcome == "fired":
            firings.append(PastFiring(reading.day, reading.shown))
    newest = found[-1]
    _, now = judge(rule, AlertState(), newest)
    return Preview(
        max(first, found[0].day),
        min(last, newest.day),
        tuple(firings),
        len(found),
        sum(1 for reading in found if reading.level is None),
        newest.shown or newest.missing,
        now == "fired",
        notes,
    )


def _counted(
    found: Sequence[Event], first: date, last: date, missing: int, notes: tuple[str, ...]
) -> Preview:
    firings = tuple(PastFiring(event.day, event.text) for event in found)
    now = found[-1].text if found else "nothing in this time"
    return Preview(first, last, firings, len(found), missing, now, False, notes)


def _notes(rule: AlertDraft) -> tuple[str, ...]:
    if rule.kind in {"weight", "allocation_drift"}:
        return ("looked at once a week; over more than a year, at 53 days evenly apart",)
    if rule.kind == "dividend":
        return ("by ex-date; the notice comes up to window_days before where it is declared",)
    if rule.kind == "news":
        return ("by the stories that are kept: three months at most",)
    return ("by closes; prices of the session may reach further",)
