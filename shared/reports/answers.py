"""What a report is composed from: answers of the services, as the API gives them.

Decimals are strings, days and instants ISO texts, ratios numbers; names are those of the wire. A
report keeps nothing else, so whatever it prints can be asked of the API again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any, Final

from pydantic import BaseModel

from shared.kernel.clock import rfc3339
from shared.kernel.money import plain, round_money
from shared.portfolios.results import IncomeEntry, RealisedLot

type Json = Any

_ON_THE_WIRE: Final = {"first": "from", "last": "to"}
_PERIODS: Final = frozenset({"PerformanceReport", "RiskReport"})
_IN_CENTS: Final = frozenset({"Holdings", "Allocation", "Gains"})


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by name, and the request to the API that gives each of them."""

    values: Mapping[str, Json]
    sources: Mapping[str, str] = field(default_factory=dict[str, str])

    def get(self, name: str) -> Json:
        """Return an answer, None when it was not asked for."""
        return self.values.get(name)

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each answer in canonical form."""
        return {name: digest(value) for name, value in sorted(self.values.items())}


def digest(value: Json) -> str:
    """Return the SHA-256 of JSON in canonical form: sorted, without spaces."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def as_json(value: object) -> Json:
    """Return a service's answer as the API puts it on the wire."""
    for type_, write in _WRITERS.items():
        if isinstance(value, type_):
            return write(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    return value


def _closed_lot(lot: RealisedLot) -> Json:
    return as_json({**lot._asdict(), "gain": lot.gain, "holding_days": lot.holding_days})


def _object(value: Any) -> Json:
    name = type(value).__name__
    found: dict[str, Json] = {}
    for each in fields(value):
        member = getattr(value, each.name)
        if name in _IN_CENTS and each.name.startswith("total") and isinstance(member, Decimal):
            member = round_money(member, value.currency)
        key = _ON_THE_WIRE.get(each.name, each.name) if name in _PERIODS else each.name
        found[key] = as_json(member)
    return found


# Looked through in this order: an instant is a day as well, a named tuple a tuple.
_WRITERS: Final[Mapping[type, Callable[[Any], Json]]] = {
    Decimal: lambda found: None if found.is_nan() else plain(found),
    Enum: lambda found: found.value,
    datetime: rfc3339,
    date: date.isoformat,
    Mapping: lambda found: {str(name): as_json(each) for name, each in found.items()},
    RealisedLot: _closed_lot,
    IncomeEntry: lambda found: as_json(found._asdict()),
    list: lambda found: [as_json(each) for each in found],
    tuple: lambda found: [as_json(each) for each in found],
    BaseModel: lambda found: found.model_dump(mode="json"),
}
