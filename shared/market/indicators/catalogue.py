"""Indicators by name: what `sma:20,macd,bbands:20:2` asks for, and computing it. Pure.

Each is computed over the bars that have all the columns it needs; it is NaN on the others, whose
values are never filled in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from shared.kernel.errors import InvalidInput
from shared.market.indicators.momentum import macd, rsi, stochastic
from shared.market.indicators.moving_averages import Floats, ema, empty, sma, wma
from shared.market.indicators.trend import adx, ichimoku
from shared.market.indicators.volatility import atr, bollinger, realised
from shared.market.indicators.volume import obv, vwap

MOST_NAMES: Final = 20
_LONGEST_PERIOD: Final = 1000


@dataclass(frozen=True, slots=True)
class Columns:
    """Bars as floats, each shape (n,), oldest first; NaN where the source had nothing.

    `first`: the first bar of the range asked for, where a running VWAP begins.
    """

    close: Floats
    high: Floats
    low: Floats
    volume: Floats
    bars_a_year: int = 252
    first: int = 0


type Lines = Mapping[str, Floats]
type _Compute = Callable[[Columns, tuple[float, ...]], Lines]


@dataclass(frozen=True, slots=True)
class Kind:
    """An indicator: its parameters with their defaults (None: may be left out), and its needs."""

    parameters: tuple[tuple[str, float | None], ...]
    needs: tuple[str, ...]
    compute: _Compute
    least: int = 1


@dataclass(frozen=True, slots=True)
class Indicator:
    """One to compute: the name as asked for, and the values of its parameters."""

    name: str
    kind: str
    parameters: tuple[float, ...]

    def compute(self, columns: Columns) -> dict[str, Floats]:
        """Return its lines by name, each as long as the columns."""
        kind = KINDS[self.kind]
        present = np.isfinite([getattr(columns, name) for name in kind.needs]).all(axis=0)
        dense = Columns(
            **{
                name: getattr(columns, name)[present] for name in ("close", "high", "low", "volume")
            },
            bars_a_year=columns.bars_a_year,
            first=int(present[: columns.first].sum()),
        )
        lines: dict[str, Floats] = {}
        for name, values in kind.compute(dense, self.parameters).items():
            lines[name] = empty(present.size)
            lines[name][present] = values
        return lines


def read_indicators(text: str) -> tuple[Indicator, ...]:
    """Read a comma-separated list of names with parameters.

    Raises: InvalidInput naming what is unknown, and what there is.
    """
    names = list(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not 1 <= len(names) <= MOST_NAMES:
        raise InvalidInput(f"Name 1 to {MOST_NAMES} indicators; these are {len(names)}")
    return tuple(_read(name) for name in names)


def _read(name: str) -> Indicator:
    head, *given = name.split(":")
    kind = KINDS.get(head)
    if kind is None:
        raise InvalidInput(
            f"There is no indicator {head[:20]!r}; there are: {', '.join(KINDS)}",
            "unknown_indicator",
        )
    if len(given) > len(kind.parameters):
        told = ":".join((head, *(parameter for parameter, _ in kind.parameters)))
        raise InvalidInput(f"{name[:40]!r} has too many parameters: {told}", "invalid_parameter")
    values = [_number(name, text) for text in given]
    defaults = [default for _, default in kind.parameters[len(values) :] if default is not None]
    parameters = (*values, *defaults)
    _check(name, kind, parameters)
    return Indicator(name, head, parameters)


def _number(name: str, text: str) -> float:
    try:
        return float(text) if len(text) <= 8 else float("nan")  # noqa: PLR2004
    except ValueError as error:
        raise InvalidInput(
            f"{name[:40]!r}: {text[:20]!r} is not a number", "invalid_parameter"
        ) from error


def _check(name: str, kind: Kind, values: tuple[float, ...]) -> None:
    for (parameter, _), value in zip(kind.parameters, values, strict=False):
        is_width = parameter == "width"
        least, most = (0.1, 10.0) if is_width else (float(kind.least), float(_LONGEST_PERIOD))
        if not least <= value <= most or not (is_width or value.is_integer()):
            expected = "a number" if is_width else "a whole number"
            raise InvalidInput(
                f"{name[:40]!r}: {parameter} must be {expected} from {least:g} to {most:g}",
                "invalid_parameter",
            )
    if kind is KINDS["macd"] and values[0] >= values[1]:
        raise InvalidInput(f"{name[:40]!r}: fast must be below slow", "invalid_parameter")


def _bands(c: Columns, p: tuple[float, ...]) -> Lines:
    return dict(zip(("upper", "middle", "lower"), bollinger(c.close, int(p[0]), p[1]), strict=True))


def _macd(c: Columns, p: tuple[float, ...]) -> Lines:
    lines = macd(c.close, int(p[0]), int(p[1]), int(p[2]))
    return dict(zip(("macd", "signal", "histogram"), lines, strict=True))


def _stochastic(c: Columns, p: tuple[float, ...]) -> Lines:
    lines = stochastic(c.high, c.low, c.close, int(p[0]), int(p[1]), int(p[2]))
    return dict(zip(("k", "d"), lines, strict=True))


def _adx(c: Columns, p: tuple[float, ...]) -> Lines:
    lines = adx(c.high, c.low, c.close, int(p[0]))
    return dict(zip(("adx", "plus_di", "minus_di"), lines, strict=True))


def _ichimoku(c: Columns, p: tuple[float, ...]) -> Lines:
    return ichimoku(c.high, c.low, c.close, int(p[0]), int(p[1]), int(p[2]))


def _vwap(c: Columns, p: tuple[float, ...]) -> Lines:
    if p:
        return {"vwap": vwap(c.high, c.low, c.close, c.volume, int(p[0]))}
    later = slice(c.first, None)
    running = vwap(c.high[later], c.low[later], c.close[later], c.volume[later], None)
    return {"vwap": np.concatenate([empty(c.first), running])}


_HLC: Final = ("high", "low", "close")
KINDS: Final[dict[str, Kind]] = {
    "sma": Kind((("period", 20),), ("close",), lambda c, p: {"sma": sma(c.close, int(p[0]))}),
    "ema": Kind((("period", 20),), ("close",), lambda c, p: {"ema": ema(c.close, int(p[0]))}),
    "wma": Kind((("period", 20),), ("close",), lambda c, p: {"wma": wma(c.close, int(p[0]))}),
    "rsi": Kind((("period", 14),), ("close",), lambda c, p: {"rsi": rsi(c.close, int(p[0]))}, 2),
    "macd": Kind((("fast", 12), ("slow", 26), ("signal", 9)), ("close",), _macd),
    "bbands": Kind((("period", 20), ("width", 2.0)), ("close",), _bands, 2),
    "atr": Kind(
        (("period", 14),), _HLC, lambda c, p: {"atr": atr(c.high, c.low, c.close, int(p[0]))}
    ),
    "stoch": Kind((("period", 14), ("smoothing", 3), ("signal", 3)), _HLC, _stochastic),
    "obv": Kind((), ("close", "volume"), lambda c, _p: {"obv": obv(c.close, c.volume)}),
    "vwap": Kind((("period", None),), (*_HLC, "volume"), _vwap),
    "adx": Kind((("period", 14),), _HLC, _adx, 2),
    "ichimoku": Kind((("conversion", 9), ("base", 26), ("span", 52)), _HLC, _ichimoku),
    "volatility": Kind(
        (("period", 20),),
        ("close",),
        lambda c, p: {"volatility": realised(c.close, int(p[0]), c.bars_a_year)},
        2,
    ),
}
"""What there is, by name; periods count bars of the interval asked for."""
