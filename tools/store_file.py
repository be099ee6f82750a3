"""Carry a whole document store in one file, from either adapter to either.

    python -m tools.store_file export FILE      what the settings name: SQLite, or Cosmos DB
    python -m tools.store_file restore FILE     into an empty store; --replace: over what is there
    python -m tools.store_file check FILE       is it whole?

A line a document, compressed; the last line says how many there are and their SHA-256. A restore
reads the file to its end before it writes anything. Ids and contents come back, ETags do not; what
would have expired meanwhile stays away. Stop the product first: a store that is written to is
copied document by document, not as of one moment.
"""

import argparse
import asyncio
import gzip
import hashlib
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from shared.kernel.clock import Clock
from shared.kernel.errors import PlumblineError
from shared.platform import containers
from shared.platform.document_scan import Scannable, Stored
from shared.platform.documents import DocumentStore
from tools.files import unreadable

FORMAT: Final = 1
_SIDE_BY_SIDE: Final = 16


class StoreFileError(Exception):
    """It cannot be done; the message says what is wrong and where."""


class Store(DocumentStore, Scannable, Protocol):
    """An adapter that can be carried."""


async def export(store: Scannable, file: Path) -> int:
    """Write every document; return how many. The file appears when it is whole."""
    draft, digest, count = file.with_name(file.name + ".part"), hashlib.sha256(), 0
    with gzip.open(draft, "wb", compresslevel=6) as out:
        out.write(orjson.dumps({"format": FORMAT}) + b"\n")
        for container in containers.ALL:
            async for stored in store.scan(container.name):
                line = orjson.dumps(asdict(stored)) + b"\n"
                digest.update(line)
                out.write(line)
                count += 1
        out.write(orjson.dumps({"documents": count, "sha256": digest.hexdigest()}) + b"\n")
    draft.replace(file)
    return count


def check(file: Path) -> int:
    """Read a file to its end; return how many documents it holds. Raises: StoreFileError."""
    digest, count = hashlib.sha256(), 0
    try:
        lines = _lines(file)
        head = orjson.loads(next(lines, b"{}"))
        if head.get("format") != FORMAT:
            raise StoreFileError(f"{file} has a format this version does not know")
        last = b""
        for line in lines:
            if last:
                digest.update(last)
                count += 1
            last = line
        told: dict[str, Any] = orjson.loads(last or b"{}")
    except (EOFError, ValueError, gzip.BadGzipFile, zlib.error) as error:
        raise StoreFileError(f"{file} is damaged: {error}") from error
    except OSError as error:
        raise StoreFileError(unreadable(file, error)) from error
    if told.get("documents") != count or told.get("sha256") != digest.hexdigest():
        raise StoreFileError(f"{file} is not whole: its last line does not fit what is before it")
    return count


async def restore(file: Path, store: Store, clock: Clock, *, replaces: bool = False) -> int:
    """Store every document of a file; return how many.

    Raises: StoreFileError before anything is written when the file is not whole, or when the store
    holds something and nothing may be replaced.
    """
    check(file)
    if not replaces:
        await _refuse_full(store)
    now, waiting, count = clock.now().timestamp(), set[asyncio.Task[None]](), 0
    for stored in _documents(file):
        if stored.expires_at is not None and stored.expires_at <= now:
            continue
        ttl = None if stored.expires_at is None else max(1, round(stored.expires_at - now))
        waiting.add(asyncio.create_task(_put(store, stored, ttl)))
        count += 1
        if len(waiting) >= _SIDE_BY_SIDE:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    await asyncio.gather(*waiting)
    return count


async def _put(store: Store, stored: Stored, ttl_seconds: int | None) -> None:
    await store.upsert(
        stored.container, stored.partition, stored.id, stored.body, ttl_seconds=ttl_seconds
    )


async def _refuse_full(store: Store) -> None:
    for container in containers.ALL:
        async for stored in store.scan(container.name):
            raise StoreFileError(
                f"the store is not empty ({container.name} has {stored.id}); nothing was changed"
            )


def _documents(file: Path) -> Iterator[Stored]:
    for line in _lines(file):
        found: dict[str, Any] = orjson.loads(line)
        if "container" in found:
            found["partition"] = tuple(found["partition"])
            yield Stored(**found)


def _lines(file: Path) -> Iterator[bytes]:
    with gzip.open(file, "rb") as content:
        yield from content


async def run(what: str, file: Path, *, replaces: bool) -> int:
    """Carry out what the command line says, over the store that the settings name."""
    if what == "check":
        return check(file)
    from functions.wiring import get_services

    services = get_services()
    store: Any = services.documents
    try:
        if what == "export":
            return await export(store, file)
        return await restore(file, store, services.machine_clock, replaces=replaces)
    finally:
        await store.close()


def main(arguments: list[str] | None = None) -> int:
    """0 when it was done; 1 with a line that says why not."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.store_file",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["export", "restore", "check"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="over what the store holds")
    given = parser.parse_args(arguments)
    try:
        count = asyncio.run(run(given.what, given.file, replaces=given.replace))
    except (StoreFileError, PlumblineError) as error:
        print(f"plumbline: {error}", file=sys.stderr)
        return 1
    print(f"{given.file}: {count} documents")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
