"""Figures and lists as sentences show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from shared.assistant.model import Json
from shared.kernel.money import minor_digits

_MARKS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
_SMALL: Final = Decimal("0.1")


def money(amount: Json, currency: str, *, signed: bool = False) -> str:
    """Write an amount: `$1,234.50`, `CHF 1,234.50`, `−€12.00`; with a plus where signs matter."""
    value = Decimal(str(amount)).quantize(
        Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_EVEN
    )
    mark = _MARKS.get(currency, f"{currency} ")
    return f"{_sign(value, signed)}{mark}{abs(value):,}"


def price(amount: Json, currency: str) -> str:
    """Write a price with all its places, two at least."""
    value = Decimal(str(amount))
    places = max(minor_digits(currency), min(-int(value.normalize().as_tuple().exponent), 4))
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return f"{_sign(shown, False)}{_MARKS.get(currency, f'{currency} ')}{abs(shown):,}"


def percent(ratio: Json, *, signed: bool = False) -> str:
    """Write a ratio as a percentage: one decimal, two under ten per cent."""
    value = Decimal(str(ratio)) * 100
    places = 2 if abs(value) < _SMALL * 100 else 1
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return f"{_sign(shown, signed)}{abs(shown):,}%"


def number(value: Json, places: int = 2) -> str:
    """Write a plain number, without zeros at its end."""
    shown = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    text = f"{abs(shown):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{_sign(shown, False)}{text}"


def measure(value: Json) -> str:
    """Write a statistic with two decimals."""
    shown = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return f"{_sign(shown, False)}{abs(shown)}"


def day(text: Json) -> str:
    """Write a date: `31 March 2021`."""
    value = date.fromisoformat(str(text)[:10])
    return f"{value.day} {value:%B %Y}"


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Join words as people do: `a, b and c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; the columns after the first are aligned right."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    lines = [heads, rule, *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def gained(amount: Json, currency: str) -> str:
    """Say a gain or loss as a verb: `gained $5.00`, `lost $5.00`, `neither gained nor lost`."""
    value = Decimal(str(amount))
    if value == 0:
        return "neither gained nor lost anything"
    return f"{'gained' if value > 0 else 'lost'} {money(abs(value), currency)}"


def rose(ratio: Json) -> str:
    """Say a change as a verb: `rose 1.20%`, `fell 1.20%`, `did not change`."""
    value = Decimal(str(ratio))
    if value == 0:
        return "did not change"
    return f"{'rose' if value > 0 else 'fell'} {percent(abs(value))}"


def known(row: Mapping[str, Json], *keys: str) -> bool:
    """Whether all of these are there and not null."""
    return all(row.get(key) is not None for key in keys)


def _sign(value: Decimal, signed: bool) -> str:
    if value < 0:
        return "−"
    return "+" if signed and value > 0 else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
