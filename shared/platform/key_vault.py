"""Key Vault by managed identity: settings at the start, versions of a secret while running."""

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from shared.kernel.errors import Unavailable

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.keyvault.secrets.aio import SecretClient

_SIDE_BY_SIDE: Final = 8
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OPTIONS: Final[dict[str, Any]] = {
    "connection_timeout": 5,
    "read_timeout": 10,
    "retry_total": 2,
    "retry_backoff_factor": 0.4,
}


@dataclass(frozen=True, slots=True)
class SecretVersion:
    """One version of a secret; its value is in no repr."""

    version: str
    created_at: datetime
    value: str = field(repr=False)


class KeyVault:
    """Reads and adds versions of a secret. Any call may raise Unavailable."""

    def __init__(self, url: str, credential: "AsyncTokenCredential", **options: Any) -> None:
        self._url = url
        self._credential = credential
        self._options = {**_OPTIONS, **options}
        self._client: SecretClient | None = None
        self._values: dict[str, str] = {}

    async def versions(self, name: str) -> list[SecretVersion]:
        """Return a secret's enabled versions, oldest first; none when there is no such secret."""
        client = self._connected()
        with _vault_errors(name):
            found = [
                (
                    properties.version or "",
                    properties.created_on or datetime.min.replace(tzinfo=UTC),
                )
                async for properties in client.list_properties_of_secret_versions(name)
                if properties.enabled
            ]
            found.sort(key=lambda each: (each[1], each[0]))
            return [SecretVersion(v, at, await self._value(client, name, v)) for v, at in found]

    async def add(self, name: str, value: str) -> None:
        """Make this the newest version of a secret."""
        with _vault_errors(name):
            await self._connected().set_secret(name, value, content_type="application/x-pem-file")

    async def close(self) -> None:
        """Release connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _value(self, client: "SecretClient", name: str, version: str) -> str:
        # A version never changes: it is read once.
        key = f"{name}/{version}"
        if key not in self._values:
            self._values[key] = (await client.get_secret(name, version)).value or ""
        return self._values[key]

    def _connected(self) -> "SecretClient":
        if self._client is None:
            from azure.keyvault.secrets.aio import SecretClient

            self._client = SecretClient(self._url, self._credential, **self._options)
        return self._client


def read_secrets(
    url: str, client_id: str, names: Sequence[str], **options: Any
) -> Mapping[str, str]:
    """Return those of the named secrets that there are; asks for each by name, lists nothing.

    Blocks: for the start of a worker only. Raises: Unavailable.
    """
    from azure.core.exceptions import ResourceNotFoundError
    from azure.identity import DefaultAzureCredential, ManagedIdentityCredential
    from azure.keyvault.secrets import SecretClient

    identity = (
        ManagedIdentityCredential(client_id=client_id) if client_id else DefaultAzureCredential()
    )

    def read(name: str) -> str | None:
        try:
            return client.get_secret(name).value
        except ResourceNotFoundError:
            return None

    with (
        _vault_errors("settings"),
        identity,
        SecretClient(url, identity, **{**_OPTIONS, **options}) as client,
        ThreadPoolExecutor(_SIDE_BY_SIDE) as pool,
    ):
        values = list(pool.map(read, names))
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


@contextmanager
def _vault_errors(what: str) -> Generator[None]:
    from azure.core.exceptions import AzureError, HttpResponseError

    try:
        yield
    except HttpResponseError as error:
        raise Unavailable(
            f"Key Vault answered {error.status_code} for {what}", "vault_refused"
        ) from error
    except AzureError as error:
        raise Unavailable(
            f"Key Vault cannot be reached for {what} ({type(error).__name__})", "vault_unreachable"
        ) from error
