"""`make bench` judges every figure by its floor, and tells a broken benchmark from a slow one."""

from pathlib import Path

import pytest

from bench.__main__ import Result, chosen, main, table
from bench.verdict import RECORD, Verdict, hold, recorded


def test_a_floor_may_be_the_most_or_the_least() -> None:
    assert hold("of numpy's time", 2.1, "×", most=3.0)
    assert not hold("of numpy's time", 3.1, "×", most=3.0)
    assert hold("times as fast", 6.0, "×", least=5.0)
    assert not hold("times as fast", 4.9, "×", least=5.0)
    assert hold("told only", 1e9, "ms")


def test_figures_are_handed_on_to_who_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "figures"
    monkeypatch.setenv(RECORD, str(record))
    hold("p95", 12.5, "ms", most=25.0)
    hold("median", 1.5, "ms")
    assert recorded(record) == [Verdict("p95", 12.5, "ms", 25.0), Verdict("median", 1.5, "ms")]


def test_a_missed_floor_is_named_in_the_table() -> None:
    slow = Result("store", 1.0, 1, [Verdict("p95", 30.0, "ms", most=25.0)])
    assert not slow.ok
    assert not slow.is_broken
    assert [line.split()[-1] for line in table([slow]).splitlines()[2:]] == ["MISSED", "missed"]


def test_one_that_ends_badly_with_all_floors_held_is_broken() -> None:
    broken = Result("store", 1.0, 1, [Verdict("p95", 3.0, "ms", most=25.0)])
    assert not broken.ok
    assert "ended with 1" in table([broken])
    assert table([broken]).splitlines()[-2].endswith("BROKEN")


def test_what_wants_a_browser_runs_only_when_asked_for() -> None:
    assert "store" in chosen("")
    assert not [name for name in chosen("") if name.startswith("page.")]
    assert chosen("page") == ["page.lighthouse", "page.first_paint", "page.ledger"]
    assert chosen("store, rates") == ["rates", "store"]


def test_a_name_that_is_none_is_told_with_those_there_are() -> None:
    with pytest.raises(SystemExit, match="there is no shop; there are portfolio"):
        chosen("shop")


def test_a_run_is_written_with_machine_commit_and_every_figure(tmp_path: Path) -> None:
    import orjson

    file = tmp_path / "bench.json"
    assert main(["scale"], file) == 0
    told = orjson.loads(file.read_bytes())
    assert {"date", "commit", "machine", "benches"} <= told.keys()
    [scale] = told["benches"]
    assert scale["ok"]
    assert scale["figures"][0]["claim"] == "instances at the peak"
    assert scale["figures"][0]["most"] == 1000
