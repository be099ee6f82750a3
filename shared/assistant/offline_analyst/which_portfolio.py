"""Which of several portfolios a person means, by what they said; and how they are asked. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from shared.assistant.model import Json, Turn
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.prose import listed

type Item = Mapping[str, Json]

MOST_OFFERED: Final = 10
_MOST_WORDS: Final = 8
_ASKED: Final = ("Which of your portfolios do you mean?", "Welches Ihrer Portfolios meinen Sie?")
_GENERIC: Final = frozenset({"portfolio", "my portfolio", "depot", "mein depot", "mein portfolio"})
"""Names that a question about any portfolio holds: they count when written just so."""
_PLACES: Final = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"first|1st|number one|1|erste[srnm]?|oldest|älteste[srnm]?|eins",
        r"second|2nd|number two|2|zweite[srnm]?",
        r"third|3rd|number three|3|dritte[srnm]?",
        r"fourth|4th|4|vierte[srnm]?",
        r"fifth|5th|5|fünfte[srnm]?",
    )
)
_LAST: Final = re.compile(r"\b(?:last|newest|latest|letzte[srnm]?|neueste[srnm]?)\b", re.IGNORECASE)
_EMPTY: Final = re.compile(r"\b(?:empty|leere?[srnm]?|nothing|nichts)\b", re.IGNORECASE)
_CODES: Final = {
    "EUR": r"euros?|€", "USD": r"(?:us[- ])?dollars?|\$", "GBP": r"pounds?|sterling|pfund|£",
    "CHF": r"(?:swiss )?francs?|franken", "JPY": r"yen|¥",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """Something the person said; whether it answered the question for the portfolio."""

    text: str
    is_reply: bool = False


def said(question: str, history: Sequence[Turn]) -> tuple[Said, ...]:
    """Return what the person said in the conversation, the newest first."""
    found: list[Said] = []
    was_asked = False
    for turn in (*history, Turn("user", question)):
        if turn.role == "user":
            found.append(Said(turn.content, was_asked and _is_short(turn.content)))
        was_asked = any(ask in turn.content for ask in _ASKED)
    return tuple(reversed(found))


def meant(by: Sequence[Said], items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the portfolios that may be meant, as they are offered; one, when it is clear which."""
    pool = tuple(items)
    for one in by:
        named = _by_id(one.text, pool) or _named(one, pool)
        if named:
            pool = named
            break
    for one in by:
        if one.is_reply and len(pool) > 1 and (found := _told_apart(one.text, pool)):
            return (found,)
    return pool[:MOST_OFFERED]


def question_for(pool: Sequence[Item]) -> str:
    """Ask which is meant: portfolios of one name by currency and what they hold."""
    by_name = not alike(pool)
    rows = [
        f"{place}. {f'**{one["name"]}**' if by_name else _row(one)}"
        for place, one in enumerate(pool, 1)
    ]
    ask = say("Which of your portfolios do you mean?")
    how = say("Answer with its name or number.")
    if not by_name:
        how = say("Answer with its number, its currency or something it holds.")
    return f"{ask} {how}\n\n" + "\n".join(rows)


def alike(pool: Sequence[Item]) -> bool:
    """Whether some of the portfolios bear one name."""
    return len({str(one["name"]).casefold() for one in pool}) < len(pool)


def _row(one: Item) -> str:
    name, currency = str(one["name"]), str(one["base_currency"])
    if "held" not in one:
        return say("**{name}** in {currency}", name=name, currency=currency)
    if not (held := _symbols(one)):
        return say("**{name}** in {currency}, empty", name=name, currency=currency)
    return say(
        "**{name}** in {currency} with {held}", name=name, currency=currency, held=listed(held)
    )


def _is_short(text: str) -> bool:
    return "?" not in text and len(text.split()) <= _MOST_WORDS


def _by_id(text: str, pool: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(one for one in pool if str(one["id"]).casefold() in text.casefold())


def _named(one: Said, pool: Sequence[Item]) -> tuple[Item, ...]:
    """Return the portfolios of the longest name that is part of what was said."""
    names = {str(item["name"]) for item in pool}
    found = [name for name in names if _holds(one, name)]
    if not found:
        return ()
    longest = max(found, key=len).casefold()
    return tuple(item for item in pool if str(item["name"]).casefold() == longest)


def _holds(one: Said, name: str) -> bool:
    exact = name.casefold() in _GENERIC and not one.is_reply
    flags = re.NOFLAG if exact else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", one.text, flags) is not None


def _told_apart(text: str, pool: Sequence[Item]) -> Item | None:
    """Return the one of several portfolios that a short reply singles out."""
    ways = (
        [one for one in pool if _is_in(str(one["base_currency"]), text)],
        [one for one in pool if any(_is_word(s, text) for s in _symbols(one))],
        [one for one in pool if one.get("held") == [] and _EMPTY.search(text)],
        [one for place, one in zip(_PLACES, pool, strict=False) if place.search(text)],
        [pool[-1]] if _LAST.search(text) else [],
    )
    return next((found[0] for found in ways if len(found) == 1), None)


def _symbols(one: Item) -> list[str]:
    return [str(symbol) for symbol in cast("list[Json]", one.get("held") or [])]


def _is_in(code: str, text: str) -> bool:
    words = "|".join(filter(None, (code, _CODES.get(code))))
    return re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE) is not None


def _is_word(symbol: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(symbol)}(?!\w)", text, re.IGNORECASE) is not None
