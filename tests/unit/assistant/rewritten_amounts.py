"""Amounts, ratios and counts in other forms, and near misses of them."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from tests.unit.assistant.figure_forms import number_in_words
from tests.unit.assistant.gold_answers import FALLS, RISES, Gold, Phrases, moved, signed

POWERS = {"": 0, "thousand": 3, "million": 6, "billion": 9}
_SHORT = {
    "thousand": ("k", "K", " thousands", " Tsd."),
    "million": ("m", "M", "mn", " mn", "MM", " mil", " mln", " Mio.", " mio", " millions"),
    "billion": ("bn", "B", " bn", " bln", " Mrd.", " billions"),
}


def _numbers(size: Decimal) -> Iterator[str]:
    """Yield ways to write digits."""
    yield f"{size:,}"
    yield f"{size}"
    if size >= 1000:
        yield f"{size:,}".replace(",", "\u202f")
        yield f"{size:,}".replace(",", "’")
    if size.as_tuple().exponent:
        yield f"{size:,}0"


def amounts(gold: Gold) -> Phrases:
    """Yield an amount in other forms, and other amounts."""
    # The sign stands before the mark, in brackets, or in words.
    for phrase in _plain(gold):
        yield "plain", signed(phrase, gold.is_minus), True
        yield (
            "flipped sign",
            signed(phrase, not gold.is_minus) if gold.size else "1,234,567.8",
            False,
        )
    for phrase in _other(gold):
        yield "other figure", signed(phrase, gold.is_minus), False
    yield from _worded_signs(gold)
    yield from _brackets(gold)
    yield from _hedged(gold)
    yield from _cardinals(gold)
    if gold.word == "" and not gold.mark:
        yield from _pure(gold)


def _plain(gold: Gold) -> Iterator[str]:
    """Yield magnitudes with their scale and currency, all the same amount."""
    size, word, mark = gold.size, gold.word, gold.mark
    unit = f" {word}" if word else ""
    for number in _numbers(size):
        yield f"{mark}{number}{unit}"
    if gold.word or gold.mark:
        first = f"{size:,}"
        yield f"USD {first}{unit}"
        yield f"US${first}{unit}"
        yield f"{first}{unit} dollars"
        yield f"{first}{unit} USD"
        yield f"${first}{unit}"
    for short in _SHORT.get(word, ()):
        yield f"{mark or '$'}{size:,}{short}"
        if short.startswith(" "):
            yield f"{size:,}{short}"
    if word:
        yield f"{mark}{size:,} (in {word}s)"
        yield f"{mark}{size:,} (in {word}s of dollars)"
        yield f"{mark}{size:,} ({word}s)"
        yield f"{mark or '$'}{size:,} (USD {word}s)"
    yield from _full(gold)
    yield from _rounded(gold)


def _full(gold: Gold) -> Iterator[str]:
    """Yield the amount without its scale, and in others."""
    size, word, mark = gold.size, gold.word, gold.mark
    full = size.scaleb(POWERS[word])
    whole = full == full.to_integral()
    if word:
        yield f"{mark}{full.quantize(Decimal(1)) if whole else full:,f}"
        for other, power in POWERS.items():
            if other and other != word:
                moved = (full.scaleb(-power)).normalize()
                if Decimal("0.01") <= moved < 10**9:
                    yield f"{mark}{moved:,f} {other}"
    if full >= 10**5 and full < 10**13 and not mark:
        yield f"{full.scaleb(-7).normalize():,f} crore"
        yield f"{full.scaleb(-5).normalize():,f} lakh"


def _rounded(gold: Gold) -> Iterator[str]:
    """Yield the amount to fewer places, of its own scale and the next."""
    unit = f" {gold.word}" if gold.word else ""
    for places in range(gold.places - 1, -1, -1):
        less = gold.size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if less and abs(less - gold.size) * 20 <= gold.size:
            yield f"{gold.mark}{less:,}{unit}"
    up = {"thousand": "million", "million": "billion"}.get(gold.word)
    moved = gold.size / 1000
    if up and moved >= 1:
        for places in (1, 2):
            yield f"{gold.mark}{moved.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):,} {up}"


def _other(gold: Gold) -> Iterator[str]:
    """Yield other amounts, or others' units."""
    size, word, mark = gold.size, gold.word, gold.mark
    unit = f" {word}" if word else ""
    last = Decimal(1).scaleb(-gold.places)
    for other in (
        size + 2 * last,
        abs(size - 3 * last),
        size * 10,
        size / 10,
        size * 2,
        size + 1000,
    ):
        if other != size and size:
            yield f"{mark}{other:,f}{unit}"
    yield f"{mark}{size * Decimal('1.07') + last:,.{gold.places}f}{unit}"
    yield from _other_units(gold)
    digits = str(size)
    swapped = digits[1:2] + digits[:1] + digits[2:]
    if "." not in digits[:2] and swapped != digits and len(digits) > 1 and swapped[:1] != "0":
        yield f"{mark}{Decimal(swapped):,}{unit}"
    up = {"thousand": "million", "million": "billion"}.get(word)
    if up and size / 1000 >= 1:
        moved = (size / 1000).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
        yield f"{mark}{moved + Decimal('0.1'):,} {up}"
        yield f"{mark}{moved + Decimal('0.3'):,} {up}"


def _other_units(gold: Gold) -> Iterator[str]:
    """Yield the digits in another scale, unit or currency."""
    size, word, mark = gold.size, gold.word, gold.mark
    unit = f" {word}" if word else ""
    if word and size:
        yield f"{mark}{size:,}"
        for wrong in POWERS:
            if wrong not in {"", word}:
                yield f"{mark}{size:,} {wrong}"
                yield f"{mark or '$'}{size:,} (in {wrong}s)"
        yield f"{size:,}%"
        yield f"{size:,} basis points"
        if word != "thousand":
            yield f"{mark}{size * 1000:,f}"
        yield f"{size:,}{unit} years"
    if not word and size:
        yield f"{mark}{size:,} million"
        yield f"{size:,}%"
    if mark:
        for wrong in ("€", "£", "¥", "CHF ", "EUR "):
            yield f"{wrong}{size:,}{unit}"
        yield f"{size:,}{unit} euros"
        yield f"{size:,}{unit} pounds"


def _worded_signs(gold: Gold) -> Phrases:
    unit = f" {gold.word}" if gold.word else ""
    amount = f"{gold.mark}{gold.size:,}{unit}"
    if not gold.size:
        return
    for phrase in FALLS:
        yield f"fall: {phrase}", phrase.format(amount), gold.is_minus
    for phrase in RISES:
        yield f"rise: {phrase}", phrase.format(amount), not gold.is_minus
    other = moved(gold)
    for phrase in (FALLS if gold.is_minus else RISES)[::4]:
        yield "other figure in words", phrase.format(other), False


def _brackets(gold: Gold) -> Phrases:
    unit = f" {gold.word}" if gold.word else ""
    mark = gold.mark or ("$" if gold.word else "")
    forms = (
        f"{mark}({gold.size:,}){unit}",
        f"({mark}{gold.size:,}{unit})",
        f"({mark}{gold.size:,}){unit}",
        f"{mark}-{gold.size:,}{unit}",
        f"−{mark}{gold.size:,}{unit}",
        f"–{mark}{gold.size:,}{unit}",
        f"minus {mark}{gold.size:,}{unit}",
        f"negative {mark}{gold.size:,}{unit}",
    )
    for form in forms:
        # Alone, or in a cell: in a sentence, brackets may be an aside.
        is_plain = form.startswith("(") and form.endswith(")")
        yield "minus", f"| Change | {form} |" if is_plain else form, gold.is_minus or not gold.size
    if not gold.is_minus and gold.size:
        yield "plus", f"+{mark}{gold.size:,}{unit}", True


def _hedged(gold: Gold) -> Phrases:
    if not gold.size:
        return
    unit = f" {gold.word}" if gold.word else ""

    def said(size: Decimal) -> str:
        return signed(f"{gold.mark}{size:,f}{unit}", gold.is_minus)

    for hedge in ("about", "approximately", "roughly", "around", "some", "~", "circa", "ca."):
        yield "hedged", f"{hedge} {said(gold.size)}", True
        yield "hedged, far off", f"{hedge} {said(gold.size * 2)}", False
    if gold.size >= 20 and not gold.is_minus:
        digits = len(str(int(gold.size)))
        step = Decimal(1).scaleb(digits - 2)
        low = (gold.size / step).to_integral(rounding="ROUND_FLOOR") * step
        high = low + step
        if gold.size not in {low, high}:
            if (gold.size - low) * 100 < gold.size or (gold.size - low) * 20 > gold.size:
                yield "bounded", f"just over {said(low)}", (gold.size - low) * 20 < gold.size
            yield "bounded", f"just under {said(low)}", False
            yield "bounded", f"just over {said(high)}", False
            if (high - gold.size) * 4 < step:
                yield "bounded", f"nearly {said(high)}", True
                yield "bounded", f"just under {said(high)}", True
            yield "bounded", f"nearly {said(low - step)}", False
            if (gold.size - low) * 20 < gold.size:
                yield "bounded", f"more than {said(low)}", True
            yield "bounded", f"less than {said(low)}", False
            yield "bounded", f"more than {said(high)}", False


def _cardinals(gold: Gold) -> Phrases:
    size = gold.size
    if size == size.to_integral() and 0 < size < 1000:
        unit = f" {gold.word}" if gold.word else ""
        words = number_in_words(int(size))
        other = number_in_words(int(size) + 1 if size < 999 else 998)
        sign = "minus " if gold.is_minus else ""
        yield "words", f"{sign}{words}{unit}", True
        yield (
            "words",
            f"{sign}{words.capitalize()}{unit}" if not sign else f"{sign}{words}{unit}",
            True,
        )
        yield "other words", f"{sign}{other}{unit}", False
    elif gold.places == 1 and size < 100 and gold.word:
        whole, tenth = (number_in_words(part) or "zero" for part in divmod(int(size * 10), 10))
        words = f"{whole} point {tenth}"
        sign = "minus " if gold.is_minus else ""
        yield "words", f"{sign}{words} {gold.word}", True


def _pure(gold: Gold) -> Phrases:
    """Yield what only numbers without a unit can be: ratios, counts."""
    size = gold.size
    if gold.places and size < 10 and not gold.is_minus:
        for form in (
            f"{size}x",
            f"{size} times",
            f"{size}:1",
            f"{(size * 100).normalize():f}%",
            f"a ratio of {size}",
        ):
            yield "ratio", form, True
        for form in (
            f"{size * 10}x",
            f"{size}%",
            f"{(size * 1000).normalize():f}%",
            f"{size + Decimal('0.11')}:1",
            f"{(size * 100).normalize():f}",
            f"{size} million",
            f"{size} basis points",
        ):
            yield "no such ratio", form, False
    if not gold.places and 0 < size < 20:
        word = number_in_words(int(size))
        noun = "year" if size == 1 else "years"
        yield (
            "count",
            f"There {'is' if size == 1 else 'are'} {word} such {'item' if size == 1 else 'items'}.",
            True,
        )
        yield "count", f"{word} {noun}", True
        yield "count", f"{size} segments" if size > 1 else "1 segment", True
        yield "no such count", f"There are {number_in_words(int(size) + 2)} such items.", False
        yield "no such count", f"{size + 1} segments", False
