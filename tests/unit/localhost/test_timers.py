"""The timer trigger: persistence, past due, one run at a time."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fakes.manual_clock import ManualClock
from tools.localhost.runtime import Outcome
from tools.localhost.schedules import parse_schedule
from tools.localhost.timers import RunTimer, Timer

NOON = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
HOURLY = parse_schedule("0 0 * * * *", {})


def timer(run: RunTimer, clock: ManualClock, folder: Path) -> Timer:
    return Timer("hourly", HOURLY, run, clock, folder / "timer.json")


async def started(timer: Timer) -> asyncio.Task[None]:
    task = asyncio.create_task(timer.keep())
    for _ in range(20):
        await asyncio.sleep(0)
    return task


async def test_a_first_start_waits_for_the_next_due_time(tmp_path: Path) -> None:
    ran: list[str] = []

    async def run(data: str) -> Outcome:
        ran.append(data)
        return Outcome()

    task = await started(timer(run, ManualClock(NOON + timedelta(minutes=1)), tmp_path))
    task.cancel()
    assert ran == []
    assert json.loads((tmp_path / "timer.json").read_text())["Next"] == "2024-05-01T13:00:00+00:00"


async def test_a_missed_run_fires_at_once_past_due_and_only_once(tmp_path: Path) -> None:
    ran: list[bool] = []

    async def run(data: str) -> Outcome:
        ran.append(json.loads(data)["IsPastDue"])
        return Outcome()

    clock = ManualClock(NOON)
    (await started(timer(run, clock, tmp_path))).cancel()
    clock.advance(5 * 3600 + 60)  # five runs missed
    (await started(timer(run, clock, tmp_path))).cancel()
    assert ran == [True]
    status = json.loads((tmp_path / "timer.json").read_text())
    assert status["Last"] == "2024-05-01T17:01:00+00:00"
    assert status["Next"] == "2024-05-01T18:00:00+00:00"


async def test_a_run_cut_off_by_the_end_of_the_host_is_past_due_again(tmp_path: Path) -> None:
    begun = 0

    async def run(_data: str) -> Outcome:
        nonlocal begun
        begun += 1
        await asyncio.Event().wait()
        return Outcome()

    clock = ManualClock(NOON)
    (await started(timer(run, clock, tmp_path))).cancel()
    clock.advance(3600)
    for _ in range(2):
        task = await started(timer(run, clock, tmp_path))
        task.cancel()
        await asyncio.wait([task])
    assert begun == 2


async def test_runs_by_hand_and_by_schedule_do_not_overlap(tmp_path: Path) -> None:
    running = most = 0

    async def run(_data: str) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return Outcome()

    one = timer(run, ManualClock(NOON), tmp_path)
    await asyncio.gather(*(one.run() for _ in range(5)))
    assert most == 1
