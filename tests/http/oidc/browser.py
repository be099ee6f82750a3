"""A browser that signs in with a provider, and what the tab that began holds."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.fakes.openid_provider import OpenIdServer

PAGE = "http://localhost:4280"
VERIFIER = "a-secret-of-the-tab-that-began-0123456789-0123456789"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@dataclass
class Browser:
    """A browser that visits, with its cookies, and follows nothing by itself."""

    client: httpx2.AsyncClient
    provider: OpenIdServer

    async def leave(self, **parameters: str) -> str:
        answer = await self.client.get(
            "/api/auth/oidc/start", params={"challenge": CHALLENGE, **parameters}
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def come_back(self, answer: dict[str, str]) -> str:
        back = await self.client.get("/api/auth/oidc/callback", params=answer)
        assert back.status_code == 303, back.text
        location: str = back.headers["location"]
        assert location.startswith(f"{PAGE}/login")
        return location

    async def sign_in(self, **parameters: str) -> str:
        return await self.come_back(self.provider.approve(await self.leave(**parameters)))

    async def exchange(self, location: str, verifier: str = VERIFIER) -> httpx2.Response:
        ticket = urlsplit(location).fragment.removeprefix("ticket=")
        return await self.client.post(
            "/api/auth/oidc/exchange", json={"ticket": ticket, "verifier": verifier}
        )

    async def tokens(self) -> dict[str, str]:
        answer = await self.exchange(await self.sign_in())
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def error_of(location: str) -> str:
    assert "ticket" not in location
    return parse_qs(urlsplit(location).query)["error"][0]
