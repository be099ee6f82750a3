"""Posting to addresses people named: real sockets and TLS, names that lead wherever a test says."""

import ssl
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from shared.kernel.errors import InvalidInput
from shared.platform.webhooks import GuardedPoster, Posted
from tests.fakes.certificates import self_signed

NAME = "hooks.example.org"
URL = f"https://{NAME}/in"


class Server:
    """An HTTPS server on this machine that notes who it was asked for."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.hosts: list[str] = []
        self.names: list[str | None] = []
        self.answer: tuple[int, dict[str, str], bytes] = (204, {}, b"")
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                server.hosts.append(self.headers["Host"])
                status, headers, body = server.answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    return

            def log_message(self, format: str, *args: object) -> None: ...

        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f"https://{NAME}:{self.http.server_port}/in"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(self_signed(tmp_path, NAME))
    yield server
    server.http.shutdown()
    server.http.server_close()


class Names:
    """A name service that answers what a test says, in turn, and counts."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del host, port
        self.asked += 1
        if not self.answers:
            raise OSError("asked too often")
        return self.answers.pop(0)


def open_poster(folder: Path, names: Names) -> GuardedPoster:
    """Return a poster that may call this machine, as the local setting allows."""
    trusted = ssl.create_default_context(cafile=folder / "server.pem")
    return GuardedPoster(allow_private=True, lookup=names, tls=trusted, timeout_seconds=5)


async def post(poster: GuardedPoster, url: str) -> Posted:
    return await poster.post(url, b"{}", {"Content-Type": "application/json"})


async def test_the_vetted_address_is_called_with_the_name_for_tls_and_host(
    server: Server, tmp_path: Path
) -> None:
    # One answer only: whoever looked the name up a second time would be led elsewhere, or nowhere.
    names = Names(["127.0.0.1"])
    posted = await post(open_poster(tmp_path, names), server.url)
    assert posted.is_taken, posted
    assert names.asked == 1
    assert server.names == [NAME]
    assert server.hosts == [server.url.split("/")[2]]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["100.64.1.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::"],
        ["8.8.8.8", "192.168.0.1"],
    ],
)
async def test_a_name_with_any_address_inside_is_not_called(addresses: list[str]) -> None:
    posted = await post(GuardedPoster(lookup=Names(addresses)), URL)
    assert posted.status is None
    assert "not on the public internet" in posted.problem


@pytest.mark.parametrize(
    "url",
    [
        "https://2130706433/in",  # 127.0.0.1 as one number
        "https://0x7f.0.0.1/in",
        "https://127.1/in",
        "https://0177.0.0.1/in",
    ],
)
async def test_odd_ways_of_writing_an_address_lead_nowhere(url: str) -> None:
    posted = await post(GuardedPoster(timeout_seconds=5), url)
    assert posted.status is None


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example.org/", "https://hooks.example.org:6379/", "https://10.0.0.1/"],
)
async def test_what_is_refused_when_made_is_refused_when_sent(url: str) -> None:
    poster = GuardedPoster(lookup=Names(["8.8.8.8"]))
    with pytest.raises(InvalidInput):
        poster.check(url)
    assert (await post(poster, url)).status is None


async def test_a_redirect_is_not_followed(server: Server, tmp_path: Path) -> None:
    server.answer = (307, {"Location": "http://169.254.169.254/"}, b"")
    posted = await post(open_poster(tmp_path, Names(["127.0.0.1"])), server.url)
    assert not posted.is_taken
    assert "redirect" in posted.problem
    assert len(server.hosts) == 1


async def test_a_long_answer_is_cut_and_a_wait_is_heard(server: Server, tmp_path: Path) -> None:
    server.answer = (429, {"Retry-After": "120"}, b"x" * 5_000_000)
    posted = await post(open_poster(tmp_path, Names(["127.0.0.1"])), server.url)
    assert (posted.status, posted.retry_after_seconds) == (429, 120)


async def test_a_certificate_of_another_is_refused(server: Server) -> None:
    poster = GuardedPoster(allow_private=True, lookup=Names(["127.0.0.1"]), timeout_seconds=5)
    posted = await post(poster, server.url)
    assert (posted.status, posted.problem) == (None, "its certificate is not valid")
    assert server.hosts == []
