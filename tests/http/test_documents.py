"""The caller's own documents over HTTP: added, listed, deleted, and what is refused."""

from datetime import date
from typing import Any

import httpx2
import pytest

LETTER = b"# Letter to shareholders\n\nWe sold the ferry business for 12 million euro in May.\n"


async def add(
    client: httpx2.AsyncClient, who: dict[str, str], name: str, data: bytes, **fields: str
) -> httpx2.Response:
    return await client.post(
        "/api/documents", files={"file": (name, data)}, data=fields, headers=who
    )


async def listed(client: httpx2.AsyncClient, who: dict[str, str]) -> list[dict[str, Any]]:
    answer = await client.get("/api/documents", headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_document_is_added_listed_and_deleted(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    answer = await add(client, ada, "letter.md", LETTER, published="2020-05-31")
    assert answer.status_code == 201, answer.text
    document = answer.json()
    assert document["published"] == date(2020, 5, 31).isoformat()
    assert document["size"] == len(LETTER)
    assert document["passages"] >= 1
    assert await listed(client, ada) == [document]
    gone = await client.delete(answer.headers["Location"], headers=ada)
    assert gone.status_code == 204
    assert await listed(client, ada) == []


async def test_an_upload_without_a_file_says_so(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    answer = await client.post("/api/documents", data={"published": "2020-05-31"}, headers=ada)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/file"


@pytest.mark.parametrize("published", ["yesterday", "2020-02-30", "5"])
async def test_a_day_that_is_none_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], published: str
) -> None:
    answer = await add(client, ada, "letter.md", LETTER, published=published)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/published"
    assert await listed(client, ada) == []


@pytest.mark.parametrize(("name", "data"), [("empty.txt", b""), ("torn.pdf", b"%PDF-1.7 torn")])
async def test_a_file_with_nothing_to_read_is_a_problem(
    client: httpx2.AsyncClient, ada: dict[str, str], name: str, data: bytes
) -> None:
    answer = await add(client, ada, name, data)
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert await listed(client, ada) == []


async def test_another_users_document_does_not_exist(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str]
) -> None:
    added = await add(client, ada, "letter.md", LETTER)
    assert await listed(client, bob) == []
    answer = await client.delete(added.headers["Location"], headers=bob)
    assert answer.status_code == 404
    assert len(await listed(client, ada)) == 1
