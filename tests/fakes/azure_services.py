"""Key Vault, the mail service and App Service's identity endpoint, as far as we talk to them.

Real HTTPS on this machine, so that the SDKs' own pipelines run: challenge, token, retry.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.certificates import self_signed
from tests.fakes.serving import serve_app

IDENTITY_SECRET = "identity-header-secret"
TOKEN = "managed-identity-token"


class AzureServices:
    """What was asked of the services, and what they hold."""

    def __init__(self) -> None:
        self.url = ""
        self.identity_url = ""
        self.certificate = Path()
        self.secrets: dict[str, list[tuple[str, str, bool]]] = {}
        self.requests: list[str] = []
        self.resources: list[str] = []
        self.mails: list[dict[str, Any]] = []
        self.operations: list[str] = []
        self.answer_next: list[int] = []
        self._numbers = itertools.count(1)

    def put(self, name: str, value: str) -> str:
        version = f"{next(self._numbers):032x}"
        self.secrets.setdefault(name, []).append((version, value, True))
        return version

    def disable(self, name: str, version: str) -> None:
        self.secrets[name] = [(v, s, on and v != version) for v, s, on in self.secrets[name]]

    async def serve_vault(self, request: web.Request) -> web.Response:
        self.requests.append(f"{request.method} {request.path}")
        if self.answer_next:
            return web.Response(status=self.answer_next.pop(0))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            challenge = (
                'Bearer authorization="https://login.microsoftonline.com/tenant", '
                'resource="https://vault.azure.net"'
            )
            return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        name = request.match_info["name"]
        if request.method == "PUT":
            version = self.put(name, (await request.json())["value"])
            return web.json_response(self._bundle(name, version))
        if request.match_info.get("version") == "versions":
            items = [self._item(name, *each) for each in self.secrets.get(name, [])]
            return web.json_response({"value": items, "nextLink": None})
        known = [v for v, _, _ in self.secrets.get(name, [])]
        if not known:
            return web.json_response({"error": {"code": "SecretNotFound"}}, status=404)
        return web.json_response(self._bundle(name, request.match_info.get("version") or known[-1]))

    async def serve_mail(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        self.operations.append(request.headers["Operation-Id"])
        if self.answer_next:
            return web.Response(status=self.answer_next.pop(0))
        self.mails.append(await request.json())
        return web.json_response({"id": "1", "status": "Running"}, status=202)

    async def serve_token(self, request: web.Request) -> web.Response:
        if request.headers.get("X-IDENTITY-HEADER") != IDENTITY_SECRET:
            return web.Response(status=403)
        self.resources.append(request.query["resource"])
        return web.json_response(
            {
                "access_token": TOKEN,
                "expires_on": "4102444800",
                "resource": request.query["resource"],
                "token_type": "Bearer",
            }
        )

    def _bundle(self, name: str, version: str) -> dict[str, Any]:
        found = next(each for each in self.secrets[name] if each[0] == version)
        return {"value": found[1], **self._item(name, *found)}

    def _item(self, name: str, version: str, value: str, enabled: bool) -> dict[str, Any]:
        del value
        return {
            "id": f"{self.url}/secrets/{name}/{version}",
            # Within one second, as when two workers start together.
            "attributes": {"enabled": enabled, "created": 1_700_000_000, "updated": 1_700_000_000},
        }


@asynccontextmanager
async def serve_azure(folder: Path) -> AsyncGenerator[AzureServices]:
    services = AzureServices()
    app = web.Application()
    app.router.add_route("*", "/secrets/{name}", services.serve_vault)
    app.router.add_route("*", "/secrets/{name}/", services.serve_vault)
    app.router.add_route("*", "/secrets/{name}/{version}", services.serve_vault)
    app.router.add_post("/emails:send", services.serve_mail)
    identity = web.Application()
    identity.router.add_get("/msi/token", services.serve_token)
    context = self_signed(folder)
    async with serve_app(app, context) as secure, serve_app(identity) as plain:
        services.url = f"https://127.0.0.1:{secure}"
        services.identity_url = f"http://127.0.0.1:{plain}/msi/token"
        services.certificate = folder / "server.pem"
        yield services
        await asyncio.sleep(0.1)  # clients' TLS connections close in turns of the loop
