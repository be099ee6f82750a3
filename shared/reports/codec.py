"""Reports and schedules as stored documents, and back."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from shared.kernel.clock import rfc3339
from shared.platform.documents import Document, Json
from shared.reports.model import Report, ReportFile, ReportProblem, ReportRequest, Schedule

_SCHEMA: Final = 1
_DAYS: Final = ("first", "last", "as_of")
_INSTANTS: Final = (
    "created_at",
    "updated_at",
    "due_at",
    "lease_until",
    "started_at",
    "finished_at",
    "expires_at",
    "next_at",
)


def request_body(request: ReportRequest) -> Json:
    """Return a request as JSON."""
    body = asdict(request)
    for name in _DAYS:
        body[name] = body[name].isoformat() if body[name] else None
    body["known_at"] = rfc3339(request.known_at) if request.known_at else None
    body["formats"] = list(request.formats)
    return body


def read_request(body: Json) -> ReportRequest:
    """Read a request back; fields of older documents have their defaults."""
    known: dict[str, Any] = {
        name: body[name] for name in ReportRequest.__dataclass_fields__ if name in body
    }
    for name in _DAYS:
        known[name] = date.fromisoformat(body[name]) if body.get(name) else None
    known["known_at"] = datetime.fromisoformat(body["known_at"]) if body.get("known_at") else None
    known["formats"] = tuple(body["formats"])
    return ReportRequest(**known)


def report_body(report: Report) -> Json:
    """Return a report as a document; kind, portfolio and status on top so that lists can filter."""
    body = _plain(asdict(report))
    return body | {
        "schema": _SCHEMA,
        "kind": report.request.kind,
        "portfolio_id": report.request.portfolio_id,
        "request": request_body(report.request),
    }


def read_report(document: Document) -> Report:
    """Read a report from its document."""
    known = _read(document, Report)
    known["files"] = tuple(ReportFile(**each) for each in known["files"])
    known["problem"] = ReportProblem(**known["problem"]) if known["problem"] else None
    return Report(**known)


def schedule_body(schedule: Schedule) -> Json:
    """Return a schedule as a document."""
    body = _plain(asdict(schedule))
    return body | {"schema": _SCHEMA, "request": request_body(schedule.request)}


def read_schedule(document: Document) -> Schedule:
    """Read a schedule from its document."""
    return Schedule(**_read(document, Schedule))


def _plain(body: Json) -> Json:
    for name in _INSTANTS:
        if body.get(name) is not None:
            body[name] = rfc3339(body[name])
    # The id and the owner are the document's own; the ETag is the store's.
    return {name: value for name, value in body.items() if name not in {"id", "owner", "etag"}}


def _read(document: Document, type_: type[Report] | type[Schedule]) -> Json:
    body = document.body
    known: Json = {name: body[name] for name in type_.__dataclass_fields__ if name in body}
    for name in _INSTANTS:
        if known.get(name) is not None:
            known[name] = datetime.fromisoformat(known[name])
    known["request"] = read_request(body["request"])
    owner = document.partition
    known["id"] = document.id.partition(":")[2]
    known["owner"] = owner if isinstance(owner, str) else owner[0]
    known["etag"] = document.etag
    return known
