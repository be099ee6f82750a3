"""The portfolio in one line of figures that add up, to the cent.

gain = total value − net contributions
     = realised + unrealised + income − fees − taxes + currency effect on cash
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from shared.analytics import performance
from shared.analytics.performance_report import amounts, twr_notes
from shared.analytics.periods import Period
from shared.analytics.rounding import rounded_parts
from shared.analytics.series import DailySeries
from shared.kernel.money import ZERO, round_money
from shared.portfolios.arithmetic import EXACT, UNKNOWN
from shared.portfolios.columns import total
from shared.portfolios.ports import Book
from shared.portfolios.results import LedgerResult
from shared.portfolios.valuation import STALE_AFTER, Holdings

PARTS: Final = (
    "realised_gain",
    "unrealised_gain",
    "income",
    "fees",
    "taxes",
    "cash_fx_effect",
)
_OF_VALUES: Final = (
    "total_value",
    "gain",
    "unrealised_gain",
    "twr",
    "xirr",
    "simple_return",
    "day_change",
)
_COSTS: Final = frozenset({"fees", "taxes"})


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures from the beginning to `as_of`, in `currency`.

    `fees` and `taxes` are those that are no part of a price paid or received; the totals count
    every one. `unpriced` names what could not be valued: it is left out of every figure here,
    with the money that went into it. Where no position has a value nothing is left out, and what
    takes a value is None. `day_change` is the gain of the last trading day, None when
    that is so long ago that prices are stale.
    """

    as_of: date
    currency: str
    total_value: Decimal | None
    net_contributions: Decimal | None
    gain: Decimal | None
    realised_gain: Decimal | None
    unrealised_gain: Decimal | None
    income: Decimal | None
    fees: Decimal | None
    taxes: Decimal | None
    cash_fx_effect: Decimal | None
    fees_total: Decimal | None
    taxes_total: Decimal | None
    twr: float | None
    twr_annualised: float | None
    xirr: float | None
    simple_return: float | None
    day_change: Decimal | None
    day_change_return: float | None
    unpriced: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict[str, str])


def summary(book: Book, valued: Holdings, series: DailySeries | None) -> Summary:
    """Sum a book up at its `as_of`."""
    result = book.result
    outside = valued.outside
    with localcontext(EXACT):
        parts = exact_parts(result, valued, outside)
        contributed = net_contributions(result, outside)
    worth = None if valued.total_value is None else round_money(valued.total_value, result.currency)
    rounded, net = _add_up(parts, worth, contributed, result.currency)
    notes = _notes(result, valued)
    flows = series.between(_first(series), result.as_of) if series is not None else None
    rate = performance.money_weighted_return(flows) if flows is not None else None
    if rate is not None and rate.note is not None:
        _ = notes.setdefault("xirr", rate.note)
    if flows is not None:
        notes = twr_notes(flows) | notes
    change, change_return = _day_change(series, result.as_of)
    if series is not None and change is None and worth is not None:
        notes["day_change"] = f"no price since {series.last_trading_day(result.as_of)}"
    return Summary(
        as_of=result.as_of,
        currency=result.currency,
        total_value=worth,
        net_contributions=net,
        gain=None if net is None or worth is None else worth - net,
        **rounded,
        fees_total=_total(result, "fee"),
        taxes_total=_total(result, "tax"),
        twr=performance.time_weighted_return(flows) if flows is not None else None,
        twr_annualised=(
            performance.time_weighted_return_annualised(flows) if flows is not None else None
        ),
        xirr=rate.value if rate is not None else None,
        simple_return=_simple_return(series, result.as_of),
        day_change=change,
        day_change_return=change_return,
        unpriced=valued.unpriced,
        notes=notes,
    )


def exact_parts(
    result: LedgerResult, valued: Holdings, outside: frozenset[str]
) -> dict[str, Decimal]:
    """Return the parts of the gain, exact, costs negative; NaN where one cannot be known."""
    unrealised = [item.unrealised_gain for item in valued.items if item.unrealised_gain is not None]
    return {
        "realised_gain": total(result.realised, "proceeds", without=outside)
        - total(result.realised, "cost", without=outside),
        "unrealised_gain": UNKNOWN if valued.total_value is None else _sum(unrealised),
        "income": total(result.income, "amount", without=outside),
        "fees": -_standing_alone(result, "fee", outside),
        "taxes": -_standing_alone(result, "tax", outside),
        "cash_fx_effect": _cash_fx_effect(result, valued),
    }


def net_contributions(result: LedgerResult, outside: frozenset[str]) -> Decimal:
    """Return the net money put in, but for what went into symbols that cannot be valued."""
    contributed = total(result.flows, "amount", without=outside)
    if result.cash_mode == "tracked":
        contributed += total(result.movements, "amount", within=outside)
    return contributed - carried_outside(result, outside)


def carried_outside(result: LedgerResult, outside: frozenset[str]) -> Decimal:
    """Return the cost that mergers and the like carried into symbols that cannot be valued.

    It was paid for a symbol that can be, and must leave the figures with the shares. What went
    outside in all is the cost still there, less what came back as gains and income, plus costs.
    """
    if not any(old not in outside and new in outside for old, new in result.successions):
        return ZERO
    costs = _sum(result.positions[one].cost for one in outside if one in result.positions)
    gained = total(result.realised, "proceeds", within=outside)
    gained -= total(result.realised, "cost", within=outside)
    gained += total(result.income, "amount", within=outside)
    gained -= _standing_alone_within(result, outside)
    paid = total(
        result.flows if result.cash_mode == "implied" else result.movements,
        "amount",
        within=outside,
    )
    # A movement has the sign of cash, a flow that of what was put in.
    went = paid if result.cash_mode == "implied" else -paid
    carried = costs - gained - went
    return ZERO if carried.is_nan() else carried


def _standing_alone_within(result: LedgerResult, outside: frozenset[str]) -> Decimal:
    return _sum(
        charge.amount
        for charge in result.charges
        if charge.symbol in outside and not charge.in_price
    )


def _standing_alone(result: LedgerResult, kind: str, outside: frozenset[str]) -> Decimal:
    return total(result.charges, "amount", without=outside, kind=kind, in_price=False)


def _cash_fx_effect(result: LedgerResult, valued: Holdings) -> Decimal:
    worth = _sum(item.value for item in valued.cash if item.value is not None)
    return worth - _sum(
        balance.booked for code, balance in result.cash.items() if code not in valued.unpriced
    )


def _add_up(
    parts: Mapping[str, Decimal], total: Decimal | None, contributed: Decimal, currency: str
) -> tuple[dict[str, Decimal | None], Decimal | None]:
    """Round the parts so that they make the rounded gain; unknown ones stay unknown."""
    known = {name: part for name, part in parts.items() if not part.is_nan()}
    if total is None or contributed.is_nan() or len(known) < len(parts):
        rounded = {name: round_money(part, currency) for name, part in known.items()}
        net = None if contributed.is_nan() else round_money(contributed, currency)
    else:
        net = round_money(contributed, currency)
        rounded = rounded_parts(known, total - net, currency)
    shown: dict[str, Decimal | None] = dict.fromkeys(PARTS)
    for name, part in rounded.items():
        shown[name] = ZERO - part if name in _COSTS else part
    return shown, net


def _total(result: LedgerResult, kind: str) -> Decimal | None:
    with localcontext(EXACT):
        charged = total(result.charges, "amount", kind=kind)
    return None if charged.is_nan() else round_money(charged, result.currency)


def _first(series: DailySeries) -> date:
    return date.fromordinal(int(series.days[0]))


def _simple_return(series: DailySeries | None, as_of: date) -> float | None:
    if series is None:
        return None
    return performance.simple_return(series.booked(_first(series), as_of))


def _day_change(series: DailySeries | None, as_of: date) -> tuple[Decimal | None, float | None]:
    if series is None:
        return None, None
    day = series.last_trading_day(as_of)
    if as_of - day > STALE_AFTER:
        return None, None
    change = amounts(series, Period(day, as_of))[3]
    return change, performance.time_weighted_return(series.between(day, as_of))


def _notes(result: LedgerResult, valued: Holdings) -> dict[str, str]:
    notes: dict[str, str] = {}
    if valued.total_value is None:
        notes |= dict.fromkeys(_OF_VALUES, nothing_priced(valued))
    elif valued.unpriced:
        notes["total_value"] = (
            f"without {', '.join(valued.unpriced)}: no price or rate is known on {result.as_of}"
        )
    if result.missing and "gain" not in notes:
        gaps = ", ".join(f"{gap.key} on {gap.day}" for gap in result.missing[:5])
        notes["gain"] = f"not known because of missing rates or prices: {gaps}"
    return notes


def nothing_priced(valued: Holdings) -> str:
    """Say that no position has a value; which there are stands in `unpriced`."""
    return f"no price or rate is known of anything held on {valued.as_of}"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
