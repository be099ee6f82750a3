"""What must work wherever Plumbline runs: a person gets in, and answers arrive piece by piece."""

import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import Page, expect

PASSWORD = f"a plumb line hangs {uuid4().hex}"
COLD_START_MILLISECONDS = 60_000


@pytest.fixture
def caller(api: str) -> Iterator[httpx2.Client]:
    """A person of this run only, whose account is erased afterwards."""
    with httpx2.Client(base_url=api, timeout=60) as client:
        account = {"email": f"live-{uuid4().hex}@example.org", "password": PASSWORD}
        answer = client.post("/api/auth/register", json=account)
        assert answer.status_code in (200, 201), answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client
        assert client.delete("/api/users/me").status_code == 204


def test_the_api_is_ready_with_everything_it_depends_on(api: str) -> None:
    answer = httpx2.get(f"{api}/api/health/ready", timeout=60)
    states = {each["name"]: each["status"] for each in answer.json()["dependencies"]}
    assert states["documents"] == states["blobs"] == states["queues"] == "healthy", states


def test_a_person_registers_on_the_page_and_is_in(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Create an account").first.click()
    page.get_by_label("E-mail").fill(f"live-{uuid4().hex}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(
        page.get_by_role("link", name="Import a broker")
        .or_(page.get_by_role("button", name="Import a broker"))
        .first
    ).to_be_visible(timeout=COLD_START_MILLISECONDS)


def test_an_answer_arrives_piece_by_piece(caller: httpx2.Client) -> None:
    arrivals = list(_events(caller))
    assert len(arrivals) >= 2
    # In one piece, all would arrive with the last.
    assert arrivals[0][0] < arrivals[-1][0]


def _events(caller: httpx2.Client) -> Iterator[tuple[float, Any]]:
    question = {"content": "What can you tell me about my portfolio?"}
    headers = {"Accept": "text/event-stream"}
    with caller.stream("POST", "/api/chat", json=question, headers=headers) as answer:
        assert answer.status_code == 200
        for line in answer.iter_lines():
            if line.startswith("data:"):
                yield time.monotonic(), json.loads(line.removeprefix("data:"))
