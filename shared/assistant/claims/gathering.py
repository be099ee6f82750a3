"""Turning tool outcomes into facts: what each number in the JSON is a figure of."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, cast

from shared.assistant.claims.aggregates import aggregates
from shared.assistant.claims.dates import find_dates, year_span
from shared.assistant.claims.facts import Evidence, Fact, FactKind, by_column
from shared.assistant.claims.field_names import Traits, traits
from shared.assistant.claims.naming import handles
from shared.assistant.claims.passages import facts_of_text
from shared.assistant.model import Json, ToolOutcome

_DECIMAL: Final = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?")
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?")
_MONTH: Final = re.compile(r"\d{4}-\d\d")
_SPAN: Final = re.compile(r"(\d{1,3})\s?(d|w|m|mo|y)")
_SPANS: Final = {"d": "day", "w": "week", "m": "month", "mo": "month", "y": "year"}
_RATIO_TEXT: Final = re.compile(r"\d{1,4}:\d{1,4}")
_LABEL_KEYS: Final = (
    "symbol", "key", "name", "label", "title", "document", "base", "quote", "quote_currency",
    "related_symbol", "term",
)  # fmt: skip
"""Fields that name a row, the surest first."""
_SKIP_KEYS: Final = frozenset(
    "digest cursor next_cursor id transaction_id portfolio_id version ref isin opened_by "
    "closed_by fingerprint seed".split()
)
_LARGEST_RATIO: Final = 20.0
_MOST_FACTS: Final = 20_000
_LONG_TEXT: Final = 24
_TITLES: Final = frozenset({"name", "title", "alert", "report", "period"})
"""Fields whose words may be said again, figures and all: `Dot-com bust, 2000–2002`."""
_LONGEST_NAME: Final = 120
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200

type _Names = dict[str, set[str]]


class _Place(NamedTuple):
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
    names: _Names = defaultdict(set)
    outcomes = list(outcomes)
    portfolios = {_portfolio(outcome) for outcome in outcomes} - {None}
    for outcome in outcomes:
        labels = frozenset(_named(outcome.arguments, names))
        if len(portfolios) > 1 and (portfolio := _portfolio(outcome)) is not None:
            labels |= frozenset(_named({"name": portfolio}, names))
        root = _Place(outcome.ref, outcome.name, outcome.ref, outcome.name, labels, ())
        if not outcome.is_error:
            _walk(outcome.value, root, names, facts)
        asked: list[Fact] = []
        place = f"{outcome.ref}/arguments"
        _walk(
            outcome.arguments,
            root._replace(address=place, row=place, column="arguments"),
            names,
            asked,
        )
        facts += [fact._replace(measure="") for fact in asked]
        if len(facts) > _MOST_FACTS:
            break
    del facts[_MOST_FACTS:]
    facts += list(aggregates(by_column(facts)))
    return Evidence(facts, {name: frozenset(labels) for name, labels in names.items()})


def _portfolio(outcome: ToolOutcome) -> str | None:
    """Return which portfolio an outcome is of: a label only when there are several."""
    value = outcome.value
    if not isinstance(value, Mapping):
        return None
    found = cast("Mapping[str, Json]", value).get("portfolio")
    return found if isinstance(found, str) else None


def _walk(value: Json, place: _Place, names: _Names, facts: list[Fact]) -> None:
    match value:
        case str():
            facts.extend(_string(value, place))
        case bool() | None:
            return
        case float():
            facts.append(_fraction(value, place))
        case int():
            facts.append(_whole(value, place))
        case Mapping():
            _object(cast("Mapping[str, Json]", value), place, names, facts)
        case list() | tuple():
            _list(cast("Iterable[Json]", value), place, names, facts)
        case _:
            return


def _object(value: Mapping[str, Json], place: _Place, names: _Names, facts: list[Fact]) -> None:
    labels = frozenset(_named(value, names)) or place.labels
    currencies = place.currencies
    for key in ("currency", "price_currency"):
        stated = value.get(key)
        if isinstance(stated, str):
            currencies = (stated, *(code for code in currencies if code != stated))[:2]
    is_passage = "passage_id" in value or "document" in value
    for key, child in value.items():
        if key in _SKIP_KEYS:
            continue
        here = _Place(
            f"{place.address}/{_escape(key)}", key, place.address, f"{place.column}/{key}", labels,
            currencies, is_passage,
        )  # fmt: skip
        if traits(key).tells:
            facts.extend(_told_by_name(traits(key), here))
        _walk(child, here, names, facts)


def _told_by_name(told: Traits, place: _Place) -> Iterator[Fact]:
    """Yield what a field's name says by itself: `var_95` is of 95 %, `last_twelve_months` of 12."""
    if told.level is not None:
        yield _fact(place._replace(key="level"), told.level, "percent")
    if told.parameter is not None:
        yield _fact(place._replace(key="parameter"), told.parameter, "number")
    if told.months is not None:
        yield _fact(place._replace(key="months"), told.months, "duration", "month")


def _list(value: Iterable[Json], place: _Place, names: _Names, facts: list[Fact]) -> None:
    items = list(value)
    # A tool's own list is called after the tool: `items` of what?
    key = place.column.split("/")[0] if place.key == "items" else place.key
    facts.append(
        Fact(
            place.address, float(len(items)), "count", key, key, "", place.row, place.column,
            place.labels,
        )
    )  # fmt: skip
    column = f"{place.column}/*"
    for at, child in enumerate(items):
        here = place._replace(address=f"{place.address}/{at}", column=column)
        _walk(child, here, names, facts)


def _whole(value: int, place: _Place) -> Fact:
    told = traits(place.key)
    if told.duration:
        return _fact(place, float(value), "duration", told.duration)
    if place.key in {"year", "tax_year"} and _FIRST_YEAR <= value <= _LAST_YEAR:
        return _fact(place, float(value), "date")._replace(days=year_span(value))
    if told.is_quantity:
        return _fact(place, float(value), "quantity")
    if told.is_amount and place.currencies:
        return _decimal(float(value), place)
    if place.key == "total_count":
        tool = place.column.split("/")[0]
        return _fact(place, float(value), "count", tool)._replace(key=tool)
    return _fact(place, float(value), "count", place.key)


def _fraction(value: float, place: _Place) -> Fact:
    told = traits(place.key)
    if told.is_percent:
        return _fact(place, value, "percent")
    if told.is_ratio:
        return _fact(place, value * 100, "ratio")
    if told.is_pure or "matrix" in place.column or "indicators/" in place.column:
        return _fact(place, value, "number")
    if told.is_amount and place.currencies:
        return _decimal(value, place)
    if abs(value) < _LARGEST_RATIO:
        return _fact(place, value * 100, "ratio")
    return _fact(place, value, "number")


def _string(value: str, place: _Place) -> Iterator[Fact]:
    text = value.strip()
    if text[:1].isdigit() or text[:1] == "-":
        found = list(_written(text, place))
        yield from found
        if found:
            return
    is_prose = len(text) > _LONG_TEXT or place.is_passage or place.key in _TITLES
    if is_prose and any(letter.isdigit() for letter in text):
        yield from facts_of_text(text, place.address, place.key, place.labels)


def _written(text: str, place: _Place) -> Iterator[Fact]:
    """Yield what a text is that is a number, a date or a span and nothing else."""
    if _DECIMAL.fullmatch(text):
        yield _decimal(float(text), place)
        if place.key == "result":  # a calculator's answer may be a share
            yield _fact(place, float(text) * 100, "ratio")
    elif _ISO_DAY.fullmatch(text):
        day = date.fromisoformat(text[:10])
        yield _fact(place, float(day.toordinal()), "date")._replace(days=(day, day))
    elif _MONTH.fullmatch(text):
        for item in find_dates(text):
            yield _fact(place, 0.0, "date")._replace(days=item.days)
    elif _RATIO_TEXT.fullmatch(text):
        for part in text.split(":"):
            yield _fact(place, float(part), "number")._replace(measure="")
    elif (span := _SPAN.fullmatch(text)) is not None:
        yield _fact(place, float(span[1]), "duration", _SPANS[span[2]])


def _decimal(value: float, place: _Place) -> Fact:
    told = traits(place.key)
    if told.is_quantity:
        return _fact(place, value, "quantity")
    if told.is_pure or not place.currencies:
        return _fact(place, value, "number")
    codes = place.currencies[:1] if told.is_local else place.currencies
    return _fact(place, value, "money", "|".join(codes))


def _fact(place: _Place, value: float, kind: FactKind, unit: str = "") -> Fact:
    return Fact(
        place.address, value, kind, unit, place.key, traits(place.key).measure, place.row,
        place.column, place.labels,
    )  # fmt: skip


def _named(value: Mapping[str, Json], names: _Names) -> Iterator[str]:
    """Yield the label of an object, and note the words by which a text may call it."""
    texts = [
        text
        for key in _LABEL_KEYS
        if isinstance(text := value.get(key), str) and 0 < len(text) <= _LONGEST_NAME
    ]
    if not texts:
        return
    yield texts[0]
    for text in texts:
        for handle in handles(text):
            names[handle].add(texts[0])


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
