"""The blob store on a storage account, or on Azurite."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote, unquote

from shared.kernel.clock import SystemClock
from shared.kernel.errors import InvalidInput, NotFound
from shared.platform.azure_storage import PING_OPTIONS, StorageAdapter, storage_errors
from shared.platform.blobs import CONTAINERS

if TYPE_CHECKING:
    from azure.storage.blob.aio import BlobClient, BlobServiceClient

_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\\]{1,1000}")
_CLOCK_SKEW: Final = timedelta(minutes=5)
_METADATA_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,99}")
# Metadata travels in HTTP headers: printable ASCII stays, the rest is percent-encoded.
_PRINTABLE: Final = "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~"


class AzureBlobStore(StorageAdapter["BlobServiceClient"]):
    """A `BlobStore`."""

    async def put(
        self,
        container: str,
        name: str,
        data: bytes,
        *,
        content_type: str = "application/octet-stream",
        metadata: dict[str, str] | None = None,
    ) -> None:
        from azure.storage.blob import ContentSettings

        with storage_errors(f"blob {container}/{name}"):
            await self._blob(container, name).upload_blob(
                data,
                overwrite=True,
                length=len(data),
                metadata=_encoded(metadata or {}),
                content_settings=ContentSettings(content_type=content_type),
            )

    async def get(self, container: str, name: str) -> bytes:
        with storage_errors(f"blob {container}/{name}"):
            download = await self._blob(container, name).download_blob(max_concurrency=4)
            return await download.readall()

    async def link(
        self, container: str, name: str, *, file_name: str, content_type: str, seconds: int
    ) -> str | None:
        if not self._account:
            return None
        from azure.storage.blob import BlobSasPermissions, generate_blob_sas

        blob = self._blob(container, name)
        now = SystemClock().now()
        end = now + timedelta(seconds=seconds)
        with storage_errors(f"blob {container}/{name}"):
            # Signed by Entra for this worker's identity: no account key exists.
            key = await self._service().get_user_delegation_key(now - _CLOCK_SKEW, end)
        token = generate_blob_sas(
            self._account,
            container,
            name,
            user_delegation_key=key,
            permission=BlobSasPermissions(read=True),
            expiry=end,
            content_disposition=f'attachment; filename="{file_name}"',
            content_type=content_type,
            cache_control="private, no-store",
            protocol="https",
        )
        return f"{blob.url}?{token}"

    async def metadata(self, container: str, name: str) -> dict[str, str]:
        with storage_errors(f"blob {container}/{name}"):
            properties = await self._blob(container, name).get_blob_properties()
        stored = cast("Mapping[str, str]", properties.metadata)
        return {key.lower(): unquote(value) for key, value in stored.items()}

    async def delete(self, container: str, name: str) -> None:
        try:
            with storage_errors(f"blob {container}/{name}"):
                await self._blob(container, name).delete_blob()
        except NotFound:
            return

    async def list_names(self, container: str, prefix: str = "", limit: int = 1000) -> list[str]:
        names: list[str] = []
        with storage_errors(f"the list of blobs in {container}"):
            found = (
                self._service()
                .get_container_client(container)
                .list_blob_names(name_starts_with=prefix or None, results_per_page=min(limit, 5000))
            )
            async for name in found:
                names.append(name)
                if len(names) == limit:
                    break
        return names

    async def ping(self) -> None:
        with storage_errors("the blob service"):
            await self._service().get_container_client(CONTAINERS[0]).exists(**PING_OPTIONS)

    async def make_containers(self) -> None:
        """Make the containers that are missing: for Azurite; in Azure the infrastructure does."""
        from azure.core.exceptions import ResourceExistsError

        for container in CONTAINERS:
            with storage_errors(f"blob container {container}"), suppress(ResourceExistsError):
                await self._service().create_container(container)  # pyright: ignore[reportUnknownMemberType]

    def _blob(self, container: str, name: str) -> "BlobClient":
        # A client library resolves `..`, which would reach into another container.
        if _NAME.fullmatch(name) is None or {"", ".", ".."} & set(name.split("/")):
            raise InvalidInput(f"{name[:80]!r} cannot be a blob's name", "invalid_blob_name")
        return self._service().get_blob_client(container, name)

    def _kind(self) -> "tuple[type[BlobServiceClient], str]":
        from azure.storage.blob.aio import BlobServiceClient

        return BlobServiceClient, "blob"


def _encoded(metadata: dict[str, str]) -> dict[str, str]:
    for name in metadata:
        if _METADATA_NAME.fullmatch(name) is None:
            raise InvalidInput(f"{name[:40]!r} cannot name metadata", "invalid_metadata")
    return {name: quote(value, safe=_PRINTABLE) for name, value in metadata.items()}
