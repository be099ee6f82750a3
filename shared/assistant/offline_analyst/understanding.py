"""From a question's text to what was asked."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures
from shared.assistant.offline_analyst.asked import Asked, Topic
from shared.assistant.offline_analyst.english import (
    ARTICLE,
    CURRENCIES,
    DEFINITION,
    DIMENSIONS,
    INDICES,
    MEASURES,
    MINE,
    NO_SYMBOLS,
    NOT_NAMES,
    TOPICS,
)
from shared.assistant.offline_analyst.periods import read_day, read_span
from shared.assistant.offline_analyst.spelling import corrected
from shared.assistant.offline_analyst.sums import sum_in

_TICKER: Final = re.compile(
    r"(?<![\w$])\$?(?P<symbol>\^?[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?)(?![\w&'’])"
)
_NAME: Final = re.compile(r"\b[A-Z][\w&.'’-]*(?:\s+(?:&\s+)?[A-Z][\w&.'’-]*)*")
_BEFORE_PRICE: Final = re.compile(
    r"\b(?P<name>[a-z][\w&.-]{2,60})(?:['’]s)? (?:stock |share )?(?:price|quote|stock|shares)\b"
)
_AFTER: Final = re.compile(
    r"\b(?:of|about|for|in|on|is|did|does|has|was|with|hold|own|bought|sold|between|and|vs\.?|"
    r"versus|to|than|or|compare|my|the|if)\s+(?P<name>[a-z][\w&.-]{2,60}(?:\s[a-z][\w&.-]{1,60})?)\b",
)
_TOP: Final = re.compile(
    r"\btop[\s-](?P<n>\d{1,2}|three|five|ten)\b|\b(?P<m>\d{1,2}|two|three|"
    r"five|ten) (?:largest|biggest|best|worst|top|smallest)|"
    r"\b(?:last|latest|first|most recent) (?P<k>\d{1,2}|two|three|five|ten) "
    r"(?:transactions?|trades?|orders?|purchases?|buys?|sales|dividends?|deposits?)\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(
    r"\b(?:news|headlines?|filings?|earnings call) (?:on|about|of|for|from)\b|\b(?:any|latest|"
    r"recent) news\b",
    re.IGNORECASE,
)
_COMPANY_FIGURE: Final = re.compile(
    r"\b(?:p/e(?: ratio)?|pe ratio|eps|earnings|market cap\w*|revenues?|balance sheet|cash flow|"
    r"book value|"
    r"net income|ebitda|debt)\b.{0,20}\b(?:of|for|at|did)\s+[A-Z]|[A-Z]{2,5}(?:['’]s)? (?:p/e|"
    r"eps|earnings|"
    r"revenues?|market cap)",
    re.IGNORECASE,
)
_INDICATOR: Final = (
    r"(?:rsi|relative strength(?: index)?|macd|atr|average true range|ema|sma|moving average|"
    r"bollinger bands?|stochastic)"
)
_INDICATOR_OF: Final = re.compile(
    rf"\b{_INDICATOR}\b.{{0,12}}\b(?:of|for)\s+(?-i:[A-Z$])|(?-i:[A-Z][\w.]+)(?:['’]s|s['’])? "
    rf"(?:\d+[- ]day )?{_INDICATOR}\b",
    re.IGNORECASE,
)
_OFF_TOPIC: Final = re.compile(r"\b(?:weather|recipe|joke|poem|football)\b", re.IGNORECASE)
_NUMBERS: Final = {"two": 2, "three": 3, "five": 5, "ten": 10}
_CODE: Final = re.compile(r"\b[A-Za-z]{3,8}\b")


def understand(text: str, today: date, earlier: Sequence[str] = ()) -> Asked:
    """Return what a question asks, on a day; `earlier` questions fill in what a short one lacks."""
    asked = _read(corrected(text), today)
    if asked.topic != "unknown" and not _is_follow_up(text):
        return asked
    for before in reversed(earlier[-3:]):
        last = _read(before, today)
        if last.topic not in {"unknown", "greeting", "help"}:
            if last.topic == "definition" and asked.is_mine:
                return _read(f"What is my {last.term}?", today)
            return _continued(asked, last)
    return asked


def _read(text: str, today: date) -> Asked:
    tickers = _tickers(text)
    figures = find_figures(text)
    is_mine = MINE.search(text) is not None
    if is_mine:
        named = (symbol for symbol, pattern in INDICES.items() if pattern.search(text))
        tickers = tuple(dict.fromkeys((*tickers, *named)))
    term = _term(text)
    topic = _topic(text, term, tickers, is_mine)
    money = [one for one in figures if one.kind == "money"]
    plain = [one for one in figures if one.kind in {"number", "count"}]
    top = _TOP.search(text)
    return Asked(
        text=text,
        topic=topic,
        span=read_span(text, today),
        day=read_day(text, today),
        symbols=tickers,
        names=_names(text, tickers),
        currencies=_currencies(text),
        amount=_first(money) or _first(plain),
        quantity=_first(plain),
        percents=tuple(one.signed for one in figures if one.kind in {"percent", "change"}),
        measures=frozenset(name for name, pattern in MEASURES.items() if pattern.search(text)),
        dimension=next((name for name, pattern in DIMENSIONS if pattern.search(text)), None),
        term=term,
        is_mine=is_mine,
        top=_number(top["n"] or top["m"] or top["k"]) if top else None,
    )


def _topic(text: str, term: str, tickers: tuple[str, ...], is_mine: bool) -> Topic:
    plain = _plain_topic(text)
    if plain is not None:
        return plain
    if term and not is_mine and not tickers and not _is_instance(text):
        return "definition"
    for topic, pattern in TOPICS:
        if pattern.search(text):
            return topic
    if tickers:
        return "worth" if is_mine else "facts"
    return "unknown"


def _plain_topic(text: str) -> Topic | None:
    """Return the topic of a question whose shape alone tells it."""
    if sum_in(text) is not None:
        return "calculation"
    if _OFF_TOPIC.search(text):
        return "unavailable"
    if _REPORTED.search(text):
        return "news"
    if _INDICATOR_OF.search(text):
        return "indicators"
    return "unavailable" if _COMPANY_FIGURE.search(text) else None


def _is_instance(text: str) -> bool:
    """Whether a "what is" asks for a value: of something, on a day, of a portfolio."""
    return (
        re.search(
            r"\b(?!value at risk)(?:price|value|return|weight|exchange rate|rate|yield|"
            r"volatility|beta|worth|"
            r"performance|cost|quote|split|sector|shares?) (?:of|for|on|at|in|from|since)\b"
            r"|\b(?:portfolio|holdings?|today|currently|right now|latest|this year|savings)\b|"
            r"\d{4}|\bhow (?:is|are|was|were) (?!.*(?:calculated|computed|defined|measured|work))"
            r"|\b[A-Z]{3}\s?(?:/|to|in)\s?[A-Z]{3}\b|[+*/^]\s?\d",
            text,
        )
        is not None
    )


def _term(text: str) -> str:
    match = DEFINITION.match(text)
    if match is None:
        return ""
    return ARTICLE.sub("", match["term"].strip(" '\"“”?.")).strip()


def _tickers(text: str) -> tuple[str, ...]:
    if text.isupper():
        return ()
    found = [match["symbol"] for match in _TICKER.finditer(text)]
    return tuple(
        dict.fromkeys(
            one for one in found if one not in NO_SYMBOLS and (len(one) > 1 or f"${one}" in text)
        )
    )


def _names(text: str, tickers: tuple[str, ...]) -> tuple[str, ...]:
    """Return words that may be a company's name, most likely first."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        words = [
            word
            for word in re.sub(r"['’]s\b", "", match.group()).split()
            if word.lower() not in NOT_NAMES
        ]
        name = " ".join(words).strip(".,")
        if name and name not in tickers and name not in NO_SYMBOLS:
            found.append(name)
    for match in (*_BEFORE_PRICE.finditer(text), *_AFTER.finditer(text)):
        words = [
            word for word in re.sub(r"['’]s\b", "", match["name"]).split() if word not in NOT_NAMES
        ]
        if words and MINE.fullmatch(words[0]) is None:
            found.append(" ".join(words))
            found.append(words[0])
    return tuple(dict.fromkeys(name for name in found if len(name) > 1))


def _currencies(text: str) -> tuple[str, ...]:
    found = [CURRENCIES[word.lower()] for word in _CODE.findall(text) if word.lower() in CURRENCIES]
    marks = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
    first = [code for mark, code in marks.items() if mark in text]
    return tuple(dict.fromkeys([*first, *found]))


def _first(figures: Sequence[Figure]) -> Decimal | None:
    return figures[0].value if figures else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _is_follow_up(text: str) -> bool:
    return (
        re.match(r"\s*(?:and|what about|how about|same|also|but)\b", text, re.IGNORECASE)
        is not None
    )


def _continued(asked: Asked, last: Asked) -> Asked:
    """Return the earlier question with what the new one changes."""
    return replace(
        last,
        text=asked.text,
        span=asked.span if asked.span != type(asked.span)() else last.span,
        day=asked.day or last.day,
        symbols=asked.symbols or (() if asked.names else last.symbols),
        names=asked.names or last.names,
        currencies=asked.currencies or last.currencies,
        amount=asked.amount or last.amount,
        percents=asked.percents or last.percents,
        measures=asked.measures or last.measures,
        dimension=asked.dimension or last.dimension,
    )
