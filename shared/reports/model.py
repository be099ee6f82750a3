"""Reports: what is asked for, how far it is, what came of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from shared.kernel.language import Language

type ReportKind = Literal[
    "portfolio_review",
    "performance",
    "risk",
    "tax_gains",
    "income",
    "stock_analysis",
    "watchlist_digest",
]
type ReportFormat = Literal["pdf", "html", "md", "csv", "json"]
type ReportStatus = Literal["queued", "running", "ready", "failed"]
type Paper = Literal["a4", "letter"]
type Every = Literal["monthly", "quarterly"]
type Lane = Literal["small", "large"]

OF_A_PORTFOLIO: Final = frozenset(
    {"portfolio_review", "performance", "risk", "tax_gains", "income"}
)
TITLES: Final = {
    "portfolio_review": "Portfolio review",
    "performance": "Performance report",
    "risk": "Risk report",
    "tax_gains": "Tax and gains",
    "income": "Income report",
    "stock_analysis": "Stock analysis",
    "watchlist_digest": "Watchlist digest",
}
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "application/zip",
    "json": "application/json",
}
EXTENSIONS: Final = {"pdf": "pdf", "html": "html", "md": "md", "csv": "zip", "json": "json"}
LINK_SECONDS: Final = 300
MOST_ATTEMPTS: Final = 5
"""As often as the host delivers a message before it sets it aside."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a report is to tell. `first` and `last` win over `period`.

    `as_of` is the day it speaks of and `known_at` the instant whose ledger it reads; both are set
    when the work is handed out, so that the same request read again gives the same figures.
    `language` is what the owner read when it was begun; requests of before are English.
    """

    kind: ReportKind
    portfolio_id: str | None = None
    symbol: str | None = None
    watchlist_id: str | None = None
    period: str = "ytd"
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    currency: str | None = None
    benchmark: str | None = None
    method: str | None = None
    year: int | None = None
    formats: tuple[ReportFormat, ...] = ("pdf",)
    paper: Paper = "a4"
    narrative: bool = True
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A finished file: its bytes are found under the report's name in the blob store."""

    format: ReportFormat
    size: int
    sha256: str
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class ReportProblem:
    """Why a report is not there, for its owner."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report and where it stands. `generation` counts how often it was begun anew by its owner.

    `attempts` counts the workers that took it up since. `lease_until` is set while one is at it.
    """

    id: str
    owner: str
    request: ReportRequest
    title: str
    created_at: datetime
    updated_at: datetime
    status: ReportStatus = "queued"
    progress: float = 0.0
    stage: str = "waiting"
    lane: Lane = "small"
    generation: int = 1
    attempts: int = 0
    due_at: datetime | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    expires_at: datetime | None = None
    schedule_id: str | None = None
    files: tuple[ReportFile, ...] = ()
    problem: ReportProblem | None = None
    etag: str = field(default="", compare=False)

    @property
    def is_over(self) -> bool:
        """Whether nobody will work on it any more by itself."""
        return self.status in {"ready", "failed"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A report made again and again: on the first of each month or quarter, up to the day before.

    `next_at` None: it has ended.
    """

    id: str
    owner: str
    request: ReportRequest
    title: str
    every: Every
    created_at: datetime
    next_at: datetime
    last_report_id: str | None = None
    etag: str = field(default="", compare=False)
