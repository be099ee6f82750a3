"""Tokens of a provider, one defect each, and who may have signed them."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from functions.wiring import Services
from shared.identity.oidc.provider import OpenIdProvider
from shared.kernel.clock import SystemClock
from tests.fakes.manual_clock import ManualClock
from tests.fakes.openid_provider import CLIENT_ID, Key, OpenIdServer
from tests.http.oidc.browser import Browser, error_of


# The token, one defect each.
def from_now(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else", "another"]},
        {"aud": [CLIENT_ID, "another"]},  # several audiences, and nobody it was issued to
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": []},
        {"exp": from_now(-120)},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": from_now(600)},
        {"iat": None},
        {"nbf": from_now(600)},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 5},
        {"sub": ""},
        {"sub": None},
        {"sub": "s" * 300},
    ],
    ids=str,
)
async def test_a_token_that_is_not_meant_for_this_sign_in_is_refused(
    browser: Browser, provider: OpenIdServer, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert error_of(await browser.sign_in()) == "oidc_failed"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": from_now(-20), "iat": from_now(-320)},  # clocks differ by seconds
        {"iat": from_now(20), "nbf": from_now(20), "exp": from_now(320)},
        {"aud": [CLIENT_ID]},
        {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
    ],
    ids=str,
)
async def test_a_token_that_is_fine_is_taken(
    browser: Browser, provider: OpenIdServer, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert "#ticket=" in await browser.sign_in()


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256"])
async def test_the_usual_algorithms_are_known(
    browser: Browser, provider: OpenIdServer, algorithm: str
) -> None:
    provider.signing = Key("k", algorithm)
    assert "#ticket=" in await browser.sign_in()


async def forged_sign_in(browser: Browser, sign: Any) -> str:
    """Sign in with a token of the honest claims, signed as an attacker would."""
    location = await browser.leave()
    answer = browser.provider.approve(location)
    nonce = browser.provider.codes[answer["code"]]["nonce"]
    browser.provider.forged = sign(browser.provider.honest_claims(nonce))
    return error_of(await browser.come_back(answer))


def part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def test_an_unsigned_token_is_refused(browser: Browser) -> None:
    def sign(claims: dict[str, Any]) -> str:
        return jwt.encode(claims, "", algorithm="none", headers={"kid": "key-1"})

    assert await forged_sign_in(browser, sign) == "oidc_failed"


async def test_the_public_key_is_no_shared_secret(browser: Browser) -> None:
    def sign(claims: dict[str, Any]) -> str:
        # By hand: the library refuses to make such a token.
        head = part({"alg": "HS256", "typ": "JWT", "kid": "key-1"})
        body = f"{head}.{part(claims)}"
        mac = hmac.new(browser.provider.signing.pem(), body.encode(), sha256).digest()
        return f"{body}.{urlsafe_b64encode(mac).decode().rstrip('=')}"

    assert await forged_sign_in(browser, sign) == "oidc_failed"


@pytest.mark.parametrize("kid", ["key-1", "unknown", None])
async def test_a_token_of_somebody_elses_key_is_refused(browser: Browser, kid: str | None) -> None:
    stranger = Key("key-1")

    def sign(claims: dict[str, Any]) -> str:
        headers = {"kid": kid} if kid else {}
        return jwt.encode(claims, stranger.private, algorithm="RS256", headers=headers)

    assert await forged_sign_in(browser, sign) == "oidc_failed"


async def test_a_key_that_comes_with_the_token_is_not_believed(browser: Browser) -> None:
    stranger = Key("theirs")

    def sign(claims: dict[str, Any]) -> str:
        headers = {"kid": "theirs", "jwk": stranger.jwk(), "jku": "https://evil.example/keys"}
        return jwt.encode(claims, stranger.private, algorithm="RS256", headers=headers)

    assert await forged_sign_in(browser, sign) == "oidc_failed"


async def test_a_short_key_is_refused(browser: Browser, provider: OpenIdServer) -> None:
    short = Key("short", private=rsa.generate_private_key(65537, 1024))  # noqa: S505
    provider.published = [short.jwk()]

    def sign(claims: dict[str, Any]) -> str:
        # By hand: the library refuses to make such a token.
        body = f"{part({'alg': 'RS256', 'kid': 'short'})}.{part(claims)}"
        signature = short.private.sign(body.encode(), PKCS1v15(), SHA256())
        return f"{body}.{urlsafe_b64encode(signature).decode().rstrip('=')}"

    assert await forged_sign_in(browser, sign) == "oidc_failed"


@pytest.mark.parametrize("marked", [{"use": "enc"}, {"alg": "RS512"}, {"key_ops": ["encrypt"]}])
async def test_a_key_published_for_something_else_verifies_nothing(
    browser: Browser, provider: OpenIdServer, marked: dict[str, Any]
) -> None:
    provider.published = [{**provider.signing.jwk(), **marked}]
    assert error_of(await browser.sign_in()) == "oidc_failed"


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "a.b.c.d.e", "x" * 40_000, "é.é.é", "....", "e30.e30."]
)
async def test_what_is_no_token_is_refused(
    browser: Browser, provider: OpenIdServer, token: str
) -> None:
    provider.forged = token or "-"
    assert error_of(await browser.sign_in()) == "oidc_failed"


class WatchedProvider:
    """The provider's adapter on a clock of the test's own."""

    def __init__(self, services: Services) -> None:
        assert services.oidc is not None
        self.clock = ManualClock(SystemClock().now())
        self.adapter: OpenIdProvider = services.oidc._provider
        self.adapter._clock = self.clock


async def test_a_new_key_is_found_when_a_token_names_it_and_at_most_twice_a_minute(
    browser: Browser, services: Services, provider: OpenIdServer
) -> None:
    watched = WatchedProvider(services)
    assert "#ticket=" in await browser.sign_in()
    provider.signing = Key("key-2")
    assert error_of(await browser.sign_in()) == "oidc_failed"  # looked a moment ago
    assert provider.key_requests == 1
    watched.clock.advance(31)
    assert "#ticket=" in await browser.sign_in()
    assert provider.key_requests == 2
    provider.header = {"kid": "made-up"}
    for _ in range(5):
        assert error_of(await browser.sign_in()) == "oidc_failed"
    assert provider.key_requests == 2


async def test_a_key_taken_back_is_refused_within_the_hour(
    browser: Browser, services: Services, provider: OpenIdServer
) -> None:
    watched = WatchedProvider(services)
    assert "#ticket=" in await browser.sign_in()
    provider.published = [Key("key-2").jwk()]
    watched.clock.advance(3660)
    provider.claims = {"exp": from_now(10_000), "iat": from_now(0)}
    assert error_of(await browser.sign_in()) == "oidc_failed"
