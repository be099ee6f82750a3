"""Every schedule on one page. Six-field NCRONTAB, UTC; a missed run fires at once, `past_due`."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

import azure.functions as func
import structlog

from functions.wiring import get_services
from shared.platform.tracing import span, trace_fields

log = structlog.get_logger(__name__)
blueprint = func.Blueprint()


@contextmanager
def _run(function: str, context: func.Context) -> Generator[None]:
    """Label the logs of a run, and be the root of what it sends."""
    with (
        span(f"timer {function}"),
        structlog.contextvars.bound_contextvars(
            function=function, invocation_id=context.invocation_id, **trace_fields()
        ),
    ):
        yield


type _FactKind = Literal["quote", "fundamentals", "statements", "news"]


@blueprint.timer_trigger(arg_name="timer", schedule="0 */15 * * * *")
async def market_ingestion_tick(timer: func.TimerRequest, context: func.Context) -> None:
    """Put a job on the queue for every symbol whose data is due."""
    with _run("market_ingestion_tick", context):
        await get_services().market_schedule.enqueue_due()
        log.info("timer_ran", past_due=timer.past_due)


@blueprint.timer_trigger(arg_name="timer", schedule="0 */5 * * * *")
async def market_quotes(timer: func.TimerRequest, context: func.Context) -> None:
    """Renew the quotes of wanted symbols whose exchange is open."""
    await _renew("quote", timer, context, "market_quotes")


@blueprint.timer_trigger(arg_name="timer", schedule="0 20 * * * *")
async def market_news(timer: func.TimerRequest, context: func.Context) -> None:
    """Renew the news of wanted symbols."""
    await _renew("news", timer, context, "market_news")


@blueprint.timer_trigger(arg_name="timer", schedule="0 10 */6 * * *")
async def market_fundamentals(timer: func.TimerRequest, context: func.Context) -> None:
    """Renew fundamentals and statements older than a day; looked at often, to make up for gaps."""
    await _renew("fundamentals", timer, context, "market_fundamentals")
    await _renew("statements", timer, context, "market_fundamentals")


async def _renew(
    kind: _FactKind, timer: func.TimerRequest, context: func.Context, function: str
) -> None:
    with _run(function, context):
        count = await get_services().market.schedule.enqueue_facts(kind)
        log.info("timer_ran", past_due=timer.past_due, kind=kind, jobs=count)


@blueprint.timer_trigger(arg_name="timer", schedule="30 */5 * * * *")
async def report_agenda(timer: func.TimerRequest, context: func.Context) -> None:
    """Begin scheduled reports, wake those whose message was lost, remove those that expired."""
    with _run("report_agenda", context):
        count = await get_services().report_clockwork.tick()
        log.info("timer_ran", past_due=timer.past_due, notes=count)


@blueprint.timer_trigger(arg_name="timer", schedule="0 2,32 * * * *")
async def digests(timer: func.TimerRequest, context: func.Context) -> None:
    """Queue the digests that are due, each in its reader's time zone; told once a period."""
    with _run("digests", context):
        count = await get_services().digests.tick()
        log.info("timer_ran", past_due=timer.past_due, digests=count)


@blueprint.timer_trigger(arg_name="timer", schedule="0 45 4 * * *")
async def alerts_round(timer: func.TimerRequest, context: func.Context) -> None:
    """Have every alert judged, and what is pending delivered: makes up for messages lost."""
    with _run("alerts_round", context):
        people = await get_services().alert_jobs.round()
        log.info("timer_ran", past_due=timer.past_due, people=people)


@blueprint.timer_trigger(arg_name="timer", schedule="0 30 3 * * *")
async def housekeeping(timer: func.TimerRequest, context: func.Context) -> None:
    """Finish erasures, give back the room of what has expired, let go what nobody watches."""
    with _run("housekeeping", context):
        services = get_services()
        erasures = await services.identity.profiles.finish_erasures()
        purged = await services.documents.purge_expired()
        unwatched = await services.unwatching.sweep()
        sealed = await services.audit_inspection.seal_month_before()
        log.info(
            "timer_ran",
            past_due=timer.past_due,
            erasures=erasures,
            purged=purged,
            unwatched=unwatched,
            sealed=sealed,
        )
