"""What this worker has answered since it started: counts by status, and how long it took."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.kernel.clock import Clock

_REMEMBERED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Percentiles are of the last two thousand answers; None before the first."""

    since: datetime
    by_status: dict[int, int]
    p50_milliseconds: float | None
    p95_milliseconds: float | None
    p99_milliseconds: float | None


class RequestMetrics:
    """Counts answers; a call costs a microsecond."""

    def __init__(self, clock: Clock) -> None:
        self._since = clock.now()
        self._by_status: Counter[int] = Counter()
        self._milliseconds: deque[float] = deque(maxlen=_REMEMBERED)

    def record(self, status: int, milliseconds: float) -> None:
        """Count one answer."""
        self._by_status[status] += 1
        self._milliseconds.append(milliseconds)

    def snapshot(self) -> Snapshot:
        """Return the counts as they stand."""
        ordered = sorted(self._milliseconds)
        return Snapshot(
            self._since,
            dict(sorted(self._by_status.items())),
            _percentile(ordered, 0.50),
            _percentile(ordered, 0.95),
            _percentile(ordered, 0.99),
        )


def _percentile(ordered: list[float], share: float) -> float | None:
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)
