import pytest

from shared.assistant.claims.field_names import traits


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Let every test read the names of fields anew: `make mutation` changes code between them."""
    traits.cache_clear()
