"""From the address of a piece of evidence to the citation a reader sees; pure.

A value inside an object with `document` and `quote` (or `text`) is a passage; all else is a tool's
figure, or under `arguments` one that the tool was asked with, such as the fall of a market.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from shared.assistant.model import Citation, Json, ToolOutcome

_LONGEST_QUOTE: Final = 400
_LONGEST_VALUE: Final = 200
_LONGEST_NAME: Final = 80
_NAMES: Final = ("symbol", "label", "name", "key", "title", "currency")
_TIMES: Final = ("trade_date", "ex_date", "first_day", "date", "day", "month", "year")


def cite(ref: str, outcomes: Sequence[ToolOutcome]) -> Citation | None:
    """Return the citation for an address (`t1/total_value`); None when nothing is there."""
    name, _, path = ref.partition("/")
    outcome = next((each for each in outcomes if each.ref == name), None)
    if outcome is None:
        return None
    pointer = f"/{path}" if path else ""
    is_asked = path.startswith("arguments/")
    trail = _walk({"arguments": outcome.arguments} if is_asked else outcome.value, pointer)
    if trail is None:
        return None
    passage = next((each for each in reversed(trail) if _is_passage(each)), None)
    if passage is not None:
        return Citation(
            ref,
            "passage",
            outcome.name,
            pointer,
            document=str(passage["document"]),
            section=str(passage["section"]) if passage.get("section") else None,
            quote=str(passage.get("quote") or passage.get("text"))[:_LONGEST_QUOTE],
        )
    # What was asked is named by its field: the row's name is the asker's own word for it.
    value, about = _shown(trail[-1]), None if is_asked else _about(trail, pointer)
    return Citation(ref, "tool", outcome.name, pointer, value=value, about=about)


def _walk(value: Json, pointer: str) -> list[Json] | None:
    """Return the values from the root down to where an RFC 6901 pointer leads."""
    trail = [value]
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        here = trail[-1]
        if isinstance(here, dict) and key in here:
            trail.append(cast("dict[str, Json]", here)[key])
        elif isinstance(here, list) and key.isdigit() and int(key) < len(cast("list[Json]", here)):
            trail.append(cast("list[Json]", here)[int(key)])
        else:
            return None
    return trail


def _is_passage(value: Json) -> bool:
    if not isinstance(value, Mapping):
        return False
    keys = cast("Mapping[str, Any]", value)
    return "document" in keys and ("quote" in keys or "text" in keys)


def _about(trail: Sequence[Json], pointer: str) -> str | None:
    """Return what names the row of a figure: its symbol or the like, and its day if it has both.

    A cell of a matrix is named by both of its symbols.
    """
    if pair := _pair(trail, pointer):
        return pair
    for place in range(len(trail) - 2, 0, -1):
        row, within = trail[place], trail[place - 1]
        if isinstance(row, dict) and isinstance(within, list):
            shown = pointer.rsplit("/", 1)[-1]
            fields = cast("dict[str, Json]", row)
            named = (_first(fields, _NAMES, shown), _first(fields, _TIMES, shown))
            return ", ".join(filter(None, named))[:_LONGEST_NAME] or None
    return None


def _pair(trail: Sequence[Json], pointer: str) -> str | None:
    match trail[-4:]:
        case [{"symbols": [*symbols]}, [*_], [*_], int() | float()]:
            of = [int(place) for place in pointer.split("/")[-2:]]
            if max(of) < len(symbols):
                return " / ".join(str(symbols[place]) for place in of)[:_LONGEST_NAME]
        case _:
            pass
    return None


def _first(row: Mapping[str, Json], names: Sequence[str], shown: str) -> str | None:
    """Return the first of these that the row has, but for the figure itself."""
    found = (row.get(name) for name in names if name != shown)
    return next((str(one) for one in found if isinstance(one, str | int) and one), None)


def _shown(value: Json) -> Json:
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(cast("object", value))[:_LONGEST_VALUE]
