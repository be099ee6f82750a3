"""Telling the owner of a report that it is there, or that it will not be: once, however it ended.

What keeps the notice goes into the batch that ends the report, under a key of the report, of how
often it was begun and of how it ended. So there is none of a report that goes on, and a message
that comes again finds the notice told and only sends on what it may have left unsent.
"""

from collections.abc import Sequence
from typing import Final

from shared.kernel.language import Language, worded, worded_day
from shared.notifications.model import Notice
from shared.notifications.notifier import Notifier, Prepared
from shared.reports.claims import Job
from shared.reports.model import Report

_NAMES: Final = {"pdf": "PDF", "html": "HTML", "md": "Markdown", "csv": "CSV", "json": "JSON"}


class Teller:
    """Tells owners how their reports ended."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier

    async def prepared(self, report: Report) -> Prepared:
        """Return what keeps the notice of a report that has ended, for the batch that ends it."""
        recipient = await self._notifier.recipient(report.owner)
        return self._notifier.prepare(notice(report, recipient.language), recipient)

    async def announce(self, owner: str, deliveries: Sequence[str]) -> None:
        """Send a notice that is kept on its way to the owner's channels."""
        await self._notifier.announce(owner, deliveries)

    async def again(self, job: Job) -> None:
        """Send on what whoever ended the report of a job may not have come to send."""
        keys = [_key(job.report_id, job.generation, status) for status in ("ready", "failed")]
        await self._notifier.announce_again(job.owner, keys)


def notice(report: Report, language: Language) -> Notice:
    """Return what is told of a report that is ready or has failed."""
    request = report.request
    return Notice(
        key=_key(report.id, report.generation, report.status),
        kind="report",
        title=_title(report, language),
        text=_text(report, language),
        symbol=request.symbol,
        portfolio_id=request.portfolio_id,
        link="/reports",
        data={"report_id": report.id, "report_kind": request.kind, "status": report.status},
    )


def _title(report: Report, language: Language) -> str:
    if report.status == "ready":
        return worded(language, "{title} is ready", title=report.title)
    return worded(language, "{title} could not be made", title=report.title)


def _text(report: Report, language: Language) -> str:
    if report.status == "ready":
        formats = ", ".join(_NAMES[file.format] for file in report.files)
        if report.expires_at is None:
            return worded(language, "To be read and downloaded as {formats}.", formats=formats)
        return worded(
            language,
            "To be read and downloaded as {formats} until {day}.",
            formats=formats,
            day=worded_day(language, report.expires_at.date()),
        )
    reason = report.problem.detail.rstrip(".") if report.problem else report.stage
    return worded(language, "{reason}. It can be tried again among your reports.", reason=reason)


def _key(report_id: str, generation: int, status: str) -> str:
    return f"report:{report_id}:{generation}:{status}"
