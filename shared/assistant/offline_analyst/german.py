"""German: a question in the words the English rules read, figures and names as they stand."""

import re
from pathlib import Path
from typing import Final

_WORDS: Final = re.compile(
    r"\b(?:ist|sind|war|waren|mein|meine|meinem|meiner|meinen|meines|wie|was|viel|viele|ich|"
    r"habe|hat|haben|und|der|die|das|den|dem|ein|eine|einen|welche|welcher|welches|warum|wann|seit|im|am|"
    r"letzten|letztes|letzter|dieses|diesem|jahr|nicht|gibt|mir|zeig|zeige|sollte|soll|depot|wert|"
    r"welchen|welchem|wird|werde|werden|es|zu|zum|zur|bin|mich|mit|für|bei|nach|von|vom|auf|über|"
    r"unter|kaufe?|verkaufe?|simuliere|nachrichten|vergleiche|steigen|fallen|nächste[ns]?|"
    r"kein\w*|und|oder|bitte|gib|sag|erzähl|erstelle|jahren?|"
    r"aktien|rendite|dividenden?|wenn|fällt|hallo|danke|hilfe|gewinn|gebühren|kosten|steuern|"
    r"risiko|einer|eines|passiert|bedeutet|krise|börse|kurs|jemals|schon|größte[rns]?|beste[rns]|monat|"
    r"woche|zinsen)\b",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    r"\b(?:the|is|are|my|what|how|did|does|do|have|much|many|of|worth|why|when|which|should|i)\b",
    re.IGNORECASE,
)
_QUESTIONS: Final = Path(__file__).with_name("questions.de.txt")
_BARE_YEAR: Final = re.compile(
    r"\b(?!(?:in|im|jahr|seit|bis|ab|von|wie|unter|über|um|zu|als|für|januar|februar|märz|april|mai|"
    r"juni|juli|august|september|oktober|november|dezember|ende|anfang|mitte)\b)([a-zäöüß]+) "
    r"((?:19|20)\d\d)"
    r"(?=\s*[?.!]|$)",
    re.IGNORECASE,
)
"""German says a year without `in`: `meine Gewinne 2016`."""
_PHRASES: Final = tuple(
    (re.compile(rf"\b(?:{german})(?!\w)", re.IGNORECASE), english)
    for german, english in (
        line.split(" => ") for line in _QUESTIONS.read_text(encoding="utf-8").strip().split("\n")
    )
)
NOT_UNDERSTOOD: Final = """\
Das habe ich nicht verstanden. Es ist kein Sprachmodell eingerichtet; ich beantworte häufige \
Fragen aus Ihren Daten, zum Beispiel:

- Was ist mein Depot wert? Wie viele Apple-Aktien habe ich?
- Wie hat sich mein Depot in diesem Jahr entwickelt?
- Wie viel Dividende habe ich letztes Jahr bekommen? Welche Gebühren habe ich bezahlt?
- Wie riskant ist mein Depot? Was passiert in einer Krise?
- Was war der Kurs von Apple gestern?"""
GREETING: Final = NOT_UNDERSTOOD.replace("Das habe ich nicht verstanden.", "Guten Tag.")


def is_german(text: str) -> bool:
    """Whether a question is in German, by its small words."""
    german, english = len(_WORDS.findall(text)), len(_ENGLISH.findall(text))
    return german > english and (german > 1 or len(text.split()) < 4)  # noqa: PLR2004


def in_english(text: str) -> str:
    """Return a German question in the words of the English rules."""
    text = re.sub(r"(?<=\d)\.(?=\s[A-ZÄÖÜ])", "", text)  # the 3. of January
    text = _BARE_YEAR.sub(r"\1 in \2", text)
    for pattern, english in _PHRASES:
        text = pattern.sub(english, text)
    return text
