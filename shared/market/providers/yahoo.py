"""Yahoo Finance through yfinance: its session, cookies, crumb and consent, but the bytes as sent.

yfinance is asked for the transport alone. What Yahoo answered is kept whole and read by our own
parser, which can restore the prices people traded at (`parsers/yahoo_chart.py`) and is several
times cheaper than yfinance's data frames (docs/decisions/0020). Yahoo's terms allow
personal use: hence replaceable, and never more than two requests at a time.
"""

import asyncio
import os
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlsplit
from urllib.request import getproxies

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound, ProviderUnavailable
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.yahoo_terms import MODULES, requested_types

_CHART: Final = "https://query2.finance.yahoo.com/v8/finance/chart/"
_SEARCH: Final = "https://query2.finance.yahoo.com/v1/finance/search"
_QUOTE: Final = "https://query1.finance.yahoo.com/v7/finance/quote"
_SUMMARY: Final = "https://query2.finance.yahoo.com/v10/finance/quoteSummary/"
_STATEMENTS: Final = (
    "https://query2.finance.yahoo.com/ws/fundamentals-timeseries/v1/finance/timeseries/"
)
_STATEMENTS_SINCE: Final = 493_590_046
_STORIES: Final = "20"
_HOST: Final = "query2.finance.yahoo.com"
_YAHOO: Final = ".yahoo.com"
_SINCE_ALWAYS: Final = -2_208_988_800  # 1900-01-01: `range=max` would answer months, not days
_REQUESTS_AT_ONCE: Final = 2
_REACH_SECONDS: Final = 1.5
_REACHED_FOR_SECONDS: Final = 300.0
_UNREACHED_FOR_SECONDS: Final = 5.0
_RATE_LIMIT_PAUSE_SECONDS: Final = 300
_NOT_FOUND: Final = 404
_OK: Final = 200
_LARGEST_BODY: Final = 16_000_000  # unpacked; a century of days is three
_OPTION_LARGEST: Final = 30_117  # CURLOPT_MAXFILESIZE_LARGE
_TOO_LARGE: Final = 63  # CURLE_FILESIZE_EXCEEDED
_NOT_WELCOME: Final = frozenset({401, 403})


class YahooProvider:
    """Charts, quotes, fundamentals, news, search. `base_url` stands in for every Yahoo host.

    The first use imports yfinance (a second or two) in a thread, after a cheap look whether Yahoo
    can be reached at all.
    """

    name: ClassVar[str] = "yahoo"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {"history", "search", "quote", "fundamentals", "statements", "news"}
    )

    def __init__(
        self,
        clock: Clock,
        base_url: str = "",
        *,
        timeout_seconds: float = 15.0,
    ) -> None:
        self._clock = clock
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout_seconds
        self._slots = asyncio.Semaphore(_REQUESTS_AT_ONCE)
        self._preparing = asyncio.Lock()
        self._reachable_until = self._unreachable_until = 0.0
        self._transport: Any = None
        self._pause: int | None = None

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        """Fetch a daily chart (until now, whatever the clock says) or something else of a symbol.

        A chart always reaches to the present, because only then does it list every split that
        its prices were adjusted for.
        """
        await self._prepare()
        url, parameters = _request(capability, subject, since)
        async with self._slots:
            try:
                async with asyncio.timeout(self._timeout + 1):
                    status, content_type, body = await asyncio.to_thread(self._get, url, parameters)
            except TimeoutError as error:
                raise ProviderUnavailable("Yahoo did not answer in time", "timeout") from error
        _check_status(status, subject, body)
        _check_excuse(body)
        return RawPayload(
            provider=self.name,
            symbol=subject,
            capability=capability,
            content_type=content_type,
            body=body,
            fetched_at=self._clock.now(),
            request=f"{urlsplit(url).path}?{'&'.join(f'{k}={v}' for k, v in parameters.items())}",
            is_complete=since is None,
        )

    async def _prepare(self) -> None:
        """See whether Yahoo can be reached, then make the transport; a request's time is its own.

        The look costs a moment when offline; yfinance would try three hosts for half a minute.
        """
        async with self._preparing:
            await self._check_reachable()
            if self._transport is None:
                self._transport = await asyncio.to_thread(self._open_transport)

    async def _check_reachable(self) -> None:
        now = time.monotonic()
        if now < self._reachable_until:
            return
        if now < self._unreachable_until:  # those who waited while the first one tried
            raise ProviderUnavailable("Yahoo cannot be reached", "unreachable")
        if self._base_url or not getproxies():
            await self._connect()
        self._reachable_until = time.monotonic() + _REACHED_FOR_SECONDS

    async def _connect(self) -> None:
        target = urlsplit(self._base_url or f"https://{_HOST}")
        port = target.port or (80 if target.scheme == "http" else 443)
        try:
            async with asyncio.timeout(_REACH_SECONDS):
                _, writer = await asyncio.open_connection(target.hostname, port)
        except (OSError, TimeoutError) as error:
            self._unreachable_until = time.monotonic() + _UNREACHED_FOR_SECONDS
            raise ProviderUnavailable("Yahoo cannot be reached", "unreachable") from error
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def _get(self, url: str, parameters: dict[str, str]) -> tuple[int, str, bytes]:
        """Make one request through yfinance, in a worker thread."""
        from yfinance.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
            YFRateLimitError,
        )

        try:
            answer = self._transport.get(url=url, params=parameters, timeout=self._timeout)
        except YFRateLimitError as error:
            # yfinance would keep what it was told instead of a crumb, and send it from now on.
            self._forget_session()
            pause = self._pause or _RATE_LIMIT_PAUSE_SECONDS
            raise ProviderUnavailable(
                "Yahoo limits our rate", "rate_limited", retry_after_seconds=pause
            ) from error
        except Exception as error:  # yfinance lets every backend's errors through
            self._reachable_until = 0.0
            raise ProviderUnavailable("Yahoo failed to answer", _kind(error)) from error
        if int(answer.status_code) in _NOT_WELCOME:
            self._forget_session()
        elif self._transport._crumb is not None and self._transport._cookie is None:
            # Without its database yfinance would fetch a cookie anew before every request.
            self._transport._cookie = True
        content_type = str(answer.headers.get("content-type", "application/octet-stream"))
        return int(answer.status_code), content_type, bytes(answer.content)

    def _forget_session(self) -> None:
        """Have yfinance fetch cookie and crumb anew with the next request."""
        self._transport._crumb = None
        self._transport._cookie = None

    def _open_transport(self) -> Any:
        """Give yfinance a session of its own kind whose requests we can bound and redirect."""
        from yfinance import (  # pyright: ignore[reportMissingTypeStubs]
            _http,
            cache,
        )
        from yfinance.data import YfData  # pyright: ignore[reportMissingTypeStubs]

        # yfinance would keep pickled cookies in a database shared by all processes. A folder that
        # cannot be made switches that off: cookies live as long as this worker.
        cache.set_cache_location(os.devnull)
        session: Any = _http.new_session()
        # Without it, what somebody sends in Yahoo's name fills the memory of a worker.
        getattr(session, "curl_options", {})[_OPTION_LARGEST] = _LARGEST_BODY
        send = session.request

        def bounded(method: str, url: str, *args: Any, **options: Any) -> Any:
            # yfinance waits 30 s for cookies whatever time it was given.
            options["timeout"] = min(options.get("timeout") or self._timeout, self._timeout)
            answer = send(method, self._redirected(url), *args, **options)
            told = str(answer.headers.get("retry-after", ""))
            self._pause = int(told) if told.isascii() and told.isdigit() else None
            return answer

        session.request = bounded
        transport: Any = YfData(session=session)
        # There is one in a process; what it knows belongs to the session before.
        transport._crumb = transport._cookie = None
        return transport

    def _redirected(self, url: str) -> str:
        host = urlsplit(url).hostname or ""
        if not self._base_url or not host.endswith(_YAHOO):
            return url
        parts = urlsplit(url)
        return f"{self._base_url}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _request(
    capability: Capability, subject: str, since: date | None
) -> tuple[str, dict[str, str]]:
    symbol = quote(_yahoo_symbol(subject), safe="=^")
    if capability == "search":
        return _SEARCH, {"q": subject, "quotesCount": "10", "newsCount": "0"}
    if capability == "news":
        return _SEARCH, {"q": _yahoo_symbol(subject), "quotesCount": "0", "newsCount": _STORIES}
    if capability == "quote":
        return _QUOTE, {"symbols": ",".join(map(_yahoo_symbol, subject.split(",")))}
    if capability == "fundamentals":
        return _SUMMARY + symbol, {"modules": ",".join(MODULES), "formatted": "false"}
    if capability == "statements":
        return _STATEMENTS + symbol, {
            "symbol": _yahoo_symbol(subject),
            "type": ",".join(requested_types()),
            "period1": str(_STATEMENTS_SINCE),
            "period2": "9999999999",
        }
    midnight = datetime(since.year, since.month, since.day, tzinfo=UTC) if since else None
    return _CHART + symbol, {
        "period1": str(int(midnight.timestamp()) if midnight else _SINCE_ALWAYS),
        "period2": "9999999999",
        "interval": "1d",
        "includePrePost": "false",
        "events": "div,splits,capitalGains",
    }


def _yahoo_symbol(symbol: str) -> str:
    """Return BRK-B for BRK.B: no exchange has the suffix A or B, so it is a class of shares."""
    return f"{symbol[:-2]}-{symbol[-1]}" if symbol[-2:] in {".A", ".B"} else symbol


def _check_status(status: int, subject: str, body: bytes) -> None:
    """Raise for what is no answer. Yahoo says 404 with a JSON body when it knows no such symbol."""
    if status == _NOT_FOUND and b'"Not Found"' in body:
        raise NotFound(f"Yahoo has no symbol {subject}", "unknown_symbol")
    if status != _OK:
        raise ProviderUnavailable(f"Yahoo answered with status {status}", f"http_{status}")


def _check_excuse(body: bytes) -> None:
    """Raise for a body that says, with status 200, that the session is not welcome."""
    start = body[:400]
    if b"Too Many Requests" in start and not start.lstrip().startswith(b'{"chart"'):
        raise ProviderUnavailable(
            "Yahoo limits our rate",
            "rate_limited",
            retry_after_seconds=_RATE_LIMIT_PAUSE_SECONDS,
        )


def _kind(error: Exception) -> str:
    """Name a transport failure: the class names are the same in both of yfinance's backends."""
    name = type(error).__name__
    if getattr(error, "code", None) == _TOO_LARGE:
        return "too_large"
    if "Timeout" in name:
        return "timeout"
    if name in {"DNSError", "ProxyError", "SSLError", "CertificateVerifyError"}:
        return "unreachable"
    if name in {"ConnectionError", "IncompleteRead", "ChunkedEncodingError", "RecvError"}:
        return "reset"
    return "failed"
