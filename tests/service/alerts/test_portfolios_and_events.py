"""Alerts about portfolios, dividends and news."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from shared.market.facts import CompanyProfile, Fundamentals, NewsItem
from shared.market.model import Dividend
from shared.portfolios.valuation import HoldingItem, Holdings
from tests.service.alerts.conftest import NOW, OWNER, World

THURSDAY, FRIDAY = date(2024, 5, 2), date(2024, 5, 3)


def item(symbol: str, weight: float, day: date, *, is_stale: bool = False) -> HoldingItem:
    value = Decimal(str(weight * 1000))
    return HoldingItem(
        symbol=symbol,
        name=symbol,
        quantity=Decimal(1),
        average_price=value,
        cost_basis=value,
        price=value,
        price_as_of=day,
        source="sample",
        is_stale=is_stale,
        market_value=value,
        unrealised_gain=Decimal(0),
        unrealised_return=0.0,
        weight=weight,
        currency="USD",
    )


def held(day: date, *items: HoldingItem, unpriced: tuple[str, ...] = ()) -> Holdings:
    return Holdings(day, "USD", items, (), Decimal(1000), not unpriced, unpriced)


async def test_a_weight_is_judged_on_the_newest_day_all_prices_have(world: World) -> None:
    early = held(THURSDAY, item("ACME", 0.2, THURSDAY), item("BETA", 0.8, THURSDAY))
    mixed = held(FRIDAY, item("ACME", 0.4, FRIDAY), item("BETA", 0.6, THURSDAY))
    world.portfolios.held = {None: mixed, THURSDAY: early}
    alert = await world.make(
        kind="weight", symbol="ACME", portfolio_id="p1", threshold=Decimal("0.3")
    )
    assert (alert.state.outcome, alert.state.reason) == (
        "not_met",
        "ACME is 20.00 % of the portfolio",
    )
    # Woken by what is held, whichever comes last.
    assert alert.state.indexed == ("ACME", "BETA")
    world.portfolios.held = {
        None: held(FRIDAY, item("ACME", 0.4, FRIDAY), item("BETA", 0.6, FRIDAY))
    }
    await world.ingested("BETA")
    assert await world.days_told() == ["2024-05-03"]


async def test_any_holding_that_grows_too_large_is_told_by_name(world: World) -> None:
    world.portfolios.held = {
        None: held(FRIDAY, item("ACME", 0.4, FRIDAY), item("BETA", 0.6, FRIDAY))
    }
    await world.make(kind="weight", symbol=None, portfolio_id="p1", threshold=Decimal("0.5"))
    (told,) = await world.told()
    assert told.text.startswith("BETA is 60.00 % of the portfolio")


async def test_drift_is_the_greatest_distance_from_a_target(world: World) -> None:
    world.portfolios.held = {
        None: held(FRIDAY, item("ACME", 0.45, FRIDAY), item("BETA", 0.55, FRIDAY))
    }
    targets = {"ACME": Decimal("0.5"), "BETA": Decimal("0.4"), "CASHLIKE": Decimal("0.1")}
    await world.make(
        kind="allocation_drift",
        symbol=None,
        portfolio_id="p1",
        targets=targets,
        threshold=Decimal("0.12"),
    )
    (told,) = await world.told()
    assert told.text.startswith("BETA is 55.00 % of the portfolio, its target is 40.00 %")


async def test_a_portfolio_with_an_unknown_price_is_not_judged(world: World) -> None:
    unknown = held(FRIDAY, item("ACME", 1.0, FRIDAY), unpriced=("GHOST",))
    world.portfolios.held = {None: unknown}
    alert = await world.make(
        kind="weight", symbol="ACME", portfolio_id="p1", threshold=Decimal("0.3")
    )
    assert (alert.state.outcome, alert.state.reason) == ("no_data", "no price of GHOST is known")
    assert await world.told() == []


async def test_a_dividend_is_told_once_before_its_ex_date_and_not_again_when_it_comes(
    world: World,
) -> None:
    world.prices({"2024-05-01": "90"})
    ex_day = NOW.date() + timedelta(days=20)
    world.fundamentals.values["ACME"] = Fundamentals(
        "ACME", "USD", CompanyProfile(), "yahoo", NOW, ex_dividend_day=ex_day
    )
    await world.make(kind="dividend", threshold=None)
    assert await world.told() == []
    world.clock.advance(14 * 86_400)
    await world.ingested()
    (told,) = await world.told()
    assert told.text == f"ACME goes ex dividend (source: yahoo), on {ex_day}."
    world.clock.advance(7 * 86_400)
    paid = Dividend(ex_day, Decimal("0.24"), "USD")
    world.prices({"2024-05-01": "90"}, dividends=(paid,))
    await world.ingested()
    assert len(await world.told()) == 1


async def test_stories_since_the_alert_was_made_are_told_together_once(world: World) -> None:
    def story(name: str, hours: int, title: str) -> NewsItem:
        at = NOW + timedelta(hours=hours)
        return NewsItem(name, title, "https://example.org", "Press", at, "yahoo")

    old = story("s0", -1, "ACME before")
    world.news.values["ACME"] = (old,)
    await world.make(kind="news", threshold=None, words=["merger", "strike"])
    assert await world.told() == []
    world.news.values["ACME"] = (
        story("s3", 3, "No Merger after all"),
        story("s2", 2, "ACME opens a shop"),
        story("s1", 1, "A strike at ACME"),
        old,
    )
    for _ in range(3):
        await world.ingested()
    (told,) = await world.told()
    assert told.text == "No Merger after all (Press) · A strike at ACME (Press)"
    world.clock.advance(90_000)
    world.news.values["ACME"] = (*world.news.values["ACME"], story("s4", 5, "Strike ends"))
    await world.ingested()
    assert (await world.told())[-1].text == "Strike ends (Press)"


async def test_what_happens_while_snoozed_is_not_told_afterwards(world: World) -> None:
    world.prices({"2024-05-01": "90"})
    alert = await world.make(kind="dividend", threshold=None)
    await world.service.snooze(OWNER, alert.id, datetime(2024, 6, 1, tzinfo=UTC))
    paid = Dividend(NOW.date() + timedelta(days=1), Decimal("0.24"), "USD")
    world.clock.advance(86_400)
    world.prices({"2024-05-01": "90"}, dividends=(paid,))
    await world.ingested()
    await world.service.snooze(OWNER, alert.id, None)
    await world.ingested()
    assert await world.told() == []
