"""The ingestion as people see it: what is tracked, how fresh it is, what went wrong."""

import asyncio
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Path, Query
from pydantic import Field, model_validator

from functions.http.deps import (
    AdminWriter,
    CurrentUser,
    PageDep,
    ServicesDep,
    Writer,
    problems,
)
from functions.http.run_view import Run, SkippedProvider
from functions.http.schemas import Input, Output, Page
from shared.kernel import ids
from shared.market.calendars import is_stale
from shared.market.quarantine import Finding
from shared.market.registry import MOST_SYMBOLS, Entry

router = APIRouter(prefix="/stock-data", tags=["stock-data"], responses=problems(401, 422))

type Day = date
type State = Literal["queued", "backfilling", "ready", "unknown", "unreachable", "failed"]
_MOST_FINDINGS = 200
_REASONS = {
    "unknown": "No source that answered knows this symbol",
    "unreachable": "No source gave prices that can be read; it is tried again by itself",
    "failed": "What the source answered could not be loaded; see the quarantined rows",
}


class Track(Input):
    """Symbols to track: one as `symbol`, or several as `symbols`."""

    symbol: Annotated[str, Field(min_length=1, max_length=24)] | None = None
    symbols: (
        Annotated[
            list[Annotated[str, Field(min_length=1, max_length=24)]],
            Field(min_length=1, max_length=MOST_SYMBOLS),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if (self.symbol is None) == (self.symbols is None):
            raise ValueError("give either symbol or symbols")
        return self


class SymbolStatus(Output):
    """How the data of a symbol stands. `progress` runs from 0 to 1 during a back-fill."""

    symbol: str
    status: State
    stage: str
    progress: float
    bars: int
    first_day: date | None
    last_day: date | None
    source: str | None
    as_of: datetime | None
    is_stale: bool
    is_tracked: bool
    next_due_at: datetime
    quarantined: int
    detail: str | None
    delisted_on: date | None
    renamed_to: str | None


class QuarantinedRow(Output):
    """A row that was not loaded, or `rows` consecutive ones from `date` to `last_date`."""

    id: str
    symbol: str
    date: Day | None
    last_date: Day | None
    rows: int
    row: int
    reason: str
    evidence: dict[str, str]
    source: str
    payload_id: str
    at: datetime


class Status(Output):
    """Freshness of every symbol kept, the latest run of each, and what is quarantined.

    `providers` says of each source `ok`, or why it is left alone for now.
    """

    as_of: datetime
    symbols: list[SymbolStatus]
    runs: list[Run]
    quarantined: list[QuarantinedRow]
    providers: dict[str, str]


class RunRecord(Output):
    """A job's record: `state` is running or finished, `outcome` what it came to."""

    id: str
    reason: str
    state: str
    outcome: str | None
    source: str | None
    attempts: int
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    warnings: list[str]
    skipped: list[SkippedProvider]
    payload_id: str | None


class RunHistory(Output):
    """The jobs of a symbol, the latest first."""

    symbol: str
    items: list[RunRecord]


class ProviderStatus(Output):
    """A source: `reason` is `ok`, or why it is left alone `until` then.

    `used_today`: requests counted, of sources with a quota a day.
    """

    provider: str
    reason: str
    until: datetime | None
    capabilities: list[str]
    used_today: int | None


class Providers(Output):
    """All sources, in order of preference."""

    items: list[ProviderStatus]


class Accepted(Output):
    """The symbols asked for, as they now stand."""

    items: list[SymbolStatus]


class Replay(Input):
    """A stored payload to take through the later stages again."""

    payload_id: Annotated[
        str, Field(min_length=1, max_length=400, examples=["history/AAPL/backfill:AAPL:0"])
    ]


@router.post("/track", status_code=202, responses=problems(400))
async def track(caller: Writer, services: ServicesDep, body: Track) -> Accepted:
    """Track symbols: their whole history is fetched in the background, then kept fresh."""
    wanted = [ids.symbol(symbol) for symbol in (body.symbols or [body.symbol or ""])]
    await services.tracker.track(caller.user_id, wanted)
    entries = await services.tracker.status(wanted)
    return Accepted(items=[_symbol(entry, services.clock.now(), set(wanted)) for entry in entries])


@router.get("/track")
async def list_tracked(
    caller: CurrentUser, services: ServicesDep, page: PageDep
) -> Page[SymbolStatus]:
    """List the symbols one tracks."""
    found = await services.tracker.list_tracked(caller.user_id, page.after, page.and_one)
    shown, more = page.cut(found, lambda item: item.symbol)
    tracked = {item.symbol for item in shown}
    now = services.clock.now()
    return Page(
        items=[_symbol(item.entry, now, tracked) for item in shown if item.entry is not None],
        next_cursor=more,
    )


@router.delete("/track/{symbol}", status_code=204, responses=problems(404))
async def untrack(
    caller: Writer,
    services: ServicesDep,
    symbol: Annotated[str, Path(min_length=1, max_length=24)],
) -> None:
    """Stop tracking a symbol; what is stored stays."""
    await services.tracker.untrack(caller.user_id, symbol)


@router.get("/status")
async def status(
    caller: CurrentUser,
    services: ServicesDep,
    symbol: Annotated[str | None, Query(max_length=24, description="Only this symbol")] = None,
) -> Status:
    """Show how fresh the data is, how the last runs went and which rows are quarantined."""
    wanted = [ids.symbol(symbol)] if symbol else None
    entries, findings, mine = await asyncio.gather(
        services.tracker.status(wanted),
        services.market.quarantine.list_findings(
            wanted[0] if wanted else None, None, _MOST_FINDINGS
        ),
        services.tracker.list_tracked(caller.user_id, None, MOST_SYMBOLS),
    )
    now, tracked = services.clock.now(), {item.symbol for item in mine}
    runs = [Run.of(entry.symbol, entry.last_run) for entry in entries if entry.last_run]
    runs.sort(key=lambda run: run.finished_at, reverse=True)
    return Status(
        as_of=now,
        symbols=[_symbol(entry, now, tracked) for entry in entries],
        runs=runs,
        quarantined=[_row(finding) for finding in findings],
        providers=services.market.failover.health(),
    )


@router.post("/replay", responses=problems(403, 404, 409))
async def replay(_admin: AdminWriter, services: ServicesDep, body: Replay) -> Run:
    """Parse, check and load a stored payload again; doing so twice changes nothing."""
    summary = await services.market.replayer.replay(body.payload_id)
    return Run.of(body.payload_id.split("/")[1], summary)


@router.get("/runs/{symbol}")
async def runs(
    _caller: CurrentUser,
    services: ServicesDep,
    symbol: Annotated[str, Path(min_length=1, max_length=24)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RunHistory:
    """List the jobs of a symbol within 30 days, the latest first, with what each counted."""
    canonical = ids.symbol(symbol)
    records = await services.market.runs.list_runs(canonical, limit)
    return RunHistory(symbol=canonical, items=[_record(record) for record in records])


@router.get("/providers")
async def providers(_caller: CurrentUser, services: ServicesDep) -> Providers:
    """Show how every source stands: whether it would be asked now, why not, and until when."""
    found = await services.market.failover.report()
    return Providers(items=[ProviderStatus.model_validate(health) for health in found])


@router.post("/quarantine/{id}/release", responses=problems(403, 404, 409))
async def release(
    admin: AdminWriter,
    services: ServicesDep,
    id: Annotated[str, Path(min_length=1, max_length=255)],
) -> Run:
    """Find quarantined rows right after all: their payload is read again, and they are loaded."""
    market = services.market
    finding = await market.quarantine.release(id, admin.user_id, services.clock.now())
    await services.audit.record(admin.user_id, "quarantine_released", subject=id)
    summary = await market.replayer.replay(finding.payload_id)
    return Run.of(finding.symbol, summary)


def _record(record: dict[str, Any]) -> RunRecord:
    return RunRecord(
        id=record["id"],
        reason=record["reason"],
        state=record["state"],
        outcome=record.get("outcome"),
        source=record.get("provider"),
        attempts=record["attempts"],
        started_at=record["started_at"],
        finished_at=record.get("finished_at"),
        counts=record.get("counts", {}),
        warnings=record.get("warnings", []),
        skipped=[SkippedProvider(provider=p, reason=r) for p, r in record["skipped"]],
        payload_id=record["payload_id"],
    )


def _symbol(entry: Entry, now: datetime, tracked: set[str]) -> SymbolStatus:
    last = date.fromisoformat(entry.last_day) if entry.last_day else None
    return SymbolStatus(
        symbol=entry.symbol,
        status=entry.state,
        stage=entry.stage,
        progress=entry.progress,
        bars=entry.bars,
        first_day=date.fromisoformat(entry.first_day) if entry.first_day else None,
        last_day=last,
        source=entry.source,
        as_of=entry.as_of,
        is_stale=last is None or is_stale(last, now, entry.symbol),
        is_tracked=entry.symbol in tracked,
        next_due_at=entry.next_due_at,
        quarantined=entry.quarantined,
        detail=_detail(entry),
        delisted_on=date.fromisoformat(entry.delisted_on) if entry.delisted_on else None,
        renamed_to=entry.renamed_to,
    )


def _row(finding: Finding) -> QuarantinedRow:
    return QuarantinedRow(
        id=finding.id,
        symbol=finding.symbol,
        date=finding.first_day,
        last_date=finding.last_day,
        rows=finding.rows,
        row=finding.row,
        reason=finding.reason,
        evidence=finding.evidence,
        source=finding.provider,
        payload_id=finding.payload_id,
        at=finding.found_at,
    )


def _detail(entry: Entry) -> str | None:
    """Say why a symbol has no prices, and what each source that was passed over had to say."""
    if entry.renamed_to:
        return f"This symbol has become {entry.renamed_to}; its prices go on under that one"
    if entry.delisted_on:
        return f"Traded for the last time on {entry.delisted_on}; no source is asked any more"
    reason = _REASONS.get(entry.state)
    if reason is None or entry.last_run is None or not entry.last_run.skipped:
        return reason
    told = ", ".join(f"{name}: {why.replace('_', ' ')}" for name, why in entry.last_run.skipped)
    return f"{reason} ({told})"
