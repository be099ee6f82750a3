"""Answers to a search: instruments a provider offers for a text, the best first."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import orjson

from shared.kernel import ids
from shared.kernel.errors import InvalidInput, Malformed
from shared.kernel.money import major_unit
from shared.market.model import AssetClass, Instrument
from shared.market.parsers.price_csv import ASSET_CLASSES
from shared.market.providers.base import RawPayload

type Json = Mapping[str, Any]

_YAHOO_CLASSES: Final[dict[str, AssetClass]] = {
    "EQUITY": "equity",
    "ETF": "etf",
    "MUTUALFUND": "fund",
    "INDEX": "index",
    "CRYPTOCURRENCY": "crypto",
    "CURRENCY": "currency",
    "FUTURE": "commodity",
}


def parse_search(payload: RawPayload) -> list[Instrument]:
    """Read what a search found. Yahoo names no currency: there it is empty, for unknown.

    Raises: Malformed when it is not an answer to a search.
    """
    try:
        answer: Any = orjson.loads(payload.body)
    except orjson.JSONDecodeError as error:
        raise Malformed("The answer to the search is not JSON") from error
    if not isinstance(answer, dict):
        raise Malformed("The answer to the search is not an object")
    read = {"yahoo": _yahoo, "alpha_vantage": _alpha_vantage}.get(payload.provider, _sample)
    return read(cast("Json", answer), payload)


def _yahoo(answer: Json, payload: RawPayload) -> list[Instrument]:
    listed = answer.get("quotes")
    if not isinstance(listed, list):
        raise Malformed("The answer to the search lists no quotes")
    quotes = (cast("Json", q) for q in cast("list[Any]", listed) if isinstance(q, dict))
    return _collected(
        (
            lambda quote=quote: Instrument(
                symbol=ids.symbol(str(quote["symbol"])),
                name=str(quote.get("longname") or quote.get("shortname") or quote["symbol"])[:200],
                currency="",
                exchange=_text(quote.get("exchDisp") or quote.get("exchange")),
                asset_class=_YAHOO_CLASSES.get(str(quote.get("quoteType")), "other"),
                sector=_text(quote.get("sector")),
                industry=_text(quote.get("industry")),
                source=payload.provider,
                as_of=payload.fetched_at,
            )
        )
        for quote in quotes
    )


def _alpha_vantage(answer: Json, payload: RawPayload) -> list[Instrument]:
    """Read `bestMatches`; only United States listings, which alone we can ask it for."""
    listed = answer.get("bestMatches")
    if not isinstance(listed, list):
        raise Malformed("The answer to the search lists no matches")
    matches = (cast("Json", m) for m in cast("list[Any]", listed) if isinstance(m, dict))
    return _collected(
        (
            lambda match=match: Instrument(
                symbol=ids.symbol(str(match["1. symbol"])),
                name=_text(match.get("2. name")) or str(match["1. symbol"]),
                currency=major_unit(str(match.get("8. currency")))[0],
                asset_class=ASSET_CLASSES.get(str(match.get("3. type")).lower(), "other"),
                country=_text(match.get("4. region")),
                source=payload.provider,
                as_of=payload.fetched_at,
            )
        )
        for match in matches
        if match.get("4. region") == "United States"
    )


def _sample(answer: Json, payload: RawPayload) -> list[Instrument]:
    def read(symbol: str, facts: Json) -> Instrument:
        return Instrument(
            symbol=ids.symbol(symbol),
            name=_text(facts.get("name")) or symbol,
            currency=major_unit(str(facts.get("currency") or "USD"))[0],
            exchange=_text(facts.get("exchange")),
            asset_class=ASSET_CLASSES.get(str(facts.get("asset_class", "equity")), "other"),
            sector=_text(facts.get("sector")),
            industry=_text(facts.get("industry")),
            country=_text(facts.get("country")),
            isin=_text(facts.get("isin")),
            source=payload.provider,
            as_of=payload.fetched_at,
        )

    return _collected(
        lambda symbol=symbol, facts=facts: read(symbol, facts) for symbol, facts in answer.items()
    )


def _collected(readers: Any) -> list[Instrument]:
    found: list[Instrument] = []
    for read in cast("list[Callable[[], Instrument]]", list(readers)):
        try:
            found.append(read())
        except (InvalidInput, KeyError, AttributeError):
            continue  # an entry without a usable symbol is nothing anyone could choose
    return found


def _text(value: Any) -> str | None:
    return str(value)[:200] if value else None
