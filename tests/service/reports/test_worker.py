"""The worker: claims, takes over, gives up at last, and makes each report once."""

import asyncio
from dataclasses import replace

import pytest

from shared.kernel.errors import Conflict, InvalidInput, NotFound, TooManyRequests, Unavailable
from shared.platform.queues import LARGE_REPORT_JOBS, REPORT_JOBS
from shared.reports.claims import LEASE_SECONDS
from shared.reports.model import MOST_ATTEMPTS, Report
from tests.service.reports.conftest import REQUEST, Office


async def ask(office: Office, owner: str = "ada") -> Report:
    return await office.service.request(owner, REQUEST)


async def test_a_second_delivery_of_a_job_changes_nothing(office: Office) -> None:
    report = await ask(office)
    [message] = office.queue.take(REPORT_JOBS)
    await office.worker.handle(message)
    before = await office.service.get("ada", report.id)
    await office.worker.handle(message)
    assert office.press.made == [report.id]
    assert (await office.service.get("ada", report.id)).etag == before.etag


async def test_deliveries_at_the_same_time_make_one_report(office: Office) -> None:
    report = await ask(office)
    [message] = office.queue.take(REPORT_JOBS)
    await asyncio.gather(*(office.worker.handle(message) for _ in range(5)))
    assert office.press.made == [report.id]
    assert await office.status(report) == "ready"


async def test_a_worker_that_died_is_taken_over_when_its_lease_has_run_out(office: Office) -> None:
    report = await ask(office)
    [message] = office.queue.take(REPORT_JOBS)
    office.press.failures = [asyncio.CancelledError()]  # as sudden as a kill
    with pytest.raises(asyncio.CancelledError):
        await office.worker.handle(message)
    assert await office.status(report) == "running"
    await office.worker.handle(message)
    assert office.press.made == []  # the lease still holds: looked at again later
    office.clock.advance(LEASE_SECONDS + 1)
    await office.deliver()
    assert office.press.made == [report.id]
    assert (await office.service.get("ada", report.id)).attempts == 2


async def test_after_five_failures_it_has_failed_with_the_reason(office: Office) -> None:
    report = await ask(office)
    [message] = office.queue.take(REPORT_JOBS)
    office.press.failures = [Unavailable("The store is down") for _ in range(MOST_ATTEMPTS)]
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with pytest.raises(Unavailable):  # so that the host counts, and sets it aside at last
            await office.worker.handle(message)
        shown = await office.service.get("ada", report.id)
        assert shown.status == ("queued" if attempt < MOST_ATTEMPTS else "failed")
        assert shown.problem is not None
        assert "The store is down" in shown.problem.detail
    again = await office.service.retry("ada", report.id)
    assert (again.status, again.attempts, again.problem) == ("queued", 0, None)
    await office.deliver()
    assert await office.status(report) == "ready"


async def test_what_an_operator_sends_on_from_the_poison_is_tried_again(office: Office) -> None:
    report = await ask(office)
    [message] = office.queue.take(REPORT_JOBS)
    office.press.failures = [RuntimeError("a defect") for _ in range(MOST_ATTEMPTS)]
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            await office.worker.handle(message)
    shown = await office.service.get("ada", report.id)
    assert shown.problem is not None
    assert "a defect" not in shown.problem.detail  # its words are for the log
    await office.worker.handle(message)
    assert await office.status(report) == "ready"


async def test_a_report_that_ends_its_worker_each_time_is_given_up(office: Office) -> None:
    report = await ask(office)
    [message] = office.queue.take(REPORT_JOBS)
    for _ in range(MOST_ATTEMPTS):
        office.press.failures = [asyncio.CancelledError()]
        with pytest.raises(asyncio.CancelledError):
            await office.worker.handle(message)
        office.clock.advance(LEASE_SECONDS + 1)
    await office.worker.handle(message)
    shown = await office.service.get("ada", report.id)
    assert (shown.status, office.press.made) == ("failed", [])
    assert shown.problem is not None
    assert shown.problem.code == "deadly_report"


async def test_what_cannot_be_cured_fails_at_once(office: Office) -> None:
    report = await ask(office)
    office.press.failures = [InvalidInput("There is nothing in that year")]
    await office.deliver()
    shown = await office.service.get("ada", report.id)
    assert shown.status == "failed"
    assert shown.problem is not None
    assert shown.problem.detail == "There is nothing in that year"


async def test_an_owner_has_two_at_a_time_and_the_rest_comes_back(office: Office) -> None:
    for _ in range(6):
        await ask(office)
    messages = office.queue.take(REPORT_JOBS)
    await asyncio.gather(*(office.worker.handle(message) for message in messages))
    assert office.press.most <= 2
    while office.queue.sent:
        await office.deliver()
    assert len(office.press.made) == len(set(office.press.made)) == 6


async def test_large_portfolios_have_a_queue_of_their_own(office: Office) -> None:
    await office.service.request("ada", replace(REQUEST, portfolio_id="big"))
    await ask(office, "bob")
    assert await office.queue.depth(LARGE_REPORT_JOBS) == 1
    assert await office.queue.depth(REPORT_JOBS) == 1


async def test_what_was_deleted_while_it_was_made_leaves_no_file(office: Office) -> None:
    report = await ask(office)
    [message] = office.queue.take(REPORT_JOBS)
    make = office.press.make

    async def deleting(made: Report, tell: object) -> list[object]:
        printed = await make(made, tell)  # pyright: ignore[reportArgumentType]
        await office.service.delete("ada", report.id)
        return list(printed)

    office.press.make = deleting  # pyright: ignore[reportAttributeAccessIssue]
    await office.worker.handle(message)
    assert office.blobs.data == {}
    with pytest.raises(NotFound):
        await office.service.get("ada", report.id)


async def test_a_cancelled_report_stays_cancelled_and_a_ready_one_cannot_be(office: Office) -> None:
    report = await ask(office)
    await office.service.cancel("ada", report.id)
    await office.deliver()
    assert (await office.status(report), office.press.made) == ("failed", [])
    other = await ask(office)
    await office.deliver()
    with pytest.raises(Conflict):
        await office.service.cancel("ada", other.id)


async def test_too_many_waiting_are_refused(office: Office) -> None:
    for _ in range(200):
        await ask(office)
    with pytest.raises(TooManyRequests):
        await ask(office)
    await ask(office, "bob")
