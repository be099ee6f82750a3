"""Bytes to text: which encoding a file is in, and what is no text at all."""

import re
from typing import Final

from shared.kernel.errors import InvalidInput, Malformed, TooLarge

MAX_BYTES: Final = 10_000_000
_ARCHIVES: Final = {
    b"PK\x03\x04": "a zip archive or Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# Every second byte of Latin text in UTF-16 is zero; in UTF-8 none is.
_HEAD: Final = 1_000
_MOSTLY: Final = 0.3
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8 (with or without mark), UTF-16 or Windows-1252.

    Raises: TooLarge over 10 MB; InvalidInput when empty; Malformed for archives and binary content.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(f"The file has {len(data):,} bytes; the limit is {MAX_BYTES:,}")
    if not data.strip():
        raise InvalidInput("The file is empty", "empty_file")
    for magic, what in _ARCHIVES.items():
        if data.startswith(magic):
            raise Malformed(f"The file is {what}; export it as CSV, XML or JSON", "not_text")
    text = _decoded(data)
    _refuse_binary(text)
    return text


def _decoded(data: bytes) -> str:
    for mark, codec in _UTF16.items():
        if data.startswith(mark):
            return _strictly(data[2:], codec)
    head = data[:_HEAD]
    if head.count(0) > len(head) * _MOSTLY:
        return _strictly(
            data, "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(data, "cp1252")


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise Malformed(
            f"The file is no text we can read: byte {error.start:,} fits neither UTF-8 nor {codec}",
            "not_text",
        ) from error


def _refuse_binary(text: str) -> None:
    found = _CONTROL.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    raise Malformed(
        f"Line {line} holds the control character U+{ord(found[0]):04X}; this is not a text file",
        "not_text",
    )
