"""Wire types of reports."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from functions.http.schemas import Input, Instant, Output
from shared.portfolios.model import CurrencyCode, Day, LotMethod, Ticker
from shared.reports import periods
from shared.reports.model import (
    Every,
    Report,
    ReportFormat,
    ReportKind,
    ReportRequest,
    ReportStatus,
    Schedule,
)

type Repeat = Literal["monthly", "quarterly"]


class ScheduleInput(Input):
    """When: `every` month or quarter, `after` a day is over, or both."""

    every: Repeat | None = None
    after: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ScheduleInput":
        if self.every is None and self.after is None:
            raise ValueError("a schedule says every, after, or both")
        return self


class ReportInput(Input):
    """What to report on, over which period, in which formats.

    `symbol` is for `stock_analysis`, `watchlist_id` for `watchlist_digest` (all watchlists unless
    given), `portfolio_id` for everything else. `from` and `to` win over `period`.
    """

    kind: ReportKind
    portfolio_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    symbol: Ticker | None = None
    watchlist_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    period: Annotated[
        str,
        Field(
            pattern=periods.PATTERN,
            description="1d, 1w, mtd, ytd, 1y, 3y, 5y, max, or a year, quarter or month: 2024, "
            "2024-Q1, 2024-03",
        ),
    ] = "ytd"
    first: Annotated[Day | None, Field(alias="from", description="First day")] = None
    last: Annotated[Day | None, Field(alias="to", description="Last day; today if absent")] = None
    currency: CurrencyCode | None = None
    benchmark: Ticker | None = None
    method: LotMethod | Literal["uk_s104"] | None = None
    year: Annotated[int, Field(ge=1900, le=2200, strict=True)] | None = None
    formats: Annotated[tuple[ReportFormat, ...], Field(min_length=1, max_length=5)] = ("pdf",)
    paper: Literal["a4", "letter"] = "a4"
    narrative: Annotated[bool, Field(strict=True)] = True
    schedule: Repeat | ScheduleInput | None = None

    def request(self) -> ReportRequest:
        """Return what is asked for, each format once."""
        return ReportRequest(
            kind=self.kind,
            portfolio_id=self.portfolio_id,
            symbol=self.symbol,
            watchlist_id=self.watchlist_id,
            period=self.period,
            first=self.first,
            last=self.last,
            currency=self.currency,
            benchmark=self.benchmark,
            method=self.method,
            year=self.year,
            formats=tuple(dict.fromkeys(self.formats)),
            paper=self.paper,
            narrative=self.narrative,
        )

    def when(self) -> tuple[Every | None, date | None]:
        """Return how often and after which day, of the schedule if there is one."""
        if isinstance(self.schedule, ScheduleInput):
            return self.schedule.every, self.schedule.after
        return self.schedule, None


class ReportFileView(Output):
    """A file that can be downloaded."""

    format: ReportFormat
    size: int
    sha256: str


class ReportProblemView(Output):
    """Why a report failed, or why its last attempt did."""

    code: str
    detail: str


class ReportView(Output):
    """A report and where it stands; `progress` goes from 0 to 1.

    `attempts` counts those since it was asked for or tried again. `expires_at`: files and record
    are deleted then.
    """

    id: str
    kind: ReportKind
    title: str
    portfolio_id: str | None
    symbol: str | None
    watchlist_id: str | None
    period: str
    first: date | None = Field(serialization_alias="from")
    last: date | None = Field(serialization_alias="to")
    as_of: date | None
    known_at: Instant | None
    currency: str | None
    benchmark: str | None
    method: str | None
    year: int | None
    formats: list[ReportFormat]
    paper: Literal["a4", "letter"]
    narrative: bool
    status: ReportStatus
    progress: float
    stage: str
    attempts: int
    created_at: Instant
    updated_at: Instant
    due_at: Instant | None
    started_at: Instant | None
    finished_at: Instant | None
    expires_at: Instant | None
    schedule_id: str | None
    files: list[ReportFileView]
    problem: ReportProblemView | None


class ReportLink(Output):
    """Where a file can be fetched for a while by whoever has the address."""

    url: str | None
    expires_in: int | None


class ReportScheduleView(Output):
    """A report made on the first of each month or quarter, of the day before."""

    id: str
    kind: ReportKind
    title: str
    portfolio_id: str | None
    symbol: str | None
    watchlist_id: str | None
    period: str
    currency: str | None
    benchmark: str | None
    method: str | None
    year: int | None
    formats: list[ReportFormat]
    paper: Literal["a4", "letter"]
    narrative: bool
    every: Repeat
    created_at: Instant
    next_at: Instant
    last_report_id: str | None


def report_view(report: Report) -> ReportView:
    """Return a report as it goes over the wire."""
    return ReportView.model_validate(_joined(report))


def schedule_view(schedule: Schedule) -> ReportScheduleView:
    """Return a schedule as it goes over the wire."""
    return ReportScheduleView.model_validate(_joined(schedule))


def _joined(found: Report | Schedule) -> dict[str, object]:
    request = found.request
    return {
        **{name: getattr(request, name) for name in ReportRequest.__dataclass_fields__},
        **{name: getattr(found, name) for name in type(found).__dataclass_fields__},
    }
