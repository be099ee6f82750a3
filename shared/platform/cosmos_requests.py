"""How requests are sent: what is repeated and what is not, and what each cost."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog

from shared.platform.containers import Container
from shared.platform.cosmos_errors import THROTTLED, cosmos_errors, is_worth_repeating
from shared.platform.cosmos_items import Step, to_key
from shared.platform.documents import Json
from shared.platform.measures import REQUEST_UNITS, record
from shared.platform.tracing import annotate

log = structlog.stdlib.get_logger(__name__)

_PAGE: Final = 1000  # documents the service is asked for at a time
_READ_PAUSES_SECONDS: Final = (0.1, 0.4)
_BATCH_PAUSES_SECONDS: Final = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


async def read_repeatedly[T](what: str, read: Callable[[], Awaitable[T]]) -> T:
    """Read, and read again after a failure that may pass. Raises: NotFound, Unavailable."""
    from azure.core.exceptions import AzureError

    with cosmos_errors(what):
        for pause in _READ_PAUSES_SECONDS:
            try:
                return await read()
            except AzureError as error:
                if not is_worth_repeating(error):
                    raise
                await asyncio.sleep(pause)
        return await read()


async def select_items(
    proxy: Any,
    container: Container,
    levels: tuple[str, ...],
    statement: tuple[str, list[dict[str, Any]]],
    limit: int,
) -> list[Json]:
    """Return the first `limit` items that a statement selects in one partition."""
    sql, parameters = statement

    async def read() -> list[Json]:
        items: list[Json] = []
        found = proxy.query_items(
            query=sql,
            parameters=parameters,
            partition_key=to_key(levels),
            max_item_count=min(limit, _PAGE),
            response_hook=charge_logger(container, "query"),
        )
        async for item in found:
            items.append(item)
            if len(items) == limit:
                break
        return items

    return await read_repeatedly(f"a query of {container.name}", read)


async def execute_batch(
    proxy: Any, container: Container, levels: tuple[str, ...], steps: list[Step]
) -> list[Json]:
    """Carry out a batch; one throttled operation undoes it all, so all is sent again."""
    from azure.cosmos.exceptions import CosmosBatchOperationError

    async def send() -> list[Json]:
        return await proxy.execute_item_batch(
            steps,
            partition_key=to_key(levels),
            response_hook=charge_logger(container, "batch"),
        )

    with cosmos_errors(f"a batch into {container.name}"):
        for pause in _BATCH_PAUSES_SECONDS:
            try:
                return await send()
            except CosmosBatchOperationError as error:
                if error.status_code != THROTTLED:
                    raise
                await asyncio.sleep(pause)
        return await send()


def charge_logger(
    container: Container, operation: str
) -> Callable[[Mapping[str, str], object], None]:
    """Return a hook that tells what a request cost in request units."""

    def log_charge(headers: Mapping[str, str], _: object) -> None:
        charge = float(headers.get("x-ms-request-charge", 0))
        log.debug("cosmos_request", container=container.name, operation=operation, ru=charge)
        labels = {"db__collection__name": container.name, "db__operation__name": operation}
        record(REQUEST_UNITS, charge, **labels)
        annotate(azure__cosmosdb__operation__request_charge=charge)

    return log_charge
