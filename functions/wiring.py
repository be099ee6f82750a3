"""The composition root: settings → clients → services, each made once a worker, when first used.

Nothing here connects or imports an SDK until a service needs it, so that indexing and the first
request stay fast.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from shared.kernel.clock import FixedDateClock, SystemClock
from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.platform.blobs import BlobStore
    from shared.platform.documents import DocumentStore
    from shared.platform.queues import QueueSender


class Services:
    """Everything a trigger may call. Attributes are made on first use and kept."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def clock(self) -> Clock:
        today = self.settings.today
        return FixedDateClock(today) if today is not None else SystemClock()

    @cached_property
    def documents(self) -> DocumentStore:
        if self.settings.document_store == "cosmos":
            from shared.platform.cosmos import CosmosDocumentStore

            key = self.settings.cosmos_key
            return CosmosDocumentStore(
                self.settings.cosmos_endpoint,
                self.settings.cosmos_database,
                self.clock,
                key=key.get_secret_value() if key else None,
                credential=None if key else self._credential,
            )
        from shared.platform.sqlite import SqliteDocumentStore

        return SqliteDocumentStore(self.settings.data_dir / "plumbline.db", self.clock)

    @cached_property
    def blobs(self) -> BlobStore:
        from shared.platform.azure_blobs import AzureBlobStore

        if self.settings.storage_account:
            return AzureBlobStore(
                account=self.settings.storage_account, credential=self._credential
            )
        connection = self.settings.storage_connection.get_secret_value()
        return AzureBlobStore(connection_string=connection)

    @cached_property
    def queue(self) -> QueueSender:
        from shared.platform.azure_queues import AzureQueueSender

        if self.settings.storage_account:
            return AzureQueueSender(
                account=self.settings.storage_account, credential=self._credential
            )
        connection = self.settings.storage_connection.get_secret_value()
        return AzureQueueSender(connection_string=connection)


@lru_cache(maxsize=1)
def get_services() -> Services:
    """Return this worker's services."""
    return Services(load_settings())
