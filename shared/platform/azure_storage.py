"""What the blob and the queue adapter share: the client, timeouts, retries, what errors mean."""

import re
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Protocol

from shared.kernel.errors import NotFound, PlumblineError, TooLarge, Unavailable

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.exceptions import AzureError, HttpResponseError

# The SDK's own defaults (15 s before the first retry) are for batch jobs, not for a page.
CLIENT_OPTIONS: Final[dict[str, Any]] = {
    "connection_timeout": 5,
    "read_timeout": 30,
    "retry_total": 2,
    "initial_backoff": 0.4,
    "increment_base": 1.5,
    "random_jitter_range": 0.2,
}
PING_OPTIONS: Final[dict[str, Any]] = {"retry_total": 0, "timeout": 5}
_ACCOUNT: Final = re.compile(r"[a-z0-9]{3,24}")
_MISSING_ITEMS: Final = {"BlobNotFound", "ResourceNotFound", "MessageNotFound"}


class Closable(Protocol):
    """A client of one of an account's services."""

    async def close(self) -> None:
        """Close its connections."""
        ...


class StorageAdapter[Client: Closable](ABC):
    """Holds a client, made by the first call, inside the running loop.

    Give a `connection_string`, or an `account` name with a token `credential` (which the caller
    closes, as others share it).
    """

    def __init__(
        self,
        *,
        connection_string: str = "",
        account: str = "",
        credential: "AsyncTokenCredential | None" = None,
    ) -> None:
        self._connection_string = connection_string
        self._account = account
        self._credential = credential
        self._client: Client | None = None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    @abstractmethod
    def _kind(self) -> "tuple[type[Client], str]":
        """Return the client's class, imported when first needed, and its service's name."""

    def _service(self) -> Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> Client:
        found, service = self._kind()
        kind: Any = found  # the SDK's classes share these two ways of making, and no base
        if self._connection_string:
            with connection_string_errors():
                return kind.from_connection_string(self._connection_string, **CLIENT_OPTIONS)
        url = account_url(self._account, service)
        return kind(url, credential=self._credential, **CLIENT_OPTIONS)


def account_url(account: str, service: str) -> str:
    """Return the address of an account's `blob` or `queue` service. Raises: Unavailable."""
    if _ACCOUNT.fullmatch(account) is None:
        raise Unavailable(f"{account[:40]!r} is no storage account name", "storage_misconfigured")
    return f"https://{account}.{service}.core.windows.net"


@contextmanager
def connection_string_errors() -> Generator[None]:
    """Turn what the SDK raises for a connection string it cannot read into Unavailable."""
    try:
        yield
    except ValueError:
        # Not chained: the SDK's message may quote the key.
        raise Unavailable(
            "the storage connection string cannot be read", "storage_misconfigured"
        ) from None


@contextmanager
def storage_errors(what: str) -> Generator[None]:
    """Turn errors of the SDK into ours; `what` names the thing that was asked for."""
    from azure.core.exceptions import AzureError, HttpResponseError

    try:
        yield
    except HttpResponseError as error:
        raise _refused(what, error) from error
    except AzureError as error:
        raise _unreachable(what, error) from error


def _refused(what: str, error: "HttpResponseError") -> PlumblineError:
    status = error.status_code
    code = str(getattr(error, "error_code", None) or "")
    if status == HTTPStatus.NOT_FOUND and (code in _MISSING_ITEMS or not code):
        return NotFound(f"there is no {what}")
    if status == HTTPStatus.NOT_FOUND:
        return Unavailable(f"{what}: its container or queue was never made", "storage_missing")
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLarge(f"{what} is over the storage account's limit")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Unavailable(f"the storage account refused access to {what}", "storage_denied")
    return Unavailable(f"storage answered {status} for {what}", "storage_unavailable")


def _unreachable(what: str, error: "AzureError") -> Unavailable:
    return Unavailable(
        f"storage cannot be reached for {what} ({type(error).__name__})",
        "storage_unreachable",
        retry_after_seconds=5,
    )
