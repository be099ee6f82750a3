"""A file that is not there is told in one line, by every command that takes one."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import backup, report_verify, store_file


@pytest.mark.parametrize(
    ("command", "before", "code"),
    [(backup.main, ["restore"], 1), (store_file.main, ["check"], 1), (report_verify.main, [], 2)],
    ids=["backup", "store_file", "report_verify"],
)
@pytest.mark.parametrize(
    ("name", "reason"), [("gone", "no such file or directory"), ("", "is a directory")]
)
def test_what_cannot_be_read_is_told(
    command: Callable[[], int],
    before: list[str],
    code: int,
    name: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    file = folder / name
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "argv", ["command", *before, str(file)])
    assert command() == code
    assert capsys.readouterr().err == f"plumbline: {file} cannot be read: {reason}\n"
