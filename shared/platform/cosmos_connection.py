"""The one Cosmos client of a worker, and the containers it has met."""

import asyncio
from typing import TYPE_CHECKING, Any, Final

from shared.kernel.errors import NotFound, Unavailable
from shared.platform.cosmos_errors import cosmos_errors

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

_OPTIONS: Final[dict[str, Any]] = {
    "user_agent_suffix": "plumbline",
    # Without it every character outside ASCII is sent as six, and counts as six against 2 MB.
    "enable_compact_utf8_item_writes": True,
    "connection_timeout": 5,
    # Nothing that met a broken connection is sent again by the SDK: it takes a reset connection for
    # one never made, and would send a write again that may have been carried out.
    "retry_total": 1,
    "retry_connect": 0,
    "retry_read": 0,
    "retry_status": 0,
    # 429 says that nothing was done, so both are retried, for as long as a page can wait.
    "retry_throttle_total": 9,
    "retry_throttle_backoff_max": 8,
}


class CosmosConnection:
    """Connects on first use, inside the running loop, and stays connected until closed."""

    def __init__(
        self,
        endpoint: str,
        database: str,
        secret: "str | AsyncTokenCredential | None",
        answer_seconds: float,
    ) -> None:
        self._endpoint = endpoint
        self._database = database
        self._secret = secret
        self._answer_seconds = answer_seconds
        self._client: Any = None
        self._containers: dict[str, Any] = {}
        self._opening = asyncio.Lock()

    async def container(self, name: str) -> Any:
        """Return the SDK's proxy of a container that exists. Raises: Unavailable."""
        if name not in self._containers:
            async with self._opening:
                if name not in self._containers:
                    self._containers[name] = await self._find_container(name)
        return self._containers[name]

    async def close(self) -> None:
        """Close the client; the credential stays open, as others share it."""
        client, self._client = self._client, None
        self._containers.clear()
        if client is not None:
            await client.close()

    async def _find_container(self, name: str) -> Any:
        what = f"container {self._database}/{name}"
        try:
            with cosmos_errors(what):
                client = await self._connected()
                container = client.get_database_client(self._database).get_container_client(name)
                # The SDK would read it with the first item, and a 404 would look like the item's.
                await container.read()
        except NotFound as error:
            raise Unavailable(
                f"the document store has no {what}: it was never made", "store_missing"
            ) from error
        return container

    async def _connected(self) -> Any:
        if self._client is None:
            from azure.cosmos.aio import CosmosClient

            if self._secret is None:
                raise Unavailable(
                    "the document store has neither key nor identity", "store_misconfigured"
                )
            client = CosmosClient(
                self._endpoint, self._secret, read_timeout=self._answer_seconds, **_OPTIONS
            )
            try:
                # Only entering it makes the session that lets us read our own writes.
                await client.__aenter__()
            except BaseException:
                await client.close()
                raise
            self._client = client
        return self._client
