"""The page's routes while the only provider is dead: no read waits for it.

The provider is asked over real local HTTP and holds every request open. What counts is that reads
end while none of its answers has come, not how long they take; `bench.market_reads` measures.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.filled_api import PAGE_ROUTES, FilledApi, filled_api
from tests.fakes.yahoo_server import Answer

AGE = {"as_of", "is_stale", "fetched_at", "until", "reason", "providers", "skipped"}


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[FilledApi]:
    async with filled_api(tmp_path) as api:
        yield api


def _without_age(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_age(item) for name, item in value.items() if name not in AGE}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_without_age(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


async def _make_all_facts_old(api: FilledApi) -> None:
    """Have every kept fact be due, so that each read wants the provider."""
    for container, name in (
        ("quotes", "quote"),
        ("reference", "fundamentals"),
        ("reference", "statements"),
        ("reference", "news"),
    ):
        found = await api.services.documents.find(container, "AAPL", name)
        if found is not None:
            old = "2020-01-01T00:00:00Z"
            body = {**found.body, "renewed_at": old, "attempted_at": old}
            await api.services.documents.replace(container, "AAPL", name, body)


async def test_no_read_waits_for_a_provider_that_never_answers(api: FilledApi) -> None:
    before = {path: (await api.read(path)).json() for path in PAGE_ROUTES}
    await _make_all_facts_old(api)
    api.vendor.broken = Answer(delay_seconds=3600)
    asked = len(api.vendor.requests)
    for path in PAGE_ROUTES:
        answer = await api.read(path)
        assert answer.status_code == 200, (path, answer.text)
        assert _without_age(answer.json()) == _without_age(before[path]), path
    # Renewals were begun behind the answers, one a kind at most, and all are still unanswered.
    renewing = (
        api.services.market.live,
        api.services.market.fundamentals,
        api.services.market.statements,
        api.services.market.news,
    )
    assert any(facts._renewing for facts in renewing)
    assert len(api.vendor.requests) - asked <= len(renewing)


async def test_many_reads_of_a_dead_provider_ask_it_no_more_than_one(api: FilledApi) -> None:
    await _make_all_facts_old(api)
    api.vendor.broken = Answer(delay_seconds=3600)
    asked = len(api.vendor.requests)
    for _ in range(20):
        assert (await api.read("market/quotes?symbols=AAPL")).status_code == 200
        assert (await api.read("market/AAPL/news")).status_code == 200
    assert len(api.vendor.requests) - asked <= 2
