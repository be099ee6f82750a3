"""One short campaign of `make chaos` in every test run; a hundred are for a quiet day."""

import pytest

from tests.chaos.campaign import run
from tests.chaos.plan import KINDS, plan
from tests.local_host import ROOT


def test_a_plan_is_the_same_again_and_a_hundred_have_every_fault() -> None:
    assert plan(7, 12.0) == plan(7, 12.0)
    assert {fault.kind for seed in range(100) for fault in plan(seed, 12.0)} == set(KINDS)


def test_the_app_with_the_slow_disk_is_hosted_as_the_real_one() -> None:
    ours = ROOT / "tests" / "chaos" / "app" / "host.json"
    assert ours.read_text() == (ROOT / "host.json").read_text()


@pytest.mark.parametrize("seed", [2])
async def test_nothing_acknowledged_is_lost_or_done_twice(seed: int) -> None:
    outcome = await run(seed, 4.0)
    assert outcome.writes > 0
    assert outcome.violations == []
