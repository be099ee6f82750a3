"""One campaign: people at work, faults by plan, then a look at what is left."""

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.chaos.checking import violations
from tests.chaos.machine import Machine, dead
from tests.chaos.person import SYMBOLS, Person
from tests.chaos.plan import Fault, plan
from tests.fakes.model_server import Answer, chat_text, model_server
from tests.local_host import ROOT

_PEOPLE: Final = 3
_SAMPLE: Final = ROOT / "shared" / "market" / "sample_data"
# What a step may take at most, on a busy machine; a person's own patience is shorter.
_STEP_SECONDS: Final = 360.0


@dataclass(slots=True)
class Outcome:
    """What a campaign came to."""

    seed: int
    faults: Counter[str] = field(default_factory=Counter[str])
    writes: int = 0
    refused: int = 0
    recovery_seconds: float = 0.0
    violations: list[str] = field(default_factory=list[str])
    folder: str = ""
    """The folder with everything, kept when something was violated."""


async def run(seed: int, seconds: float) -> Outcome:
    """Run one campaign on data of its own, which is deleted when all was well.

    Never waits for ever: a step that does not end in its time is a violation that names it.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"chaos-{seed}-"))
    prices = folder / "prices"
    prices.mkdir()
    for symbol in SYMBOLS:
        shutil.copy(_SAMPLE / f"{symbol}.csv.gz", prices)
    shutil.copy(_SAMPLE / "symbols.json", prices)

    def answer(_: dict[str, Any]) -> Answer:
        return chat_text("I ", "cannot ", "say.") if machine.is_model_alive else dead()

    async with model_server(answer) as model:
        machine = Machine(folder, prices, model)
        try:
            outcome = await _Campaign(machine, seed, seconds).run()
        finally:
            await machine.stop()
    if outcome.violations:
        outcome.folder = str(folder)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


class _Campaign:
    """The steps in order, each with a bound; `_step` says which one is under way."""

    def __init__(self, machine: Machine, seed: int, seconds: float) -> None:
        self._machine, self._seconds = machine, seconds
        self._outcome = Outcome(seed)
        self._people = [
            Person(number, seed, lambda: machine.addresses) for number in range(_PEOPLE)
        ]
        self._step = ""
        self._is_over = False

    async def run(self) -> Outcome:
        try:
            await self._steps()
        except (TimeoutError, AssertionError) as error:
            told = str(error) or f"not within {_STEP_SECONDS:.0f} s"
            self._outcome.violations.append(f"{self._step}: {told}")
        finally:
            for person in self._people:
                await person.close()
        books = [person.book for person in self._people]
        self._outcome.writes = sum(len(book.acknowledged) + len(book.asked) for book in books)
        self._outcome.refused = sum(len(book.refused) for book in books)
        return self._outcome

    async def _steps(self) -> None:
        self._step = "start"
        await self._machine.start()
        self._step = "moving in"
        async with asyncio.timeout(_STEP_SECONDS):
            await asyncio.gather(*(person.move_in() for person in self._people))
        at_work = [
            asyncio.create_task(person.work(lambda: self._is_over)) for person in self._people
        ]
        try:
            await self._hurt()
            began = time.monotonic()
            self._step = "healing"
            async with asyncio.timeout(_STEP_SECONDS):
                self._outcome.violations += await self._machine.heal()
            self._step = "finishing work"
            self._is_over = True
            self._outcome.violations += await self._finished(at_work)
            self._outcome.recovery_seconds = time.monotonic() - began
        finally:
            for task in at_work:
                task.cancel()
        if not self._outcome.violations:
            self._step = "checking"
            machine = self._machine
            self._outcome.violations += await violations(
                machine.data, self._people, machine.an_hour_later
            )

    async def _hurt(self) -> None:
        began = time.monotonic()
        for number, fault in enumerate(plan(self._outcome.seed, self._seconds)):
            self._step = f"fault {number} ({fault.kind})"
            await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
            await self._carry_out(fault)

    async def _carry_out(self, fault: Fault) -> None:
        async with asyncio.timeout(_STEP_SECONDS):
            await self._machine.hurt(fault)
        self._outcome.faults[fault.kind] += 1

    async def _finished(self, at_work: Sequence[asyncio.Task[None]]) -> list[str]:
        """Wait for the people; return who is stuck, with what they wait for."""
        await asyncio.wait(at_work, timeout=_STEP_SECONDS)
        stuck: list[str] = []
        for person, task in zip(self._people, at_work, strict=True):
            if not task.done():
                stuck.append(f"{person.name} does not finish: {person.doing}")
            elif why := task.exception():
                stuck.append(f"{person.name} is stuck: {person.doing}: {why!r}")
        return stuck
