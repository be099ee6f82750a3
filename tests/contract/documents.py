"""What the contract tests of document stores begin with."""

from typing import Any

from shared.platform.documents import DocumentStore, Query


async def fill(store: DocumentStore, user: str, *ids: str, **body: Any) -> None:
    for name in ids:
        await store.create("user_data", user, name, {"name": name, **body})


async def ids_of(store: DocumentStore, user: str, query: Query) -> list[str]:
    return [document.id for document in await store.query("user_data", user, query)]
