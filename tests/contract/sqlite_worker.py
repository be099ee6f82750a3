"""A process of its own that writes to a store, for tests of several processes and of sudden death.

usage: sqlite_worker.py FILE increment TIMES    add to one counter, by If-Match
       sqlite_worker.py FILE batches NAME       write batches for ever, print each once stored
"""

import asyncio
import sys
from pathlib import Path

from shared.kernel.clock import SystemClock
from shared.kernel.errors import AlreadyExists, PreconditionFailed
from shared.platform.documents import Operation
from shared.platform.sqlite import SqliteDocumentStore

BATCH = 20


async def increment(store: SqliteDocumentStore, times: int) -> None:
    done = 0
    while done < times:
        found = await store.find("user_data", "u", "counter")
        try:
            if found is None:
                await store.create("user_data", "u", "counter", {"n": 1})
            else:
                body = {"n": found.body["n"] + 1}
                await store.replace("user_data", "u", "counter", body, if_match=found.etag)
        except (AlreadyExists, PreconditionFailed):
            continue
        done += 1


async def write_batches(store: SqliteDocumentStore, name: str) -> None:
    number = 0
    while True:
        steps = [
            Operation("create", f"{name}:{number:06}:{n:02}", {"text": "x" * 2000})
            for n in range(BATCH)
        ]
        await store.batch("user_data", "u", steps)
        sys.stdout.write(f"{name}:{number:06}\n")
        sys.stdout.flush()
        number += 1


async def main() -> None:
    store = SqliteDocumentStore(Path(sys.argv[1]), SystemClock(), busy_seconds=30)
    if sys.argv[2] == "increment":
        await increment(store, int(sys.argv[3]))
    else:
        await write_batches(store, sys.argv[3])
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
