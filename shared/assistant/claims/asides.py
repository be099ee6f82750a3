"""Whether brackets hold an aside: `Microsoft (28.9 %)` is no accountant's minus."""

import re
from typing import Final

_TELLS: Final = re.compile(
    r"(?:^|[|:=,;([{<>–—\n-]|\b(?:of|by|to|at|from|and|or|than|versus|vs\.?|against|with|was|were|is|are|be|"
    r"been|being|fell|rose|lost|made|went|came|changed?|about|around|roughly|nearly|almost|um|"
    r"von|auf|bei|zu|war|"
    r"ist|beträgt|betrug|lag|liegt|und|oder|[a-z]+ed)|return|returns|growth|change|result|"
    r"margin)\s*[*_]*\s*$",
    re.IGNORECASE,
)
"""After these a bracketed share is told as itself, and its brackets are a minus."""


def names(text: str, start: int) -> bool:
    """Whether brackets that open at `start` follow what they tell a share of: a name, a figure."""
    return _TELLS.search(text[max(0, start - 24) : start]) is None
