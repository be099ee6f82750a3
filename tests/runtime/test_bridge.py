"""The streaming bridge, through the whole local host: real processes, real sockets."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.local_host import PATIENCE_SECONDS, LocalHost, eventually


@pytest.fixture
def client(probe_host: LocalHost) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=probe_host.api, timeout=PATIENCE_SECONDS) as client:
        yield client


def test_the_application_is_made_and_started_once(client: httpx2.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: client.get("/api/health").status_code, range(16)))
    events = client.get("/api/events").json()
    assert statuses == [200] * 16
    assert (events.count("made"), events.count("startup")) == (1, 1)


def test_server_sent_events_arrive_one_by_one(client: httpx2.Client) -> None:
    # The second is only sent after the first was read here, so buffering anywhere would hang.
    with client.stream("GET", "/api/stream") as response:
        lines = (line for line in response.iter_lines() if line)
        arrived = []
        for _ in range(3):
            arrived.append(next(lines))
            client.post("/api/release")
        assert arrived == ["data: 0", "data: 1", "data: 2"]
        assert response.headers["content-type"].startswith("text/event-stream")


def test_a_client_that_goes_away_cancels_the_stream(client: httpx2.Client) -> None:
    before = client.get("/api/events").json().count("stream cancelled")
    with client.stream("GET", "/api/stream") as response:
        next(response.iter_lines())
    eventually(lambda: client.get("/api/events").json().count("stream cancelled") == before + 1)


def test_an_upload_of_fifty_megabytes_is_streamed(client: httpx2.Client) -> None:
    megabyte = bytes(1_000_000)
    response = client.put("/api/upload", content=(megabyte for _ in range(50)))
    assert response.json()["bytes"] == 50_000_000
    assert response.json()["largest_chunk"] < 5_000_000


def test_an_upload_with_a_length_is_streamed_too(client: httpx2.Client) -> None:
    response = client.put("/api/upload", content=bytes(20_000_000))
    assert response.json()["bytes"] == 20_000_000
    assert response.json()["largest_chunk"] < 5_000_000


def test_the_body_is_taken_while_it_is_being_sent(client: httpx2.Client) -> None:
    # The last chunk waits for an answer to another request on another connection.
    others_answer = threading.Event()

    def chunks() -> Iterator[bytes]:
        yield bytes(100_000)
        with httpx2.Client(base_url=client.base_url, timeout=PATIENCE_SECONDS) as other:
            assert other.get("/api/health").is_success
        others_answer.set()
        yield bytes(100_000)

    assert client.put("/api/upload", content=chunks()).json()["bytes"] == 200_000
    assert others_answer.is_set()


def test_an_invocation_id_from_outside_is_harmless(client: httpx2.Client) -> None:
    made_up = "00000000-0000-0000-0000-000000000000"
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda n: client.post(
                    f"/api/scope/{n}", content=str(n), headers={"x-ms-invocation-id": made_up}
                ).json(),
                range(8),
            )
        )
    assert [a["body"] for a in answers] == [str(n) for n in range(8)]
    invocations = {a["log_context"]["invocation_id"] for a in answers}
    assert len(invocations) == 8
    assert made_up not in invocations


def test_the_application_sees_a_clean_scope(client: httpx2.Client, probe_host: LocalHost) -> None:
    seen = client.get("/api/scope/x?y=1").json()
    assert seen["path_params"] == {"name": "x"}
    assert seen["pool"] == "open"
    assert "x-ms-invocation-id" not in seen["headers"]
    assert seen["url"] == f"{probe_host.api}/api/scope/x?y=1"


def test_the_callers_address_is_known(client: httpx2.Client) -> None:
    assert client.get("/api/scope/x").json()["client"] in {"127.0.0.1", "::1"}


def test_an_error_after_its_complete_answer_leaves_the_connection_usable(
    client: httpx2.Client,
) -> None:
    # One connection in the pool: were it closed by the first, the second would fail.
    limits = httpx2.Limits(max_connections=1)
    with httpx2.Client(base_url=client.base_url, limits=limits, timeout=PATIENCE_SECONDS) as one:
        statuses = [one.get(path).status_code for path in ("/api/fail", "/api/health") * 5]
    assert statuses == [500, 200] * 5


def test_escaped_paths_arrive_unescaped_once(client: httpx2.Client) -> None:
    assert client.get("/api/scope/a%20b%2525").json()["name"] == "a b%25"


def test_paths_outside_the_prefix_never_reach_the_application(client: httpx2.Client) -> None:
    assert client.get("/apix/health").status_code == 404
    assert client.get("/health").status_code == 404


def test_a_request_that_is_no_http_is_refused(probe_host: LocalHost) -> None:
    port = int(probe_host.api.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as raw:
        raw.sendall(b"GET /api/health HTTP/1.1\r\nbroken header\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
        assert raw.recv(100) == b""
