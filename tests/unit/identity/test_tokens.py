"""Access tokens, above all those that must be refused."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.identity.model import IdentityPolicy, User
from shared.identity.signing_keys import SigningKey
from shared.identity.tokens import AccessTokens
from shared.kernel.errors import NotAuthenticated
from tests.fakes.manual_clock import ManualClock

USER = "01HWT5V2X0AAAAAAAAAAAAAAAA"
SESSION = "01HWT5V2X0BBBBBBBBBBBBBBBB"
# RFC 7515, appendix A.3: a signed token and its key.
RFC_TOKEN = (
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
RFC_KEY = ec.derive_private_key(
    int.from_bytes(urlsafe_b64decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI=")),
    ec.SECP256R1(),
)


class KeysInMemory:
    def __init__(self, *keys: SigningKey) -> None:
        self.keys = keys

    async def newest(self) -> SigningKey:
        return self.keys[-1]

    async def find(self, kid: str) -> SigningKey | None:
        return next((key for key in self.keys if key.kid == kid), None)

    async def all(self) -> tuple[SigningKey, ...]:
        return self.keys


def new_key() -> SigningKey:
    return SigningKey(ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def keys() -> KeysInMemory:
    return KeysInMemory(new_key())


@pytest.fixture
def tokens(keys: KeysInMemory, clock: ManualClock) -> AccessTokens:
    return AccessTokens(keys, clock, IdentityPolicy())


@pytest.fixture
def user(clock: ManualClock) -> User:
    now = clock.now()
    return User(id=USER, email="a@b.example", display_name="A", created_at=now, updated_at=now)


def claims(clock: ManualClock, **changes: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    usual = {
        "iss": "plumbline",
        "aud": "plumbline-api",
        "sub": USER,
        "sid": SESSION,
        "jti": "x",
        "iat": now,
        "nbf": now,
        "exp": now + 900,
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def signed(key: SigningKey, body: dict[str, Any], **header: Any) -> str:
    headers = {"kid": key.kid, "typ": "at+jwt", **header}
    return jwt.encode(body, key.private, algorithm="ES256", headers=headers)


async def refused(tokens: AccessTokens, token: str) -> str:
    with pytest.raises(NotAuthenticated) as refusal:
        await tokens.verify(token)
    return refusal.value.code


async def test_a_token_says_who_and_until_when(
    tokens: AccessTokens, user: User, clock: ManualClock
) -> None:
    token = await tokens.issue(user, SESSION)
    verified = await tokens.verify(token)
    assert (verified.user_id, verified.session_id) == (USER, SESSION)
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("ES256", "at+jwt")
    # Fifteen minutes and not a second longer, though it has been verified before.
    clock.advance(899)
    await tokens.verify(token)
    clock.advance(1)
    assert await refused(tokens, token) == "token_expired"


async def test_a_control_token_made_by_hand_is_accepted(
    tokens: AccessTokens, keys: KeysInMemory, clock: ManualClock
) -> None:
    await tokens.verify(signed(keys.keys[0], claims(clock)))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-api"},
        {"aud": None},
        {"iss": "someone-else"},
        {"iss": None},
        {"sub": None},
        {"sid": None},
        {"jti": None},
        {"exp": None},
        {"nbf": None},
        {"sub": "../../etc/passwd"},
        {"sub": 7},
        {"sid": ["a"]},
        {"exp": "9999999999"},
        {"exp": True},
        {"exp": 1e300},
        {"nbf": 4_000_000_000},
        {"exp": 1},
    ],
)
async def test_a_token_with_a_wrong_or_missing_claim_is_refused(
    tokens: AccessTokens, keys: KeysInMemory, clock: ManualClock, changes: dict[str, Any]
) -> None:
    await refused(tokens, signed(keys.keys[0], claims(clock, **changes)))


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"typ": None}, {"kid": "x"}, {"kid": ""}])
async def test_a_token_of_another_type_or_key_is_refused(
    tokens: AccessTokens, keys: KeysInMemory, clock: ManualClock, header: dict[str, Any]
) -> None:
    await refused(tokens, signed(keys.keys[0], claims(clock), **header))


async def test_alg_none_is_refused(
    tokens: AccessTokens, keys: KeysInMemory, clock: ManualClock
) -> None:
    header = {"kid": keys.keys[0].kid, "typ": "at+jwt"}
    for alg in ("none", "None", "NONE"):
        forged = f"{encoded({**header, 'alg': alg})}.{encoded(claims(clock))}."
        await refused(tokens, forged)
    unsigned = jwt.encode(claims(clock), "", algorithm="none", headers=header)
    await refused(tokens, unsigned)


async def test_the_public_key_used_as_a_shared_secret_is_refused(
    tokens: AccessTokens, keys: KeysInMemory, clock: ManualClock
) -> None:
    import hashlib
    import hmac

    public = keys.keys[0].public
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "kid": keys.keys[0].kid, "typ": "at+jwt"}
    for stated in ("HS256", "ES256"):
        text = f"{encoded({**header, 'alg': stated})}.{encoded(claims(clock))}"
        mac = hmac.new(pem, text.encode(), hashlib.sha256).digest()
        await refused(tokens, f"{text}.{base64url(mac)}")


async def test_another_keys_signature_under_our_key_id_is_refused(
    tokens: AccessTokens, keys: KeysInMemory, clock: ManualClock
) -> None:
    await refused(tokens, signed(new_key(), claims(clock), kid=keys.keys[0].kid))


async def test_a_key_that_comes_with_the_token_is_not_used(
    tokens: AccessTokens, clock: ManualClock
) -> None:
    mine = new_key()
    await refused(tokens, signed(mine, claims(clock), jwk=mine.jwk()))
    await refused(tokens, signed(mine, claims(clock), jku="https://evil.example/jwks"))


async def test_changing_any_part_of_a_token_makes_it_useless(
    tokens: AccessTokens, user: User
) -> None:
    token = await tokens.issue(user, SESSION)
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        # The last character carries bits that base64 ignores.
        if place < len(token) - 2:
            await refused(tokens, changed)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "é",
        "\x00",
        "\ud800",
        "a" * 5000,
        "null",
        "eyJhbGciOiJFUzI1NiJ9",
        "e30.e30.e30",
        "W10.W10.W10",
        "Bearer x",
        "[" * 3000,
        RFC_TOKEN,
    ],
)
async def test_garbage_is_refused(tokens: AccessTokens, token: str) -> None:
    assert await refused(tokens, token) == "invalid_token"


async def test_keys_rotate_without_logging_anyone_out(
    tokens: AccessTokens, keys: KeysInMemory, user: User
) -> None:
    before = await tokens.issue(user, SESSION)
    keys.keys = (*keys.keys, new_key())
    after = await tokens.issue(user, SESSION)
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
    for token in (before, after):
        assert (await tokens.verify(token)).user_id == USER
    assert [key["kid"] for key in await tokens.jwks()] == [
        keys.keys[1].kid,
        keys.keys[0].kid,
    ]


async def test_published_keys_are_written_as_the_rfc_writes_them(clock: ManualClock) -> None:
    published = await AccessTokens(
        KeysInMemory(SigningKey(RFC_KEY)), clock, IdentityPolicy()
    ).jwks()
    # RFC 7515, appendix A.3.1.
    assert published[0]["x"] == "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    assert published[0]["y"] == "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    assert "d" not in published[0]
    # And whoever takes the key from there can verify what its owner signed.
    key = jwt.PyJWKSet.from_dict({"keys": published}).keys[0]
    options: Any = {"verify_exp": False}
    assert jwt.decode(RFC_TOKEN, key, algorithms=["ES256"], options=options)["iss"] == "joe"


def encoded(value: dict[str, Any]) -> str:
    return base64url(json.dumps(value).encode())


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
