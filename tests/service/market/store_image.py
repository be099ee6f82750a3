"""Everything a store holds, as one comparable value."""

import sqlite3
from pathlib import Path
from typing import Any

from tests.fakes.storage import MemoryBlobs


def image(database: Path, blobs: MemoryBlobs) -> tuple[Any, ...]:
    """Return every row of every table, ETags included, and every blob."""
    connection = sqlite3.connect(database)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = sorted(name for (name,) in names if not name.startswith("sqlite_"))
        rows = {name: sorted(connection.execute(f'SELECT * FROM "{name}"')) for name in tables}  # noqa: S608
    finally:
        connection.close()
    return rows, dict(blobs.data)
