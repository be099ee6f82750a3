"""The parts of `host.json` that the local host honours, with the real host's defaults."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.localhost.failure import CannotStart

_TIME_SPAN: Final = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """`extensions.queues`; times in seconds."""

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_timeout_seconds: float = 0.0
    max_polling_seconds: float = 60.0
    is_base64: bool = True


@dataclass(frozen=True, slots=True)
class HostJson:
    """What `host.json` says."""

    route_prefix: str
    queues: QueueOptions


def read_host_json(path: Path) -> HostJson:
    """Read the file. Raises: CannotStart when it cannot be understood."""
    try:
        extensions: dict[str, Any] = json.loads(path.read_text()).get("extensions", {})
        return HostJson(
            route_prefix=extensions.get("http", {}).get("routePrefix", "api").strip("/"),
            queues=_queue_options(extensions.get("queues", {})),
        )
    except (OSError, ValueError, AttributeError) as error:
        raise CannotStart(f"{path} cannot be read: {error}") from error


def parse_time_span(text: str) -> float:
    """Return the seconds of a .NET TimeSpan (`[d.]hh:mm:ss[.fff]`). Raises: ValueError."""
    match = _TIME_SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time span (hh:mm:ss)")
    days, hours, minutes, seconds, fraction = match.groups()
    whole = ((int(days or 0) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    return whole + float(f"0.{fraction or 0}")


def _queue_options(data: dict[str, Any]) -> QueueOptions:
    batch_size = int(data.get("batchSize", 16))
    return QueueOptions(
        batch_size=batch_size,
        new_batch_threshold=int(data.get("newBatchThreshold", batch_size // 2)),
        max_dequeue_count=int(data.get("maxDequeueCount", 5)),
        visibility_timeout_seconds=parse_time_span(data.get("visibilityTimeout", "00:00:00")),
        max_polling_seconds=parse_time_span(data.get("maxPollingInterval", "00:01:00")),
        is_base64=data.get("messageEncoding", "base64") == "base64",
    )
