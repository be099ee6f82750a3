"""Reading properties: paths with dots, and every text inside a value."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast


def at(props: Any, path: str) -> Any:
    """Return what lies at `a.b.c`, None where the way ends."""
    found: Any = props
    for step in path.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return None
        found = cast("Mapping[str, Any]", found)[step]
    return found


def texts(value: Any) -> Iterator[str]:
    """Yield every string in a value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in cast("Mapping[str, Any]", value).values():
            yield from texts(each)
    elif isinstance(value, Sequence):
        for each in cast("Sequence[Any]", value):
            yield from texts(each)


def app_setting_names(props: Any) -> list[str]:
    """Return the names of a Function App's settings."""
    return [str(at(each, "name")) for each in at(props, "siteConfig.appSettings") or []]
