"""Reports: asked for, scheduled, kept. They are made in `press`."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from functions.wiring.portfolios import PortfolioServices

if TYPE_CHECKING:
    from shared.reports.clockwork import Clockwork
    from shared.reports.repository import ReportRepository
    from shared.reports.service import ReportService, Subjects


class ReportServices(PortfolioServices):
    """What an owner can do with reports."""

    @cached_property
    def _report_repository(self) -> ReportRepository:
        from shared.reports.repository import ReportRepository

        return ReportRepository(self.documents, self.machine_clock)

    @cached_property
    def _report_subjects(self) -> Subjects:
        from shared.reports.subjects import OwnedSubjects

        return OwnedSubjects(
            self.portfolios, self.catalog, self.watchlists, self.language_of_reader
        )

    @cached_property
    def reports(self) -> ReportService:
        from shared.reports.agenda import Agenda
        from shared.reports.service import ReportPolicy, ReportService

        return ReportService(
            self._report_repository,
            Agenda(self.documents),
            self._report_subjects,
            self.blobs,
            self.queue,
            self.clock,
            self.machine_clock,
            ReportPolicy(kept=timedelta(days=self.settings.report_days)),
        )

    @cached_property
    def report_clockwork(self) -> Clockwork:
        from shared.reports.clockwork import Clockwork

        return Clockwork(self.reports, self._report_subjects, self.machine_clock)
