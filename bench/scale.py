"""A million people for a day, on paper: real limits, the store's real partitions, by the minute.

    python -m bench.scale [PEOPLE]

What an act costs is measured (CPU by `make bench`, on one core here) or the vendor's table of
request units applied to the size of our documents; how often people act is assumed and stands
below. What comes of it, and what was designed away: docs/scale.md.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bench.verdict import hold

MINUTES: Final = 1_440
SYMBOLS: Final = 10_000
# Limits as Microsoft Learn has them (2026): Flex Consumption, Cosmos DB, Storage queues.
INSTANCES: Final = 1_000
AT_ONCE: Final = 16
PARTITION_RU: Final = 10_000
QUEUE_A_MINUTE: Final = 2_000 * 60
MODEL_TOKENS_A_MINUTE: Final = 10_000_000
# US dollars: a GB-second, an hour of 100 RU/s, a million tokens, a GB kept for a month.
GB_SECOND, HUNDRED_RU_HOUR, MILLION_TOKENS, GB_MONTH = 0.000026, 0.012, 0.75, 0.25
INSTANCE_GB: Final = 2
_OPEN, _EVENING, _NIGHT = 14 * 60 + 30, 20 * 60, 1 * 60  # UTC: New York opens; home; recompute

type Shape = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class Act:
    """Something done so often a day: its cost, and the partition its request units fall on.

    `hottest`: the share of those units that falls on one logical partition.
    """

    name: str
    a_day: float
    shape: Shape
    cpu_ms: float
    held_ms: float
    units: dict[str, float]
    hottest: dict[str, float] = field(default_factory=dict[str, float])
    tokens: float = 0.0
    queue: str = ""
    taken_a_minute: float = math.inf
    """What the timer or listener behind a queue takes at most."""


@dataclass(slots=True)
class Day:
    """What a day came to."""

    instances: int = 0
    units_a_second: float = 0.0
    hottest: dict[str, float] = field(default_factory=dict[str, float])
    tokens_a_minute: float = 0.0
    waited_minutes: dict[str, int] = field(default_factory=dict[str, int])
    left_over: dict[str, float] = field(default_factory=dict[str, float])
    done: defaultdict[str, float] = field(default_factory=lambda: defaultdict[str, float](float))
    cpu_seconds: float = 0.0
    unit_seconds: float = 0.0
    tokens: float = 0.0


def bells(*peaks: tuple[int, float, float], floor: float = 0.2) -> Shape:
    """Return how a day's acts spread: a floor, and bells of (minute, width, weight); sums to 1."""
    raw = [
        floor + sum(w * math.exp(-(((m - at) / width) ** 2)) for at, width, w in peaks)
        for m in range(MINUTES)
    ]
    total = sum(raw)
    return lambda minute: raw[minute] / total


def at(minute: int, length: int) -> Shape:
    """Return acts that come evenly within some minutes, as a timer sends them."""
    return lambda m: 1 / length if minute <= m < minute + length else 0.0


def zipf_share(count: int) -> float:
    """Return the share of the first of so many, where the n-th is held 1/n as often."""
    return 1 / sum(1 / n for n in range(1, count + 1))


def acts(people: int, *, is_cached: bool = True, is_spread: bool = True) -> list[Act]:
    """Return a day's acts. `is_cached`, `is_spread`: with what was designed away, or without it.

    Prices read by workers are kept for a minute: the store sees a symbol once a minute and instance
    at most, however many hold it.
    """
    visits = bells((_OPEN, 45, 6.0), (_EVENING, 120, 2.0))
    top = zipf_share(SYMBOLS)
    reads = people * 0.67 * 12
    price_units = 0.05 if is_cached else 40.0
    spread = 1 / 8 if is_spread else 1.0
    # The agenda: 200 notes of 8 partitions every five minutes, or 8 at a time for 200 of 300 s.
    noted = 8 / 0.03 * 200 / 5 if is_spread else 8 * 200 / 5
    return [
        Act(
            "readings",
            reads,
            visits,
            12,
            40,
            {"user_data": 6, "prices": price_units},
            {"prices": top},
        ),
        Act("writes", people * 0.1, visits, 15, 60, {"user_data": 30, "audit": 8, "ops": 20}),
        Act("chats", people * 0.2, visits, 60, 6_000, {"chat": 60, "user_data": 20}, tokens=6_000),
        Act(
            "ingestion",
            SYMBOLS * 4,
            at(_NIGHT, 240),
            45,
            900,
            {"prices": 25, "ops": 12},
            {"prices": 1 / SYMBOLS, "ops": spread},
            queue="market-jobs",
        ),
        Act("back-fill", 200, at(_NIGHT, 60), 400, 4_000, {"prices": 600}, queue="market-jobs"),
        Act(
            "alerts",
            people * 0.6,
            at(_NIGHT, 240),
            3,
            30,
            {"user_data": 12, "ops": 3},
            {"ops": top},
            queue="alert-jobs",
        ),
        Act(
            "reports",
            people * 0.1 / 7 * 3,
            at(6 * 60, 30),
            700,
            1_500,
            {"user_data": 80, "ops": 35},
            {"ops": spread},
            queue="report-jobs",
            taken_a_minute=noted,
        ),
        Act("digests", people * 0.3, at(6 * 60, 60), 8, 50, {"user_data": 20}, queue="deliveries"),
    ]


def simulate(doing: list[Act], *, instances: int = INSTANCES) -> Day:
    """Walk through a day: people are served first, queues by what instances are left."""
    day, waiting = Day(), defaultdict[str, float](float)
    for minute in range(MINUTES):
        units = defaultdict[str, float](float)
        hot = defaultdict[str, float](float)
        tokens = 0.0
        room = float(instances)
        for act in sorted(doing, key=lambda each: bool(each.queue)):
            come = act.a_day * act.shape(minute)
            held = _instances_each(act)
            served = come
            if act.queue:
                waiting[act.name] += min(come, QUEUE_A_MINUTE)
                served = min(waiting[act.name], room / held, act.taken_a_minute)
                waiting[act.name] -= served
                late = waiting[act.name] > max(come, 1.0)
                day.waited_minutes[act.name] = day.waited_minutes.get(act.name, 0) + late
            room = max(0.0, room - served * held)
            _count(day, act, served, units, hot)
            tokens += served * act.tokens
        day.instances = max(day.instances, math.ceil(instances - room))
        day.units_a_second = max(day.units_a_second, sum(units.values()) / 60)
        day.tokens_a_minute = max(day.tokens_a_minute, tokens)
        for name, count in hot.items():
            day.hottest[name] = max(day.hottest.get(name, 0.0), count / 60)
    day.left_over = dict(waiting)
    return day


def _instances_each(act: Act) -> float:
    """Return the instances that one act a minute takes: by what is held open, or by the core."""
    return max(act.held_ms / AT_ONCE, act.cpu_ms) / 60_000


def _count(
    day: Day, act: Act, served: float, units: dict[str, float], hot: dict[str, float]
) -> None:
    day.done[act.name] += served
    day.cpu_seconds += served * _instances_each(act) * 60
    day.tokens += served * act.tokens
    for container, each in act.units.items():
        units[container] += each * served
        hot[container] += each * served * act.hottest.get(container, 0.0)
        day.unit_seconds += each * served


def dollars_a_month(day: Day, people: int) -> dict[str, float]:
    """Return what thirty such days cost; request units as autoscale bills them, roughly."""
    steady = max(day.unit_seconds / 86_400, 0.1 * day.units_a_second)
    billed = max(100.0, steady * 1.5)
    return {
        "functions": day.cpu_seconds * INSTANCE_GB * GB_SECOND * 30,
        "store": billed / 100 * HUNDRED_RU_HOUR * 720 + people * 2e-3 * GB_MONTH,
        "model": day.tokens / 1e6 * MILLION_TOKENS * 30,
    }


def main() -> int:
    """Print a day, what it was like before, and the cost curve."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{people:,} people, {SYMBOLS:,} symbols")
    for title, doing in (
        ("as built", acts(people)),
        ("without caches and spreading", acts(people, is_cached=False, is_spread=False)),
    ):
        day = simulate(doing)
        print(f"{title}: {day.instances} of {INSTANCES} instances, {day.units_a_second:,.0f} RU/s,")
        print(f"  {day.tokens_a_minute:,.0f} tokens a minute of {MODEL_TOKENS_A_MINUTE:,}")
        hottest = {name: rate for name, rate in day.hottest.items() if rate}
        for name, rate in sorted(hottest.items(), key=lambda each: -each[1]):
            told = "TOO HOT" if rate > PARTITION_RU else "fits"
            print(f"  hottest partition of {name}: {rate:,.0f} RU/s of {PARTITION_RU:,}: {told}")
        late = {name: count for name, count in day.waited_minutes.items() if count}
        print(f"  minutes behind: {late or 'none'}")
    holds = _held(simulate(acts(people)))
    print(f"{'people':>10} {'functions':>10} {'store':>8} {'model':>10}  dollars a month, each")
    for count in (1_000, 10_000, 100_000, 1_000_000):
        cost = dollars_a_month(simulate(acts(count)), count)
        each = sum(cost.values()) / count
        print(
            f"{count:>10,} {cost['functions']:>10,.0f} {cost['store']:>8,.0f}"
            f" {cost['model']:>10,.0f}  {each:.3f}"
        )
    return int(not holds)


def _held(day: Day) -> bool:
    """Hold a day, as built, against the limits."""
    hottest = max(day.hottest.values())
    return all(
        (
            hold("instances at the peak", day.instances, "", most=INSTANCES),
            hold("hottest partition at the peak", hottest, "RU/s", most=PARTITION_RU),
            hold(
                "model tokens at the peak",
                day.tokens_a_minute / 1e6,
                "M/min",
                most=MODEL_TOKENS_A_MINUTE / 1e6,
            ),
        )
    )


if __name__ == "__main__":
    raise SystemExit(main())
