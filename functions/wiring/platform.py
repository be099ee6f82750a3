"""What everything stands on: clocks, the store, files, queues, mail, keys, the audit trail."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, cast

from shared.kernel.clock import FixedDateClock, SystemClock
from shared.platform import tracing

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

    from shared.audit import AuditLog
    from shared.audit.inspection import AuditInspection
    from shared.identity.signing_keys import SigningKeys
    from shared.kernel.clock import Clock
    from shared.kernel.language import Language
    from shared.platform.blobs import BlobStore
    from shared.platform.documents import DocumentStore
    from shared.platform.idempotency import IdempotencyStore
    from shared.platform.mail import Mailer
    from shared.platform.metrics import RequestMetrics
    from shared.platform.queues import QueueSender
    from shared.platform.rate_limit import RateLimiter
    from shared.platform.sqlite import SqliteDocumentStore
    from shared.platform.sqlite_changes import SqliteChanges
    from shared.settings import Settings


class PlatformServices:
    """What every other service is made of."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def clock(self) -> Clock:
        """The date people see; `PLUMBLINE_TODAY` may hold it still."""
        today = self.settings.today
        return FixedDateClock(today) if today is not None else self.machine_clock

    @cached_property
    def machine_clock(self) -> Clock:
        """The machine's time, always: what expires, is leased or is retried goes by it."""
        return SystemClock(timedelta(seconds=self.settings.clock_wrong_by))

    @cached_property
    def _credential(self) -> AsyncTokenCredential:
        from shared.platform.credentials import azure_credential

        return azure_credential(self.settings.managed_identity_client_id)

    @cached_property
    def documents(self) -> DocumentStore:
        if not tracing.is_watched():
            return self._plain_documents
        from shared.platform.traced_documents import TracedDocuments

        is_cosmos = self.settings.document_store == "cosmos"
        return TracedDocuments(self._plain_documents, "azure.cosmosdb" if is_cosmos else "sqlite")

    @cached_property
    def _plain_documents(self) -> DocumentStore:
        if self.settings.document_store == "cosmos":
            from shared.platform.cosmos import CosmosDocumentStore

            key = self.settings.cosmos_key
            return CosmosDocumentStore(
                self.settings.cosmos_endpoint,
                self.settings.cosmos_database,
                self.machine_clock,
                key=key.get_secret_value() if key else None,
                credential=None if key else self._credential,
            )
        from shared.platform.sqlite import SqliteDocumentStore

        return SqliteDocumentStore(self.settings.data_dir / "plumbline.db", self.machine_clock)

    @cached_property
    def changes(self) -> SqliteChanges | None:
        """Tells whether anybody has written to the store; a database elsewhere cannot say so."""
        if self.settings.document_store == "cosmos":
            return None
        return cast("SqliteDocumentStore", self._plain_documents).changes

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

    @cached_property
    def audit(self) -> AuditLog:
        from shared.audit import AuditLog

        return AuditLog(self.documents, self.machine_clock)

    @cached_property
    def audit_inspection(self) -> AuditInspection:
        from shared.audit.inspection import AuditInspection

        return AuditInspection(self.audit, self.machine_clock)

    @cached_property
    def mailer(self) -> Mailer:
        from shared.platform.mail import NoMailer, OutboxMailer

        if self.settings.mail_endpoint:
            from shared.platform.azure_mail import AzureMailer

            return AzureMailer(
                self.settings.mail_endpoint, self.settings.mail_sender, self._credential
            )
        if not self.settings.is_local:
            return NoMailer()
        return OutboxMailer(self.settings.data_dir / "outbox", self.machine_clock)

    async def language_of_reader(self, user_id: str) -> Language:
        """Return the language a person is written to in."""
        from shared.identity.reading_language import reading_language

        return await reading_language(self.documents, user_id)

    @cached_property
    def idempotency(self) -> IdempotencyStore:
        from shared.platform.idempotency import IdempotencyStore

        return IdempotencyStore(self.documents, self.machine_clock)

    @cached_property
    def metrics(self) -> RequestMetrics:
        from shared.platform.metrics import RequestMetrics

        return RequestMetrics(self.machine_clock)

    @cached_property
    def rate_limiter(self) -> RateLimiter:
        from shared.platform.rate_limit import RateLimiter

        return RateLimiter(self.documents, self.machine_clock)

    @cached_property
    def signing_keys(self) -> SigningKeys:
        if self.settings.key_vault_url:
            from shared.identity.vault_signing_keys import VaultSigningKeys
            from shared.platform.key_vault import KeyVault

            vault = KeyVault(self.settings.key_vault_url, self._credential)
            return VaultSigningKeys(vault, self.machine_clock)
        from shared.identity.signing_keys import FileSigningKeys

        return FileSigningKeys(self.settings.data_dir / "keys", self.machine_clock)
