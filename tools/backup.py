"""Save and bring back everything of a local installation: one file, checked to the byte.

    make backup FILE=plumbline.tar.gz
    make restore FILE=plumbline.tar.gz

The product must not run meanwhile: its lock is taken, so that documents, queues and files are of
one moment. What is saved is proven first (the store's own check) and named with its SHA-256; what
is brought back is proven before anything is touched, and what was there before is kept beside it.
In Azure this is the platform's part: docs/operations/runbooks/restore.md.
"""

import argparse
import hashlib
import io
import json
import os
import shutil
import sqlite3
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tools.files import unreadable
from tools.localhost.data_dir import DataDir
from tools.localhost.failure import CannotStart

MANIFEST: Final = "manifest.json"
_STORE: Final = "plumbline.db"
# The host's own records, and what it said: of no use in another place.
_LEFT_OUT: Final = ("localhost", "logs")
_FORMAT: Final = 1


class BackupError(Exception):
    """It cannot be done; the message says what is wrong and where."""


def save(data: Path, file: Path) -> int:
    """Write a backup; return how many files it holds. Raises: BackupError, CannotStart."""
    if not (data / _STORE).is_file():
        raise BackupError(f"There is nothing to save: {data} has no {_STORE}")
    with DataDir(data).held():
        with closing(sqlite3.connect(data / _STORE)) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _prove(data / _STORE)
        found = {str(path.relative_to(data)): _digest(path) for path in _files(data)}
        manifest = {"format": _FORMAT, "saved_at": _now(), "files": found}
        draft = file.with_name(file.name + ".part")
        with tarfile.open(draft, "w:gz") as archive:
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=1))
            for name in found:
                archive.add(data / name, name, recursive=False)
        draft.replace(file)
    return len(found)


def restore(file: Path, data: Path) -> Path | None:
    """Bring a backup back; return where what was there before is kept.

    Raises: BackupError when a byte of it is not as it was saved; CannotStart while it runs.
    """
    data.mkdir(parents=True, exist_ok=True)
    with DataDir(data).held():
        fresh = Path(tempfile.mkdtemp(prefix=f"{data.name}-restoring-", dir=data.parent))
        try:
            _unpack(file, fresh)
            _prove(fresh / _STORE)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        before = data.with_name(f"{data.name}-before-{_now().replace(':', '')}")
        had_something = (data / _STORE).exists()
        data.rename(before)
        fresh.chmod(0o700)
        fresh.rename(data)
    if not had_something:
        shutil.rmtree(before)
        return None
    return before


def _unpack(file: Path, fresh: Path) -> None:
    try:
        opened = file.open("rb")
    except OSError as error:
        raise BackupError(unreadable(file, error)) from error
    try:
        with opened, tarfile.open(fileobj=opened, mode="r:gz") as archive:
            # Refuses names that lead outside, links and devices.
            archive.extractall(fresh, filter="data")
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise BackupError(f"{file} is no whole backup: {error}") from error
    try:
        manifest: dict[str, Any] = json.loads((fresh / MANIFEST).read_text())
        expected: dict[str, str] = manifest["files"]
        is_known = manifest["format"] == _FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{file} has no readable {MANIFEST}") from error
    if not is_known:
        raise BackupError(f"{file} has a format this version does not know")
    (fresh / MANIFEST).unlink()
    found = {str(path.relative_to(fresh)): _digest(path) for path in _files(fresh)}
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            kind = "is missing" if name not in found else "is not as it was saved"
            raise BackupError(f"{name} in {file} {kind}; nothing was changed")


def _prove(store: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as opened:
            said = [str(row[0]) for row in opened.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said != ["ok"]:
        raise BackupError(f"{store} is damaged: {'; '.join(said)}")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        top = path.relative_to(folder).parts[0]
        is_live = path.name.endswith(("-wal", "-shm"))
        if path.is_file() and top not in _LEFT_OUT and not is_live:
            yield path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def main(arguments: list[str] | None = None) -> int:
    """Save or restore by the command line; 0 when it was done."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.backup",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["save", "restore"])
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    data = Path(os.environ.get("PLUMBLINE_DATA_DIR") or ".data").absolute()
    try:
        if given.what == "save":
            count = save(data, given.file)
            print(f"{given.file}: {count} files of {data}")
            return 0
        before = restore(given.file, data)
    except (BackupError, CannotStart) as error:
        print(f"plumbline: {error}", file=sys.stderr)
        return 1
    print(f"{data} is as it was saved" + (f"; what it was is in {before}" if before else ""))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
