"""The page, served as Azure Static Web Apps documents it.

https://learn.microsoft.com/azure/static-web-apps/configuration
"""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from tools.localhost.site import Site
from tools.localhost.site_config import matches_pattern

CONFIG: dict[str, Any] = {
    "routes": [
        {"route": "/assets/*", "headers": {"Cache-Control": "public, max-age=31536000"}},
        {"route": "/old", "redirect": "/new", "statusCode": 301},
        {"route": "/secret/*", "allowedRoles": ["authenticated"]},
        {"route": "/gone", "statusCode": 410},
        {"route": "/alias", "rewrite": "/about.html"},
    ],
    "navigationFallback": {"rewrite": "/index.html", "exclude": ["/assets/*", "/*.{png,ico}"]},
    "responseOverrides": {
        "404": {"rewrite": "/404.html"},
        "401": {"redirect": "/login", "statusCode": 302},
    },
    "globalHeaders": {"X-Frame-Options": "DENY", "Cache-Control": "no-cache"},
    "mimeTypes": {".data": "application/x-data"},
}
LONG = "body { color: black }\n" * 100

type Client = TestClient[Any, Any]


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "staticwebapp.config.json").write_text(json.dumps(CONFIG))
    (page / "index.html").write_text("<h1>index</h1>")
    (page / "about.html").write_text("<h1>about</h1>")
    (page / "404.html").write_text("<h1>not here</h1>")
    (page / "x.data").write_text("x")
    (page / "assets" / "main.css").write_text(LONG)
    (tmp_path / "outside.txt").write_text("not part of the page")
    async with TestClient(
        TestServer(Site(page, "http://localhost:7071").app()), auto_decompress=False
    ) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/", 200, "<h1>index</h1>"),
        ("/about.html", 200, "<h1>about</h1>"),
        ("/alias", 200, "<h1>about</h1>"),
        ("/portfolios/7", 200, "<h1>index</h1>"),  # the application's own route
        ("/assets/missing.css", 404, "<h1>not here</h1>"),
        ("/missing.png", 404, "<h1>not here</h1>"),
        ("/staticwebapp.config.json", 404, "<h1>not here</h1>"),
        ("/gone", 410, "410\n"),
    ],
)
async def test_paths(client: Client, path: str, status: int, text: str) -> None:
    response = await client.get(path)
    assert (response.status, await response.text()) == (status, text)


async def test_nothing_outside_the_folder_is_served(client: Client) -> None:
    for path in ("/..%2Foutside.txt", "/assets/..%2f..%2foutside.txt", "/%2e%2e/outside.txt"):
        assert "not part" not in await (await client.get(path)).text()


@pytest.mark.parametrize("path", ["/assets/..%2f", "/%2e%2e/page/", "/x/..%2F"])
async def test_a_file_with_rules_has_no_other_name(client: Client, path: str) -> None:
    answer = await client.get(URL(f"{path}staticwebapp.config.json", encoded=True))
    assert "globalHeaders" not in await answer.text()


@pytest.mark.parametrize("path", ["/%00", "/assets/a%00.js", "/" + "a" * 5_000])
async def test_a_path_no_file_can_have_is_an_address_like_any_other(
    client: Client, path: str
) -> None:
    answer = await client.get(URL(path, encoded=True))
    assert answer.status in {200, 404}


async def test_redirects(client: Client) -> None:
    moved = await client.get("/old", allow_redirects=False)
    assert (moved.status, moved.headers["Location"]) == (301, "/new")
    login = await client.get("/secret/x", allow_redirects=False)
    assert (login.status, login.headers["Location"]) == (302, "/login")


async def test_headers_of_a_route_win_over_the_global_ones(client: Client) -> None:
    asset = (await client.get("/assets/main.css")).headers
    assert asset["Cache-Control"] == "public, max-age=31536000"
    assert asset["X-Frame-Options"] == "DENY"
    page = (await client.get("/")).headers
    assert page["Cache-Control"] == "no-cache"
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert (await client.get("/x.data")).headers["Content-Type"] == "application/x-data"


async def test_a_known_version_is_not_sent_again(client: Client) -> None:
    first = await client.get("/about.html")
    again = await client.get("/about.html", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None)]
)
async def test_text_is_compressed_as_the_browser_can(
    client: Client, accepted: str, encoding: str | None
) -> None:
    response = await client.get("/assets/main.css", headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(await response.read()).decode() == LONG


async def test_head_has_the_headers_and_no_body(client: Client) -> None:
    response = await client.head("/about.html")
    assert response.status == 200
    assert response.headers["Content-Length"] == str(len("<h1>about</h1>"))


async def test_writing_is_refused(client: Client) -> None:
    assert (await client.post("/about.html")).status == 405


async def test_the_page_learns_where_its_api_is(client: Client) -> None:
    response = await client.get("/config.json")
    assert await response.json() == {"apiBaseUrl": "http://localhost:7071"}


async def test_a_rebuilt_page_is_served_without_a_restart(client: Client, tmp_path: Path) -> None:
    await client.get("/about.html")
    (tmp_path / "page" / "about.html").write_text("<h1>new</h1>")
    assert await (await client.get("/about.html")).text() == "<h1>new</h1>"


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/api", "/api", True),
        ("/api", "/api/x", False),
        ("/api/*", "/api/x/y", True),
        ("/api/*", "/api", True),
        ("/api/*", "/apix", False),
        ("/*.{png,ico}", "/a/b.png", True),
        ("/*.{png,ico}", "/a/b.jpg", False),
        ("/a.b", "/axb", False),
    ],
)
def test_patterns(pattern: str, path: str, *, matches: bool) -> None:
    assert matches_pattern(pattern, path) is matches
