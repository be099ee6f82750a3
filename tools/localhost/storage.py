"""Makes the queues and blob containers that the infrastructure code makes in Azure."""

import asyncio
from contextlib import suppress

from azure.core.exceptions import ResourceExistsError
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from shared.platform.blobs import CONTAINERS
from shared.platform.queues import QUEUES, poison_name


async def create_storage(connection_string: str) -> None:
    """Create what is missing; what is there stays as it is."""
    async with (
        BlobServiceClient.from_connection_string(connection_string) as blobs,
        QueueServiceClient.from_connection_string(connection_string) as queues,
    ):
        names = (*QUEUES, *(poison_name(queue) for queue in QUEUES))
        await asyncio.gather(
            *(_create_container(blobs, name) for name in CONTAINERS),
            *(_create_queue(queues, name) for name in names),
        )


async def _create_container(blobs: BlobServiceClient, name: str) -> None:
    with suppress(ResourceExistsError):
        await blobs.create_container(name)  # pyright: ignore[reportUnknownMemberType]


async def _create_queue(queues: QueueServiceClient, name: str) -> None:
    with suppress(ResourceExistsError):
        await queues.create_queue(name)
