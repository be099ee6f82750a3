"""An OpenID provider on a real socket, signing real tokens; every defect a test wants is a knob."""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fakes.serving import serve_app

CLIENT_ID = "plumbline-test"
CLIENT_SECRET = "provider-shared-secret"


@dataclass
class Key:
    kid: str
    algorithm: str = "RS256"
    private: Any = None

    def __post_init__(self) -> None:
        if self.private is None and self.algorithm.startswith("ES"):
            self.private = ec.generate_private_key(ec.SECP256R1())
        elif self.private is None:
            self.private = rsa.generate_private_key(65537, 2048)

    def jwk(self) -> dict[str, Any]:
        implementation = jwt.get_algorithm_by_name(self.algorithm)
        public = json.loads(implementation.to_jwk(self.private.public_key()))
        return {**public, "kid": self.kid, "use": "sig"}

    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )


@dataclass
class OpenIdServer:
    """`person` is who signs in; `claims` and `header` go over what an honest token would say.

    A timedelta in `claims` is a time from now.
    """

    url: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "subject-1",
            "email": "grace@example.org",
            "email_verified": True,
            "name": "Grace Hopper",
        }
    )
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    header: dict[str, Any] = field(default_factory=dict[str, Any])
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    signing: Key = field(default_factory=lambda: Key("key-1"))
    published: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    forged: str | None = None
    is_down: bool = False
    key_requests: int = 0
    token_requests: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    authorizations: list[str | None] = field(default_factory=list[str | None])
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def approve(self, location: str) -> dict[str, str]:
        """Do what the provider does when somebody signs in: return the query of the answer."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def honest_claims(self, nonce: str) -> dict[str, Any]:
        now = int(time())
        return {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.person,
        }

    def token(self, nonce: str) -> str:
        claims = {**self.honest_claims(nonce), **self.claims}
        claims = {name: _stated(value) for name, value in claims.items() if value is not None}
        headers = {"kid": self.signing.kid, **self.header}
        return jwt.encode(
            claims, self.signing.private, algorithm=self.signing.algorithm, headers=headers
        )

    async def discovery(self, _: web.Request) -> web.Response:
        if self.is_down:
            return web.Response(status=503)
        document: Mapping[str, Any] = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            **self.metadata,
        }
        return web.json_response(document)

    async def keys(self, _: web.Request) -> web.Response:
        self.key_requests += 1
        if self.is_down:
            return web.Response(status=503)
        return web.json_response({"keys": self.published or [self.signing.jwk()]})

    async def exchange(self, request: web.Request) -> web.Response:
        if self.is_down:
            return web.Response(status=503)
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.token_requests.append(form)
        self.authorizations.append(request.headers.get("Authorization"))
        asked = self.codes.pop(form["code"], None)
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest())
        honest = (
            asked is not None
            and challenge.decode().rstrip("=") == asked["code_challenge"]
            and form["redirect_uri"] == asked["redirect_uri"]
        )
        if not honest or asked is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        token = self.forged or self.token(asked["nonce"])
        return web.json_response({"access_token": "a", "token_type": "Bearer", "id_token": token})


def _stated(value: Any) -> Any:
    """Return a claim as a token states it: a time that was given as from now is a Unix time."""
    return int(time() + value.total_seconds()) if isinstance(value, timedelta) else value


@asynccontextmanager
async def serve_openid() -> AsyncGenerator[OpenIdServer]:
    server = OpenIdServer()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", server.discovery)
    app.router.add_get("/keys", server.keys)
    app.router.add_post("/token", server.exchange)
    async with serve_app(app) as port:
        server.url = f"http://127.0.0.1:{port}"
        yield server
