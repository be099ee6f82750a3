"""Starting, stopping, dying: the local host as processes, with a real Azurite."""

import base64
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from azure.storage.queue import QueueClient

from tests.local_host import PATIENCE_SECONDS, LocalHost, eventually, running_host


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LocalHost]:
    with running_host(tmp_path) as host:
        yield host


_QUEUE_TABLES = ("queue", "queue_extent")


def enqueue(host: LocalHost, body: dict[str, object]) -> None:
    connection = str(host.facts["storage"])
    with closing(QueueClient.from_connection_string(connection, "market-jobs")) as queue:
        queue.send_message(base64.b64encode(json.dumps(body).encode()).decode())


def waiting(host: LocalHost, queue_name: str = "market-jobs") -> int:
    connection = str(host.facts["storage"])
    with closing(QueueClient.from_connection_string(connection, queue_name)) as queue:
        return queue.get_queue_properties().approximate_message_count or 0


def test_ready_is_said_when_api_and_page_answer(probe_host: LocalHost) -> None:
    assert probe_host.output.splitlines()[-1] == f"Plumbline is ready: {probe_host.web}"
    assert httpx2.get(f"{probe_host.api}/api/health", timeout=PATIENCE_SECONDS).json() == {
        "status": "healthy"
    }
    assert httpx2.get(probe_host.web, timeout=PATIENCE_SECONDS).text == "<h1>Plumbline</h1>"
    told = httpx2.get(f"{probe_host.web}/config.json", timeout=PATIENCE_SECONDS).json()
    assert told == {"apiBaseUrl": probe_host.api}


def test_a_message_on_the_queue_runs_its_function(probe_host: LocalHost) -> None:
    enqueue(probe_host, {"hello": "queue"})
    eventually(lambda: any(c["body"] == {"hello": "queue"} for c in probe_host.calls("jobs")))


def test_a_message_that_keeps_failing_is_poisoned_after_five_runs(probe_host: LocalHost) -> None:
    enqueue(probe_host, {"fail": True})
    eventually(lambda: waiting(probe_host, "market-jobs-poison") == 1)
    runs = [c for c in probe_host.calls("jobs") if c["body"] == {"fail": True}]
    assert [c["dequeue_count"] for c in runs] == [1, 2, 3, 4, 5]


def test_a_worker_that_dies_is_replaced_and_its_message_retried(probe_host: LocalHost) -> None:
    enqueue(probe_host, {"die_first": True})

    def runs() -> list[dict[str, int]]:
        return [c for c in probe_host.calls("jobs") if c["body"] == {"die_first": True}]

    eventually(lambda: len(runs()) == 2)
    assert [c["dequeue_count"] for c in runs()] == [1, 2]
    assert runs()[0]["pid"] != runs()[1]["pid"]


def test_the_api_answers_again_after_its_worker_was_killed(probe_host: LocalHost) -> None:
    pids = probe_host.facts["workers"]
    os.kill(pids["http"], signal.SIGKILL)
    # The host holds the listening socket: a request may wait, it is never refused.
    with httpx2.Client(timeout=PATIENCE_SECONDS) as client:
        eventually(lambda: _is_healthy(client, probe_host.api))


def test_a_timer_runs_from_the_command_line(probe_host: LocalHost) -> None:
    before = len(probe_host.calls("timer"))
    done = probe_host.trigger("new_year")
    assert (done.returncode, done.stdout) == (0, "new_year ran\n")
    assert len(probe_host.calls("timer")) == before + 1


def test_an_unknown_function_is_answered_with_the_names(probe_host: LocalHost) -> None:
    done = probe_host.trigger("old_year")
    assert done.returncode == 1
    assert "'old_year'" in done.stderr
    assert "new_year" in done.stderr


def test_a_function_that_fails_says_so(probe_host: LocalHost) -> None:
    done = probe_host.trigger("jobs", '{"fail": true}')
    assert done.returncode == 1
    assert "on purpose" in done.stderr


def test_triggering_without_a_host_says_how_to_start_one(tmp_path: Path) -> None:
    done = LocalHost(tmp_path).trigger("new_year")
    assert done.returncode == 1
    assert "make start" in done.stderr


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json", "Origin": "http://evil.example"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Host": "evil.example"},
    ],
)
def test_a_page_in_a_browser_cannot_run_functions(
    probe_host: LocalHost, headers: dict[str, str]
) -> None:
    before = len(probe_host.calls("timer"))
    url = f"{probe_host.api}/admin/functions/new_year?wait=true"
    assert httpx2.post(
        url, headers=headers, content="{}", timeout=PATIENCE_SECONDS
    ).status_code in {403, 415}
    assert len(probe_host.calls("timer")) == before


def test_the_real_hosts_admin_call_works(probe_host: LocalHost) -> None:
    before = len(probe_host.calls("timer"))
    answer = httpx2.post(
        f"{probe_host.api}/admin/functions/new_year", json={}, timeout=PATIENCE_SECONDS
    )
    assert answer.status_code == 202
    eventually(lambda: len(probe_host.calls("timer")) == before + 1)


def test_a_taken_port_is_named_with_its_variable(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        host = LocalHost(tmp_path, environment={"PLUMBLINE_WEB_PORT": str(port)})
        host.spawn()
        assert host.process is not None
        assert host.process.wait(PATIENCE_SECONDS) == 1
    assert len(host.output.splitlines()) == 1
    assert f"Port {port} is taken" in host.output
    assert "PLUMBLINE_WEB_PORT" in host.output


def test_one_host_per_data_folder(probe_host: LocalHost) -> None:
    second = LocalHost(probe_host.folder / "second")
    second.folder.mkdir()
    second.environment["PLUMBLINE_DATA_DIR"] = str(probe_host.data)
    second.spawn()
    assert second.process is not None
    assert second.process.wait(PATIENCE_SECONDS) == 1
    assert "already runs" in second.output
    assert probe_host.web in second.output


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    host = LocalHost(tmp_path)
    host.spawn()
    assert host.process is not None
    assert host.process.wait(PATIENCE_SECONDS) == 1
    assert len(host.output.splitlines()) == 1
    assert "PLUMBLINE_DATA_DIR" in host.output


def test_stopping_leaves_no_process_behind(tmp_path: Path) -> None:
    with running_host(tmp_path) as host:
        pids = [*host.facts["workers"].values(), host.facts["azurite"]]
        assert host.stop() == 0
    assert [pid for pid in pids if _is_alive(pid)] == []


def test_children_do_not_outlive_a_killed_host(host: LocalHost) -> None:
    pids = [*host.facts["workers"].values(), host.facts["azurite"]]
    host.kill()
    eventually(lambda: not any(_is_alive(pid) for pid in pids))


def test_a_message_cut_off_by_a_killed_host_runs_after_the_restart(host: LocalHost) -> None:
    enqueue(host, {"block_first": True})
    eventually(lambda: len(host.calls("jobs")) == 1)
    host.kill()
    host.start()
    eventually(lambda: len(host.calls("jobs")) == 2)
    assert [c["dequeue_count"] for c in host.calls("jobs")] == [1, 2]
    eventually(lambda: waiting(host) == 0)


def test_messages_survive_the_death_of_every_process(host: LocalHost) -> None:
    enqueue(host, {"block_first": True})
    eventually(lambda: len(host.calls("jobs")) == 1)
    # Azurite writes its tables twice a second here, each by itself; a power cut may cost what came
    # after. The message is in one, where its text lies in another.
    saved, texts = (host.data / "azurite" / f"__azurite_db_{n}__.json" for n in _QUEUE_TABLES)
    eventually(lambda: '"dequeueCount":1' in saved.read_text())
    eventually(lambda: any(table["data"] for table in json.loads(texts.read_text())["collections"]))
    for pid in (*host.facts["workers"].values(), host.facts["azurite"]):
        os.kill(pid, signal.SIGKILL)
    host.kill()
    host.start()
    eventually(lambda: len(host.calls("jobs")) == 2)


def test_a_storage_emulator_that_dies_is_replaced_with_what_it_held(host: LocalHost) -> None:
    old = host.facts["azurite"]
    os.kill(old, signal.SIGTERM)
    eventually(lambda: host.facts.get("azurite") != old)
    enqueue(host, {})
    eventually(lambda: len(host.calls("jobs")) == 1)
    assert not host.has_ended


def test_a_second_host_beside_the_first_shares_its_queues(host: LocalHost, tmp_path: Path) -> None:
    beside = {"PLUMBLINE_BESIDE": str(host.data)}
    with running_host(tmp_path / "second", environment=beside) as second:
        assert second.facts["storage"] == host.facts["storage"]
        with httpx2.Client(timeout=PATIENCE_SECONDS) as client:
            eventually(lambda: _is_healthy(client, second.api))
        host.stop()
        assert not second.has_ended


def test_a_host_beside_none_says_so_in_one_line(tmp_path: Path) -> None:
    host = LocalHost(tmp_path, environment={"PLUMBLINE_BESIDE": str(tmp_path / "nowhere")})
    host.spawn()
    assert host.process is not None
    assert host.process.wait(PATIENCE_SECONDS) == 1
    assert "PLUMBLINE_BESIDE" in host.output.splitlines()[-1]


def test_a_timer_missed_while_stopped_runs_at_once_as_past_due(host: LocalHost) -> None:
    host.stop()
    state = host.data / "localhost" / "timer-new_year.json"
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    state.write_text(json.dumps({"Last": "", "Next": yesterday, "LastUpdated": yesterday}))
    assert host.calls("timer") == []
    host.start()
    eventually(lambda: len(host.calls("timer")) == 1)
    assert host.calls("timer")[0]["past_due"] is True
    eventually(lambda: json.loads(state.read_text())["Last"] != "")


def _is_healthy(client: httpx2.Client, api: str) -> bool:
    try:
        return client.get(f"{api}/api/health").is_success
    except httpx2.TransportError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc").is_dir()
    return state != "Z"
