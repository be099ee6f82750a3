"""The rules of the document port, enforced alike by every adapter before anything is sent."""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, cast

import orjson

from shared.kernel.errors import FieldError, InvalidInput, PlumblineError, TooLarge
from shared.kernel.ids import is_document_id
from shared.platform import containers
from shared.platform.containers import Container
from shared.platform.documents import (
    MAX_BATCH_BYTES,
    MAX_BATCH_OPERATIONS,
    MAX_DOCUMENT_BYTES,
    Json,
    Operation,
    PartitionKey,
    Query,
)

# What large partition keys allow in Cosmos is 2 KB over all levels; ours are ids and symbols.
_MAX_PARTITION_CHARACTERS: Final = 255
_MAX_DEPTH: Final = 100  # Cosmos stops at 128 levels
# A fragment is JSON that was written from integers before.
_HARMLESS: Final = frozenset((str, int, bool, type(None), orjson.Fragment))
_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
# Only what JSON knows: no silent text for dates, no silent object for dataclasses.
_STRICT: Final = (
    orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)

type _Nested = dict[str, object] | list[object] | tuple[object, ...]


def container_named(name: str) -> Container:
    """Return the definition of a container. Raises: InvalidInput for an unknown name."""
    found = containers.BY_NAME.get(name)
    if found is None:
        raise InvalidInput(f"there is no container {name!r}", "unknown_container")
    return found


def partition_levels(container: Container, partition: PartitionKey) -> tuple[str, ...]:
    """Return the partition key as one string a level. Raises: InvalidInput."""
    levels = (partition,) if isinstance(partition, str) else tuple(partition)
    if len(levels) != len(container.partition_paths):
        raise InvalidInput(
            f"{container.name} is partitioned by {', '.join(container.partition_paths)}; "
            f"the key has {len(levels)} level(s)",
            "invalid_partition",
        )
    if not all(_is_partition_level(level) for level in levels):
        raise InvalidInput(
            f"a partition key of {container.name} must be 1 to {_MAX_PARTITION_CHARACTERS} "
            "printable characters a level",
            "invalid_partition",
        )
    return levels


def _is_partition_level(level: object) -> bool:
    return (
        isinstance(level, str)
        and 0 < len(level) <= _MAX_PARTITION_CHARACTERS
        and level.isprintable()
    )


def check_id(container: Container, levels: tuple[str, ...], id: str) -> None:
    """Raise InvalidInput unless the id is allowed in this partition."""
    if not is_document_id(id):
        raise InvalidInput(f"{id[:80]!r} cannot be a document's id", "invalid_id")
    if container.partition_fields == ("id",) and levels != (id,):
        raise InvalidInput(
            f"{container.name} is partitioned by id: the key of {id[:80]!r} must be itself",
            "invalid_partition",
        )


def check_operations(
    container: Container,
    levels: tuple[str, ...],
    operations: Sequence[Operation],
    *,
    in_batch: bool,
) -> list[bytes]:
    """Check operations that belong together and return the JSON of each body (empty for a delete).

    Raises: InvalidInput, TooLarge.
    """
    if not 0 < len(operations) <= MAX_BATCH_OPERATIONS:
        raise TooLarge(f"a batch has 1 to {MAX_BATCH_OPERATIONS} operations, not {len(operations)}")
    encoded: list[bytes] = []
    for index, operation in enumerate(operations):
        try:
            encoded.append(_check_operation(container, levels, operation))
        except PlumblineError as error:
            if in_batch:
                point_at(error, index)
            raise
    if sum(map(len, encoded)) > MAX_BATCH_BYTES:
        raise TooLarge(f"a batch into {container.name} is over {MAX_BATCH_BYTES:,} bytes")
    return encoded


def point_at(error: PlumblineError, index: int) -> None:
    """Have an error name the operation of a batch that it is about (`errors[0].pointer` = `/3`)."""
    error.errors = (FieldError(f"/{index}", error.detail),)


def _check_operation(container: Container, levels: tuple[str, ...], operation: Operation) -> bytes:
    check_id(container, levels, operation.id)
    if operation.kind == "delete":
        return b""
    _check_ttl(container, operation.ttl_seconds)
    return encode_body(container, operation.id, operation.body)


def _check_ttl(container: Container, ttl_seconds: int | None) -> None:
    if ttl_seconds is None:
        return
    if not container.expires:
        raise InvalidInput(f"documents of {container.name} do not expire", "invalid_ttl")
    if not 0 < ttl_seconds < 2**31:
        raise InvalidInput("a time to live is 1 second or more", "invalid_ttl")


def encode_body(container: Container, id: str, body: Json) -> bytes:
    """Return a body as JSON. Raises: InvalidInput for what JSON cannot keep, TooLarge."""
    name = _reserved_name(container.owned_fields, tuple(body))
    if name is not None:
        raise InvalidInput(f"{id}: the store owns the field {name!r}", "reserved_field")
    _check_values(body, id, 1)
    try:
        encoded = orjson.dumps(body, option=_STRICT)
    except orjson.JSONEncodeError as error:
        raise InvalidInput(f"{id} cannot be kept as JSON: {error}", "not_json") from error
    if len(encoded) > MAX_DOCUMENT_BYTES:
        raise TooLarge(f"{id} is {len(encoded):,} bytes; the limit is {MAX_DOCUMENT_BYTES:,}")
    return encoded


@lru_cache(maxsize=512)  # documents of one kind have the same names
def _reserved_name(owned: frozenset[str], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in owned or name.startswith("_")), None)


def _check_values(nested: _Nested, id: str, depth: int) -> None:
    # orjson writes NaN as null, which would invent a missing value; Cosmos refuses it.
    if depth > _MAX_DEPTH:
        raise InvalidInput(f"{id} is nested deeper than {_MAX_DEPTH} levels", "not_json")
    values = nested.values() if isinstance(nested, dict) else nested
    # Year documents hold two thousand strings and integers: those must cost next to nothing.
    if _HARMLESS.issuperset(map(type, values)):
        return
    for item in values:
        if type(item) in _HARMLESS or (
            type(item) is list and _HARMLESS.issuperset(map(type, cast("list[object]", item)))
        ):
            continue
        if isinstance(item, float) and not math.isfinite(item):
            raise InvalidInput(f"{id} holds {item}, which JSON cannot keep", "not_json")
        if isinstance(item, dict | list | tuple):
            _check_values(cast("_Nested", item), id, depth + 1)


def as_read(body: Json) -> Json:
    """Return a checked body as reading it back would give it: nothing shared, tuples as lists.

    Several times cheaper than parsing the JSON that was written.
    """
    return {
        name: value if type(value) in _HARMLESS else _copied(value) for name, value in body.items()
    }


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return as_read(cast("Json", value))
    if isinstance(value, list | tuple):
        items = cast("Sequence[object]", value)
        is_flat = _HARMLESS.issuperset(map(type, items))
        return list(items) if is_flat else [_copied(item) for item in items]
    return value


def check_query(query: Query) -> None:
    """Raise InvalidInput for a limit or field name outside the rules."""
    if query.limit < 1:
        raise InvalidInput("a query's limit is 1 or more", "invalid_query")
    for name in (*query.where, *query.fields):
        if _FIELD.fullmatch(name) is None:
            raise InvalidInput(f"{name[:40]!r} is no field to query by", "invalid_query")


def matches(body: Json, where: Mapping[str, str | bool | int | tuple[str, ...]]) -> bool:
    """Say whether a body passes equality filters, telling true from 1 as Cosmos does."""
    return all(_equals(body.get(name), wanted) for name, wanted in where.items())


def _equals(value: object, wanted: str | bool | int | tuple[str, ...]) -> bool:
    if isinstance(wanted, tuple):
        return isinstance(value, str) and value in wanted
    return isinstance(value, bool) == isinstance(wanted, bool) and value == wanted


def project(body: Json, fields: tuple[str, ...]) -> Json:
    """Return only these top-level fields of a body (all of them when none is named)."""
    return {name: body[name] for name in fields if name in body} if fields else body
