"""Heads of columns: what readers see, and the English that programs know them by."""

from shared.reports.document import Align, Column
from shared.reports.language.wording import mark, say


def column(
    template: str, align: Align = "right", width: float = 1.0, *, currency: str = ""
) -> Column:
    """Return a column; `currency` stands in its head as the language writes it."""
    key = template.format(currency=currency)
    return Column(say(template, currency=mark(currency)), align, width, key)
