"""Planted secrets: none is ever in a log, an answer, an error or a traceback."""

import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
import structlog

from functions.http.app import create_api
from functions.wiring import Services
from shared.platform.telemetry import configure_logging
from shared.settings import Settings
from tests.fakes.storage import MemoryBlobs
from tools.localhost.ports import free_port

KEY = "canary-Zm9yIG5vYm9keQ=="
PASSWORD = "canary-staple-battery-horse-9"
QUEUE = "AccountName=canary;AccountKey={key};QueueEndpoint=http://127.0.0.1:{port}/canary"


@pytest.fixture
def log_lines() -> Iterator[list[str]]:
    """Everything logged, as the worker's handler would write it."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, handler = logging.getLogger(), Keeping()
    level = root.level
    root.addHandler(handler)
    configure_logging(level=logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Services]:
    monkeypatch.setenv("COSMOS_KEY", KEY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ALPHA_VANTAGE_API_KEY", KEY)
    monkeypatch.setenv("AzureWebJobsStorage", QUEUE.format(key=KEY, port=free_port()))
    services = Services(
        Settings(data_dir=tmp_path, market_providers=("sample",), rate_limit_per_minute=0)
    )
    services.blobs = MemoryBlobs()
    yield services
    await services.queue.close()
    await services.documents.close()


async def test_no_secret_leaves_by_a_log_an_answer_or_an_error(
    services: Services, log_lines: list[str]
) -> None:
    app = create_api(services)

    @app.get("/api/broken")
    async def broken() -> None:  # pyright: ignore[reportUnusedFunction] - the route is what counts
        secret = services.settings.cosmos_key
        assert secret is not None
        held = secret.get_secret_value()  # a local variable of a frame that fails
        raise RuntimeError(f"something of length {len(held)} failed")

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    credentials = {"email": "ada@example.org", "password": PASSWORD}
    answers: list[httpx2.Response] = []
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answers.append(await client.post("/api/auth/register", json=credentials))
        tokens = answers[0].json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        answers += [
            await client.post("/api/auth/login", json={**credentials, "email": "no@example.org"}),
            await client.post("/api/auth/login", json={**credentials, "password": [PASSWORD]}),
            await client.post("/api/auth/login", content=f'{{"password": "{PASSWORD}"'),
            await client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]}),
            await client.get("/api/config"),
            await client.get("/api/health/ready"),
            await client.get("/api/users/me", headers=bearer),
            await client.get("/api/broken", headers=bearer),
        ]
    assert answers[-1].status_code == 500
    assert any("RuntimeError" in line for line in log_lines), "the failure was logged"
    handed_out = [answers[0].text, answers[4].text]
    answered = "".join(answer.text for answer in answers)
    logged = "\n".join(log_lines)
    for secret in (KEY, PASSWORD):
        assert secret not in answered + logged
    for token in (tokens["access_token"], tokens["refresh_token"]):
        assert token not in logged
        assert sum(token in answer.text for answer in answers) == sum(
            token in text for text in handed_out
        )
    assert "ada@example.org" not in logged


async def test_no_secret_is_in_what_a_failing_adapter_raises(services: Services) -> None:
    with pytest.raises(Exception, match="storage") as caught:
        await services.queue.ping()
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    shown = repr(services.settings) + repr(services.queue) + repr(services.__dict__)
    assert KEY not in told + shown
