"""Whether a text states a known figure, however it writes it: `(12.6)`, `a fall of 12.6 million`.

Scale, unit, sign, rounding, thousands and words may differ; what is said must not.
"""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from shared.assistant.claims.agreement import same_duration
from shared.assistant.claims.directions import Direction, direction
from shared.assistant.claims.facts import Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.telling import told
from shared.assistant.claims.tidying import (
    table_scale,
    tidied,
    with_counts,
    with_shares,
    with_years,
)
from shared.assistant.claims.units import same_currency

_SCALES: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "hundred": 2}
_BARE: Final = re.compile(r"[-−–+]?\d+(?:\.\d+)?")
_ROUNDED_PLACES: Final = 2
_SHARES: Final = frozenset({"percent", "change"})
_COUNTED_IN_WORDS: Final = 20
_NO_CHANGE: Final = re.compile(
    r"\b(?:unchanged|no change|did not change|stayed the same|remained the same|nil|none|flat)\b",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"\b(?:no|nothing|zero|none|nil|not (?:any|one|a single)|kein\w*|nichts|null)\b", re.IGNORECASE
)
_DEPTH: Final = re.compile(
    r"\b(?:draw-?down|withdr[ae]wn?|withdrawals?|entnommen|value\sat\srisk|VaR|CVaR|"
    r"expected\sshortfall|maximaler\sRückgang)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
"""Measures of loss that some tell with a minus and some without."""
_FROM: Final = re.compile(r"\bfrom\s(?:\w+\s)?[^\w\s]{0,3}$", re.IGNORECASE)
_RANGING: Final = re.compile(
    r"\b(?:rang\w+|var(?:y|ies|ied|ying)|anywhere|spann?\w*|spread)\b", re.IGNORECASE
)
_RANGE: Final = re.compile(r"\s?(?:[-–—]|to|and)\s?")
_WIDEST: Final = Decimal("1.25")
_ASKS_FALL: Final = re.compile(
    r"\b(?:decreas\w*|declin\w*|fall|fell|drop\w*|loss(?:es)?|los[et]|reduc\w+|lower|decline|"
    r"shortfall|deficit)\b",
    re.IGNORECASE,
)


def states(text: str, known: str | Decimal | float, scale: str = "", question: str = "") -> bool:
    """Return whether a text states a known figure.

    `scale`: `thousand`, `million`, `billion` or `percent` where `known` leaves it out. `question`:
    what was asked; an answer to "how large was the loss" needs no minus.
    """
    wanted = _known(str(known), scale)
    if wanted is None:
        return False
    if wanted.value == 0 and wanted.days is None and _NO_CHANGE.search(text):
        return True
    text, is_count = _prepared(text, wanted)
    if wanted.value == 0 and wanted.days is None and _says_nothing(text):
        return True
    table = table_scale(text)
    asked_for_fall = _ASKS_FALL.search(question) is not None
    shown = [_scaled(one, table) for one in find_figures(text, with_idle=is_count)]
    if any(_agrees(one, wanted, text, asked_for_fall) for one in told(shown, text)):
        return True
    return any(_encloses(low, high, wanted, text) for low, high in pairwise(shown))


def _says_nothing(text: str) -> bool:
    """Whether a text without a figure says that there was none: `no fees were paid`."""
    return _NOTHING.search(text) is not None and not find_figures(text)


def _prepared(text: str, wanted: Figure) -> tuple[str, bool]:
    """Return a text in plain words, and whether what is wanted is a small count."""
    text = tidied(text)
    if wanted.days is not None:
        return with_years(text), False
    is_pure = wanted.kind == "number" and not _is_scaled(wanted)
    if wanted.kind in _SHARES or (is_pure and wanted.value < 1):
        return with_shares(text), False
    is_count = is_pure and wanted.value < _COUNTED_IN_WORDS
    return (with_counts(text) if is_count else text), is_count


def _is_what_is_left(shown: Figure, wanted: Figure, text: str) -> bool:
    """Whether a share is what a fall has left: `shrank to a tenth of what it was` is -90 %."""
    if wanted.kind != "percent" or wanted.sign != "-" or shown.kind != "percent":
        return False
    is_left = re.search(
        r"\b(?:to|auf)\s(?:just\s|only\s|about\s)?$", text[: shown.start]
    ) and re.match(
        r"\s(?:of\s(?:what|its|their|the\s(?:\w+\s){1,2}(?:level|value|size|amount|figure))|"
        r"dessen)",
        text[shown.end :],
    )
    return bool(is_left) and shown.reaches(100 - float(wanted.value))


def _encloses(low: Figure, high: Figure, wanted: Figure, text: str) -> bool:
    """Whether two figures are a narrow range that holds the one wanted."""
    if low.days is not None or high.days is not None or wanted.days is not None:
        return False
    between = text[low.end : high.start]
    if "and" in between and not re.search(r"\bbetween\s[^\w]*$", text[: low.start], re.IGNORECASE):
        return False
    if not _RANGE.fullmatch(between) or high.value > low.value * _WIDEST:
        return False
    if _FROM.search(text[: low.start]) and not _RANGING.search(
        text[max(0, low.start - 40) : low.start]
    ):
        return False  # from 188 to 227 million is a way, no range
    is_alike = _is_unit(low, wanted) and _is_unit(high, wanted)
    is_fall = direction(text, low) == "down"
    return is_alike and low.value <= wanted.value <= high.value and (wanted.sign == "-") == is_fall


def _known(known: str, scale: str) -> Figure | None:
    """Read a known figure, with the scale it leaves out."""
    bare = known.strip()
    suffix = {"percent": "%", "": ""}.get(scale, f" {scale}")
    if scale in _SCALES and re.search(rf"\b{scale}s?\b", bare, re.IGNORECASE):
        suffix = ""
    if "%" in bare or "percent" in bare.lower():
        suffix = ""
    if _BARE.fullmatch(bare) and not suffix and re.fullmatch(r"(?:19|20)\d\d", bare) is None:
        suffix = " "
    found = find_figures(f"{bare}{suffix}")
    return found[0] if len(found) == 1 or (found and _BARE.match(bare)) else None


def _agrees(shown: Figure, wanted: Figure, text: str, asked_for_fall: bool) -> bool:
    if shown.days is not None or wanted.days is not None:
        return _is_date(shown, wanted)
    if shown.kind == "duration" and wanted.kind == "duration":
        fact = Fact("", float(wanted.value), "duration", wanted.unit)
        return same_duration(shown, fact)
    if _is_what_is_left(shown, wanted, text):
        return True
    return (
        _is_unit(shown, wanted)
        and _is_size(shown, wanted)
        and _is_sign(shown, wanted, text, asked_for_fall)
    )


def _is_date(shown: Figure, wanted: Figure) -> bool:
    """Whether both mean one span of days; a day or a month tells its year as well."""
    if shown.days is None or wanted.days is None:
        return False
    first, last = wanted.days
    is_year = wanted.text.isdigit()
    is_inside = first <= shown.days[0] <= shown.days[1] <= last
    return is_inside if is_year else shown.days == wanted.days


def _scaled(shown: Figure, power: int) -> Figure:
    """Give a figure without a scale of its own the one its table has."""
    if power == 0 or shown.kind not in {"number", "money"} or re.search(r"[a-z]", shown.text):
        return shown
    factor = Decimal(1).scaleb(power)
    return replace(shown, value=shown.value * factor, step=shown.step * factor)


def _is_unit(shown: Figure, wanted: Figure) -> bool:
    """Whether the kinds can be one: a share is no amount, a dollar no euro."""
    if wanted.kind in _SHARES:
        return shown.kind in _SHARES or (shown.kind in {"number", "multiple"} and not shown.unit)
    if shown.kind in _SHARES:
        # A ratio may be shown as a percentage of itself: 0.87 is 87 %.
        return wanted.kind in {"number", "multiple"} and not _is_scaled(wanted)
    if wanted.kind == "duration":
        return shown.kind in {"duration", "number"}
    if shown.kind == "duration":
        return wanted.kind == "number" and not _is_scaled(wanted)
    if shown.kind == "rank":
        return wanted.kind == "rank" or (wanted.kind == "number" and not _is_scaled(wanted))
    return same_currency(
        shown.unit if shown.kind == "money" else "", wanted.unit if wanted.kind == "money" else ""
    )


def _is_size(shown: Figure, wanted: Figure) -> bool:
    truths = [wanted.value]
    if wanted.kind == "multiple" and shown.kind == "change":
        return shown.reaches(abs(float(wanted.value) - 1) * 100)
    if wanted.kind in _SHARES and shown.kind == "multiple":
        # Three times as much is 200 % more.
        truths = [wanted.value / 100, wanted.value / 100 + 1]
    elif wanted.kind in _SHARES and shown.kind == "number":
        # Without a unit, a share is its number or its fraction.
        truths.append(wanted.value / 100)
    elif wanted.kind not in _SHARES and shown.kind in _SHARES:
        truths = [wanted.value * 100]
    return any(_is_rounded(shown, wanted, truth) for truth in truths)


def _is_rounded(shown: Figure, wanted: Figure, truth: Decimal) -> bool:
    if shown.value == 0 and truth != 0:
        return False
    if shown.reaches(float(truth)):
        return True
    # Known shares are themselves rounded to two places; more of them shown are no other figure.
    step = wanted.step * (truth / wanted.value if wanted.value else 1)
    is_known_rounded = -int(step.normalize().as_tuple().exponent) >= _ROUNDED_PLACES
    is_finer = Decimal(0) < shown.step < step
    return is_known_rounded and is_finer and abs(shown.value - truth) <= step / 2


def _is_sign(shown: Figure, wanted: Figure, text: str, asked_for_fall: bool) -> bool:
    if wanted.value == 0:
        return True
    if wanted.kind == "multiple" and shown.kind == "change":
        return (shown.sign == "-") == (wanted.value < 1) and wanted.sign != "-"
    said = "down" if shown.sign == "-" or _is_alone(shown, text) else direction(text, shown)
    if wanted.sign in {"-", "±"}:
        return _is_fall(shown, said, text, asked_for_fall)
    if shown.sign in {"+", "±"}:
        return shown.sign == "+" or said != "down"
    is_tally = not shown.sign and _is_tally(shown, text)
    return is_tally or said != "down" or (asked_for_fall and shown.sign != "-")


def _is_fall(shown: Figure, said: Direction, text: str, asked_for_fall: bool) -> bool:
    """Whether a figure is told as a negative one."""
    if shown.sign in {"+", "±"}:
        return shown.sign == "±"
    if not shown.sign and _DEPTH.search(text[: shown.start]):
        return True
    return said == "down" or (asked_for_fall and said != "up" and shown.sign != "-")


def _is_tally(shown: Figure, text: str) -> bool:
    """Whether a figure counts things: who lost four of sixty lost four, no minus."""
    of = re.match(r"\s(?:out\s)?of\s(?:the|our|your|its|their|his|her|\d)", text[shown.end :])
    return shown.kind == "count" or (shown.kind == "number" and of is not None)


def _is_alone(shown: Figure, text: str) -> bool:
    """Whether a bracketed figure is all of a text or of a table's cell: a minus, no aside."""
    if shown.sign != "±":
        return False
    before, after = text[: shown.start].rstrip(" *_"), text[shown.end :].lstrip(" *_.")
    return before[-1:] in {"", "|", ":", "="} and after[:1] in {"", "|"}


def _is_scaled(wanted: Figure) -> bool:
    return re.search(r"[A-Za-z]", wanted.text.rstrip("x")) is not None
