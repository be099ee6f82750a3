"""What alerts and digests say where something is not known, by hand, and rules that are refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from shared.alerts.digest_text import PortfolioLine, fired_lines, mover_lines, portfolio_lines
from shared.alerts.measures import readings
from shared.alerts.model import AlertDraft
from shared.alerts.portfolio_readings import drawdown, weight
from shared.alerts.tape import Bar, SessionPrice, Tape, with_session
from shared.market.quotes import Quote
from shared.portfolios.valuation import Holdings

DAY = date(2024, 5, 2)
NOW = datetime(2024, 5, 2, 21, tzinfo=UTC)


def _rule(kind: str, **said: Any) -> AlertDraft:
    subject = {} if "portfolio_id" in said else {"symbol": "ACME"}
    return AlertDraft.model_validate({"kind": kind, **subject, **said})


def _tape(closes: list[int], volumes: list[int | None] | None = None) -> Tape:
    amounts = volumes or [None] * len(closes)
    bars = tuple(
        Bar(
            date(2024, 5, 1 + n),
            "close",
            Decimal(close),
            Decimal(close),
            None if amount is None else Decimal(amount),
        )
        for n, (close, amount) in enumerate(zip(closes, amounts, strict=True))
    )
    return Tape("ACME", "USD", "sample", bars, ())


@pytest.mark.parametrize(
    ("rule", "tape", "missing"),
    [
        (
            _rule("percent_move", threshold="0.05", window_days=2),
            _tape([10, 11]),
            "there are prices of 2 days, 3 are needed",
        ),
        (
            _rule("percent_move", threshold="0.05"),
            _tape([0, 11]),
            "the price of 2024-05-01 is zero",
        ),
        (_rule("drawdown", threshold="0.1"), _tape([0, 0]), "there is no price above zero"),
        (
            _rule("moving_average_cross", short_days=2, long_days=3),
            _tape([0, 0, 0]),
            "the long average is zero",
        ),
        (
            _rule("moving_average_cross", short_days=2, long_days=3),
            _tape([1, 1]),
            "there are prices of 2 days, 3 are needed",
        ),
        (
            _rule("volume", threshold="2", window_days=5),
            _tape([1, 1]),
            "the day's volume is not known",
        ),
        (
            _rule("volume", threshold="2", window_days=5),
            _tape([1] * 4, [10, None, 10, 50]),
            "volumes of 2 days before are known, not of 5",
        ),
        (
            _rule("volume", threshold="2", window_days=5),
            _tape([1] * 6, [0, 0, 0, 0, 0, 50]),
            "volumes of 5 days before are known, not of 5",
        ),
    ],
)
def test_a_measure_that_has_no_value_says_why(rule: AlertDraft, tape: Tape, missing: str) -> None:
    [reading] = readings(rule, tape, DAY, len(tape.bars) - 1)
    assert (reading.level, reading.missing) == (None, missing)


def test_a_volume_is_a_multiple_of_the_average_of_the_days_before() -> None:
    # (10 + 20 + 30 + 20 + 20) / 5 = 20; 50 / 20 = 2.5.
    tape = _tape([1] * 6, [10, 20, 30, 20, 20, 50])
    [reading] = readings(_rule("volume", threshold="2", window_days=5), tape, DAY, 5)
    assert reading.level == Decimal("2.5")
    assert reading.shown == "2.5 times the average of 5 days"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            {"kind": "moving_average_cross", "symbol": "A", "short_days": 50, "long_days": 50},
            "less",
        ),
        ({"kind": "allocation_drift", "portfolio_id": "p", "threshold": "0.1"}, "needs targets"),
        (
            {
                "kind": "allocation_drift",
                "portfolio_id": "p",
                "threshold": "0.1",
                "targets": {"A": "0.6", "B": "0.5"},
            },
            "the targets add up to more than 1",
        ),
        ({"kind": "weight", "symbol": "A", "threshold": "0.1"}, "is about a portfolio"),
        ({"kind": "news", "portfolio_id": "p"}, "news is about a symbol"),
        ({"kind": "dividend", "symbol": "A", "portfolio_id": "p"}, "a symbol or a portfolio"),
        ({"kind": "price_above", "symbol": "A"}, "price_above needs a threshold"),
        ({"kind": "news", "symbol": "A", "threshold": "1"}, "news takes no threshold"),
        ({"kind": "drawdown", "symbol": "A", "threshold": "1.5"}, "a fraction or multiple up to 1"),
        ({"kind": "volume", "symbol": "A", "threshold": "2", "window_days": 4}, "is 5 to 260"),
        ({"kind": "weight", "portfolio_id": "p", "threshold": "0.1", "direction": "any"}, "up or"),
        ({"kind": "news", "symbol": "A", "direction": "up"}, "direction of news is left out"),
        ("a sentence", "AlertDraft"),
        ({"kind": ["news"], "symbol": "A"}, "kind"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(said: object, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        _ = AlertDraft.model_validate(said)


class TestPortfolios:
    def test_no_weight_is_the_greatest_where_nothing_is_valued(self) -> None:
        held = Holdings(DAY, "USD", (), (), Decimal(0), is_complete=True, unpriced=())
        rule = _rule("weight", portfolio_id="p", threshold="0.3")
        assert weight(rule, held, DAY).missing == "no holding has a weight"

    @pytest.mark.parametrize(
        ("returns", "level", "missing"),
        [
            # 1.2 is the high; 0.9 is a fall of a quarter.
            ([0.2, -0.1], Decimal("0.25"), ""),
            ([0.2, None], None, "the portfolio has no return of 2024-05-02"),
            ([-1.0, -1.0], None, "the portfolio lost everything before"),
        ],
    )
    def test_a_fall_is_from_the_highest_before(
        self, returns: list[float | None], level: Decimal | None, missing: str
    ) -> None:
        rule = _rule("drawdown", portfolio_id="p", threshold="0.1")
        found = drawdown(rule, [date(2024, 5, 1), DAY], returns, DAY)
        assert (found.level, found.missing) == (level, missing)


def test_a_live_price_in_another_currency_is_left_out_with_the_reason() -> None:
    tape = _tape([10])
    live = SessionPrice(DAY, NOW, Decimal(11), "EUR", None, "yahoo")
    found = with_session(tape, live)
    assert (found.bars, found.doubt) == (tape.bars, "the live price is in EUR, not USD")


def _quote(symbol: str, ratio: float | None, *, is_stale: bool = False) -> Quote:
    return Quote(
        symbol, Decimal(10), "USD", DAY, NOW, "sample", is_stale=is_stale, change_ratio=ratio
    )


class TestDigests:
    @pytest.mark.parametrize(
        ("titles", "lines"),
        [
            ([], ["No alert fired."]),
            (["A"], ["1 alert fired:", "- A"]),
            (["A", "B"], ["2 alerts fired:", "- A", "- B"]),
        ],
    )
    def test_what_fired_is_counted(self, titles: list[str], lines: list[str]) -> None:
        assert fired_lines(titles) == lines

    def test_of_many_ten_are_shown_and_the_others_counted(self) -> None:
        assert fired_lines(["A"] * 12)[-1] == "- and 2 more"

    def test_movers_come_by_size_and_what_is_unknown_is_named(self) -> None:
        quotes = {
            "A": _quote("A", 0.01),
            "B": _quote("B", -0.05, is_stale=True),
            "C": _quote("C", None),
        }
        assert mover_lines(["A", "B", "C", "Z"], quotes) == [
            "On your watchlists:",
            "- B -5.00 % to 10 USD (2024-05-02, sample, stale)",
            "- A +1.00 % to 10 USD (2024-05-02, sample)",
            "- no price is known of Z",
        ]

    def test_empty_watchlists_and_quotes_without_change_say_nothing(self) -> None:
        assert mover_lines([], {}) == []
        assert mover_lines(["C"], {"C": _quote("C", None)}) == []

    @pytest.mark.parametrize(
        ("change", "ratio", "unpriced", "line"),
        [
            (None, None, (), "its change on the day is not known"),
            (Decimal("12.346"), 0.0125, (), "+12.35 USD, +1.25 % on the day"),
            (Decimal(-5), None, ("GHOST",), "-5 USD on the day; without GHOST"),
        ],
    )
    def test_a_portfolio_says_its_worth_and_its_change(
        self, change: Decimal | None, ratio: float | None, unpriced: tuple[str, ...], line: str
    ) -> None:
        one = PortfolioLine("P", DAY, "USD", Decimal(1000), change, ratio, unpriced)
        [heading, told] = portfolio_lines([one], is_daily=True)
        assert heading == "Your portfolios:"
        assert told.startswith("- P: 1000 USD on 2024-05-02, ")
        assert told.endswith(line)

    def test_no_portfolio_says_nothing(self) -> None:
        assert portfolio_lines([], is_daily=True) == []
