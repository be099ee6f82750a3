"""The front server's view of HTTP/1.1: RFC 9112 says where requests end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.localhost.request_head import BadRequestHead, BodyFraming, parse_head, write_head

PLAIN = b"GET /api/health?x=1 HTTP/1.1\r\nHost: localhost:7071\r\nAccept: */*"


def framing(*headers: bytes) -> BodyFraming:
    return BodyFraming(parse_head(b"\r\n".join((b"POST /api/x HTTP/1.1", *headers))))


def test_the_head_is_passed_on_as_the_functions_host_does() -> None:
    head = parse_head(
        PLAIN + b"\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Host: evil\r\n"
        b"X-MS-Invocation-Id: made-up\r\nX-Forwarded-Proto: https"
    )
    assert head.path == "/api/health"
    written = write_head(head, b"127.0.0.1:5000", b"127.0.0.1:40000", "the-id").split(b"\r\n")
    assert written == [
        b"GET /api/health?x=1 HTTP/1.1",
        b"Host: 127.0.0.1:5000",
        b"X-Forwarded-Host: localhost:7071",
        b"X-Forwarded-Proto: http",
        b"X-Forwarded-For: 203.0.113.9, 127.0.0.1:40000",
        b"x-ms-invocation-id: the-id",
        b"Accept: */*",
        b"",
        b"",
    ]


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GET",
        b"GET http://elsewhere/ HTTP/1.1",
        b"GET / HTTP/2.0",
        b"GET / HTTP/1.1\r\nno colon",
        b"GET / HTTP/1.1\r\nspace before : colon",
        b"GET / HTTP/1.1\r\n folded: line",
        b"GET / HTTP/1.1\r\nContent-Length: many",
        b"GET / HTTP/1.1\r\nContent-Length: -1",
        b"GET / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked",
    ],
)
def test_what_is_no_request_is_refused(head: bytes) -> None:
    with pytest.raises(BadRequestHead):
        parse_head(head)


def test_without_a_length_there_is_no_body() -> None:
    assert framing().is_complete


@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_body_with_a_length_ends_after_it(body: bytes, data: st.DataObject) -> None:
    frame = framing(b"Content-Length: %d" % len(body))
    stream = body + b"GET /next"
    taken = _feed(frame, stream, data)
    assert (taken, frame.is_complete) == (len(body), True)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.data())
def test_a_chunked_body_ends_after_its_last_chunk(chunks: list[bytes], data: st.DataObject) -> None:
    encoded = b"".join(b"%x;ext=1\r\n%b\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"
    frame = framing(b"Transfer-Encoding: chunked")
    assert _feed(frame, encoded + b"GET /next", data) == len(encoded)
    assert frame.is_complete


def test_trailers_belong_to_the_body() -> None:
    frame = framing(b"Transfer-Encoding: chunked")
    encoded = b"3\r\nabc\r\n0\r\nDigest: x\r\nMore: y\r\n\r\n"
    assert frame.take(encoded + b"rest") == len(encoded)


@pytest.mark.parametrize("line", [b"xyz\r\n", b"-5\r\n", b"\r\n", b"1" * 5000])
def test_a_chunk_without_a_proper_size_is_refused(line: bytes) -> None:
    with pytest.raises(BadRequestHead):
        framing(b"Transfer-Encoding: chunked").take(line)


def _feed(frame: BodyFraming, stream: bytes, data: st.DataObject) -> int:
    """Feed a stream in pieces of any size, as a socket does; return what the body took."""
    position = taken = 0
    while position < len(stream) and not frame.is_complete:
        size = data.draw(st.integers(1, len(stream) - position))
        taken += frame.take(stream[position : position + size])
        position += size
    return taken
