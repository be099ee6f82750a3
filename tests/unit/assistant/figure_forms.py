"""Gold answers of TAT-QA written in other ways, and near misses of them."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[2] / "data" / "tatqa" / "sample_25.json"
_POWERS = {"thousand": 3, "million": 6, "billion": 9}
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def tables() -> list[dict[str, Any]]:
    return json.loads(SAMPLE.read_text())


def golds() -> Iterator[tuple[str, str]]:
    """Yield every numeric gold answer with its scale."""
    for table in tables():
        for question in table["questions"]:
            answer, scale = question["answer"], question["scale"]
            for one in answer if isinstance(answer, list) else [answer]:
                if re.fullmatch(
                    r"-?\$?\(?-?[\d,]+(?:\.\d+)?\)?%?(?: (?:million|billion))?", str(one)
                ):
                    yield str(one), scale


def _value(gold: str, scale: str) -> tuple[Decimal, str, str]:
    """Return magnitude with sign, its scale word, and the currency mark."""
    word = next((w for w in _POWERS if w in gold), scale if scale in _POWERS else "")
    sign = -1 if "(" in gold or gold.startswith("-") else 1
    bare = re.sub(r"[^\d.]", "", gold)
    return sign * Decimal(bare), word, "$" if "$" in gold else ""


def right_forms(gold: str, scale: str) -> Iterator[str]:
    """Yield texts that say the same."""
    value, word, mark = _value(gold, scale)
    size, minus = abs(value), value < 0
    if scale == "percent" or gold.endswith("%"):
        yield from _shares(size, minus)
        return
    if re.fullmatch(r"20\d\d", gold) and not scale:
        yield from (gold, f"in {gold}", f"fiscal {gold}", f"FY{gold}")
        return
    unit = f" {word}" if word else ""
    sign = "-" if minus else ""
    yield f"{sign}{mark}{size:,}{unit}"
    yield f"The answer is {sign}{mark}{size}{unit}."
    yield f"{'−' if minus else ''}{mark or '$'}{size:,}{unit}"
    if minus:
        yield f"{mark}({size:,}){unit}"
        yield f"a decrease of {mark}{size:,}{unit}"
        yield f"it fell by {mark}{size:,}{unit}"
    else:
        yield f"an increase of {mark}{size:,}{unit}"
        yield f"roughly {mark}{size:,}{unit}"
    full = size * 10 ** _POWERS.get(word, 0)
    yield f"{sign}{mark}{full.normalize():,f}"
    if word == "million":
        yield f"{sign}{mark}{size / 1000:,f} billion"
        yield f"{sign}{mark}{size * 1000:,f} thousand"
        yield f"{sign}{mark or '$'}{size:,}m"
        yield f"{sign}{mark}{size:,} mn"
    if word == "thousand":
        yield f"{sign}{mark}{size / 1000:,f} million"
        yield f"{sign}{mark or '$'}{size:,}k"
    if size == size.to_integral() and size < 1000 and size > 1:
        words = number_in_words(int(size))
        yield f"{'minus ' if minus else ''}{words}{unit or ' dollars'}"
    if size.as_tuple().exponent == -1 and size > 10 and word:
        yield f"about {sign}{mark}{size.quantize(Decimal(1)):,}{unit}"


def _shares(size: Decimal, minus: bool) -> Iterator[str]:
    sign = "-" if minus else ""
    yield f"{sign}{size}%"
    yield f"{sign}{size} percent"
    yield f"{sign}{size:,} per cent"
    yield f"{'−' if minus else ''}{size} %"
    yield f"{sign}{size * 100:,f} basis points"
    yield f"{sign}{size / 100:f}"
    if size >= 1:
        yield f"{sign}{size.quantize(Decimal('0.1'))}%"
        yield f"{sign}{size.quantize(Decimal(1))}%"
    if minus:
        yield f"it declined by {size}%"
        yield f"({size})%"
        yield f"a {size}% decrease"
    elif size:
        yield f"it rose {size}%"
        yield f"a {size}% increase"


def near_misses(gold: str, scale: str) -> Iterator[str]:
    """Yield texts that say something else, though not by much."""
    value, word, mark = _value(gold, scale)
    size, minus = abs(value), value < 0
    sign = "-" if minus else ""
    if re.fullmatch(r"20\d\d", gold) and not scale:
        yield from (str(int(gold) - 1), f"fiscal {int(gold) + 1}", f"{gold}%", f"${gold} million")
        return
    other = size + Decimal(1).scaleb(int(size.as_tuple().exponent)) * 2
    flipped = "" if minus else "-"
    if scale == "percent" or gold.endswith("%"):
        yield f"{sign}{other}%"
        yield f"${size} million"
        if size:
            yield f"{sign}{size} million"
            yield f"{sign}{size * 10:f}%"
            yield f"{flipped}{size}%"
            yield f"it {'rose' if minus else 'fell'} by {size}%"
            yield f"{sign}{size} basis points"
        return
    unit = f" {word}" if word else ""
    yield f"{sign}{mark}{other:,}{unit}"
    yield f"{sign}{size}%" if word else f"{sign}{size:,} million"
    yield f"{sign}{size * 10:,f}{unit}"
    yield f"{sign}{mark}{size:,} {'billion' if word != 'billion' else 'million'}"
    if size:
        yield f"{flipped}{mark}{size:,}{unit}"
        yield f"{'an increase' if minus else 'a decrease'} of {mark}{size:,}{unit}"
    if mark:
        yield f"{sign}€{size:,}{unit}"
    if len(str(size).replace(".", "")) > 2:
        digits = list(str(size))
        places = [at for at, one in enumerate(digits) if one.isdigit()]
        digits[places[0]], digits[places[1]] = digits[places[1]], digits[places[0]]
        swapped = Decimal("".join(digits))
        if swapped != size:
            yield f"{sign}{mark}{swapped:,}{unit}"


def number_in_words(number: int) -> str:
    """Write a number below a thousand in words; nothing for zero."""
    parts = []
    if number >= 100:
        parts.append(f"{_ONES[number // 100]} hundred")
        number %= 100
    if number >= 20:
        tens = _TENS[number // 10]
        parts.append(f"{tens}-{_ONES[number % 10]}" if number % 10 else tens)
    elif number:
        parts.append(_ONES[number])
    return " ".join(parts)
