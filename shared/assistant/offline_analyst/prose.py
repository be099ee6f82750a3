"""Figures and lists as sentences show them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from shared.assistant.model import Json
from shared.assistant.offline_analyst.catalogue import figure, is_german, month, say, word
from shared.kernel.money import minor_digits

_MARKS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
_GAP: Final = "\u00a0"
_SMALL: Final = Decimal("0.1")


def money(amount: Json, currency: str, *, signed: bool = False) -> str:
    """Write an amount: `$1,234.50`, `CHF 1,234.50`, `−€12.00`; with a plus where signs matter."""
    value = Decimal(str(amount)).quantize(
        Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_EVEN
    )
    return _amount(_sign(value, signed), f"{abs(value):,}", currency)


def price(amount: Json, currency: str) -> str:
    """Write a price with all its places, two at least."""
    value = Decimal(str(amount))
    places = max(minor_digits(currency), min(-int(value.normalize().as_tuple().exponent), 4))
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return _amount(_sign(shown, False), f"{abs(shown):,}", currency)


def percent(ratio: Json, *, signed: bool = False) -> str:
    """Write a ratio as a percentage: one decimal, two under ten per cent."""
    value = Decimal(str(ratio)) * 100
    places = 2 if abs(value) < _SMALL * 100 else 1
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return f"{_sign(shown, signed)}{figure(f'{abs(shown):,}')}{_GAP if is_german() else ''}%"


def points(ratio: Json) -> str:
    """Write a difference of ratios in percentage points, without its sign."""
    return percent(abs(Decimal(str(ratio)))).rstrip(f"%{_GAP}")


def number(value: Json, places: int = 2) -> str:
    """Write a plain number, without zeros at its end."""
    shown = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    text = f"{abs(shown):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{_sign(shown, False)}{figure(text)}"


def measure(value: Json) -> str:
    """Write a statistic with two decimals."""
    shown = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return f"{_sign(shown, False)}{figure(str(abs(shown)))}"


def day(text: Json) -> str:
    """Write a date: `31 March 2021`."""
    value = date.fromisoformat(str(text)[:10])
    return f"{value.day}{'.' if is_german() else ''} {month(value)} {value.year}"


def spoken(words: str) -> str:
    """Write the words of a period in the language of the answer: `in March 2020`."""
    if not is_german():
        return words
    month_in = re.fullmatch(r"in ([A-Z][a-z]+) (\d{4})", words)
    if month_in:
        return f"im {word(month_in[1])} {month_in[2]}"
    since = re.fullmatch(r"since (\d+) ([A-Z][a-z]+) (\d{4})", words)
    if since:
        return f"seit dem {since[1]}. {word(since[2])} {since[3]}"
    between = re.fullmatch(
        r"from (\d+) ([A-Z][a-z]+) (\d{4}) to (\d+) ([A-Z][a-z]+) (\d{4})", words
    )
    if between:
        first, last = between.groups()[:3], between.groups()[3:]
        told = [f"{one[0]}. {word(one[1])} {one[2]}" for one in (first, last)]
        return f"vom {told[0]} bis {told[1]}"
    year = re.fullmatch(r"in (\d{4})", words)
    if year:
        return f"im Jahr {year[1]}"
    many = re.fullmatch(r"over the last (\d+) (day|week|month|quarter|year)s", words)
    return f"in den letzten {many[1]} {word('last ' + many[2] + 's')}" if many else word(words)


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun."""
    return f"{figure(f'{count:,}')} {word(one if count == 1 else many or one + 's')}"


def listed(words: Sequence[str]) -> str:
    """Join words as people do: `a, b and c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {'und' if is_german() else 'and'} {words[-1]}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; the columns after the first are aligned right."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    lines = [heads, rule, *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def gained(amount: Json, currency: str) -> str:
    """Say a gain or loss as a verb: `gained $5.00`, `lost $5.00`, `neither gained nor lost`."""
    value = Decimal(str(amount))
    if value == 0:
        return say("neither gained nor lost anything")
    amount = money(abs(value), currency)
    return say("gained {amount}" if value > 0 else "lost {amount}", amount=amount)


def rose(ratio: Json) -> str:
    """Say a change as a verb: `rose 1.20%`, `fell 1.20%`, `did not change`."""
    value = Decimal(str(ratio))
    if value == 0:
        return say("did not change")
    return say("rose {share}" if value > 0 else "fell {share}", share=percent(abs(value)))


def known(row: Mapping[str, Json], *keys: str) -> bool:
    """Whether all of these are there and not null."""
    return all(row.get(key) is not None for key in keys)


def _amount(sign: str, digits: str, currency: str) -> str:
    mark = _MARKS.get(currency, currency)
    if is_german():
        return f"{sign}{figure(digits)}{_GAP}{mark}"
    return f"{sign}{mark}{'' if currency in _MARKS else ' '}{digits}"


def _sign(value: Decimal, signed: bool) -> str:
    if value < 0:
        return "−"
    return "+" if signed and value > 0 else ""


def _cell(text: str) -> str:
    return word(text).replace("|", "\\|").replace("\n", " ")
