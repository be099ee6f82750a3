"""Server-sent events, cut anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.assistant.sse import LARGEST_EVENT, EventParser, EventTooLarge


@given(st.lists(st.integers(1, 200)), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_events_are_the_same_wherever_the_stream_is_cut(cuts: list[int], line: bytes) -> None:
    lines = b": hello|event: a|data: one||data: two|data:  lines||data:x||".split(b"|")
    stream = line.join(lines)
    parser, found, start = EventParser(), [], 0
    for cut in [*cuts, len(stream)]:
        found += parser.feed(stream[start : start + cut])
        start += cut
    found += parser.feed(b"\n")  # a held return may have been the last line's end
    assert found == [b"one", b"two\n lines", b"x"]


def test_an_event_without_end_is_refused() -> None:
    parser = EventParser()
    with pytest.raises(EventTooLarge):
        parser.feed(b"data: " + b"x" * (LARGEST_EVENT + 1))
