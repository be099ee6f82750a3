"""The language a person reads, as their preferences have it."""

from typing import Final

from shared.kernel.language import Language, language_of
from shared.platform.containers import USER_DATA
from shared.platform.documents import DocumentStore

PREFERENCES: Final = "preferences"


async def reading_language(documents: DocumentStore, user_id: str) -> Language:
    """Return the language a person is written to in; English before they say anything."""
    kept = await documents.find(USER_DATA.name, user_id, PREFERENCES)
    return language_of(str(kept.body.get("locale", ""))) if kept else "en"
