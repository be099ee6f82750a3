"""What vendors answer beside prices: excuses, limits, another company's data."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import orjson
import pytest

from shared.kernel.errors import Malformed, NotFound, PlumblineError
from shared.market.parsers.alpha_vantage import (
    parse_alpha_vantage_daily,
    parse_alpha_vantage_news,
    parse_alpha_vantage_overview,
    parse_alpha_vantage_quotes,
)
from shared.market.parsers.search import parse_search
from shared.market.providers.alpha_vantage import AlphaVantageProvider
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.yahoo_pages import YahooPagesProvider
from shared.platform.http_client import HttpAnswer, HttpClient, HttpFailure
from tests.fakes.manual_clock import ManualClock
from tests.unit.market.payloads import FETCHED


class Told(HttpClient):
    """An HTTP client that is told what to answer."""

    def __init__(self, answer: HttpAnswer | HttpFailure) -> None:
        super().__init__()
        self.answer = answer

    async def get(
        self,
        url: str,
        parameters: Mapping[str, str] | None = None,
        *,
        follow: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        del url, parameters, follow, headers
        if isinstance(self.answer, HttpFailure):
            raise self.answer
        return self.answer


def answered(status: int, body: bytes = b"{}", **headers: str) -> HttpAnswer:
    return HttpAnswer(status, {name.replace("_", "-"): one for name, one in headers.items()}, body)


def payload(body: object, provider: str = "alpha_vantage", symbol: str = "IBM") -> RawPayload:
    data = orjson.dumps(body)
    return RawPayload(provider, symbol, "history", "application/json", data, FETCHED, "asked")


@pytest.mark.parametrize(
    ("symbol", "answer", "code"),
    [
        ("IBM", answered(429, retry_after="60"), "rate_limited"),
        ("IBM", answered(503), "http_503"),
        ("IBM", answered(200, b"<html>"), None),
        ("SAP.DE", answered(200), "unknown_symbol"),
    ],
)
@pytest.mark.parametrize("capability", ["quote", "history"])
async def test_an_answer_that_is_none_is_an_error_that_says_why(
    symbol: str, answer: HttpAnswer, code: str | None, capability: Capability
) -> None:
    provider = AlphaVantageProvider(ManualClock(), "key", "https://av.example.org", Told(answer))
    with pytest.raises(PlumblineError) as refused:
        await provider.fetch(capability, symbol, date(2024, 4, 1))
    assert code in {None, refused.value.code}
    assert "key" not in refused.value.detail


@pytest.mark.parametrize(
    ("parse", "body", "told"),
    [
        (parse_alpha_vantage_daily, {"Meta Data": {}}, "has no daily series"),
        (
            parse_alpha_vantage_daily,
            {"Meta Data": {"2. Symbol": "MSFT"}, "Time Series (Daily)": {}},
            "the series is of 'MSFT'",
        ),
        (parse_alpha_vantage_quotes, {"nothing": 1}, "holds no quote"),
        (
            parse_alpha_vantage_quotes,
            {"Global Quote": {"01. symbol": "MSFT", "05. price": "1"}},
            "the quote is of another",
        ),
        (parse_alpha_vantage_overview, {"Symbol": "MSFT"}, "the overview is of 'MSFT'"),
        (parse_alpha_vantage_news, {"feed": None}, "has no feed of news"),
        (parse_search, [1], "is not an object"),
    ],
)  # fmt: skip
def test_another_companys_answer_or_none_is_refused(parse: object, body: object, told: str) -> None:
    assert callable(parse)
    with pytest.raises(Malformed) as refused:
        parse(payload(body))
    assert told in refused.value.detail


@pytest.mark.parametrize("provider", ["yahoo", "alpha_vantage"])
def test_a_search_without_its_list_is_refused(provider: str) -> None:
    with pytest.raises(Malformed, match="lists no"):
        parse_search(payload({}, provider))


def test_a_company_without_an_overview_is_not_found_and_a_quote_without_price_is_left_out() -> None:
    with pytest.raises(NotFound, match="no overview of IBM"):
        parse_alpha_vantage_overview(payload({}))
    unpriced = {"01. symbol": "IBM", "05. price": "0", "07. latest trading day": "2025-10-31"}
    assert parse_alpha_vantage_quotes(payload({"Global Quote": unpriced})) == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (answered(404), "Yahoo has no page of IBM"),
        (answered(500), "answered with status 500"),
        (HttpFailure("It was slow", "timeout"), "Yahoo's page did not come"),
    ],
)
async def test_a_page_that_does_not_come_says_why(
    answer: HttpAnswer | HttpFailure, told: str
) -> None:
    provider = YahooPagesProvider(ManualClock(), Told(answer), "https://y.example.org")
    with pytest.raises(PlumblineError) as refused:
        await provider.fetch("history", "IBM")
    assert told in refused.value.detail


async def test_a_saved_page_comes_before_a_live_one_and_bears_its_day(tmp_path: Path) -> None:
    provider = YahooPagesProvider(ManualClock(), Told(answered(200)), folder=tmp_path)
    with pytest.raises(NotFound, match="no saved page of IBM"):
        await provider.fetch("history", "IBM")
    (tmp_path / "IBM.html").write_bytes(b"plain")
    assert (await provider.fetch("history", "IBM")).body == b"plain"
    (tmp_path / "IBM_2024-03-01.html").write_bytes(b"saved")
    saved = await provider.fetch("history", "IBM")
    assert (saved.body, saved.fetched_at.date()) == (b"saved", date(2024, 3, 1))
