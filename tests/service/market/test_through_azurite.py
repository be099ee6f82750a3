"""Thirty symbols of ten years, through a real queue and a real blob store."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from shared.market.jobs import backfill
from shared.market.registry import Entry, Universe
from shared.market.service import Market
from shared.platform.azure_blobs import AzureBlobStore
from shared.platform.azure_queues import AzureQueueSender
from shared.platform.queues import MARKET_JOBS
from shared.platform.sqlite import SqliteDocumentStore
from tests.azurite import Azurite
from tests.fakes.manual_clock import ManualClock
from tests.service.market.conftest import HEADER, NOW, build, weekdays

SYMBOLS = [f"SYM{number}" for number in range(30)]
BARS = 2520


@pytest.fixture
async def market(azurite: Azurite, tmp_path: Path) -> AsyncIterator[Market]:
    clock = ManualClock(NOW)
    documents = SqliteDocumentStore(tmp_path / "store.db", clock)
    blobs = AzureBlobStore(connection_string=azurite.connection_string)
    queue = AzureQueueSender(connection_string=azurite.connection_string)
    await blobs.make_containers()
    await queue.make_queues()
    for symbol in SYMBOLS:
        await Universe(documents, clock).add(Entry(symbol, "queued", NOW, NOW, is_held=True))
    await queue.send_many(MARKET_JOBS, [backfill(symbol, 0).message() for symbol in SYMBOLS])
    yield build(documents, blobs, queue, clock, tmp_path)
    await blobs.close()
    await queue.close()
    await documents.close()


async def _deliver_all(azurite: Azurite, market: Market) -> int:
    """Receive in batches of 16 as the host does, until the queue stays empty."""
    from azure.storage.queue.aio import QueueClient

    delivered = 0
    queue = QueueClient.from_connection_string(azurite.connection_string, MARKET_JOBS)
    async with queue:
        while delivered < len(SYMBOLS):
            received = [
                m async for m in queue.receive_messages(max_messages=16, visibility_timeout=600)
            ]
            bodies = [json.loads(base64.b64decode(message.content)) for message in received]
            await asyncio.gather(*(market.pipeline.handle(body) for body in bodies))
            for message in received:
                await queue.delete_message(message)
            delivered += len(received)
            await asyncio.sleep(0 if received else 0.2)
    return delivered


async def test_thirty_symbols_of_ten_years_arrive_through_the_queue(
    azurite: Azurite, market: Market, tmp_path: Path
) -> None:
    days = weekdays(date(2014, 1, 2), BARS, "12.34")
    body = HEADER + "".join(f"{day},{p},{p},{p},{p},100,0,0\n" for day, p in days.items())
    for symbol in SYMBOLS:
        (tmp_path / f"{symbol}.csv").write_text(body)
    assert await _deliver_all(azurite, market) == len(SYMBOLS)
    found = await market.history.prices(SYMBOLS)
    assert {symbol: found[symbol].days.size for symbol in found} == dict.fromkeys(SYMBOLS, BARS)
    entries = await market.tracker.status()
    assert {entry.state for entry in entries} == {"ready"}
    assert entries[0].last_run is not None
    assert entries[0].last_run.payload_id is not None
    replayed = await market.pipeline.replay(entries[0].last_run.payload_id)
    assert replayed.counts["accepted"] == BARS
