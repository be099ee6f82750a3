"""What the timer does: lost messages, schedules, a day to wait for, retention."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.kernel.errors import NotFound, Unavailable
from shared.platform.queues import REPORT_JOBS
from shared.reports.agenda import Note
from shared.reports.model import Report
from shared.reports.periods import next_run
from tests.service.reports.conftest import REQUEST, Office

DAY = 86_400


async def test_a_report_whose_message_was_lost_is_made_all_the_same(office: Office) -> None:
    report = await office.service.request("ada", REQUEST)
    office.queue.take(REPORT_JOBS)
    office.clock.advance(600)
    await office.clockwork.tick()
    await office.deliver()
    assert await office.status(report) == "ready"
    office.clock.advance(600)
    await office.clockwork.tick()
    assert office.queue.take(REPORT_JOBS) == []


async def test_a_report_waits_until_its_day_is_over(office: Office) -> None:
    report = await office.service.request("ada", REQUEST, after=date(2024, 3, 7))
    await office.clockwork.tick()
    assert office.queue.take(REPORT_JOBS) == []
    office.clock.advance(3 * DAY)
    await office.clockwork.tick()
    await office.deliver()
    made = await office.service.get("ada", report.id)
    assert (made.status, made.request.as_of) == ("ready", date(2024, 3, 8))


async def test_a_monthly_report_speaks_of_the_day_before_and_comes_once(office: Office) -> None:
    first = await office.service.request("ada", REQUEST, every="monthly")
    await office.deliver()
    office.clock.advance(28 * DAY)  # 2 April
    for _ in range(3):
        await office.clockwork.tick()
    await office.deliver()
    found = await office.service.list_page("ada", limit=10, where={})
    others = [report for report in found if report.id != first.id]
    assert [report.request.as_of for report in others] == [date(2024, 3, 31)]
    assert {report.schedule_id for report in found} == {first.schedule_id}
    [schedule] = await office.service.list_schedules("ada")
    assert schedule.next_at == datetime(2024, 5, 1, 6, tzinfo=UTC)
    assert first.schedule_id is not None
    await office.service.delete_schedule("ada", first.schedule_id)
    office.clock.advance(40 * DAY)
    await office.clockwork.tick()
    assert len(await office.service.list_page("ada", limit=10, where={})) == 2


async def test_a_schedule_dying_half_way_is_gone_through_again(office: Office) -> None:
    first = await office.service.request("ada", REQUEST, every="monthly")
    await office.deliver()
    office.clock.advance(28 * DAY)
    save = office.service.repository.save_schedule

    async def dying(*_: object) -> None:
        raise RuntimeError

    office.service.repository.save_schedule = dying  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(RuntimeError):
        await office.clockwork.tick()
    office.service.repository.save_schedule = save
    await office.clockwork.tick()
    await office.deliver()
    found = await office.service.list_page("ada", limit=10, where={})
    assert len(found) == 2
    assert all(report.status == "ready" for report in found)
    assert {report.schedule_id for report in found} == {first.schedule_id}


async def test_reports_and_their_files_expire(office: Office) -> None:
    report = await office.service.request("ada", REQUEST)
    await office.deliver()
    assert office.blobs.data != {}
    office.clock.advance(timedelta(days=89).total_seconds())
    await office.clockwork.tick()
    assert office.blobs.data != {}
    office.clock.advance(2 * DAY)
    await office.clockwork.tick()
    assert office.blobs.data == {}
    with pytest.raises(NotFound):
        await office.service.get("ada", report.id)


async def test_erasing_a_person_leaves_no_file_and_no_note(office: Office) -> None:
    await office.service.request("ada", REQUEST, every="quarterly")
    await office.deliver()
    await office.service.erase("ada")
    office.clock.advance(400 * DAY)
    assert office.blobs.data == {}
    assert await office.service.agenda.due(office.clock.now()) == []


def test_schedules_run_on_the_first_at_six() -> None:
    at = datetime(2024, 11, 15, tzinfo=UTC)
    assert next_run("monthly", at) == datetime(2024, 12, 1, 6, tzinfo=UTC)
    assert next_run("quarterly", at) == datetime(2025, 1, 1, 6, tzinfo=UTC)
    assert next_run("monthly", datetime(2024, 12, 1, 6, tzinfo=UTC)).month == 1


async def test_more_is_due_than_one_look_shows_and_a_note_that_fails_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    agenda = office.service.agenda
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(450):
        await agenda.put(Note(long_ago, "report", "ada", f"gone-{number:03}"))
    find = office.service.repository.find

    async def failing(owner: str, report_id: str) -> Report | None:
        if report_id == "gone-007":
            raise Unavailable("the store is away", "store_unreachable")
        return await find(owner, report_id)

    monkeypatch.setattr(office.service.repository, "find", failing)
    assert await office.clockwork.tick() == 450
    assert [note.id for note in await agenda.due(office.clock.now())] == ["gone-007"]
