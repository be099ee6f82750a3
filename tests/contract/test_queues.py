"""The queue sender against a real Azurite, read back as the Functions queue trigger reads."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from azure.storage.queue.aio import QueueServiceClient

from shared.kernel.errors import InvalidInput, TooLarge, Unavailable
from shared.platform.azure_queues import AzureQueueSender
from shared.platform.queues import MARKET_JOBS, MAX_MESSAGE_BYTES, poison_name
from tests.azurite import Azurite
from tools.localhost.ports import free_port

pytestmark = pytest.mark.contract


@pytest.fixture
async def service(azurite: Azurite) -> AsyncIterator[QueueServiceClient]:
    async with QueueServiceClient.from_connection_string(azurite.connection_string) as client:
        yield client


@pytest.fixture
async def queue(azurite: Azurite, service: QueueServiceClient) -> AsyncIterator[AzureQueueSender]:
    sender = AzureQueueSender(connection_string=azurite.connection_string)
    await sender.make_queues()
    await service.get_queue_client(MARKET_JOBS).clear_messages()
    yield sender
    await sender.close()


async def received(service: QueueServiceClient) -> list[dict[str, Any]]:
    messages = service.get_queue_client(MARKET_JOBS).receive_messages(messages_per_page=32)
    return [json.loads(b64decode(message.content)) async for message in messages]


async def test_a_message_is_base64_of_json(
    queue: AzureQueueSender, service: QueueServiceClient
) -> None:
    await queue.send(MARKET_JOBS, {"symbol": "BRK-B", "name": "Ünï 株 <&>"})
    assert await received(service) == [{"symbol": "BRK-B", "name": "Ünï 株 <&>"}]


async def test_a_delayed_message_is_counted_but_not_delivered(
    queue: AzureQueueSender, service: QueueServiceClient
) -> None:
    await queue.send(MARKET_JOBS, {"n": 1}, delay_seconds=600)
    assert await queue.depth(MARKET_JOBS) == 1
    assert await received(service) == []


async def test_many_messages_all_arrive(
    queue: AzureQueueSender, service: QueueServiceClient
) -> None:
    await queue.send_many(MARKET_JOBS, [{"n": n} for n in range(100)])
    assert await queue.depth(MARKET_JOBS) == 100
    assert sorted(m["n"] for m in await received(service)) == list(range(100))
    await queue.send_many(MARKET_JOBS, [])


async def test_a_message_may_be_as_large_as_promised_and_no_larger(
    queue: AzureQueueSender, service: QueueServiceClient
) -> None:
    text = "a" * (MAX_MESSAGE_BYTES - len('{"x":""}'))
    await queue.send(MARKET_JOBS, {"x": text})
    assert await received(service) == [{"x": text}]
    with pytest.raises(TooLarge):
        await queue.send(MARKET_JOBS, {"x": text + "a"})


@pytest.mark.parametrize("seconds", [-1, 7 * 24 * 3600])
async def test_a_delay_beyond_a_messages_life_is_refused(
    queue: AzureQueueSender, seconds: int
) -> None:
    with pytest.raises(InvalidInput):
        await queue.send(MARKET_JOBS, {}, delay_seconds=seconds)


async def test_one_message_that_is_no_json_stops_all_of_them(queue: AzureQueueSender) -> None:
    with pytest.raises(InvalidInput):
        await queue.send_many(MARKET_JOBS, [{"n": 1}, {"n": {1, 2}}])
    assert await queue.depth(MARKET_JOBS) == 0


async def test_the_poison_queue_is_made_too(queue: AzureQueueSender) -> None:
    await queue.make_queues()
    await queue.ping()
    assert await queue.depth(poison_name(MARKET_JOBS)) == 0


async def test_a_queue_that_was_never_made_is_unavailable(queue: AzureQueueSender) -> None:
    with pytest.raises(Unavailable) as caught:
        await queue.send("nowhere", {})
    assert caught.value.code == "storage_missing"


async def test_storage_that_is_down_is_unavailable() -> None:
    down = f"http://127.0.0.1:{free_port()}/devstoreaccount1"
    sender = AzureQueueSender(
        connection_string=f"AccountName=devstoreaccount1;AccountKey=QQ==;QueueEndpoint={down}"
    )
    with pytest.raises(Unavailable) as caught:
        await sender.send_many(MARKET_JOBS, [{"n": 1}, {"n": 2}])
    assert caught.value.code == "storage_unreachable"
    await sender.close()


async def test_a_poison_message_is_shown_sent_again_as_it_came_and_gone(
    queue: AzureQueueSender, service: QueueServiceClient
) -> None:
    poison = poison_name(MARKET_JOBS)
    await service.get_queue_client(poison).clear_messages()
    await queue.send_many(poison, [{"n": n} for n in range(40)])
    shown = await queue.peek(poison, 100)
    assert len(shown) == 32
    chosen = shown[7]
    assert chosen.inserted_at is not None
    assert await queue.move(poison, MARKET_JOBS, chosen.id)
    assert await received(service) == [chosen.body]
    assert not await queue.move(poison, MARKET_JOBS, chosen.id)
    # The others can be seen again at once.
    assert len(await queue.peek(poison, 32)) == 32
    assert await queue.depth(poison) == 39


async def test_a_poison_message_that_is_no_json_is_shown_and_dropped(
    queue: AzureQueueSender, service: QueueServiceClient
) -> None:
    poison = poison_name(MARKET_JOBS)
    client = service.get_queue_client(poison)
    await client.clear_messages()
    await client.send_message("not base64 at all")
    (message,) = await queue.peek(poison, 32)
    assert (message.text, message.body) == ("not base64 at all", None)
    assert await queue.drop(poison, message.id)
    assert not await queue.drop(poison, message.id)
    assert await queue.peek(poison, 32) == []
