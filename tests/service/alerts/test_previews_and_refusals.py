"""What an alert would have done, by hand, and what is refused: previews, messages, versions."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.alerts.model import AlertDraft
from shared.kernel.errors import Malformed, NotFound, PreconditionFailed
from shared.market.facts import NewsItem
from shared.market.model import Dividend
from tests.service.alerts.conftest import NOW, OWNER, World
from tests.service.alerts.test_portfolios_and_events import held, item

TODAY = NOW.date()


def _rule(kind: str, **said: Any) -> AlertDraft:
    return AlertDraft.model_validate({"kind": kind, **said})


class TestPreviews:
    async def test_closes_that_reach_the_threshold_are_its_firings(self, world: World) -> None:
        _ = world.prices({"2024-04-29": "90", "2024-04-30": "101", "2024-05-01": "95"})
        rule = _rule("price_above", symbol="ACME", threshold="100")
        found = await world.service.preview(OWNER, rule, 30)
        assert [one.day for one in found.firings] == [date(2024, 4, 30)]
        assert (found.evaluated, found.missing, found.is_met_now) == (3, 0, False)

    async def test_a_symbol_without_prices_has_none(self, world: World) -> None:
        rule = _rule("price_above", symbol="ACME", threshold="100")
        with pytest.raises(NotFound, match="no price of ACME is known"):
            _ = await world.service.preview(OWNER, rule, 30)

    @pytest.mark.parametrize(
        "said",
        [
            {"kind": "weight", "symbol": "ACME", "threshold": "0.5"},
            {"kind": "allocation_drift", "threshold": "0.15", "targets": {"ACME": "0.35"}},
        ],
    )
    async def test_a_portfolio_is_looked_at_once_a_week(
        self, world: World, said: dict[str, Any]
    ) -> None:
        rule = _rule(**said, portfolio_id="p1")
        # Two weeks ago 40 %, a week ago nothing held, now 60 %: over either threshold today alone.
        days = [TODAY - timedelta(days=back) for back in (14, 7, 0)]
        world.portfolios.held = {
            None: held(TODAY),
            days[0]: held(days[0], item("ACME", 0.4, days[0])),
            days[1]: held(days[1]),
            days[2]: held(days[2], item("ACME", 0.6, days[2])),
        }
        found = await world.service.preview(OWNER, rule, 14)
        assert [one.day for one in found.firings] == [TODAY]
        assert found.evaluated == 2
        assert found.notes[0].startswith("looked at once a week")

    async def test_a_portfolio_that_held_nothing_has_none(self, world: World) -> None:
        world.portfolios.held = {
            TODAY - timedelta(days=back): held(TODAY - timedelta(days=back)) for back in (0, 7)
        }
        rule = _rule("weight", symbol="ACME", portfolio_id="p1", threshold="0.5")
        with pytest.raises(NotFound, match="held nothing in this time"):
            _ = await world.service.preview(OWNER, rule, 7)

    @pytest.mark.parametrize("about", [{"symbol": "ACME"}, {"portfolio_id": "p1"}])
    async def test_dividends_of_the_past_are_counted(
        self, world: World, about: dict[str, str]
    ) -> None:
        paid = Dividend(date(2024, 4, 15), Decimal("0.5"), "USD")
        _ = world.prices({"2024-04-15": "10", "2024-05-01": "10"}, dividends=(paid,))
        unknown = [item("GHOST", 0.1, TODAY)] if "portfolio_id" in about else []
        world.portfolios.held = {None: held(TODAY, item("ACME", 0.9, TODAY), *unknown)}
        found = await world.service.preview(OWNER, _rule("dividend", **about), 30)
        assert [one.day for one in found.firings] == [date(2024, 4, 15)]
        assert found.missing == len(unknown)
        assert found.notes[0].startswith("by ex-date")

    async def test_stories_with_a_word_are_counted_and_none_is_said(self, world: World) -> None:
        at = datetime(2024, 4, 20, 12, tzinfo=NOW.tzinfo)
        world.news.values["ACME"] = tuple(
            NewsItem(title, title, f"https://example.org/{n}", "Press", at, "sample")
            for n, title in enumerate(("Merger agreed", "Weather"))
        )
        about = {"symbol": "ACME"}
        some = await world.service.preview(OWNER, _rule("news", **about, words=["merger"]), 30)
        assert [one.value for one in some.firings] == ["Merger agreed (Press)"]
        world.news.values.clear()
        none = await world.service.preview(OWNER, _rule("news", **about), 30)
        assert (none.firings, none.missing, none.now) == ((), 1, "nothing in this time")


class TestProblems:
    @pytest.mark.parametrize(
        ("stale", "reason"),
        [(False, "the portfolio holds nothing"), (True, "every price is older than five days")],
    )
    async def test_a_portfolio_that_cannot_be_judged_says_why(
        self, world: World, stale: bool, reason: str
    ) -> None:
        items = [item("ACME", 1.0, date(2024, 4, 1), is_stale=True)] if stale else []
        world.portfolios.held = {None: held(TODAY, *items)}
        alert = await world.make(
            kind="weight", symbol="ACME", portfolio_id="p1", threshold=Decimal("0.3")
        )
        assert (alert.state.outcome, alert.state.reason) == ("no_data", reason)

    async def test_dividends_of_what_a_portfolio_holds_are_told(self, world: World) -> None:
        paid = Dividend(TODAY, Decimal("0.5"), "USD")
        _ = world.prices({"2024-05-01": "10", "2024-05-02": "10"}, dividends=(paid,))
        world.portfolios.held = {None: held(TODAY, item("ACME", 1.0, TODAY))}
        _ = await world.make(kind="dividend", symbol=None, portfolio_id="p1", threshold=None)
        (told,) = await world.told()
        assert "goes ex dividend: 0.5 USD a share" in told.text

    async def test_stories_wait_until_the_cool_down_is_over(self, world: World) -> None:
        _ = await world.make(kind="news", symbol="ACME", threshold=None, cooldown_days=2)

        async def comes(n: int) -> int:
            at = world.clock.now() + timedelta(minutes=1)
            story = NewsItem(f"{n}", f"S{n}", f"https://example.org/{n}", "Press", at, "sample")
            world.news.values["ACME"] = (*world.news.values.get("ACME", ()), story)
            await world.ingested()
            return len(await world.told())

        assert [await comes(1), await comes(2)] == [1, 1]
        world.clock.advance(2 * 86_400)
        # Both that waited are told together.
        assert await comes(3) == 2


class TestRefusals:
    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            ({}, "no alert job"),
            ({"kind": "magic"}, "no alert job"),
            ({"kind": "ingested", "symbols": []}, "names no symbol"),
            ({"kind": "ingested", "symbols": "ACME"}, "names no symbol"),
            ({"kind": "ingested", "symbols": ["not a symbol"]}, "names what is no symbol"),
            ({"kind": "alerts", "alerts": [["owner"]]}, "names no alert"),
            ({"kind": "alerts", "alerts": [["owner", ""]]}, "names no alert"),
        ],
    )
    async def test_a_message_that_means_nothing_is_malformed(
        self, world: World, message: dict[str, Any], reason: str
    ) -> None:
        with pytest.raises(Malformed, match=reason):
            await world.jobs.handle(message)

    async def test_the_round_asks_for_everybody_once(self, world: World) -> None:
        _ = world.prices({"2024-05-01": "90"})
        assert await world.jobs.round() == 0
        _ = await world.make()
        assert await world.jobs.round() == 1
        [message] = world.queue.take("alert-jobs")
        assert message == {"kind": "person", "user_id": OWNER}
        await world.jobs.handle(message)

    async def test_a_change_of_what_was_read_before_is_refused(self, world: World) -> None:
        _ = world.prices({"2024-05-01": "90"})
        alert = await world.make()
        changed = await world.service.update(OWNER, alert.id, {"note": "a"}, expected_version=1)
        assert changed.version == 2
        with pytest.raises(PreconditionFailed, match='its ETag is "2"'):
            _ = await world.service.update(OWNER, alert.id, {"note": "b"}, expected_version=1)
