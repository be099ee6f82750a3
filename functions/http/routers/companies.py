"""What is known of the companies behind symbols: fundamentals and news, with their age."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from functions.http.deps import CurrentUser, ServicesDep, problems
from functions.http.schemas import Money, Output
from functions.http.series_views import SymbolPath
from shared.kernel import ids
from shared.kernel.errors import NotFound
from shared.market.facts import CompanyProfile, Fundamentals, Statement
from shared.market.kept import Kept, KeptFacts
from shared.market.providers.base import Capability

router = APIRouter(prefix="/market", tags=["market"], responses=problems(401, 404, 422))

_WAIT_SECONDS = 4.0


class SkippedSource(Output):
    """A source that was passed over, and why."""

    provider: str
    reason: str


class ProfileView(Output):
    """What the company is; its own description is plain text."""

    name: str | None
    description: str | None
    sector: str | None
    industry: str | None
    country: str | None
    website: str | None
    employees: int | None
    asset_class: str | None
    exchange: str | None
    quote_currency: str | None


class StatementView(Output):
    """A statement; `items` by name, exact amounts as strings."""

    kind: Literal["income", "balance", "cash_flow"]
    period: Literal["annual", "quarterly"]
    end: date
    currency: str
    items: dict[str, Money]


class EarningsReportView(Output):
    """A reported quarter, per share."""

    quarter: str
    actual: Money | None
    estimate: Money | None


class UpcomingEarningsView(Output):
    """The next report: its day, or the window it is expected in."""

    first_day: date
    last_day: date
    is_estimate: bool
    eps_average: Money | None
    eps_low: Money | None
    eps_high: Money | None


class FundamentalsView(Output):
    """Profile, ratios, earnings and statements.

    `ratios` are fractions (0.24 is 24 %), multiples, or amounts in `currency`, the currency the
    company reports in, which may differ from the one its share is quoted in. A figure the source
    does not give is absent. `skipped` tells which sources could not be had, `source` who answered.
    `payload_id`: the stored answer, for an operator to have it read again.
    """

    symbol: str
    currency: str | None
    profile: ProfileView
    ratios: dict[str, float]
    earnings: list[EarningsReportView]
    upcoming_earnings: UpcomingEarningsView | None
    ex_dividend_day: date | None
    dividend_day: date | None
    statements: list[StatementView]
    as_of: datetime | None
    source: str
    is_stale: bool
    skipped: list[SkippedSource]
    payload_id: str | None


class Story(Output):
    """A headline as plain text, with the address of the story and the symbols it is about."""

    id: str
    title: str
    url: str
    publisher: str
    published_at: datetime
    summary: str | None
    symbols: list[str]
    source: str


class News(Output):
    """Stories about a symbol, the latest first; the same story is listed once."""

    symbol: str
    items: list[Story]
    as_of: datetime | None
    is_stale: bool
    skipped: list[SkippedSource]
    payload_id: str | None


@router.get("/{symbol}/fundamentals")
async def fundamentals(
    _caller: CurrentUser, services: ServicesDep, symbol: SymbolPath
) -> FundamentalsView:
    """Show what a company is, earns, owns and owes."""
    canonical = ids.symbol(symbol)
    market = services.market
    kept = await _find(services, market.fundamentals, "fundamentals", canonical)
    reports = await _find(services, market.statements, "statements", canonical)
    found = kept.value
    if found is None:
        known = (await market.catalog.find_many([canonical])).get(canonical)
        if known is None:
            raise NotFound(f"Nothing is known of {canonical}", "unknown_symbol")
        profile = CompanyProfile(
            name=known.name,
            sector=known.sector,
            industry=known.industry,
            country=known.country,
            asset_class=known.asset_class,
            exchange=known.exchange,
            quote_currency=known.currency or None,
        )
        found = Fundamentals(
            canonical, None, profile, known.source, known.as_of or services.clock.now()
        )
    return _fundamentals(found, kept, reports.value or ())


@router.get("/{symbol}/news")
async def news(
    _caller: CurrentUser,
    services: ServicesDep,
    symbol: SymbolPath,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> News:
    """List the latest stories about a symbol."""
    canonical = ids.symbol(symbol)
    kept = await _find(services, services.market.news, "news", canonical)
    today = services.clock.now()
    stories = [item for item in kept.value or () if item.published_at <= today]
    return News(
        symbol=canonical,
        items=[Story.model_validate(item) for item in stories[:limit]],
        as_of=kept.renewed_at,
        is_stale=kept.is_due or kept.value is None,
        skipped=_skipped(kept),
        payload_id=kept.payload_id,
    )


async def _find[Value](
    services: ServicesDep, facts: KeptFacts[Value], capability: Capability, symbol: str
) -> Kept[Value]:
    """Return what is kept of a symbol; ask for it when that is possible and nothing is kept.

    While the clock shows another day, facts of today would be from its future.
    """
    is_today = services.clock.today() == services.machine_clock.today()
    known = (await services.catalog.find_many([symbol])).get(symbol)
    if is_today and known is not None and known.delisted_on is not None:
        return (await facts.kept([symbol]))[symbol]  # nobody is asked for it any more
    if is_today and services.market.failover.names(capability):
        return (await facts.find_many([symbol], _WAIT_SECONDS))[symbol]
    if is_today:
        return (await facts.kept([symbol]))[symbol]
    return Kept(None, None, is_due=True)


def _fundamentals(
    found: Fundamentals, kept: Kept[Fundamentals], statements: tuple[Statement, ...]
) -> FundamentalsView:
    return FundamentalsView(
        symbol=found.symbol,
        currency=found.currency,
        profile=ProfileView.model_validate(found.profile),
        ratios=found.ratios,
        earnings=[EarningsReportView.model_validate(report) for report in found.reports],
        upcoming_earnings=UpcomingEarningsView.model_validate(found.upcoming)
        if found.upcoming
        else None,
        ex_dividend_day=found.ex_dividend_day,
        dividend_day=found.dividend_day,
        statements=[StatementView.model_validate(statement) for statement in statements],
        as_of=kept.renewed_at or found.fetched_at,
        source=found.source,
        is_stale=kept.is_due or kept.value is None,
        skipped=_skipped(kept),
        payload_id=kept.payload_id,
    )


def _skipped[Value](kept: Kept[Value]) -> list[SkippedSource]:
    return [SkippedSource(provider=s.provider, reason=s.reason) for s in kept.skipped]
