"""One campaign: people at work, faults by plan, then a look at what is left."""

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.chaos.checking import violations
from tests.chaos.machine import Machine, dead
from tests.chaos.person import SYMBOLS, Person
from tests.chaos.plan import plan
from tests.fakes.model_server import Answer, chat_text, model_server
from tests.local_host import ROOT

_PEOPLE: Final = 3
_SAMPLE: Final = ROOT / "shared" / "market" / "sample_data"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign came to."""

    seed: int
    faults: Counter[str]
    writes: int
    refused: int
    recovery_seconds: float
    violations: list[str]
    folder: str = ""
    """The folder with everything, kept when something was violated."""


async def run(seed: int, seconds: float) -> Outcome:
    """Run one campaign on data of its own, which is deleted when all was well."""
    folder = Path(tempfile.mkdtemp(prefix=f"chaos-{seed}-"))
    prices = folder / "prices"
    prices.mkdir()
    for symbol in SYMBOLS:
        shutil.copy(_SAMPLE / f"{symbol}.csv.gz", prices)
    shutil.copy(_SAMPLE / "symbols.json", prices)
    alive = {"model": True}

    def answer(_: dict[str, Any]) -> Answer:
        return chat_text("I ", "cannot ", "say.") if alive["model"] else dead()

    async with model_server(answer) as model:
        machine = Machine(folder, prices, model)
        await machine.start()
        try:
            outcome = await _campaign(seed, seconds, machine, alive)
        finally:
            await machine.stop()
    if not outcome.violations:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


async def _campaign(seed: int, seconds: float, machine: Machine, alive: dict[str, bool]) -> Outcome:
    people = [Person(number, seed, lambda: machine.api) for number in range(_PEOPLE)]
    try:
        await asyncio.gather(*(person.move_in() for person in people))
        is_over = False
        at_work = [asyncio.create_task(person.work(lambda: is_over)) for person in people]
        faults = plan(seed, seconds)
        began = time.monotonic()
        for fault in faults:
            await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
            await machine.hurt(fault)
            alive["model"] = machine.is_model_alive
        healing = time.monotonic()
        await machine.heal()
        alive["model"] = True
        is_over = True
        stuck = await asyncio.gather(*at_work, return_exceptions=True)
        recovery = time.monotonic() - healing
        wrong = [
            f"{person.name} is stuck: {why}"
            for person, why in zip(people, stuck, strict=True)
            if why
        ]
        wrong = wrong or await violations(machine, people)
        return Outcome(
            seed,
            Counter(fault.kind for fault in faults),
            sum(len(person.book.acknowledged) + len(person.book.asked) for person in people),
            sum(len(person.book.refused) for person in people),
            recovery,
            wrong,
            str(machine.data.parent) if wrong else "",
        )
    finally:
        for person in people:
            await person.close()
