"""What every route does alike: problem documents, correlation ids, limits, validators, headers."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest


async def test_an_unknown_route_answers_a_problem_document(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "route_not_found"
    assert problem["correlation_id"] == answer.headers["x-correlation-id"]


async def test_a_given_correlation_id_is_kept_and_a_hostile_one_replaced(
    client: httpx2.AsyncClient,
) -> None:
    kept = await client.get("/api/health", headers={"X-Correlation-Id": "my-trace-0001"})
    replaced = await client.get("/api/health", headers={"X-Correlation-Id": "a b\tc" * 50})
    assert kept.headers["x-correlation-id"] == "my-trace-0001"
    assert len(replaced.headers["x-correlation-id"]) == 32


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"email": NaN', b"[" * 5000])
async def test_garbage_as_json_is_refused_with_the_place(
    client: httpx2.AsyncClient, body: bytes
) -> None:
    answer = await client.post(
        "/api/auth/login", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


async def test_a_wrong_field_is_named_by_its_pointer(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/auth/login", json={"email": "a@b.example"})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/password"]


async def test_a_body_over_the_limit_is_refused_announced_or_streamed(
    client: httpx2.AsyncClient,
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 100_000

    announced = await client.post("/api/auth/login", content=b"x" * 10_000_001)
    streamed = await client.post("/api/auth/login", content=endless())
    assert (announced.status_code, streamed.status_code) == (413, 413)
    assert streamed.json()["code"] == "body_too_large"


async def test_a_get_answers_an_etag_and_304_to_it(client: httpx2.AsyncClient) -> None:
    first = await client.get("/api/config")
    again = await client.get("/api/config", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


async def test_security_headers_are_on_answers_and_problems(client: httpx2.AsyncClient) -> None:
    for path in ("/api/health", "/api/nowhere"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_only_the_configured_page_may_call_from_a_browser(
    client: httpx2.AsyncClient,
) -> None:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-a"}
    ours = await client.options("/api/health", headers={"Origin": "http://localhost:4280", **asked})
    answer = await client.get("/api/health", headers={"Origin": "http://localhost:4280"})
    # Files are saved by the page under the name that the service gives them.
    assert "Content-Disposition" in answer.headers["access-control-expose-headers"]
    theirs = await client.options("/api/health", headers={"Origin": "https://evil.test", **asked})
    assert ours.headers["access-control-allow-origin"] == "http://localhost:4280"
    assert "access-control-allow-origin" not in theirs.headers


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "Bearer " * 500])
async def test_garbage_as_a_token_is_401(client: httpx2.AsyncClient, token: str) -> None:
    answer = await client.get(
        "/api/users/me", headers={b"Authorization": f"Bearer {token}".encode("utf-8", "replace")}
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_method_a_path_does_not_know_is_405_with_those_it_knows(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.request("PROPFIND", "/api/portfolios/x")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"
    export = await client.delete("/api/users/me/export")
    assert export.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path",
    [
        *("/api/health", "/api/config", "/api/users/me", "/api/portfolios", "/api/openapi.json"),
        *("/api/nowhere", "/api/auth/login", "/api/operations/users", "/api/docs"),
    ],
)
async def test_head_is_its_get_without_the_body(
    client: httpx2.AsyncClient, ada: dict[str, str], path: str
) -> None:
    got = await client.get(path, headers=ada)
    head = await client.head(path, headers=ada)
    assert (head.status_code, head.content) == (got.status_code, b"")
    differing = {"x-correlation-id", "date"}
    shown = {name: value for name, value in got.headers.items() if name not in differing}
    assert {name: head.headers.get(name) for name in shown} == shown
    if "etag" in got.headers:
        validated = {**ada, "If-None-Match": got.headers["etag"]}
        assert (await client.head(path, headers=validated)).status_code == 304


async def test_head_of_a_stream_ends(client: httpx2.AsyncClient, ada: dict[str, str]) -> None:
    path = "/api/market/stream?symbols=AAPL&seconds=540"
    async with asyncio.timeout(120):
        head = await client.head(path, headers=ada)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


async def test_options_says_what_a_path_can_be_asked_with(client: httpx2.AsyncClient) -> None:
    known = await client.options("/api/portfolios")
    assert (known.status_code, known.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert known.content == b""
    assert (await client.options("/api/auth/login")).headers["allow"] == "OPTIONS, POST"
    assert (await client.options("/api/nowhere")).status_code == 404
    # A path of its own, although `market/{symbol}` would fit too.
    assert (await client.options("/api/reports/schedules")).headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("host", ["[", "x/api/config?a=", "a b", "é", "x#", "@", "[::1", ""])
@pytest.mark.parametrize(
    "path", ["/api/health", "/api/nowhere", "/api/config", "/api/openapi.json"]
)
async def test_a_host_that_is_none_does_no_harm(
    client: httpx2.AsyncClient, host: str, path: str
) -> None:
    answer = await client.get(path, headers={b"Host": host.encode("latin-1")})
    assert answer.status_code == (404 if path == "/api/nowhere" else 200)
    wrong = await client.put(path, headers={b"Host": host.encode("latin-1")})
    assert wrong.status_code in {404, 405}


async def test_a_query_parameter_nobody_asked_for_is_refused_by_its_name(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    answer = await client.get("/api/portfolios?limit=5&offset=3&a/b=", headers=ada)
    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown_parameter"
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/query/offset",
        "/query/a~1b",
    ]
    assert (await client.get("/api/health?probe=7")).status_code == 200


async def test_a_host_that_is_made_up_appears_in_no_answer(client: httpx2.AsyncClient) -> None:
    spoofed = {"Host": "evil.test", "X-Forwarded-Host": "evil.test"}
    for path in ("/api/portfolios/", "/api/nowhere", "/api/config", "/api/docs"):
        answer = await client.get(path, headers=spoofed)
        assert "evil.test" not in answer.text + str(answer.headers)
        assert not answer.is_redirect


async def test_an_invocation_id_from_outside_and_long_headers_do_no_harm(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get(
        "/api/health",
        headers={
            "X-MS-Invocation-Id": "00000000-0000-0000-0000-000000000000",
            "X-Forwarded-For": "9" * 60_000,
            "User-Agent": "a" * 60_000,
            "Cookie": "a=" + "b" * 60_000,
            "X-Correlation-Id": "c" * 60_000,
        },
    )
    assert answer.status_code == 200
    assert len(answer.headers["x-correlation-id"]) == 32
