"""Messages and events as JSON: what is stored, and what goes over the wire."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, cast

from shared.assistant.model import (
    EVENT_NAMES,
    Citation,
    Claim,
    Done,
    Event,
    Message,
    Problem,
    TextDelta,
    ToolResult,
    ToolUse,
    Usage,
)

_LARGEST_SHOWN: Final = 16_000


def message_to(message: Message) -> dict[str, Any]:
    """Return a message as JSON."""
    return asdict(message)


def message_from(body: Mapping[str, Any]) -> Message:
    """Return a stored message."""
    usage, problem = body["usage"], body["problem"]
    return Message(
        id=body["id"],
        role=body["role"],
        content=body["content"],
        created_at=body["created_at"],
        citations=tuple(Citation(**each) for each in body["citations"]),
        claims=tuple(_claim(each) for each in body["claims"]),
        tool_calls=tuple(ToolUse(**each) for each in body["tool_calls"]),
        model=body["model"],
        usage=Usage(**usage) if usage else None,
        finish=body["finish"],
        problem=Problem(**problem) if problem else None,
    )


def _claim(body: Mapping[str, Any]) -> Claim:
    fields: dict[str, Any] = {**body, "refs": tuple(body["refs"])}
    return Claim(**fields)


def event_to(event: Event) -> tuple[str, dict[str, Any]]:
    """Return an event's name and its data on the wire."""
    name = EVENT_NAMES[type(event)]
    match event:
        case TextDelta():
            data: dict[str, Any] = {"delta": event.text}
            return name, {**data, "replace": True} if event.replace else data
        case ToolResult():
            return name, _tool_result(event)
        case Done():
            return name, {"message": message_to(event.message)}
        case _:
            data = asdict(event)
            return name, cast("dict[str, Any]", data.get("problem", data))


def _tool_result(event: ToolResult) -> dict[str, Any]:
    outcome = event.outcome
    data: dict[str, Any] = {
        "id": event.id,
        "name": outcome.name,
        "ref": outcome.ref,
        "result_digest": outcome.digest,
        "is_error": outcome.is_error,
        "as_of": outcome.as_of,
        "sources": outcome.sources,
    }
    # The page shows small results in place; large ones are known by their digest.
    if len(repr(outcome.value)) <= _LARGEST_SHOWN:
        data["value"] = outcome.value
    return data
