"""A request and its answers → the document. Pure: the same answers give the same document."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from shared.kernel.language import worded
from shared.reports.answers import Answers
from shared.reports.compose.allocation import allocation_section
from shared.reports.compose.gains import gains_section
from shared.reports.compose.holdings import holdings_section, sources_of
from shared.reports.compose.income import income_section
from shared.reports.compose.overview import at_a_glance
from shared.reports.compose.performance import (
    drawdown_chart,
    month_sources,
    monthly_returns,
    performance_section,
)
from shared.reports.compose.risk import risk_section
from shared.reports.compose.stock import (
    share_dividends,
    share_fundamentals,
    share_moves,
    share_overview,
)
from shared.reports.compose.watchlist import watchlists
from shared.reports.compose.writing import long_day, short_day
from shared.reports.document import Document, Narrative, Section
from shared.reports.language.wording import named, say, speaking
from shared.reports.model import TITLES, ReportRequest

_PERIODS: Final = {
    "1d": "one day",
    "1w": "one week",
    "mtd": "month to date",
    "ytd": "year to date",
    "1y": "one year",
    "3y": "three years",
    "5y": "five years",
    "max": "since the beginning",
}
_SOURCES: Final = {
    "yahoo": "Yahoo Finance",
    "alpha_vantage": "Alpha Vantage",
    "yahoo_pages": "saved history pages",
    "ecb": "European Central Bank",
    "sample": "sample data",
}


def compose(request: ReportRequest, answers: Answers) -> Document:
    """Lay a report out in its language. Answers that its kind needs must all be there."""
    with speaking(request.language):
        return replace(_KINDS[request.kind](request, answers), language=request.language)


def with_narrative(document: Document, narrative: Narrative) -> Document:
    """Return the document with the assistant's words at the end of its first section."""
    first, *rest = document.sections
    first = replace(first, blocks=(*first.blocks, narrative))
    return replace(document, sections=(first, *rest))


def _portfolio(
    sections: Callable[[Answers], tuple[Section, ...]],
) -> Callable[[ReportRequest, Answers], Document]:
    def composed(request: ReportRequest, answers: Answers) -> Document:
        portfolio, summary = answers.get("portfolio"), answers.get("summary")
        told = answers.get("performance")
        facts = [(say("As of"), long_day(_day(request)))]
        if told and told["series"]["dates"]:
            name = request.period if request.first is None else ""
            name = say(_PERIODS.get(name, name))
            days = f"{short_day(told['from'])} – {short_day(told['to'])}"
            facts.append((say("Period"), f"{days} ({name})" if name else days))
        if request.year and "gains" in answers.values:
            facts.append((say("Year"), str(request.year)))
        facts.append((say("Currency"), summary["currency"]))
        if portfolio["benchmark"] or request.benchmark:
            facts.append((say("Benchmark"), request.benchmark or portfolio["benchmark"]))
        return Document(
            kind=request.kind,
            title=worded(request.language, TITLES[request.kind]),
            subject=portfolio["name"],
            as_of=_day(request),
            known_at=_instant(request),
            currency=summary["currency"],
            facts=tuple(facts),
            sections=sections(answers),
            footnotes=_footnotes(request, answers),
            definitions=_definitions(answers),
            sources={
                **answers.sources,
                **month_sources(answers, portfolio["id"]),
            },
            paper=request.paper,
        )

    return composed


def _stock(request: ReportRequest, answers: Answers) -> Document:
    profile, quote = answers.get("profile"), answers.get("quote")
    shown = answers.get("technical")["dates"]
    facts = [(say("As of"), long_day(_day(request)))]
    if shown:
        facts.append((say("Period"), f"{short_day(shown[0])} – {short_day(shown[-1])}"))
    for label, name in (
        (say("Exchange"), "exchange"),
        (say("Sector"), "sector"),
        (say("Country"), "country"),
    ):
        if profile.get(name):
            facts.append((label, named(profile[name])))
    found = (
        share_overview(answers),
        share_moves(answers),
        share_fundamentals(answers),
        share_dividends(answers),
    )
    told = say(
        "Prices: {source}, daily closing prices in {currency} up to {day}.",
        source=_source(quote["source"]),
        currency=quote["currency"],
        day=short_day(quote["as_of"]),
    )
    return Document(
        kind=request.kind,
        title=worded(request.language, TITLES[request.kind]),
        subject=f"{profile['name']} ({profile['symbol']})",
        as_of=_day(request),
        known_at=_instant(request),
        currency=quote["currency"],
        facts=tuple(facts),
        sections=tuple(section for section in found if section is not None),
        footnotes=(told,),
        definitions=(
            say(
                "Returns and drawdown are of the price with dividends reinvested on their ex-date."
            ),
            say("Averages, RSI (Wilder) and volatility are of closing prices with splits undone."),
        ),
        sources=dict(answers.sources),
        paper=request.paper,
    )


def _watchlists(request: ReportRequest, answers: Answers) -> Document:
    quotes = [each["quote"] for each in answers.get("watched").values() if each["quote"]]
    names = ", ".join(sorted({_source(each["source"]) for each in quotes}))
    priced = {
        f"quote_{each['symbol']}": f"market/quotes?symbols={each['symbol']}" for each in quotes
    }
    lists = answers.get("lists")
    return Document(
        kind=request.kind,
        title=worded(request.language, TITLES[request.kind]),
        subject=lists[0]["name"] if request.watchlist_id and lists else say("All watchlists"),
        as_of=_day(request),
        known_at=_instant(request),
        currency="",
        facts=(
            (say("As of"), long_day(_day(request))),
            (say("Symbols"), str(len(answers.get("watched")))),
        ),
        sections=watchlists(answers),
        footnotes=(say("Prices: {sources}, closing prices.", sources=names),) if names else (),
        definitions=(),
        sources={**answers.sources, **priced},
        paper=request.paper,
    )


def _day(request: ReportRequest) -> date:
    if request.as_of is None:
        raise ValueError("a report speaks of a day")
    return request.as_of


def _instant(request: ReportRequest) -> datetime:
    if request.known_at is None:
        raise ValueError("a report reads a ledger as of an instant")
    return request.known_at


def _review(answers: Answers) -> tuple[Section, ...]:
    return (
        at_a_glance(answers),
        performance_section(answers),
        allocation_section(answers),
        holdings_section(answers),
        risk_section(answers),
        income_section(answers, is_whole=False),
        gains_section(answers, with_lots=False),
    )


def _performance(answers: Answers) -> tuple[Section, ...]:
    return at_a_glance(answers), performance_section(answers)


def _risk(answers: Answers) -> tuple[Section, ...]:
    moves = tuple(drawdown_chart(answers) + monthly_returns(answers))
    return (
        at_a_glance(answers),
        risk_section(answers),
        Section(say("Drawdown and months"), moves),
        allocation_section(answers),
    )


def _tax_gains(answers: Answers) -> tuple[Section, ...]:
    return at_a_glance(answers), gains_section(answers, with_lots=True)


def _income(answers: Answers) -> tuple[Section, ...]:
    return at_a_glance(answers), income_section(answers, is_whole=True)


def _footnotes(request: ReportRequest, answers: Answers) -> tuple[str, ...]:
    known_at = _instant(request)
    notes = [
        say(
            "Figures are as of {day}, from the ledger as it was known on {known} at {time} UTC, in "
            "{currency}.",
            day=long_day(_day(request)),
            known=long_day(known_at.date()),
            time=f"{known_at:%H:%M:%S}",
            currency=answers.get("summary")["currency"],
        ),
    ]
    by_source: dict[str, list[tuple[str, str]]] = {}
    for symbol, source, day in sources_of(answers):
        by_source.setdefault(source, []).append((day, symbol))
    for source, found in sorted(by_source.items()):
        days = sorted(day for day, _ in found)
        span = short_day(days[-1])
        if days[0] != days[-1]:
            span = say("{first} to {last}", first=short_day(days[0]), last=span)
        notes.append(_priced(len(found), _source(source), span))
    notes.append(
        say("Exchange rates: reference rates of the day; the last one before where none is.")
    )
    return tuple(notes)


def _priced(count: int, source: str, span: str) -> str:
    if count == 1:
        return say(
            "Prices of 1 holding: {source}, closing prices of {span}.", source=source, span=span
        )
    return say(
        "Prices of {count} holdings: {source}, closing prices of {span}.",
        count=count,
        source=source,
        span=span,
    )


def _source(name: str) -> str:
    return say(_SOURCES.get(name, name))


def _definitions(answers: Answers) -> tuple[str, ...]:
    told = [
        say(
            "Gain is total value less net contributions; it is the sum of realised and unrealised "
            "gains, income and the currency effect on cash, less fees and taxes that stand alone."
        ),
    ]
    if "performance" in answers.values:
        told += [
            say(
                "The time-weighted return links daily returns, inflows at the start of the day and "
                "outflows at its end; it is stated by the year only over a year or more."
            ),
            say(
                "The money-weighted return (XIRR) is the yearly rate at which all flows and the "
                "end value balance, by days over 365."
            ),
        ]
    if "risk" in answers.values:
        told.append(
            say(
                "Risk is measured on daily time-weighted returns: sample standard deviation, 252 "
                "trading days a year, no risk-free rate; value at risk and expected shortfall are "
                "losses of one day from the period's own distribution."
            )
        )
    return tuple(told)


_KINDS: Final[Mapping[str, Callable[[ReportRequest, Answers], Document]]] = {
    "portfolio_review": _portfolio(_review),
    "performance": _portfolio(_performance),
    "risk": _portfolio(_risk),
    "tax_gains": _portfolio(_tax_gains),
    "income": _portfolio(_income),
    "stock_analysis": _stock,
    "watchlist_digest": _watchlists,
}
