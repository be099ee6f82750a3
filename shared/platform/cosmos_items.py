"""Between the port's documents and Cosmos's items, which carry their keys and expiry inside."""

from collections.abc import Mapping
from typing import Any

from shared.platform.containers import Container
from shared.platform.document_scan import Stored
from shared.platform.documents import Document, Json, Operation, PartitionKey

type Step = tuple[str, tuple[Any, ...], dict[str, str]]


def to_key(levels: tuple[str, ...]) -> str | list[str]:
    """Return a partition key as the SDK takes it."""
    return levels[0] if len(levels) == 1 else list(levels)


def to_item(
    container: Container, levels: tuple[str, ...], operation: Operation, content: Json
) -> Json:
    """Return what is stored for an operation's body."""
    keys = dict(zip(container.partition_fields, levels, strict=True))
    expiry = {} if operation.ttl_seconds is None else {"ttl": operation.ttl_seconds}
    return {**content, **keys, **expiry, "id": operation.id}


def to_document(container: Container, partition: PartitionKey, item: Mapping[str, Any]) -> Document:
    """Return a stored item without the fields that are the store's own."""
    owned = container.owned_fields
    body = {
        name: value
        for name, value in item.items()
        if name not in owned and not name.startswith("_")
    }
    return Document(item["id"], partition, body, item["_etag"])


def to_stored(container: Container, item: Mapping[str, Any]) -> Stored:
    """Return a stored item with its keys and when it expires."""
    levels = tuple(str(item[name]) for name in container.partition_fields)
    expires_at = item["_ts"] + item["ttl"] if item.get("ttl", -1) > 0 else None
    body = to_document(container, levels, item).body
    return Stored(container.name, levels, item["id"], body, expires_at)


def to_step(
    container: Container, levels: tuple[str, ...], operation: Operation, content: Json
) -> Step:
    """Return one operation of a batch as the SDK takes it."""
    options = {} if operation.if_match is None else {"if_match_etag": operation.if_match}
    if operation.kind == "delete":
        return "delete", (operation.id,), options
    item = to_item(container, levels, operation, content)
    arguments = (operation.id, item) if operation.kind == "replace" else (item,)
    return operation.kind, arguments, options


def if_match_options(if_match: str | None) -> dict[str, Any]:
    """Return the SDK's arguments for "only when the ETag is still this one"."""
    from azure.core import MatchConditions

    if if_match is None:
        return {}
    return {"etag": if_match, "match_condition": MatchConditions.IfNotModified}
