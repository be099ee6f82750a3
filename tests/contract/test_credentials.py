"""Credentials against an identity endpoint as App Service and Functions offer one."""

import pytest
from aiohttp import web

from shared.platform.credentials import azure_credential
from tests.fakes.serving import serve_app

pytestmark = pytest.mark.contract
CLIENT_ID = "11111111-2222-3333-4444-555555555555"


async def test_a_client_id_names_the_identity_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[dict[str, str], str | None]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((dict(request.query), request.headers.get("X-IDENTITY-HEADER")))
        token = {"access_token": "t", "expires_on": "4000000000", "token_type": "Bearer"}
        return web.json_response({**token, "resource": request.query["resource"]})

    application = web.Application()
    application.router.add_get("/msi/token", answer)
    monkeypatch.setenv("IDENTITY_HEADER", "a-header")
    async with serve_app(application) as port:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{port}/msi/token")
        credential = azure_credential(CLIENT_ID)
        try:
            token = await credential.get_token("https://cosmos.azure.com/.default")
        finally:
            await credential.close()
    assert token.token == "t"
    [(query, header)] = asked
    assert query["client_id"] == CLIENT_ID
    assert query["resource"] == "https://cosmos.azure.com"
    assert header == "a-header"
