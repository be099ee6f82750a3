"""Delete me, export me: looked for in the whole store and every blob, not where it is expected."""

import binascii
import io
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from functions.wiring import Services
from tests.fakes.storage import MemoryBlobs
from tests.http.conftest import my_id, register

ADDRESS = "zenobia.quill@example.org"
MARK = "zq-mark-7731"
CSV = (
    "trade_date,kind,symbol,quantity,price,currency,note\n"
    f"2020-09-16,buy,AAPL,2,112.13,USD,{MARK}\n"
)
BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}")
TABLES = "SELECT name FROM sqlite_master WHERE type='table'"


async def post(client: httpx2.AsyncClient, who: dict[str, str], path: str, **body: Any) -> Any:
    # With a key, as the page sends it: what was answered is kept for a repetition.
    answer = await client.post(path, headers={**who, "Idempotency-Key": path}, **body)
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json() if answer.content else None


@pytest.fixture
async def zenobia(client: httpx2.AsyncClient) -> dict[str, str]:
    """Somebody who has used everything."""
    who = await register(client, ADDRESS)
    made = await post(client, who, "/api/portfolios", json={"name": MARK, "base_currency": "USD"})
    base = f"/api/portfolios/{made['id']}"
    imported = await post(
        client, who, f"{base}/imports", files={"file": (f"{MARK}.csv", CSV.encode())}
    )
    await post(client, who, f"{base}/imports/{imported['import_id']}/confirm")
    await post(client, who, "/api/stock-data/track", json={"symbol": "SPY"})
    await post(client, who, "/api/documents", files={"file": (f"{MARK}.txt", MARK.encode())})
    session = await post(client, who, "/api/chat/sessions", json={"title": MARK})
    await post(client, who, f"/api/chat/sessions/{session['id']}/messages", json={"content": MARK})
    await post(client, who, "/api/users/me/tokens", json={"name": MARK, "scopes": ["read"]})
    await post(client, who, "/api/watchlists", json={"name": MARK})
    preferences = {"goals": MARK}
    headers = {**who, "If-Match": "*"}
    await client.put("/api/users/me/preferences", json=preferences, headers=headers)
    return who


def rows_of(folder: Path) -> list[tuple[str, str]]:
    """Return every row of every table, with the table's name."""
    with closing(sqlite3.connect(folder / "plumbline.db")) as file:
        tables = [name for (name,) in file.execute(TABLES)]
        return [
            (table, " ".join(_text(value) for value in row))
            for table in tables
            for row in file.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
        ]


def _text(value: object) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return text + " ".join(_unpacked(found) for found in BASE64.findall(text))


def _unpacked(found: str) -> str:
    whole = found[: len(found) // 4 * 4]
    return binascii.a2b_base64(whole).decode(errors="replace")


async def test_the_search_finds_what_answers_are_kept_as(
    zenobia: dict[str, str], tmp_path: Path
) -> None:
    assert zenobia
    found = [text for _, text in rows_of(tmp_path) if "idempotency:" in text]
    assert any(MARK in text for text in found)


async def test_who_is_erased_is_nowhere_but_in_the_audit(
    client: httpx2.AsyncClient, services: Services, zenobia: dict[str, str], tmp_path: Path
) -> None:
    user_id = await my_id(client, zenobia)
    assert (await client.delete("/api/users/me", headers=zenobia)).status_code == 204
    await services.identity.profiles.finish_erasures()
    traces = (user_id, ADDRESS, MARK)
    left = [
        (table, text[:200])
        for table, text in rows_of(tmp_path)
        if any(trace in text for trace in traces) and table != "audit"
    ]
    assert left == []
    blobs = services.blobs
    assert isinstance(blobs, MemoryBlobs)
    named = [
        key for key, (data, _) in blobs.data.items() if user_id in key[1] or MARK.encode() in data
    ]
    assert named == []
    kept = [text for table, text in rows_of(tmp_path) if table == "audit"]
    assert not any(ADDRESS in text or MARK in text for text in kept)


async def test_the_export_holds_all_that_was_entered(
    client: httpx2.AsyncClient, zenobia: dict[str, str]
) -> None:
    answer = await client.get("/api/users/me/export", headers=zenobia)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert CSV in files.values()  # the file as it was imported
    for folder in ("documents/", "chat/", "imports/"):
        assert any(name.startswith(folder) and MARK in files[name] for name in files), folder
    assert MARK in files["data.json"]
    assert MARK in files["api_tokens.json"]
    assert ADDRESS in files["account.json"]
    assert "track:SPY" in files["data.json"]
    assert "idempotency:" not in files["data.json"]
