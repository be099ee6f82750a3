"""Ids of what a request makes: the same when it comes again, new ones otherwise."""

from datetime import UTC, datetime, timedelta

from ulid import ULID

from shared.kernel.repeats import is_repeated, request, requested_id

BEGUN = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def made(seed: bytes, count: int, *, is_repeated: bool = False) -> list[str]:
    with request(seed, BEGUN, is_repeated=is_repeated):
        return [requested_id(datetime.now(UTC)) for _ in range(count)]


def test_a_repeated_request_makes_the_same_ids_in_the_same_order() -> None:
    assert made(b"ada:key", 4) == made(b"ada:key", 4, is_repeated=True)


def test_ids_of_other_keys_and_within_a_request_differ() -> None:
    assert len({*made(b"ada:key", 5000), *made(b"bob:key", 5000)}) == 10_000


def test_later_ids_sort_later_and_tell_when_the_request_first_came() -> None:
    ids = made(b"ada:key", 100)
    assert ids == sorted(ids)
    assert abs(ULID.from_str(ids[0]).datetime - BEGUN) < timedelta(seconds=1)


def test_outside_of_a_request_ids_are_new() -> None:
    now = datetime.now(UTC)
    assert requested_id(now) != requested_id(now)
    assert not is_repeated()


def test_a_clock_whose_date_stands_still_dates_the_ids() -> None:
    day = timedelta(days=2000)
    with request(b"k", datetime.now(UTC), is_repeated=False):
        made_then = ULID.from_str(requested_id(datetime.now(UTC) - day)).datetime
    assert abs(made_then + day - datetime.now(UTC)) < timedelta(minutes=1)
