"""What `make coverage` says of the files it is given."""

from typing import Any

import pytest

from tools.coverage_floors import shares


def _file(lines: int, run: int, branches: int, taken: int) -> dict[str, Any]:
    return {
        "summary": {
            "num_statements": lines,
            "covered_lines": run,
            "num_branches": branches,
            "covered_branches": taken,
        }
    }


def test_lines_and_branches_are_told_apart_by_package_and_in_all() -> None:
    found = shares(
        {
            "shared/market/model.py": _file(90, 90, 10, 5),
            "shared/market/parsers/yahoo.py": _file(10, 5, 0, 0),
            "shared/settings.py": _file(100, 100, 10, 10),
            "functions/queues.py": _file(1000, 0, 0, 0),
        }
    )
    assert list(found) == ["market", "settings", "all"]
    assert found["market"].of_lines == pytest.approx(95.0)
    assert found["market"].of_branches == pytest.approx(50.0)
    assert found["all"].of_lines == pytest.approx(97.5)
    assert found["all"].of_branches == pytest.approx(75.0)


def test_a_package_without_branches_misses_none() -> None:
    assert shares({"shared/audit/model.py": _file(4, 4, 0, 0)})["all"].of_branches == 100.0
