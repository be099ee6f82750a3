"""What alerts and digests tell people who read German: sentences, figures and days as German."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared.alerts.digest_text import PortfolioLine, digest_text, fired_lines, portfolio_lines
from shared.alerts.measures import readings
from shared.alerts.model import AlertDraft
from shared.alerts.reading import Reading
from shared.alerts.seen_in_german import seen_in, stories_in
from shared.alerts.tape import Bar, Tape
from shared.alerts.wording import describe, told

DAY = date(2024, 5, 2)


def _rule(kind: str, **said: Any) -> AlertDraft:
    subject = {} if "portfolio_id" in said else {"symbol": "ACME"}
    return AlertDraft.model_validate({"kind": kind, **subject, **said})


RULES = [
    (_rule("price_above", threshold="150.5"), "ACME bei 150,5 oder darüber"),
    (_rule("price_below", threshold="150"), "ACME bei 150 oder darunter"),
    (
        _rule("percent_move", threshold="0.05", direction="down"),
        "ACME fällt um 5 % oder mehr in einem Tag",
    ),
    (
        _rule("percent_move", threshold="0.05", window_days=5),
        "ACME bewegt sich um 5 % oder mehr in 5 Handelstagen",
    ),
    (
        _rule("drawdown", threshold="0.125", window_days=365),
        "ACME 12,5 % oder mehr unter dem Hoch von 365 Tagen",
    ),
    (
        _rule("moving_average_cross", short_days=50, long_days=200, direction="up"),
        "ACME: 50-Tage-Durchschnitt steigt über den 200-Tage-Durchschnitt",
    ),
    (_rule("news", words=["Rückruf", "Klage"]), "ACME: Nachrichten mit Rückruf oder Klage"),
]


@pytest.mark.parametrize(("rule", "title"), RULES)
def test_a_rule_is_told_in_german(rule: AlertDraft, title: str) -> None:
    assert describe(rule, "de") == title


@pytest.mark.parametrize(
    ("kind", "said", "closes", "expected"),
    [
        ("price_above", {"threshold": "1"}, [10, 11], "11 USD"),
        ("percent_move", {"threshold": "0.05"}, [10, 11], "+10,00 % seit dem 01.05.2024"),
        (
            "drawdown",
            {"threshold": "0.05", "window_days": 30},
            [12, 9],
            "-25,00 % gegenüber dem Hoch vom 01.05.2024",
        ),
        (
            "moving_average_cross",
            {"short_days": 2, "long_days": 3},
            [10, 10, 16],
            "der 2-Tage-Durchschnitt liegt 8,33 % über dem 3-Tage-Durchschnitt",
        ),
    ],
)
def test_what_the_measures_write_is_read_in_german(
    kind: str, said: dict[str, Any], closes: list[int], expected: str
) -> None:
    bars = tuple(
        Bar(date(2024, 5, 1 + n), "close", Decimal(close), Decimal(close), None)
        for n, close in enumerate(closes)
    )
    tape = Tape("ACME", "USD", "sample", bars, ())
    [reading] = readings(_rule(kind, **said), tape, bars[-1].day, len(bars) - 1)
    assert seen_in("de", reading.shown) == expected
    assert seen_in("en", reading.shown) == reading.shown


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("ACME is 30.00 % of the portfolio", "ACME macht 30,00 % des Portfolios aus"),
        (
            "ACME is 30.00 % of the portfolio, its target is 25.00 %",
            "ACME macht 30,00 % des Portfolios aus, das Ziel ist 25,00 %",
        ),
        (
            "ACME goes ex dividend: 0.5 USD a share (source: yahoo), on 2024-05-02.",
            "ACME handelt am 02.05.2024 ohne Dividende: 0,5 USD je Aktie (Quelle: yahoo).",
        ),
        (
            "ACME goes ex dividend (source: yahoo), on 2024-05-02.",
            "ACME handelt am 02.05.2024 ohne Dividende (Quelle: yahoo).",
        ),
    ],
)
def test_weights_and_dividends_are_read_in_german(english: str, german: str) -> None:
    assert seen_in("de", english) == german


def test_a_firing_names_its_day_source_and_note() -> None:
    rule = _rule("price_above", threshold="150", note="verkaufen?")
    reading = Reading(DAY, "close", Decimal("151.5"), "151.5 USD", source="sample")
    assert told(rule, reading, "de") == (
        "151,5 USD zum Handelsschluss am 02.05.2024 (Quelle: sample). Ihre Notiz: verkaufen?"
    )
    assert stories_in("de", "A rises (Reuters) · and 3 more") == "A rises (Reuters) · und 3 weitere"


def test_a_digest_is_german_throughout() -> None:
    worth = PortfolioLine("P", DAY, "EUR", Decimal("1234.5"), Decimal("-2.25"), -0.0018, ("X",))
    text = digest_text(
        portfolio_lines([worth], is_daily=True, language="de"), fired_lines(["a", "b"], "de")
    )
    assert text == (
        "Ihre Portfolios:\n- P: 1234,5 EUR am 02.05.2024, -2,25 EUR, -0,18 % am Tag; ohne X\n\n"
        "2 Alarme haben ausgelöst:\n- a\n- b"
    )
