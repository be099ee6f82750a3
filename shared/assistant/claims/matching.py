"""Whether a text states a known figure, however it writes it: `(12.6)`, `a fall of 12.6 million`.

Scale, unit, sign, rounding, thousands and words may differ; what is said must not.
"""

import re
from decimal import Decimal
from typing import Final

from shared.assistant.claims.agreement import same_duration
from shared.assistant.claims.facts import Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.units import same_currency
from shared.assistant.claims.vocabulary import DOWN, FELL, ROSE

_SCALES: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "hundred": 2}
_BARE: Final = re.compile(r"[-−–+]?\d+(?:\.\d+)?")
_ROUNDED_PLACES: Final = 2
_NEAR: Final = 48


def states(text: str, known: str | Decimal | float, scale: str = "") -> bool:
    """Return whether a text states a known figure.

    `scale`: `thousand`, `million`, `billion` or `percent` where `known` leaves it out.
    """
    wanted = _known(str(known), scale)
    return wanted is not None and any(_agrees(one, wanted, text) for one in find_figures(text))


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


def _agrees(shown: Figure, wanted: Figure, text: str) -> bool:
    if shown.days is not None or wanted.days is not None:
        return shown.days == wanted.days
    if shown.kind == "duration" and wanted.kind == "duration":
        fact = Fact("", float(wanted.value), "duration", wanted.unit)
        return same_duration(shown, fact)
    return _is_unit(shown, wanted) and _is_size(shown, wanted) and _is_sign(shown, wanted, text)


def _is_unit(shown: Figure, wanted: Figure) -> bool:
    """Whether the kinds can be one: a share is no amount, a dollar no euro."""
    shares = {"percent", "change"}
    if wanted.kind in shares:
        return shown.kind in shares or (shown.kind in {"number", "multiple"} and not shown.unit)
    if shown.kind in shares:
        # A ratio may be shown as a percentage of itself: 0.87 is 87 %.
        return wanted.kind in {"number", "multiple"} and not _is_scaled(wanted)
    if "duration" in {shown.kind, wanted.kind}:
        return shown.kind == wanted.kind or "number" in {shown.kind, wanted.kind}
    return same_currency(
        shown.unit if shown.kind == "money" else "", wanted.unit if wanted.kind == "money" else ""
    )


def _is_size(shown: Figure, wanted: Figure) -> bool:
    truths = [wanted.value]
    if wanted.kind in {"percent", "change"} and shown.kind in {"number", "multiple"}:
        truths.append(wanted.value / 100)
    if wanted.kind not in {"percent", "change"} and shown.kind in {"percent", "change"}:
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


def _is_sign(shown: Figure, wanted: Figure, text: str) -> bool:
    before = text[max(0, shown.start - _NEAR) : shown.start]
    after = text[shown.end : shown.end + 16]
    fell = _last(FELL, before) > _last(ROSE, before) or re.match(
        r"\s?(?:loss|lower|less|decline|decrease|drop|down)\b", after, re.IGNORECASE
    )
    if wanted.sign in {"-", "±"}:
        if shown.sign in {"-", "±"}:
            return True
        is_down = fell or (DOWN.search(before) and _last(DOWN, before) > _last(ROSE, before))
        return shown.sign == "" and bool(is_down)
    if wanted.value == 0:
        return True
    return shown.sign != "-" and not (shown.sign == "" and fell) and not _is_alone(shown, text)


def _is_alone(shown: Figure, text: str) -> bool:
    """Whether a bracketed figure is the whole text: then the brackets are a minus."""
    return shown.sign == "±" and text.strip() == shown.text


def _is_scaled(wanted: Figure) -> bool:
    return re.search(r"[A-Za-z]", wanted.text) is not None


def _last(pattern: re.Pattern[str], text: str) -> int:
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place
