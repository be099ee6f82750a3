"""An answer streams through Microsoft's Functions runtime, event by event."""

import json
from pathlib import Path

import httpx2
import pytest

from tests.local_host import ROOT, running_host

PASSWORD = "correct-horse-battery-staple-9"


@pytest.mark.runtime
def test_an_answer_streams_through_the_host_and_is_kept(tmp_path: Path) -> None:
    environment = {"PLUMBLINE_MARKET_PROVIDERS": "sample"}
    with (
        running_host(tmp_path, app=ROOT, environment=environment) as host,
        httpx2.Client(base_url=host.api, timeout=240) as client,
    ):
        account = {"email": "ada@example.org", "password": PASSWORD}
        assert client.post("/api/auth/register", json=account).status_code == 201
        token = client.post("/api/auth/login", json=account).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        names, data = [], {}
        question = {"content": "What is a bond?"}
        with client.stream("POST", "/api/chat", json=question, headers=headers) as answer:
            assert answer.status_code == 200
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    names.append(line.removeprefix("event: "))
                elif line.startswith("data: "):
                    data = json.loads(line.removeprefix("data: "))
        assert names[0] == "start"
        assert names[-1] == "done"
        sessions = client.get("/api/chat/sessions", headers=headers).json()["items"]
        url = f"/api/chat/sessions/{sessions[0]['id']}/messages"
        kept = client.get(url, headers=headers).json()["items"]
        assert kept[1] == data["message"]
