"""What alerts have seen, in German, told by the shapes of what is kept in English. Pure.

A reading is judged, kept and compared before anybody is told of it, and most never are. So it is
put into the reader's language where it is told. A shape that is not known here stays English; a
test reads every one that the measures write.
"""

import re
from datetime import date
from typing import Final

from shared.kernel.language import Language, worded_day, worded_figure

_SHAPES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(english), german)
    for english, german in (
        (r"(\S+) ([A-Za-z]{3,4})", "{0} {1}"),
        (r"(\S+ %) since (\S+)", "{0} seit dem {1}"),
        (r"(\S+ %) from its high of (\S+)", "{0} gegenüber dem Hoch vom {1}"),
        (
            r"the (\d+)-day average is (\S+ %) above the (\d+)-day average",
            "der {0}-Tage-Durchschnitt liegt {1} über dem {2}-Tage-Durchschnitt",
        ),
        (
            r"the (\d+)-day average is (\S+ %) below the (\d+)-day average",
            "der {0}-Tage-Durchschnitt liegt {1} unter dem {2}-Tage-Durchschnitt",
        ),
        (
            r"(\S+) times the average of (\d+) days",
            "das {0}-fache des Durchschnitts von {1} Tagen",
        ),
        (
            r"(\S+) is (\S+ %) of the portfolio, its target is (\S+ %)",
            "{0} macht {1} des Portfolios aus, das Ziel ist {2}",
        ),
        (r"(\S+) is (\S+ %) of the portfolio", "{0} macht {1} des Portfolios aus"),
        (
            r"The portfolio's return is (\S+ %) from its high of (\S+)",
            "Die Rendite des Portfolios: {0} gegenüber ihrem Hoch vom {1}",
        ),
        (
            r"(\S+) goes ex dividend: (\S+) (\S+) a share \(source: (.*)\), on (\S+)\.",
            "{0} handelt am {4} ohne Dividende: {1} {2} je Aktie (Quelle: {3}).",
        ),
        (
            r"(\S+) goes ex dividend \(source: (.*)\), on (\S+)\.",
            "{0} handelt am {2} ohne Dividende (Quelle: {1}).",
        ),
    )
)
_FIGURE: Final = re.compile(r"[+-]?\d[\d,]*(\.\d+)?( %)?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MORE: Final = re.compile(r" · and (\d+) more$")


def seen_in(language: Language, shown: str) -> str:
    """Return what was seen in a language: `+5.25 % since 2024-05-01`, `+5,25 % seit dem …`."""
    if language == "en":
        return shown
    for shape, german in _SHAPES:
        found = shape.fullmatch(shown)
        if found is not None:
            return german.format(*map(_value, found.groups()))
    return shown


def stories_in(language: Language, text: str) -> str:
    """Return stories told together; their titles stay in the words of who wrote them."""
    return text if language == "en" else _MORE.sub(r" · und \1 weitere", text)


def _value(text: str) -> str:
    if _DAY.fullmatch(text):
        return worded_day("de", date.fromisoformat(text))
    return worded_figure("de", text) if _FIGURE.fullmatch(text) else text
