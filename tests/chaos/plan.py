"""What goes wrong and when: drawn from a seed, so that a campaign can be had again."""

from dataclasses import dataclass
from random import Random
from typing import Final

KINDS: Final = (
    "kill_worker",
    "kill_host",
    "kill_everything",
    "hang_worker",
    "stop_azurite",
    "hang_azurite",
    "lock_store",
    "fill_disk",
    "slow_disk",
    "provider_dead",
    "model_dead",
    "clock_jump",
    "repeat_messages",
    "second_host",
)
# Those that start a host take seconds: a campaign has room for two.
SLOW: Final = frozenset({"kill_host", "kill_everything", "clock_jump", "second_host"})
_SLOW_A_CAMPAIGN: Final = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """`at`: seconds after the start; `seconds`: how long it lasts, where it lasts."""

    at: float
    kind: str
    seconds: float
    choice: float
    """Between 0 and 1: which worker or host, how far the clock jumps, how slow the disk is."""


def plan(seed: int, seconds: float) -> list[Fault]:
    """Return the faults of a campaign in order, one or two a second at most, slow ones rarely."""
    random = Random(seed)
    faults: list[Fault] = []
    at, slow = random.uniform(0.5, 1.5), 0
    # Every kind has its turn: campaigns begin with the kind their number says.
    kind = KINDS[seed % len(KINDS)]
    while at < seconds:
        faults.append(Fault(round(at, 2), kind, random.uniform(0.3, 2.0), random.random()))
        slow += kind in SLOW
        at += random.uniform(0.4, 1.6)
        open_to = [each for each in KINDS if slow < _SLOW_A_CAMPAIGN or each not in SLOW]
        kind = random.choice(open_to)
    return faults
