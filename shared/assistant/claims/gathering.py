"""Turning tool outcomes into facts: what each number in the JSON is a figure of."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from shared.assistant.claims.aggregates import aggregates
from shared.assistant.claims.dates import find_dates, year_span
from shared.assistant.claims.facts import Evidence, Fact, FactKind
from shared.assistant.claims.naming import handles
from shared.assistant.claims.passages import facts_of_text
from shared.assistant.claims.vocabulary import measure_of
from shared.assistant.model import Json, ToolOutcome

_DECIMAL: Final = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?")
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?")
_MONTH: Final = re.compile(r"\d{4}-\d\d")
_LABEL_KEYS: Final = frozenset(
    "symbol name key label title document base quote quote_currency related_symbol term".split()
)
_LOCAL: Final = re.compile(r"price|_local|per_share|fee$|close|open$|high|low$")
_QUANTITY: Final = re.compile(r"quantity|shares|volume|units")
_PURE: Final = re.compile(
    r"sharpe|sortino|calmar|beta|information_|hhi|correlation|matrix|rate$|rates$|rsi|macd|"
    r"shrinkage|seed|effective"
)
_RATIO: Final = re.compile(
    r"twr|xirr|return|weight|^share$|change|yield|volatil|var_|cvar|depth|alpha|tracking|probab|turnover|"
    r"contribution$|(?<!information_)ratio$|current$|optimal$|before$|after$|target$|margin|growth"
)
_AMOUNT: Final = re.compile(
    r"price|close|open$|high|low$|value|amount|gain|cost|proceeds|total|fee|tax|income|cash|profit|revenue|"
    r"net_contributions|balance|paid"
)
_LARGEST_RATIO: Final = 20.0
_PERCENT_KEY: Final = re.compile(r"percent|_pct|pct_")
_SPAN: Final = re.compile(r"(\d{1,3})\s?(d|w|m|mo|y)")
_SPANS: Final = {"d": "day", "w": "week", "m": "month", "mo": "month", "y": "year"}
_DURATION_KEY: Final = re.compile(r"(?:^|_)(days|weeks|months|years)$")
_LEVEL: Final = re.compile(r"(?:var|cvar)_(\d\d)")
_SHARE_KEY: Final = re.compile(r"0\.\d{1,4}")
_PARAMETER_KEY: Final = re.compile(r"[a-z]+:(\d{1,4})")
_RATIO_TEXT: Final = re.compile(r"\d{1,4}:\d{1,4}")
_SKIP_KEYS: Final = frozenset(
    "digest cursor next_cursor id transaction_id portfolio_id version ref isin opened_by "
    "closed_by fingerprint seed".split()
)
_MOST_FACTS: Final = 20_000
_LONG_TEXT: Final = 24
_LONGEST_NAME: Final = 120
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: address of a value, its row and column, and what is known there."""

    address: str
    key: str
    row: str
    column: str
    labels: frozenset[str]
    currencies: tuple[str, ...]
    is_passage: bool = False


def gather(outcomes: Iterable[ToolOutcome]) -> Evidence:
    """Return the facts in tool outcomes. Errors are evidence of nothing."""
    facts: list[Fact] = []
    names: dict[str, set[str]] = defaultdict(set)
    outcomes = list(outcomes)
    portfolios = {_portfolio(outcome) for outcome in outcomes} - {None}
    for outcome in outcomes:
        labels = frozenset(_named(outcome.arguments, names))
        if len(portfolios) > 1 and (portfolio := _portfolio(outcome)) is not None:
            labels |= frozenset(_named({"name": portfolio}, names))
        root = _Place(outcome.ref, outcome.name, outcome.ref, outcome.name, labels, ())
        if not outcome.is_error:
            facts.extend(_walk(outcome.value, root, names))
        asked = replace(
            root,
            address=f"{outcome.ref}/arguments",
            row=f"{outcome.ref}/arguments",
            column="arguments",
        )
        facts.extend(replace(fact, measure="") for fact in _walk(outcome.arguments, asked, names))
        if len(facts) > _MOST_FACTS:
            break
    evidence = Evidence(facts[:_MOST_FACTS], {})
    known = {name: frozenset(labels) for name, labels in names.items()}
    return Evidence([*evidence.facts, *aggregates(evidence)], known)


def _portfolio(outcome: ToolOutcome) -> str | None:
    """Return which portfolio an outcome is of: a label only when there are several."""
    value = outcome.value
    found = (
        cast("Mapping[str, Json]", value).get("portfolio") if isinstance(value, Mapping) else None
    )
    return found if isinstance(found, str) else None


def _walk(value: Json, place: _Place, names: dict[str, set[str]]) -> Iterator[Fact]:
    match value:
        case Mapping():
            yield from _object(cast("Mapping[str, Json]", value), place, names)
        case list() | tuple():
            yield from _list(cast("Iterable[Json]", value), place, names)
        case bool() | None:
            return
        case int():
            yield _whole(value, place)
        case float():
            yield _fraction(value, place)
        case str():
            yield from _string(value, place)
        case _:
            return


def _object(value: Mapping[str, Json], place: _Place, names: dict[str, set[str]]) -> Iterator[Fact]:
    own = frozenset(_named(value, names))
    currencies = place.currencies
    for key in ("currency", "price_currency"):
        stated = value.get(key)
        if isinstance(stated, str):
            currencies = (stated, *(code for code in currencies if code != stated))
    labels = own or place.labels
    for key, child in value.items():
        if key in _SKIP_KEYS:
            continue
        yield from _told_by_name(key, place, labels)
        yield from _walk(
            child,
            replace(
                place,
                address=f"{place.address}/{_escape(key)}",
                key=key,
                row=place.address,
                column=f"{place.column}/{key}",
                labels=labels,
                currencies=currencies[:2],
                is_passage="passage_id" in value or "document" in value,
            ),
            names,
        )


def _told_by_name(key: str, place: _Place, labels: frozenset[str]) -> Iterator[Fact]:
    """Yield what a field's name says by itself: `var_95` is of 95 %, `last_twelve_months` of 12."""
    here = replace(
        place, address=f"{place.address}/{key}", key=key, row=place.address, labels=labels
    )
    if (level := _LEVEL.search(key)) is not None:
        yield _fact(replace(here, key="level"), float(level[1]), "percent")
    if _SHARE_KEY.fullmatch(key):
        yield _fact(replace(here, key="level"), float(key) * 100, "percent")
    elif (parameter := _PARAMETER_KEY.fullmatch(key)) is not None:
        yield _fact(replace(here, key="parameter"), float(parameter[1]), "number")
    if "twelve_months" in key:
        yield _fact(replace(here, key="months"), 12.0, "duration", "month")


def _list(value: Iterable[Json], place: _Place, names: dict[str, set[str]]) -> Iterator[Fact]:
    items = list(value)
    # A tool's own list is called after the tool: `items` of what?
    key = place.column.split("/")[0] if place.key == "items" else place.key
    yield Fact(
        place.address, float(len(items)), "count", key, key, "", place.row,
        place.column,
        place.labels,
    )  # fmt: skip
    for at, child in enumerate(items):
        yield from _walk(
            child,
            replace(place, address=f"{place.address}/{at}", column=f"{place.column}/*"),
            names,
        )


def _whole(value: int, place: _Place) -> Fact:
    unit = _DURATION_KEY.search(place.key)
    if unit:
        return _fact(place, float(value), "duration", unit[1].rstrip("s"))
    if place.key in {"year", "tax_year"} and _FIRST_YEAR <= value <= _LAST_YEAR:
        return replace(_fact(place, float(value), "date"), days=year_span(value))
    if _QUANTITY.search(place.key):
        return _fact(place, float(value), "quantity")
    if _AMOUNT.search(place.key) and place.currencies and "count" not in place.key:
        return _decimal(float(value), place)
    if place.key == "total_count":
        tool = place.column.split("/")[0]
        return replace(_fact(place, float(value), "count", tool), key=tool)
    return _fact(place, float(value), "count", place.key)


def _fraction(value: float, place: _Place) -> Fact:
    if _PERCENT_KEY.search(place.key):
        return _fact(place, value, "percent")
    if _RATIO.search(place.key):
        return _fact(place, value * 100, "ratio")
    if _PURE.search(place.key) or "matrix" in place.column or "indicators/" in place.column:
        return _fact(place, value, "number")
    if _AMOUNT.search(place.key) and place.currencies:
        return _decimal(value, place)
    return (
        _fact(place, value * 100, "ratio")
        if abs(value) < _LARGEST_RATIO
        else _fact(place, value, "number")
    )


def _string(value: str, place: _Place) -> Iterator[Fact]:
    text = value.strip()
    if _DECIMAL.fullmatch(text):
        yield _decimal(float(text), place)
        if place.key == "result":  # a calculator's answer may be a share
            yield _fact(place, float(text) * 100, "ratio")
    elif _ISO_DAY.fullmatch(text):
        yield from _day(date.fromisoformat(text[:10]), place)
    elif _MONTH.fullmatch(text):
        for item in find_dates(text):
            yield replace(_fact(place, 0.0, "date"), days=item.days)
    elif _RATIO_TEXT.fullmatch(text):
        for part in text.split(":"):
            yield replace(_fact(place, float(part), "number"), measure="")
    elif (span := _SPAN.fullmatch(text)) is not None:
        yield _fact(place, float(span[1]), "duration", _SPANS[span[2]])
    elif any(letter.isdigit() for letter in text) and (len(text) > _LONG_TEXT or place.is_passage):
        yield from facts_of_text(text, place.address, place.key, place.labels, place.currencies)


def _day(day: date, place: _Place) -> Iterator[Fact]:
    yield replace(_fact(place, float(day.toordinal()), "date"), days=(day, day))


def _decimal(value: float, place: _Place) -> Fact:
    if _QUANTITY.search(place.key):
        return _fact(place, value, "quantity")
    if _PURE.search(place.key):
        return _fact(place, value, "number")
    if not place.currencies:
        return _fact(place, value, "number")
    codes = place.currencies[:1] if _LOCAL.search(place.key) else place.currencies
    return _fact(place, value, "money", "|".join(codes))


def _fact(place: _Place, value: float, kind: FactKind, unit: str = "") -> Fact:
    return Fact(
        place.address, value, kind, unit, place.key, measure_of(place.key), place.row, place.column,
        place.labels,
    )  # fmt: skip


def _named(value: Mapping[str, Json], names: dict[str, set[str]]) -> Iterator[str]:
    """Yield the labels of an object, and note the words by which a text may call them."""
    texts = [
        (key, text)
        for key, text in value.items()
        if key in _LABEL_KEYS and isinstance(text, str) and text and len(text) <= _LONGEST_NAME
    ]
    if not texts:
        return
    label = next((text for key, text in texts if key in {"symbol", "key"}), texts[0][1])
    yield label
    for _, text in texts:
        for handle in handles(text):
            names[handle].add(label)


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
