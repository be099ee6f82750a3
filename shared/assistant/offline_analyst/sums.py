"""Questions that are a sum: `what is 15% of 2340`, `2 + 3 * 4`."""

import re
from dataclasses import dataclass
from typing import Final

_SUM: Final = re.compile(
    r"\s*(?!\d{4}-\d\d-\d\d)(?:(?:what(?:'s| is| are)|how much is|calculate|compute)\s+)?(?:"
    r"(?P<share>\d[\d.,]*)\s?(?:%|per ?cent)\s+of\s+(?P<whole>\d[\d.,]*\d|\d)|"
    r"(?P<sum>[(\d][\d.,()\s]*(?:[-+*/×÷^]\s*[\d.,()\s]+)+))\s*[=?]*\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sum:
    """What to work out, as the calculator reads it; a share of a whole as it was asked."""

    expression: str
    share: str = ""
    whole: str = ""


def sum_in(text: str) -> Sum | None:
    """Return the sum that a question is, and nothing else beside it."""
    match = _SUM.fullmatch(text)
    if match is None:
        return None
    if match["share"]:
        share, whole = match["share"].replace(",", ""), match["whole"].replace(",", "")
        return Sum(f"{whole} * {share} / 100", match["share"], match["whole"])
    return Sum(match["sum"].replace("×", "*").replace("÷", "/").strip())
