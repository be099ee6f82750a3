"""The threat model names tests that exist, and every boundary's every kind of threat it claims."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = (ROOT / "docs" / "threat-model.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:[a-z_]+/)+test_[a-z_]+\.py(?:::test_[a-z0-9_]+)?)`", MODEL)))


def test_every_threat_has_its_test() -> None:
    rows = re.findall(r"^\| [STRIDE, ]+ \|.*$", MODEL, re.MULTILINE)
    assert len(rows) > 35
    assert [row for row in rows if not re.search(r"test_[a-z_]+\.py", row)] == []


@pytest.mark.parametrize("named", NAMED)
def test_a_named_test_exists(named: str) -> None:
    path, _, function = named.partition("::")
    text = (ROOT / "tests" / path).read_text()
    assert f"def {function}(" in text if function else "def test_" in text


def test_actions_are_pinned_by_commit() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        for used in re.findall(r"uses: *(\S+)", workflow.read_text()):
            assert used.startswith("./") or re.search(r"@[0-9a-f]{40}$", used), (workflow, used)
