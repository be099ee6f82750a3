"""Shares and changes in other forms, and near misses of them."""

from decimal import ROUND_HALF_UP, Decimal

from tests.unit.assistant.figure_forms import number_in_words
from tests.unit.assistant.gold_answers import FALLS, RISES, Gold, Phrases, moved, signed


def shares(gold: Gold) -> Phrases:
    """Yield a share in other forms, and other shares."""
    size = gold.size
    forms = [
        f"{size}%",
        f"{size:,} %",
        f"{size} percent",
        f"{size} per cent",
        f"{size} pct",
        f"{size}\u00a0%",
        f"{(size * 100).normalize():,f} basis points",
        f"{(size * 100).normalize():f} bps",
        f"{size} percentage points",
        f"{size} pp",
        f"{(size * 10).normalize():f}‰",
        f"{(size / 100).normalize():f}",
        f"{str(size).replace('.', ',')} %",
    ]
    if gold.places:
        forms.append(f"{size}0%")
    for places in range(gold.places - 1, -1, -1):
        less = size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if less:
            forms += [f"{less}%", f"{less} percent"]
    wrong = [
        f"{size + 2 * Decimal(1).scaleb(-gold.places)}%",
        f"{size * 10:f}%",
        f"{size} basis points",
        f"{(size / 10).normalize():f}%",
        f"{size} million",
        f"${size}",
        f"{(size / 100).normalize():f}%",
        f"{size * 100:f}%",
        f"{size * 2}%",
        f"{size:,} million percent",
        f"{size} days",
        f"{size}‰",
        f"{(size * 10).normalize():f} bps",
        f"{size + 5} percent",
        f"{size / 10:f} percentage points",
        f"{size}x",
    ]
    for form in forms:
        yield "share", signed(form, gold.is_minus), True
        if size:
            yield "flipped sign", signed(form, not gold.is_minus), False
    for form in wrong if size else (f"{size + 3}%", "7 percent", "12 basis points"):
        yield "other share", signed(form, gold.is_minus), False
    if not size:
        yield "share", "zero percent", True
        yield "share", "0.0%", True
        return
    yield from _share_signs(gold)
    yield from _share_words(gold)


def _share_signs(gold: Gold) -> Phrases:
    size = gold.size
    for phrase in FALLS:
        yield f"fall: {phrase}", phrase.format(f"{size}%"), gold.is_minus
    for phrase in RISES:
        yield f"rise: {phrase}", phrase.format(f"{size} percent"), not gold.is_minus
    for phrase in (FALLS if gold.is_minus else RISES)[::4]:
        yield "other share in words", phrase.format(moved(gold)), False
    for form in (f"({size}%)", f"({size})%"):
        yield "minus", f"| Change | {form} |", gold.is_minus
    for hedge in ("about", "roughly", "approximately", "~", "around"):
        yield "hedged", f"{hedge} {signed(f'{size}%', gold.is_minus)}", True
        yield "hedged, far off", f"{hedge} {signed(f'{size + 10}%', gold.is_minus)}", False


_FRACTIONS = (
    ("a quarter", Decimal(25)),
    ("a third", Decimal("33.33")),
    ("two-fifths", Decimal(40)),
    ("half", Decimal(50)),
    ("two thirds", Decimal("66.67")),
    ("three-quarters", Decimal(75)),
    ("a fifth", Decimal(20)),
    ("a tenth", Decimal(10)),
    ("an eighth", Decimal("12.5")),
)


def _share_words(gold: Gold) -> Phrases:
    size = gold.size
    for words, share in _FRACTIONS:
        off = abs(size - share) / share
        phrase = f"it fell by {words}" if gold.is_minus else f"it makes up {words} of the total"
        if off <= Decimal("0.02") or off > Decimal("0.15"):
            yield "fraction", phrase, off <= Decimal("0.02")
    if size == size.to_integral() and size < 1000:
        sign = "minus " if gold.is_minus else ""
        yield "words", f"{sign}{number_in_words(int(size))} percent", True
        yield "other words", f"{sign}{number_in_words(int(size) + 2)} percent", False
    if not gold.is_minus:
        for verb, change in (("doubled", 100), ("tripled", 200), ("quadrupled", 300)):
            off = abs(size - change) / change
            if off <= Decimal("0.05") or off > Decimal("0.15"):
                yield "verb", f"Sales {verb}.", off <= Decimal("0.05")
        yield "verb", "Sales halved.", False
    else:
        off = abs(size - 50) / 50
        if off > Decimal("0.15"):
            yield "verb", "Sales halved.", False
        yield "verb", "Sales doubled.", False
