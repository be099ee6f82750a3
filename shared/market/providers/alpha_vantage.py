"""Alpha Vantage: prices as traded, quotes, overview, search and news of United States listings.

The free plan allows 25 requests a day, so it is the second choice: a history costs three of them
(prices, splits, dividends), a quote one. It answers 200 whatever happens; the body tells.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, Final

import orjson

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound, ProviderUnavailable
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.excuses import check_alpha_vantage
from shared.platform.http_client import HttpAnswer, HttpClient, HttpFailure

_COMPACT_DAYS: Final = 130  # the latest hundred bars reach a little further back than this
QUOTES_AT_ONCE: Final = 5
REQUESTS: Final[dict[Capability, int]] = {"history": 3}
"""What a fetch costs of the day's quota, where it is not one request."""
SECONDS_BETWEEN: Final = 1.1
"""The free plan refuses what comes faster than one a second."""
_FOREIGN: Final = frozenset(".=^")
_OK: Final = 200
_TOO_MANY: Final = 429
_FUNCTIONS: Final[dict[Capability, tuple[str, str]]] = {
    "fundamentals": ("OVERVIEW", "symbol"),
    "search": ("SYMBOL_SEARCH", "keywords"),
    "news": ("NEWS_SENTIMENT", "tickers"),
}


class AlphaVantageProvider:
    """The vendor behind one key, which is sent with every request and told to nobody.

    `seconds_between`: requests of this worker follow each other no faster.
    """

    name: ClassVar[str] = "alpha_vantage"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {"history", "quote", "fundamentals", "search", "news"}
    )

    def __init__(
        self,
        clock: Clock,
        key: str,
        base_url: str,
        http: HttpClient,
        *,
        seconds_between: float = 0.0,
    ) -> None:
        self._clock = clock
        self._key = key
        self._url = f"{base_url.rstrip('/')}/query"
        self._http = http
        self._seconds_between = seconds_between
        self._turn = asyncio.Lock()
        self._next_at = float("-inf")

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        """Fetch one thing. See the port.

        Quotes of several symbols are several requests; at most five are made, the rest is absent.
        """
        if capability == "search":
            return self._payload(capability, subject, await self._ask(capability, subject))
        symbols = [_listed(symbol) for symbol in subject.split(",")]
        if capability == "quote":
            return self._payload(capability, subject, await self._quotes(symbols))
        if capability == "history":
            return await self._history(subject, symbols[0], since)
        return self._payload(capability, subject, await self._ask(capability, symbols[0]))

    async def _ask(self, capability: Capability, subject: str) -> bytes:
        function, name = _FUNCTIONS[capability]
        return await self._get({"function": function, name: subject}, subject)

    async def _quotes(self, symbols: list[str]) -> bytes:
        answers: list[Any] = []
        for symbol in symbols[:QUOTES_AT_ONCE]:
            body = await self._get({"function": "GLOBAL_QUOTE", "symbol": symbol}, symbol)
            answers.append(_json(body, symbol))
        return orjson.dumps({"answers": answers})

    async def _history(self, subject: str, symbol: str, since: date | None) -> RawPayload:
        is_recent = since is not None and (self._clock.today() - since).days < _COMPACT_DAYS
        body, is_whole = await self._daily(symbol, "compact" if is_recent else "full")
        answer: dict[str, Any] = _json(body, symbol)
        warnings: list[str] = [] if is_whole or is_recent else ["latest_hundred_days_only"]
        for function, place in (("SPLITS", "splits"), ("DIVIDENDS", "dividends")):
            try:
                events = await self._get({"function": function, "symbol": symbol}, symbol)
            except (NotFound, ProviderUnavailable):
                # Prices alone are worth having; that the events are missing is told with them.
                warnings.append(f"no_{place}")
                continue
            answer[place] = _json(events, symbol).get("data")
        payload = self._payload("history", subject, orjson.dumps(answer), warnings=warnings)
        return replace(payload, is_complete=not is_recent)

    async def _daily(self, symbol: str, size: str) -> tuple[bytes, bool]:
        """Return the daily series; the compact one where the plan has no other."""
        asked = {"function": "TIME_SERIES_DAILY", "symbol": symbol, "outputsize": size}
        try:
            return await self._get(asked, symbol), True
        except ProviderUnavailable as error:
            if error.code != "not_in_plan" or size == "compact":
                raise
        return await self._get(asked | {"outputsize": "compact"}, symbol), False

    async def _get(self, parameters: Mapping[str, str], subject: str) -> bytes:
        await self._wait()
        try:
            answer = await self._http.get(self._url, {**parameters, "apikey": self._key})
        except HttpFailure as error:
            raise ProviderUnavailable("Alpha Vantage failed to answer", error.code) from error
        check_status(answer, "Alpha Vantage")
        check_alpha_vantage(answer.body, subject)
        return answer.body

    async def _wait(self) -> None:
        """Keep the vendor's pace: else it answers the second of three requests with a refusal."""
        async with self._turn:
            await asyncio.sleep(max(0.0, self._next_at - time.monotonic()))
            self._next_at = time.monotonic() + self._seconds_between

    def _payload(
        self, capability: Capability, subject: str, body: bytes, warnings: list[str] | None = None
    ) -> RawPayload:
        return RawPayload(
            provider=self.name,
            symbol=subject,
            capability=capability,
            content_type="application/json",
            body=body,
            fetched_at=self._clock.now(),
            request=f"{capability} of {subject}",
            context={"warnings": " ".join(warnings)} if warnings else {},
        )


def check_status(answer: HttpAnswer, vendor: str) -> None:
    """Raise ProviderUnavailable for a status that is no answer, with the pause it asks for."""
    if answer.status == _TOO_MANY:
        pause = answer.retry_after_seconds
        raise ProviderUnavailable(
            f"{vendor} limits our rate", "rate_limited", retry_after_seconds=pause
        )
    if answer.status != _OK:
        raise ProviderUnavailable(
            f"{vendor} answered with status {answer.status}",
            f"http_{answer.status}",
            retry_after_seconds=answer.retry_after_seconds,
        )


def _listed(symbol: str) -> str:
    """Return the vendor's spelling of a United States symbol. Raises: NotFound for others."""
    if symbol[-2:] in {".A", ".B"}:
        return f"{symbol[:-2]}-{symbol[-1]}"
    if _FOREIGN & set(symbol):
        raise NotFound(f"{symbol} is not listed in the United States", "unknown_symbol")
    return symbol


def _json(body: bytes, symbol: str) -> dict[str, Any]:
    try:
        answer: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ProviderUnavailable(
            f"Alpha Vantage's answer about {symbol} is not JSON", "bad_answer"
        ) from error
    return answer if isinstance(answer, dict) else {}  # pyright: ignore[reportUnknownVariableType]
