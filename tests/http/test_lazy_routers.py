"""Routers come when they are asked for: every path finds its own, and a first answer loads few."""

import asyncio
import subprocess
import sys
from importlib import import_module

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from functions.http import lazy_routers
from functions.http.app import create_api
from functions.http.lazy_routers import BY_SEGMENT, LOCAL
from functions.wiring import Services
from tests.local_host import ROOT

FILES = sorted(
    path.stem
    for path in (ROOT / "functions" / "http" / "routers").glob("*.py")
    if path.stem != "__init__"
)


def included(app: FastAPI) -> int:
    return len(app.state.routes.methods_of("/api/portfolios"))


@pytest.mark.parametrize("name", FILES)
def test_every_route_is_found_by_the_first_part_of_its_path(name: str) -> None:
    router = import_module(f"functions.http.routers.{name}").router
    for route in router.routes:
        assert isinstance(route, APIRoute)
        segment = route.path.split("/")[1]
        assert name in BY_SEGMENT[segment] + LOCAL.get(segment, ()), route.path


def test_no_router_is_listed_that_there_is_not() -> None:
    listed = {name for table in (BY_SEGMENT, LOCAL) for names in table.values() for name in names}
    assert listed == set(FILES)


async def test_a_question_about_health_loads_no_portfolios(services: Services) -> None:
    app = create_api(services)
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert (await client.get("/api/health")).status_code == 200
        assert included(app) == 0
        allowed = await client.options("/api/portfolios")
        assert set(allowed.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
        assert (await client.get("/api/portfolios")).status_code == 401
        assert (await client.get("/api/nothing-here")).status_code == 404
        assert (await client.get("/nothing-here")).status_code == 404


async def test_the_rest_follows_while_it_is_quiet(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy_routers, "_QUIET_SECONDS", 0.0)
    app = create_api(services)
    async with app.router.lifespan_context(app):
        while not app.state.routes.methods_of("/api/reports"):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    assert included(app) > 0


def test_a_first_chat_finds_its_modules_loaded() -> None:
    code = (
        "import sys; from importlib import import_module; "
        "from functions.http.first_chat import MODULES; "
        "from functions.http.lazy_routers import BY_SEGMENT; "
        "from functions.wiring import Services; from shared.settings import Settings; "
        "[import_module(f'functions.http.routers.{name}') "
        "for names in BY_SEGMENT.values() for name in names]; "
        "[import_module(name) for name in MODULES]; before = set(sys.modules); "
        "Services(Settings()).assistant; "
        "print(*sorted(one for one in set(sys.modules) - before if one.startswith('shared.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    late = [
        one for one in done.stdout.split()
        # Which store and which sources there are is the settings' business.
        if not one.startswith(("shared.platform.", "shared.market.providers.", "shared.market.p"))
    ]  # fmt: skip
    assert late == []
