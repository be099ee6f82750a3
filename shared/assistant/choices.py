"""Which model a person has selected; kept with their data."""

from dataclasses import asdict
from typing import Any, Final

from shared.assistant.models import Choice, ModelCatalog
from shared.platform.containers import USER_DATA
from shared.platform.documents import DocumentStore

_ID: Final = "assistant-choice"


class Choices:
    """Reads and replaces selections."""

    def __init__(self, documents: DocumentStore, catalog: ModelCatalog) -> None:
        self._documents, self._catalog = documents, catalog

    async def get(self, user_id: str) -> Choice:
        """Return a person's selection, or what holds without one."""
        found = await self._documents.find(USER_DATA.name, user_id, _ID)
        if found is None:
            return Choice()
        body: dict[str, Any] = found.body
        return Choice(body["model"], body["allow_fallback"], tuple(body["fallback_order"]))

    async def set(self, user_id: str, choice: Choice) -> Choice:
        """Replace the selection. Raises: InvalidInput for a model that is not there."""
        for model in (choice.model, *choice.fallback_order):
            self._catalog.check(model)
        await self._documents.upsert(USER_DATA.name, user_id, _ID, asdict(choice))
        return choice
