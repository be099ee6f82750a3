"""An idle stack stays in the free grant: what the cost table says is counted from the schedules."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cronsim import CronSim

ROOT: Final = Path(__file__).resolve().parents[2]
# azure.microsoft.com/pricing/details/functions: Flex Consumption, free each month.
FREE_RUNS: Final = 250_000
FREE_GB_SECONDS: Final = 100_000
# As docs/operations/costs.md assumes: seconds billed a run (one at least), gigabytes an instance.
SECONDS_A_RUN: Final = 2
GIGABYTES: Final = 2
FIRST, LAST = datetime(2026, 11, 1), datetime(2026, 12, 1)  # noqa: DTZ001 - NCRONTAB is in UTC


def _runs_in(schedule: str) -> int:
    # The six-field form begins with seconds, which say when in the minute and not how often.
    times = CronSim(schedule.split(" ", 1)[1], FIRST - timedelta(minutes=1))
    return sum(1 for _ in iter(lambda: next(times) < LAST, False))


def _runs_a_month() -> int:
    source = (ROOT / "functions" / "timers.py").read_text()
    schedules = re.findall(r'schedule="(\S+ [^"]+)"', source)
    assert schedules
    return sum(_runs_in(each) for each in schedules)


def test_the_timers_of_an_idle_stack_are_free() -> None:
    runs = _runs_a_month()
    assert runs <= FREE_RUNS
    assert runs * SECONDS_A_RUN * GIGABYTES <= FREE_GB_SECONDS


def test_the_cost_table_counts_the_timers_there_are() -> None:
    told = (ROOT / "docs" / "operations" / "costs.md").read_text()
    assert f"{_runs_a_month():,} runs" in told
