"""Upstox's API, read only: past trades and what is held, as one JSON text for the importer.

The access token is the person's own, lives for a day at Upstox, and is used for this one request:
it is neither stored nor logged, and goes to no other address (redirects are not followed).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, cast

import orjson

from shared.kernel.errors import FieldError, InvalidInput, ProviderUnavailable
from shared.platform.http_client import HttpAnswer, HttpClient, HttpFailure
from shared.portfolios.imports.table import MAX_ROWS

BASE_URL: Final = "https://api.upstox.com"
_PAGE: Final = 1_000
_MOST_PAGES: Final = MAX_ROWS // _PAGE + 1
_RETRY_SECONDS: Final = 60
_APRIL: Final = 4
_OK, _BAD, _TOKEN_REFUSED, _TOO_OFTEN = 200, frozenset({400, 404, 422}), frozenset({401, 403}), 429


class UpstoxApi:
    """Downloads from one account; read-only calls alone."""

    broker = "upstox"

    def __init__(self, base_url: str = BASE_URL) -> None:
        self._base = base_url.rstrip("/")

    def earliest(self, today: date) -> date:
        """Return the first day the trade history reaches: this financial year and two before."""
        return date(today.year - (3 if today.month < _APRIL else 2), _APRIL, 1)

    async def download(self, access_token: str, first: date, last: date) -> bytes:
        """Return trades from `first` to `last` and present holdings, as JSON.

        Raises: InvalidInput when the token or the period is refused, or there are too many trades;
        ProviderUnavailable when Upstox does not answer as documented, with when to come back.
        """
        # Connections live as long as one download: people import once a month, not once a second.
        http = HttpClient()
        try:
            account = _Account(http, self._base, access_token)
            trades = await account.trades(first, last)
            holdings = await account.ask("/v2/portfolio/long-term-holdings", {})
        finally:
            await http.close()
        return orjson.dumps({"trades": trades, "holdings": _listed(holdings)})


class _Account:
    """One person's account, asked with their token."""

    def __init__(self, http: HttpClient, base: str, token: str) -> None:
        self._http, self._base = http, base
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    async def trades(self, first: date, last: date) -> list[Any]:
        found: list[Any] = []
        for page in range(1, _MOST_PAGES + 1):
            answer = await self.ask(
                "/v2/charges/historical-trades",
                {
                    "start_date": first.isoformat(),
                    "end_date": last.isoformat(),
                    "page_number": str(page),
                    "page_size": str(_PAGE),
                },
            )
            pages, records = _paging(answer)
            found.extend(_listed(answer))
            if page >= pages:
                if len(found) != records:
                    raise ProviderUnavailable(
                        f"Upstox counts {records} trades and sent {len(found)}; try again",
                        "upstox_incomplete",
                        retry_after_seconds=_RETRY_SECONDS,
                    )
                return found
        raise InvalidInput(
            f"There are more than {MAX_ROWS:,} trades; choose a shorter period",
            "too_many_rows",
            errors=(FieldError("/from", "choose a later day"),),
        )

    async def ask(self, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the object answered. Raises: InvalidInput, ProviderUnavailable."""
        try:
            answer = await self._http.get(
                self._base + path, parameters, follow=False, headers=self._headers
            )
        except HttpFailure as error:
            raise ProviderUnavailable(
                f"Upstox: {error.detail}", "upstox_unreachable", retry_after_seconds=_RETRY_SECONDS
            ) from error
        _check_status(answer)
        try:
            root: object = orjson.loads(answer.body)
        except orjson.JSONDecodeError as error:
            raise _unreadable() from error
        if not isinstance(root, dict):
            raise _unreadable()
        found = cast("dict[str, Any]", root)
        if found.get("status") != "success":
            raise _unreadable()
        return found


def _check_status(answer: HttpAnswer) -> None:
    """Say what a status other than 200 means, in our words."""
    if answer.status == _OK:
        return
    if answer.status in _TOKEN_REFUSED:
        raise InvalidInput(
            "Upstox does not accept the access token; it ends every night at half past three",
            "upstox_token_refused",
            errors=(FieldError("/access_token", "not accepted by Upstox"),),
        )
    if answer.status in _BAD:
        raise InvalidInput(
            "Upstox refuses the period; its history is of the last three financial years",
            "upstox_period_refused",
            errors=(FieldError("/from", "not accepted by Upstox"),),
        )
    told = "wants to be asked less often" if answer.status == _TOO_OFTEN else "cannot answer now"
    raise ProviderUnavailable(
        f"Upstox {told}; try again later",
        "upstox_busy" if answer.status == _TOO_OFTEN else "upstox_unavailable",
        retry_after_seconds=answer.retry_after_seconds or _RETRY_SECONDS,
    )


def _listed(answer: Mapping[str, Any]) -> list[Any]:
    # Without any trade the list is null.
    data = answer.get("data")
    if data is None:
        return []
    if not isinstance(data, list):
        raise _unreadable()
    return cast("list[Any]", data)


def _paging(answer: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many pages and records there are."""
    node: Any = answer
    for name in ("meta_data", "page"):
        node = cast("dict[str, Any]", node).get(name) if isinstance(node, dict) else None
    if not isinstance(node, dict):
        raise _unreadable()
    page = cast("dict[str, Any]", node)
    pages, records = page.get("total_pages"), page.get("total_records")
    if not isinstance(pages, int) or not isinstance(records, int):
        raise _unreadable()
    return pages, records


def _unreadable() -> ProviderUnavailable:
    return ProviderUnavailable(
        "Upstox answered something that is not its documented answer",
        "upstox_unreadable",
        retry_after_seconds=_RETRY_SECONDS,
    )
