"""How a report's words are asked for and parted into sentences, in its language. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shared.kernel.language import Language
from shared.reports.model import ReportKind, ReportRequest
from shared.reports.periods import days_of


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `sentence_end` never parts what dots belong to."""

    questions: Mapping[ReportKind, str]
    periods: Mapping[str, str]
    year: str
    days: str
    sentence_end: re.Pattern[str]
    by: str
    offline: str


_ENGLISH: Final = Words(
    {
        "portfolio_review": "How is my portfolio doing{period}?",
        "performance": "How did my portfolio perform{period}?",
        "risk": "How risky is my portfolio{period}?",
        "tax_gains": "What are my realised gains{period}?",
        "income": "How much dividend income did my portfolio earn{period}?",
    },
    {
        "mtd": " this month",
        "ytd": " this year",
        "1y": " over the last year",
        "3y": " over the last three years",
        "5y": " over the last five years",
        "max": " since the beginning",
    },
    " in {year}",
    " from {first} to {last}",
    re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])|\n+"),
    "Written by {who}; each figure was held against the portfolio's data.",
    "the offline analyst",
)
_SHORT: Final = ("ca", "Nr", "bzw", "inkl", "zzgl", "Mio", "Mrd", "vgl", "rd")
# `31. März`, `z. B.` and `Nr. 3` go on. So does `… war der 31. Danach …`: two sentences taken for
# one are kept or left out together, which prints nothing that was not checked.
_GERMAN: Final = Words(
    {
        "portfolio_review": "Wie steht es um mein Portfolio{period}?",
        "performance": "Welche Rendite hatte mein Portfolio{period}?",
        "risk": "Wie riskant ist mein Portfolio{period}?",
        "tax_gains": "Wie hoch sind meine realisierten Gewinne{period}?",
        "income": "Wie viel Dividenden habe ich{period} bekommen?",
    },
    {
        "mtd": " in diesem Monat",
        "ytd": " in diesem Jahr",
        "1y": " in den letzten zwölf Monaten",
        "3y": " in den letzten drei Jahren",
        "5y": " in den letzten fünf Jahren",
        "max": " seit Beginn",
    },
    " im Jahr {year}",
    " von {first} bis {last}",
    re.compile(
        r"(?<=[.!?])(?<!\b\d\.)(?<!\b\d\d\.)(?<!\b[A-Za-zÄÖÜäöü]\.)"
        + "".join(rf"(?<!\b{short}\.)" for short in _SHORT)
        + r"\s+(?=[A-ZÄÖÜ0-9„])|\n+"
    ),
    "Geschrieben von {who}; jede Zahl wurde mit den Daten des Portfolios abgeglichen.",
    "der Auswertung ohne Sprachmodell",
)
_WORDS: Final[Mapping[Language, Words]] = {"en": _ENGLISH, "de": _GERMAN}


def question_for(request: ReportRequest) -> str | None:
    """Return what is asked for a report; None for a kind that has no words."""
    found = _WORDS[request.language].questions.get(request.kind)
    return found and found.format(period=_period(request) + _currency(request))


def byline(language: Language, model: str) -> str:
    """Say who wrote the words of a report."""
    words = _WORDS[language]
    return words.by.format(who=words.offline if model == "offline" else model)


def sentences(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends."""
    start = 0
    for found in _WORDS[language].sentence_end.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _period(request: ReportRequest) -> str:
    """Return the period of the report as a question names it, so that its words are of it too."""
    words = _WORDS[request.language]
    if request.kind == "tax_gains":
        return words.year.format(year=request.year) if request.year else ""
    days = (request.first, request.last) if request.first and request.last else None
    if days is None and request.period in words.periods:
        return words.periods[request.period]
    days = days or days_of(request.period)
    return words.days.format(first=days[0], last=days[1]) if days else ""


def _currency(request: ReportRequest) -> str:
    return f" in {request.currency}" if request.currency else ""
