"""What others write becomes plain text; a made feed of Alpha Vantage's shape reads as stories."""

from datetime import UTC, datetime

import orjson
import pytest

from shared.market.parsers.alpha_vantage import parse_alpha_vantage_news
from shared.market.parsers.plain_text import address_id, plain_text, web_address
from shared.market.providers.base import RawPayload

NOW = datetime(2025, 8, 6, tzinfo=UTC)


def feed(**changes: object) -> RawPayload:
    story = {
        "title": "Acme <b>beats</b> &amp; raises",
        "url": "https://news.example.org/acme?id=7&utm_source=feed#top",
        "time_published": "20250805T080000",
        "summary": "<p>Up 4&nbsp;%.</p><script>alert(1)</script> More <a href='x'>here</a>",
        "source": "Example Wire",
        "ticker_sentiment": [{"ticker": "ACME"}, {"ticker": "CRYPTO:BTC"}, {"ticker": "ACME"}],
    }
    body = orjson.dumps({"items": "1", "feed": [story | changes]})
    return RawPayload("alpha_vantage", "ACME", "news", "application/json", body, NOW, "news")


def test_a_story_of_the_second_source() -> None:
    (item,) = parse_alpha_vantage_news(feed())
    assert item.title == "Acme beats & raises"
    assert item.summary == "Up 4 %. More here"
    assert item.url == "https://news.example.org/acme?id=7"
    assert item.published_at == datetime(2025, 8, 5, 8, tzinfo=UTC)
    assert (item.publisher, item.symbols) == ("Example Wire", ("ACME",))


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "javascript:alert(1)"},
        {"url": "https://user:pass@example.org/"},
        {"url": "//example.org/x"},
        {"url": None},
        {"title": " "},
        {"time_published": "yesterday"},
    ],
)
def test_a_story_without_title_time_or_address_is_left_out(changes: dict[str, object]) -> None:
    assert parse_alpha_vantage_news(feed(**changes)) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a < b & c", "a b & c"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;x", "x"),
        ("&amp;lt;img src=x onerror=y&amp;gt;", "img src=x onerror=y"),
        ("<style>p{}</style><p>one</p><p>two</p>", "one two"),
        ("zero\u200bwidth\u202e and \x00 control", "zerowidth and control"),
        ("<img src=x onerror=alert(1)>text", "text"),
        ("", ""),
    ],
)
def test_markup_never_survives(html: str, text: str) -> None:
    found = plain_text(html, 200)
    assert found == text
    assert not set("<>") & set(found)


def test_long_text_is_cut_at_a_word() -> None:
    assert plain_text("word " * 100, 22) == "word word word word …"


def test_one_story_has_one_id_whatever_the_address_carries() -> None:
    plain = web_address("https://Example.org/a?id=1")
    tracked = web_address("http://example.org/a?utm_medium=x&id=1#frag")
    assert plain is not None
    assert tracked is not None
    assert address_id(plain) == address_id(tracked)
