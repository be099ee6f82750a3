"""Who is asked, who is left alone, and what is told about it."""

from datetime import UTC, date, datetime
from typing import ClassVar

import pytest

from shared.kernel.errors import Malformed, NotFound, ProviderUnavailable
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.circuits import Circuits
from shared.market.providers.failover import Failover, NoProvider, Skip, UnknownSymbol
from tests.fakes.manual_clock import ManualClock

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


class Scripted:
    """A provider that answers or fails as told, and counts."""

    capabilities: ClassVar[frozenset[Capability]] = frozenset({"history"})

    def __init__(self, name: str, failure: Exception | None = None) -> None:
        self.name = name  # pyright: ignore[reportAttributeAccessIssue]
        self.failure = failure
        self.asked = 0

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return RawPayload(self.name, subject, capability, "text/plain", b"", NOW, "scripted")


def _read(payload: RawPayload) -> str:
    return payload.provider


def _failover(*providers: Scripted) -> tuple[Failover, ManualClock]:
    clock = ManualClock()
    failover = Failover(providers, Circuits(clock))  # pyright: ignore[reportArgumentType]
    return failover, clock


async def test_the_preferred_provider_serves() -> None:
    first, second = Scripted("first"), Scripted("second")
    failover, _ = _failover(first, second)
    fetched = await failover.fetch("history", "ACME", _read)
    assert (fetched.value, fetched.skipped, second.asked) == ("first", (), 0)


async def test_an_unreachable_provider_is_asked_once_then_left_alone() -> None:
    first = Scripted("first", ProviderUnavailable("no route", "unreachable"))
    failover, clock = _failover(first, Scripted("second"))
    for _ in range(5):
        fetched = await failover.fetch("history", "ACME", _read)
        assert fetched.value == "second"
        assert fetched.skipped == (Skip("first", "unreachable"),)
    assert first.asked == 1
    first.failure = None
    clock.advance(61)
    assert (await failover.fetch("history", "ACME", _read)).value == "first"
    assert failover.health() == {"first": "ok", "second": "ok"}


async def test_each_pause_is_longer_than_the_one_before() -> None:
    first = Scripted("first", ProviderUnavailable("no route", "unreachable"))
    failover, clock = _failover(first, Scripted("second"))
    await failover.fetch("history", "ACME", _read)
    clock.advance(61)
    await failover.fetch("history", "ACME", _read)
    clock.advance(61)
    await failover.fetch("history", "ACME", _read)
    assert first.asked == 2


async def test_a_rate_limit_is_kept_as_long_as_asked() -> None:
    limit = ProviderUnavailable("slow down", "rate_limited", retry_after_seconds=600)
    first = Scripted("first", limit)
    failover, clock = _failover(first, Scripted("second"))
    await failover.fetch("history", "ACME", _read)
    clock.advance(599)
    await failover.fetch("history", "ACME", _read)
    assert first.asked == 1
    clock.advance(2)
    await failover.fetch("history", "ACME", _read)
    assert first.asked == 2


async def test_single_server_errors_do_not_open_the_circuit() -> None:
    first = Scripted("first", ProviderUnavailable("oops", "http_500"))
    failover, _ = _failover(first, Scripted("second"))
    for _ in range(4):
        await failover.fetch("history", "ACME", _read)
    assert first.asked == 3 * 3  # three times each, with pauses between


async def test_an_answer_that_cannot_be_read_passes_to_the_next_and_is_kept() -> None:
    failover, _ = _failover(Scripted("first"), Scripted("second"))

    def picky(payload: RawPayload) -> str:
        if payload.provider == "first":
            raise Malformed("HTML instead of JSON")
        return payload.provider

    fetched = await failover.fetch("history", "ACME", picky)
    assert fetched.value == "second"
    assert fetched.skipped == (Skip("first", "bad_answer"),)
    assert [payload.provider for payload in fetched.rejected] == ["first"]


async def test_unknown_is_told_from_unreachable() -> None:
    unknown, dead = NotFound("none"), ProviderUnavailable("no route", "unreachable")
    failover, _ = _failover(Scripted("first", dead), Scripted("second", unknown))
    with pytest.raises(UnknownSymbol) as told:
        await failover.fetch("history", "ACME", _read)
    assert told.value.skipped == (
        Skip("first", "unreachable"),
        Skip("second", "unknown_symbol"),
    )
    failover, _ = _failover(Scripted("first", dead))
    with pytest.raises(NoProvider):
        await failover.fetch("history", "ACME", _read)
    assert not failover.is_usable("history")


async def test_only_those_named_are_asked() -> None:
    first, second = Scripted("first"), Scripted("second")
    failover, _ = _failover(first, second)
    fetched = await failover.fetch("history", "ACME", _read, among=("second",))
    assert (fetched.value, first.asked) == ("second", 0)
