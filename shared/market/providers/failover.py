"""Which provider to ask, in order of preference, and which to leave alone for a while.

A provider that cannot be reached is skipped until its circuit closes again, so that a dead one
costs its time-out once and not with every request. Every skip is told with its reason. Nobody is
ever asked twice at once for the same thing (no hedging): quotas are small.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import structlog

from shared.kernel.errors import Conflict, InvalidInput, NotFound, ProviderUnavailable
from shared.market.providers.base import Capability, Provider, RawPayload
from shared.market.providers.budgets import Budgets
from shared.market.providers.circuits import PROVIDER_WIDE, Circuits
from shared.platform.arithmetic import computed
from shared.platform.measures import PROVIDER_CALLS, record
from shared.platform.tracing import span

log = structlog.get_logger()

_ATTEMPTS: Final = 3
_RETRY_SECONDS: Final = 8.0
_FIRST_WAIT_SECONDS: Final = 0.2
_LONGEST_WAIT_SECONDS: Final = 3
_JITTER_SECONDS: Final = 0.3
# Passing troubles. A time-out has cost enough already; a spent quota does not come back at once.
_RETRIED: Final = frozenset({"reset", "http_500", "http_502", "http_503", "http_504"})


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


@dataclass(frozen=True, slots=True)
class ProviderHealth:
    """Whether a provider would be asked now. `reason` is `ok`, or why it would not."""

    provider: str
    reason: str
    until: datetime | None
    capabilities: tuple[Capability, ...]
    used_today: int | None = None


class Failover:
    """The configured providers, the preferred one first.

    `order` names, for a capability, who is asked in place of all, and in which order.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        circuits: Circuits,
        budgets: Budgets | None = None,
        order: Mapping[Capability, Sequence[str]] | None = None,
    ) -> None:
        self._providers = tuple(providers)
        self._circuits = circuits
        self._budgets = budgets
        self._order = order or {}

    def names(self, capability: Capability) -> tuple[str, ...]:
        """Return the providers that can do this, in order of preference."""
        return tuple(provider.name for provider in self._able(capability))

    def is_usable(self, capability: Capability) -> bool:
        """Say whether any provider that can do this would be asked now."""
        return any(
            self._circuits.open_reason(name, f"{name}.{capability}") is None
            for name in self.names(capability)
        )

    def health(self) -> dict[str, str]:
        """Return per provider `ok`, or why it is skipped for now."""
        return {
            p.name: self._circuits.open_reason(*_circuit_names(p)) or "ok" for p in self._providers
        }

    async def report(self) -> list[ProviderHealth]:
        """Return how every provider stands, with what other instances have met."""
        await self._circuits.learn()
        return [
            ProviderHealth(
                p.name,
                self._circuits.open_reason(*_circuit_names(p)) or "ok",
                self._circuits.until(*_circuit_names(p)),
                tuple(sorted(p.capabilities)),
                await self._budgets.used_today(p.name) if self._budgets else None,
            )
            for p in self._providers
        ]

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
        await self._circuits.learn()
        for provider in self._candidates(capability, among):
            start = (since or {}).get(provider.name)
            payload = await self._ask(provider, capability, subject, start, skipped)
            if payload is None:
                continue
            try:
                value = await computed(accept, payload)
            except NotFound:
                skipped.append(Skip(provider.name, "unknown_symbol"))
                continue
            except Conflict as error:
                skipped.append(Skip(provider.name, error.code))
                continue
            except InvalidInput as error:
                rejected.append(payload)
                await self._failed(provider, capability, _bad_answer(error), skipped)
                log.warning("payload_refused", provider=provider.name, detail=error.detail)
                continue
            await self._circuits.succeeded(provider.name, f"{provider.name}.{capability}")
            return Fetched(payload, value, tuple(skipped), tuple(rejected))
        raise _failure(capability, subject, skipped)

    def _able(self, capability: Capability) -> list[Provider]:
        able = [provider for provider in self._providers if capability in provider.capabilities]
        order = self._order.get(capability)
        if order is None:
            return able
        named = [provider for provider in able if provider.name in order]
        return sorted(named, key=lambda provider: order.index(provider.name))

    def _candidates(self, capability: Capability, among: Sequence[str] | None) -> list[Provider]:
        return [p for p in self._able(capability) if among is None or p.name in among]

    async def _ask(
        self,
        provider: Provider,
        capability: Capability,
        subject: str,
        since: date | None,
        skipped: list[Skip],
    ) -> RawPayload | None:
        names = (provider.name, f"{provider.name}.{capability}")
        reason = self._circuits.open_reason(*names)
        if reason is None and self._budgets is not None:
            reason = await self._budgets.take(provider.name, capability, subject)
        if reason is not None:
            skipped.append(Skip(provider.name, reason))
            return None
        self._circuits.probe(*names)
        outcome = "failed"
        try:
            with span(f"fetch {capability}", "client", peer__service=provider.name):
                payload = await self._with_retries(provider, capability, subject, since)
            outcome = "answered"
        except NotFound:
            outcome = "unknown_symbol"
            await self._circuits.succeeded(*names)
            skipped.append(Skip(provider.name, "unknown_symbol"))
        except ProviderUnavailable as error:
            outcome = error.code
            await self._failed(provider, capability, error, skipped)
        else:
            return payload
        finally:
            record(PROVIDER_CALLS, provider=provider.name, outcome=outcome)
        return None

    async def _with_retries(
        self, provider: Provider, capability: Capability, subject: str, since: date | None
    ) -> RawPayload:
        """Ask again after what passes, with jitter, and not before the provider wants it."""
        import stamina

        async for attempt in stamina.retry_context(
            on=_wait,
            attempts=_ATTEMPTS,
            timeout=_RETRY_SECONDS,
            wait_initial=_FIRST_WAIT_SECONDS,
            wait_max=_LONGEST_WAIT_SECONDS,
            wait_jitter=_JITTER_SECONDS,
        ):
            with attempt:
                if attempt.num > 1 and self._budgets is not None:
                    await self._budgets.take(provider.name, capability, subject)
                return await provider.fetch(capability, subject, since)
        raise ProviderUnavailable("No attempt was made")  # pragma: no cover - for the type checker

    async def _failed(
        self,
        provider: Provider,
        capability: Capability,
        error: ProviderUnavailable,
        skipped: list[Skip],
    ) -> None:
        is_wide = error.code in PROVIDER_WIDE
        name = provider.name if is_wide else f"{provider.name}.{capability}"
        await self._circuits.failed(name, error.code, error.retry_after_seconds)
        skipped.append(Skip(provider.name, error.code))
        log.warning("provider_failed", provider=provider.name, reason=error.code)


def _wait(error: Exception) -> bool | float:
    """Say whether to ask again: after the provider's own pause where it names a short one."""
    if not isinstance(error, ProviderUnavailable):
        return False
    pause = error.retry_after_seconds
    if pause is not None:
        is_short = 0 < pause <= _LONGEST_WAIT_SECONDS
        return float(pause) if is_short and error.code in {*_RETRIED, "rate_limited"} else False
    return error.code in _RETRIED


def _bad_answer(error: InvalidInput) -> ProviderUnavailable:
    """Return what an unreadable answer means; a spent quota may hide in one."""
    code = error.code if error.code in PROVIDER_WIDE | {"not_in_plan"} else "bad_answer"
    return ProviderUnavailable(error.detail, code)


def _circuit_names(provider: Provider) -> tuple[str, ...]:
    return (provider.name, *(f"{provider.name}.{able}" for able in sorted(provider.capabilities)))


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
