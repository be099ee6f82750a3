"""What a field's name says of its value: an amount, a ratio, a count, a span of time."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from shared.assistant.claims.vocabulary import measure_of

_LOCAL: Final = re.compile(r"price|_local|per_share|fee$|close|open$|high|low$")
_QUANTITY: Final = re.compile(r"quantity|shares|volume|units")
_PURE: Final = re.compile(
    r"sharpe|sortino|calmar|beta|information_|hhi|correlation|matrix|rate$|rates$|rsi|macd|"
    r"shrinkage|seed|effective"
)
_RATIO: Final = re.compile(
    r"twr|xirr|return|weight|^share$|change|yield|volatil|var_|cvar|depth|alpha|tracking|probab|"
    r"turnover|"
    r"contribution$|(?<!information_)ratio$|current$|optimal$|before$|after$|target$|margin|growth"
)
_AMOUNT: Final = re.compile(
    r"price|close|open$|high|low$|value|amount|gain|cost|proceeds|total|fee|tax|income|cash|"
    r"profit|revenue|"
    r"net_contributions|balance|paid"
)
_PERCENT_KEY: Final = re.compile(r"percent|_pct|pct_")
_DURATION_KEY: Final = re.compile(r"(?:^|_)(days|weeks|months|years)$")
_LEVEL: Final = re.compile(r"(?:var|cvar)_(\d\d)")
_SHARE_KEY: Final = re.compile(r"0\.\d{1,4}")
_PARAMETER_KEY: Final = re.compile(r"[a-z]+:(\d{1,4})")


class Traits(NamedTuple):
    """What is told of a field by its name.

    `is_local`: an amount in the currency of its row, not of the whole answer. `level`, `parameter`
    and `months` are figures in the name itself: `var_95`, `sma:50`, `last_twelve_months`.
    """

    measure: str
    is_local: bool
    is_quantity: bool
    is_pure: bool
    is_ratio: bool
    is_amount: bool
    is_percent: bool
    duration: str
    level: float | None
    parameter: float | None
    months: float | None

    @property
    def tells(self) -> bool:
        """Whether the name holds a figure."""
        return not self.level is self.parameter is self.months is None


@lru_cache(maxsize=4_096)
def traits(key: str) -> Traits:
    """Return what a field's name says. Names are few, so each is read once."""
    duration = _DURATION_KEY.search(key)
    level = _LEVEL.search(key)
    parameter = _PARAMETER_KEY.fullmatch(key)
    return Traits(
        measure=measure_of(key),
        is_local=_LOCAL.search(key) is not None,
        is_quantity=_QUANTITY.search(key) is not None,
        is_pure=_PURE.search(key) is not None,
        is_ratio=_RATIO.search(key) is not None,
        is_amount=_AMOUNT.search(key) is not None and "count" not in key,
        is_percent=_PERCENT_KEY.search(key) is not None,
        duration=duration[1].rstrip("s") if duration else "",
        level=float(level[1]) if level else float(key) * 100 if _SHARE_KEY.fullmatch(key) else None,
        parameter=float(parameter[1]) if parameter else None,
        months=12.0 if "twelve_months" in key else None,
    )
