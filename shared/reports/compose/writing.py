"""How figures are written: grouped, with a real minus, rounded for reading, never for reckoning."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Final

from shared.kernel.language import worded_day
from shared.kernel.money import minor_digits
from shared.reports.document import Figure, Unit
from shared.reports.language.months import month_of, short_month
from shared.reports.language.wording import digits as written
from shared.reports.language.wording import mark, spoken

UNKNOWN: Final = "–"
_MINUS: Final = "−"
_MOST_PRICE_DIGITS: Final = 4
_MOST_QUANTITY_DIGITS: Final = 6
# A rate for a year from a gain within days may have hundreds of digits; the usual 28 would raise.
_WIDE: Final = Context(prec=400)


def money(value: Any, currency: str, ref: str = "", *, signed: bool = False) -> Figure:
    """Write an amount to its currency's minor unit."""
    if value is None:
        return Figure(None, "money", UNKNOWN, ref, currency)
    text = _grouped(Decimal(str(value)), minor_digits(currency), signed=signed)
    return Figure(value, "money", text, ref, currency)


def price(value: Any, currency: str, ref: str = "") -> Figure:
    """Write a price with the digits it has, two to four."""
    if value is None:
        return Figure(None, "price", UNKNOWN, ref, currency)
    number = Decimal(str(value))
    digits = max(min(_decimals(number), _MOST_PRICE_DIGITS), min(minor_digits(currency), 2))
    return Figure(value, "price", _grouped(number, digits), ref, currency)


def percent(value: Any, ref: str = "", *, digits: int = 2, signed: bool = False) -> Figure:
    """Write a fraction as a percentage."""
    if value is None:
        return Figure(None, "percent", UNKNOWN, ref)
    text = _grouped(Decimal(repr(float(value))) * 100, digits, signed=signed)
    return Figure(value, "percent", f"{text} %", ref)


def ratio(value: Any, ref: str = "") -> Figure:
    """Write a pure number with two decimals."""
    if value is None:
        return Figure(None, "ratio", UNKNOWN, ref)
    return Figure(value, "ratio", _grouped(Decimal(repr(float(value))), 2), ref)


def quantity(value: Any, ref: str = "") -> Figure:
    """Write a number of shares with the decimals it has, six at most."""
    if value is None:
        return Figure(None, "quantity", UNKNOWN, ref)
    number = Decimal(str(value))
    digits = min(_decimals(number), _MOST_QUANTITY_DIGITS)
    return Figure(value, "quantity", _grouped(number, digits), ref)


def count(value: Any, ref: str = "", unit: Unit = "count") -> Figure:
    """Write a whole number."""
    if value is None:
        return Figure(None, unit, UNKNOWN, ref)
    return Figure(value, unit, _grouped(Decimal(int(value)), 0), ref)


def day(value: str | None, ref: str = "") -> Figure:
    """Write a day as `31 Mar 2024`, `31.03.2024`."""
    return Figure(value, "date", short_day(value) if value else UNKNOWN, ref)


def short_day(iso: str) -> str:
    """Return a day as `31 Mar 2024`, `31.03.2024`."""
    found = date.fromisoformat(iso[:10])
    if spoken() == "de":
        return worded_day("de", found)
    return f"{found.day} {short_month(found.month)} {found.year}"


def day_of_year(iso: str) -> str:
    """Return a day without its year: `31 Mar`, `31.03.`."""
    return short_day(iso)[:-4].rstrip()


def long_day(found: date) -> str:
    """Return a day as `31 March 2024`, `31. März 2024`."""
    return f"{found.day}{'.' if spoken() == 'de' else ''} {month_of(found.month)} {found.year}"


def month_name(iso: str) -> str:
    """Return a month (`2024-03`) as `Mar 2024`, `März 2024`."""
    return f"{short_month(int(iso[5:7]))} {iso[:4]}"


def with_currency(figure: Figure) -> Figure:
    """Return an amount that names its currency, as one among others must."""
    if figure.value is None or not figure.currency:
        return figure
    return replace(figure, text=f"{figure.text} {mark(figure.currency)}")


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _grouped(number: Decimal, digits: int, *, signed: bool = False) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN, _WIDE)
    text = written(f"{abs(rounded):,.{digits}f}")
    if rounded < 0:
        return _MINUS + text
    return f"+{text}" if signed and rounded > 0 else text
