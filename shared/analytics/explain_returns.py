"""Explains a return since the beginning: the periods it links, or the flows its rate discounts."""

from datetime import date
from decimal import Context, Decimal, localcontext
from math import prod
from typing import Final, Literal, TypeIs

import numpy as np

from shared.analytics.explanation import (
    Fact,
    Node,
    difference,
    fact,
    irr,
    product,
    quotient,
    total,
    total_of_largest,
)
from shared.analytics.figure_names import Figure, Return
from shared.analytics.performance import PeriodFlows, money_weighted_return, simple_return
from shared.analytics.performance_report import NO_ENTRIES, unvalued_note
from shared.analytics.returns import FloatArray
from shared.analytics.series import DailySeries
from shared.kernel.errors import InvalidInput
from shared.portfolios.arithmetic import EXACT

_ONE: Final = Decimal(1)
_RATIO: Final = Context(prec=28)


def is_return(figure: Figure) -> TypeIs[Return]:
    """Say whether a figure is a return since the beginning."""
    return figure in {"twr", "xirr", "simple_return"}


def explain_return(
    series: DailySeries | None,
    as_of: date,
    metric: Return,
    most: int,
    first: date | None = None,
) -> Node:
    """Return the tree of a return from the first entry, or another first day, to a day.

    Of more than `most` periods the largest are listed and the rest linked into one. A rate has all
    its flows, one a day: fewer could have another rate, or several.
    Raises: InvalidInput, with the reason, where there is no such return.
    """
    if series is None:
        raise InvalidInput(NO_ENTRIES, "no_such_figure")
    begin = first or date.fromordinal(int(series.days[0]))
    flows = series.between(begin, as_of)
    if metric == "xirr":
        return _rate(flows, series.currency)
    if metric == "simple_return":
        booked = series.booked(begin, as_of)
        return _on_what_was_put_in(booked, series.currency, most)
    if not flows.is_valued:
        raise InvalidInput(unvalued_note(flows), "no_such_figure")
    return _linked(flows, series.currency, most)


def _on_what_was_put_in(flows: PeriodFlows, currency: str, most: int) -> Node:
    """Return the gain over all that was put in; of more than `most` flows the largest are listed.

    Raises: InvalidInput where nothing was put in, or the end has no value.
    """
    if simple_return(flows) is None:
        raise InvalidInput("No money was put in, or its worth is not known", "no_such_figure")
    end = _fact("Value at the end", flows.end_value, currency, "value", _day(flows, -1))
    put_in = _flows("Money in", flows, flows.inflows, currency, most)
    taken = _flows("Money out", flows, flows.outflows, currency, most)
    net = difference("Net contributions", put_in, taken, currency)
    start = _fact("Value before", flows.opening_value, currency, "value", _date(flows.opening_day))
    gain = difference("Gain", difference("Growth in value", end, start, currency), net, currency)
    invested = total("What was invested", [start, put_in], currency)
    return quotient("Simple return", gain, invested, "ratio")


def _flows(label: str, flows: PeriodFlows, amounts: FloatArray, currency: str, most: int) -> Node:
    return total_of_largest(
        label,
        np.flatnonzero(amounts).tolist(),
        lambda i: Decimal(repr(float(amounts[i]))),
        lambda i: _fact(label, float(amounts[i]), currency, "flow", _day(flows, i)),
        currency,
        most,
    )


def _linked(flows: PeriodFlows, currency: str, most: int) -> Node:
    periods = [
        _growth(flows, first, last, currency) for first, last in _periods(flows, flows.returns())
    ]
    if not periods:
        raise InvalidInput("There was no capital on any day", "no_such_figure")
    ranked = sorted(periods, key=lambda node: -abs(_value(node) - _ONE))
    listed, left = ranked[:most], ranked[most:]
    if left:
        with localcontext(EXACT):
            rest = prod((_value(node) for node in left), start=_ONE).normalize(_RATIO)
        listed.append(fact(f"{len(left)} more", rest, "ratio", Fact("rest", str(len(left)))))
    growth = product("Growth of the periods, linked", listed, "ratio")
    start = fact("What there was at the start", _ONE, "ratio", Fact("rest", "1"))
    return difference("Time-weighted return", growth, start, "ratio")


def _periods(flows: PeriodFlows, returns: np.ndarray) -> list[tuple[int, int]]:
    """Return first and last index of days that link: each day with flows alone, others together."""
    moved = (flows.inflows != flows.outflows) | ((flows.inflows > 0) & (flows.outflows > 0))
    found: list[tuple[int, int]] = []
    joins = False
    for index, has_flows in enumerate(moved.tolist()):
        if np.isnan(returns[index]):
            joins = False
        elif joins and not has_flows:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
            joins = not has_flows
    return found


def _growth(flows: PeriodFlows, first: int, last: int, currency: str) -> Node:
    before = float(flows.values[first - 1]) if first else flows.opening_value
    day, end = _day(flows, first), _day(flows, last)
    net = float(flows.inflows[first] - flows.outflows[first])
    # As `daily_returns` has it: a day counts its net flow unless that leaves no capital.
    is_netted = before + max(net, 0.0) > 0
    put_in = max(net, 0.0) if is_netted else float(flows.inflows[first])
    taken = max(-net, 0.0) if is_netted else float(flows.outflows[first])
    capital = [_fact("Value before", before, currency, "value", day)]
    result = [_fact("Value after", float(flows.values[last]), currency, "value", end)]
    if put_in:
        capital.append(_fact("Money in", put_in, currency, "flow", day))
    if taken:
        result.append(_fact("Money out", taken, currency, "flow", day))
    return quotient(
        f"{day}" if day == end else f"{day} to {end}",
        total("What it became", result, currency),
        total("What was invested", capital, currency),
        "ratio",
    )


def _rate(flows: PeriodFlows, currency: str) -> Node:
    rate = money_weighted_return(flows)
    if rate.value is None:
        raise InvalidInput(rate.note or "There is no rate", "no_such_figure")
    net = flows.outflows - flows.inflows
    children = [
        _fact(
            "Money out" if net[i] > 0 else "Money in",
            float(net[i]),
            currency,
            "flow",
            _day(flows, i),
        )
        for i in np.flatnonzero(net).tolist()
    ]
    if flows.opening_value:
        opening = _date(flows.opening_day)
        children.insert(0, _fact("Value before", -flows.opening_value, currency, "value", opening))
    children.append(_fact("Value at the end", flows.end_value, currency, "value", _day(flows, -1)))
    return irr("Money-weighted return a year", children)


def _fact(label: str, value: float, unit: str, kind: Literal["value", "flow"], day: date) -> Node:
    return fact(label, Decimal(repr(value)), unit, Fact(kind, day.isoformat(), day))


def _value(node: Node) -> Decimal:
    assert node.value is not None  # noqa: S101 - every day that links has a value
    return node.value


def _day(flows: PeriodFlows, index: int) -> date:
    return _date(int(flows.days[index]))


def _date(ordinal: int) -> date:
    return date.fromordinal(ordinal)
