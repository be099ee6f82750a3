"""Which provider to ask, in order of preference, and which to leave alone for a while.

A provider that cannot be reached is skipped until its circuit closes again, so that a dead one
costs its time-out once and not with every request. Every skip is told with its reason.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import structlog

from shared.kernel.errors import Conflict, InvalidInput, NotFound, ProviderUnavailable
from shared.market.providers.base import Capability, Provider, RawPayload

log = structlog.get_logger()

_FIRST_PAUSE_SECONDS: Final = 60.0
_LONGEST_PAUSE_SECONDS: Final = 900.0
_FAILURES_UNTIL_OPEN: Final = 3
# One failure of these kinds says enough: the next request would fare no better.
_OPEN_AT_ONCE: Final = frozenset({"unreachable", "rate_limited", "quota_exhausted"})


@dataclass(frozen=True, slots=True)
class Skip:
    """A provider that did not serve a request: its name and a short stable reason."""

    provider: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fetched[Value]:
    """An accepted answer, what it was read as, and who was passed over on the way."""

    payload: RawPayload
    value: Value
    skipped: tuple[Skip, ...]
    rejected: tuple[RawPayload, ...]


@dataclass(slots=True)
class Circuit:
    """How one provider fared lately. Times are of a monotonic clock, in seconds."""

    failures: int = 0
    open_until: float = 0.0
    reason: str = ""
    pauses: int = field(default=0)

    def close(self) -> None:
        """Forget failures: it answered."""
        self.failures, self.pauses, self.open_until, self.reason = 0, 0, 0.0, ""

    def fail(self, reason: str, now: float, retry_after_seconds: int | None) -> None:
        """Count a failure; open the circuit when it is bad enough, longer each time."""
        self.failures += 1
        self.reason = reason
        if reason in _OPEN_AT_ONCE or self.failures >= _FAILURES_UNTIL_OPEN:
            pause = min(_FIRST_PAUSE_SECONDS * 2**self.pauses, _LONGEST_PAUSE_SECONDS)
            self.open_until = now + max(pause, float(retry_after_seconds or 0))
            self.pauses += 1


class Failover:
    """The configured providers, the preferred one first."""

    def __init__(
        self, providers: Sequence[Provider], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._providers = tuple(providers)
        self._monotonic = monotonic
        self._circuits = {provider.name: Circuit() for provider in providers}

    def names(self, capability: Capability) -> tuple[str, ...]:
        """Return the providers that can do this, in order of preference."""
        return tuple(p.name for p in self._providers if capability in p.capabilities)

    def is_usable(self, capability: Capability) -> bool:
        """Say whether any provider that can do this would be asked now."""
        now = self._monotonic()
        return any(self._circuits[name].open_until <= now for name in self.names(capability))

    def health(self) -> dict[str, str]:
        """Return per provider `ok`, or why it is skipped for now."""
        now = self._monotonic()
        return {
            name: circuit.reason if circuit.open_until > now else "ok"
            for name, circuit in self._circuits.items()
        }

    async def fetch[Value](
        self,
        capability: Capability,
        subject: str,
        accept: Callable[[RawPayload], Value],
        *,
        since: Mapping[str, date] | None = None,
        among: Sequence[str] | None = None,
    ) -> Fetched[Value]:
        """Return the first answer that can be read, with those who were passed over.

        `accept` reads a payload, in a thread. What it refuses counts as a bad answer
        (InvalidInput), as not having the symbol (NotFound) or as not wanted (Conflict, whose code
        is the reason).
        `since`: per provider, the day from which on it is asked. `among` limits who is asked.
        Raises: NotFound when all who answered have no such symbol; ProviderUnavailable when none
        answered; both carry `skipped`.
        """
        skipped: list[Skip] = []
        rejected: list[RawPayload] = []
        for provider in self._candidates(capability, among):
            start = (since or {}).get(provider.name)
            payload = await self._ask(provider, capability, subject, start, skipped)
            if payload is None:
                continue
            try:
                value = await asyncio.to_thread(accept, payload)
            except NotFound:
                skipped.append(Skip(provider.name, "unknown_symbol"))
                continue
            except Conflict as error:
                skipped.append(Skip(provider.name, error.code))
                continue
            except InvalidInput as error:
                rejected.append(payload)
                self._failed(provider, "bad_answer", None, skipped)
                log.warning("payload_refused", provider=provider.name, detail=error.detail)
                continue
            self._circuits[provider.name].close()
            return Fetched(payload, value, tuple(skipped), tuple(rejected))
        raise _failure(capability, subject, skipped)

    def _candidates(self, capability: Capability, among: Sequence[str] | None) -> list[Provider]:
        return [
            provider
            for provider in self._providers
            if capability in provider.capabilities and (among is None or provider.name in among)
        ]

    async def _ask(
        self,
        provider: Provider,
        capability: Capability,
        subject: str,
        since: date | None,
        skipped: list[Skip],
    ) -> RawPayload | None:
        circuit = self._circuits[provider.name]
        if circuit.open_until > self._monotonic():
            skipped.append(Skip(provider.name, circuit.reason))
            return None
        try:
            return await provider.fetch(capability, subject, since)
        except NotFound:
            circuit.close()
            skipped.append(Skip(provider.name, "unknown_symbol"))
        except ProviderUnavailable as error:
            self._failed(provider, error.code, error.retry_after_seconds, skipped)
        return None

    def _failed(
        self,
        provider: Provider,
        reason: str,
        retry_after_seconds: int | None,
        skipped: list[Skip],
    ) -> None:
        self._circuits[provider.name].fail(reason, self._monotonic(), retry_after_seconds)
        skipped.append(Skip(provider.name, reason))
        log.warning("provider_failed", provider=provider.name, reason=reason)


class NoProvider(ProviderUnavailable):
    """No provider answered; `skipped` says why, one by one."""

    skipped: tuple[Skip, ...] = ()


class UnknownSymbol(NotFound):
    """Every provider that answered has no such symbol; `skipped` lists all, with reasons."""

    skipped: tuple[Skip, ...] = ()


def _failure(
    capability: Capability, subject: str, skipped: list[Skip]
) -> NoProvider | UnknownSymbol:
    told = ", ".join(f"{skip.provider}: {skip.reason}" for skip in skipped) or "none configured"
    error: NoProvider | UnknownSymbol
    if any(skip.reason == "unknown_symbol" for skip in skipped):
        error = UnknownSymbol(f"No provider knows {subject} ({told})", "unknown_symbol")
    else:
        error = NoProvider(f"No provider gave {capability} of {subject} ({told})", "no_provider")
    error.skipped = tuple(skipped)
    return error
