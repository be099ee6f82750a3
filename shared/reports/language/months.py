"""Names of months, whole and short, as the page writes them."""

from collections.abc import Mapping
from typing import Final

from shared.kernel.language import Language
from shared.reports.language.wording import spoken

_MONTHS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": tuple(
        "January February March April May June July August September October November "
        "December".split()
    ),
    "de": tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
}
_SHORT: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": tuple(month[:3] for month in _MONTHS["en"]),
    "de": tuple("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.".split()),
}


def month_of(number: int) -> str:
    """Return the name of a month, from 1 on."""
    return _MONTHS[spoken()][number - 1]


def short_month(number: int) -> str:
    """Return the short name of a month, from 1 on."""
    return short_months()[number - 1]


def short_months() -> tuple[str, ...]:
    """Return the short names of the twelve months."""
    return _SHORT[spoken()]
