"""The product with an OpenID provider on a socket that signs real tokens."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from functions.wiring import Services
from shared.settings import Settings
from tests.fakes.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdServer, serve_openid
from tests.http.conftest import TODAY
from tests.http.oidc.browser import Browser


@pytest.fixture
async def provider() -> AsyncIterator[OpenIdServer]:
    async with serve_openid() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, provider: OpenIdServer) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": tmp_path,
            "today": TODAY,
            "market_providers": ("sample",),
            "rate_limit_per_minute": 0,
            "oidc_issuer": provider.url,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": CLIENT_SECRET,
            "oidc_name": "Acme",
            "oidc_redirect_uri": "http://localhost/api/auth/oidc/callback",
        }
    )


@pytest.fixture
async def services(services: Services) -> AsyncIterator[Services]:
    yield services
    assert services.oidc is not None
    await services.oidc.close()


@pytest.fixture
def browser(client: httpx2.AsyncClient, provider: OpenIdServer) -> Browser:
    return Browser(client, provider)
