"""A backup comes back to the byte, and one that does not is told before anything is touched."""

import tarfile
from pathlib import Path

import pytest

from shared.kernel.clock import SystemClock
from shared.platform.sqlite import SqliteDocumentStore
from tools.backup import BackupError, main, restore, save
from tools.localhost.data_dir import DataDir
from tools.localhost.failure import CannotStart


async def filled(data: Path, value: str) -> None:
    store = SqliteDocumentStore(data / "plumbline.db", SystemClock())
    await store.upsert("user_data", "ada", "portfolio:1", {"name": value})
    await store.close()


async def value_in(data: Path) -> str:
    store = SqliteDocumentStore(data / "plumbline.db", SystemClock())
    try:
        return (await store.get("user_data", "ada", "portfolio:1")).body["name"]
    finally:
        await store.close()


def left_over(folder: Path) -> list[Path]:
    return list(folder.glob("data-restoring-*"))


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "azurite" / "blobs").mkdir(parents=True)
    (folder / "keys").mkdir()
    (folder / "keys" / "k.pem").write_text("a key")
    (folder / "azurite" / "blobs" / "b").write_bytes(b"\x00\xff" * 5000)
    await filled(folder, "before")
    return folder


async def test_what_was_saved_comes_back_and_what_was_there_is_kept(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "b.tar.gz"
    save(data, file)
    await filled(data, "after")
    (data / "keys" / "k.pem").unlink()
    kept = restore(file, data)
    assert await value_in(data) == "before"
    assert (data / "keys" / "k.pem").read_text() == "a key"
    assert (data / "azurite" / "blobs" / "b").read_bytes() == b"\x00\xff" * 5000
    assert kept is not None
    assert await value_in(kept) == "after"


async def test_it_comes_back_on_a_machine_that_has_nothing(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    save(data, file)
    assert restore(file, tmp_path / "elsewhere") is None
    assert await value_in(tmp_path / "elsewhere") == "before"


async def test_a_changed_byte_is_told_by_the_name_of_its_file(data: Path, tmp_path: Path) -> None:
    file, changed = tmp_path / "b.tar.gz", tmp_path / "changed.tar.gz"
    save(data, file)
    with tarfile.open(file) as old, tarfile.open(changed, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry)
            assert content is not None
            body = content.read()
            if entry.name == "keys/k.pem":
                body = b"A key"
            (tmp_path / "entry").write_bytes(body)
            new.add(tmp_path / "entry", entry.name)
    with pytest.raises(BackupError, match=r"keys/k\.pem .* is not as it was saved"):
        restore(changed, data)
    assert await value_in(data) == "before"


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.9])
async def test_a_file_cut_short_is_told(data: Path, tmp_path: Path, keep: float) -> None:
    file = tmp_path / "b.tar.gz"
    save(data, file)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(keep if keep >= 1 else keep * len(whole))])
    with pytest.raises(BackupError):
        restore(file, data)
    assert await value_in(data) == "before"
    assert left_over(tmp_path) == []


async def test_names_that_lead_outside_are_refused(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "evil.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(data / "keys" / "k.pem", "../evil")
    with pytest.raises(BackupError):
        restore(file, data)
    assert not (tmp_path / "evil").exists()


async def test_a_damaged_store_is_not_saved_as_if_it_were_whole(data: Path, tmp_path: Path) -> None:
    store = data / "plumbline.db"
    body = bytearray(store.read_bytes())
    body[4096:8192] = b"\xab" * 4096
    store.write_bytes(body)
    with pytest.raises(BackupError, match="damaged"):
        save(data, tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()


async def test_while_the_product_runs_nothing_is_saved(data: Path, tmp_path: Path) -> None:
    with DataDir(data).held(), pytest.raises(CannotStart, match="already runs"):
        save(data, tmp_path / "b.tar.gz")


def test_without_data_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path))
    assert main(["save", str(tmp_path / "b.tar.gz")]) == 1
    assert "nothing to save" in capsys.readouterr().err
