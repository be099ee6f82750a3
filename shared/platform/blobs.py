"""The blob store: raw provider payloads, uploaded broker files, finished reports.

One adapter, azure-storage-blob: Azurite locally, a storage account by managed identity in Azure.
"""

from typing import Final, Protocol

RAW_PAYLOADS: Final = "raw-payloads"
IMPORT_FILES: Final = "import-files"
REPORTS: Final = "reports"
CONTAINERS: Final = (RAW_PAYLOADS, IMPORT_FILES, REPORTS)


class BlobStore(Protocol):
    """Bytes under a name. Any call may raise Unavailable."""

    async def put(
        self,
        container: str,
        name: str,
        data: bytes,
        *,
        content_type: str = "application/octet-stream",
        metadata: dict[str, str] | None = None,
    ) -> None:
        """Store bytes under a name, replacing what was there."""
        ...

    async def get(self, container: str, name: str) -> bytes:
        """Return the bytes. Raises: NotFound."""
        ...

    async def link(
        self, container: str, name: str, *, file_name: str, content_type: str, seconds: int
    ) -> str | None:
        """Return an address that serves the bytes to whoever has it, for so many seconds.

        None where the store cannot be reached from outside: the bytes are then handed through.
        """
        ...

    async def metadata(self, container: str, name: str) -> dict[str, str]:
        """Return the metadata stored with a blob. Raises: NotFound."""
        ...

    async def delete(self, container: str, name: str) -> None:
        """Delete a blob; one that is not there is no error."""
        ...

    async def list_names(self, container: str, prefix: str = "", limit: int = 1000) -> list[str]:
        """Return names that start with `prefix`, in name order."""
        ...

    async def ping(self) -> None:
        """Do the cheapest real round trip. Raises: Unavailable."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
