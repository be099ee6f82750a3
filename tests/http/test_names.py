"""Names reach mail subjects, terminals, reports and other people's eyes: one honest line."""

import httpx2
import pytest

NAMES = {
    "a\r\nBcc: x@example.org": "a Bcc: x@example.org",
    "x\x00y\x1b[31m": "xy[31m",
    "\u202egnp.exe\u2066": "gnp.exe",
    "  Alters\u2028vorsorge ": "Alters vorsorge",
    "\U0001f468\u200d\U0001f469 e\u0301": "\U0001f468\u200d\U0001f469 \u00e9",
}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/portfolios", {"base_currency": "USD"}, "name"),
        ("/api/watchlists", {}, "name"),
        ("/api/chat/sessions", {}, "title"),
        ("/api/users/me/tokens", {"scopes": ["read"]}, "name"),
    ],
)
async def test_a_name_is_one_line_without_what_nobody_sees(
    client: httpx2.AsyncClient,
    ada: dict[str, str],
    path: str,
    body: dict[str, object],
    field: str,
) -> None:
    for sent, kept in NAMES.items():
        answer = await client.post(path, json={**body, field: sent}, headers=ada)
        assert (answer.status_code, answer.json()[field]) == (201, kept)


async def test_a_name_of_nothing_seen_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    draft = {"name": "\x00\u202e", "base_currency": "USD"}
    answer = await client.post("/api/portfolios", json=draft, headers=ada)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/portfolios", {"base_currency": "USD"}, "name"),
        ("/api/watchlists", {}, "name"),
        ("/api/chat/sessions", {}, "title"),
    ],
)
async def test_a_name_is_measured_as_it_was_sent(
    client: httpx2.AsyncClient,
    ada: dict[str, str],
    path: str,
    body: dict[str, object],
    field: str,
) -> None:
    sent = "a" * 119 + "\x07" * 2
    answer = await client.post(path, json={**body, field: sent}, headers=ada)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{field}")


async def test_the_name_of_a_file_is_one_line_too(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    name = "\u202egnp.exe\u2066.csv"
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD"}, headers=ada
    )
    imports = f"/api/portfolios/{made.json()['id']}/imports"
    csv = b"trade_date,kind,amount,currency\n2020-01-02,deposit,5,USD\n"
    preview = await client.post(imports, files={"file": (name, csv)}, headers=ada)
    assert preview.json()["filename"] == "gnp.exe.csv"
    kept = await client.post("/api/documents", files={"file": (name, b"Bonds.")}, headers=ada)
    assert kept.json()["title"] == "gnp.exe"
