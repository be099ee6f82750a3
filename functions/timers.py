"""Every schedule on one page. Six-field NCRONTAB, UTC; a missed run fires at once, `past_due`."""

import azure.functions as func
import structlog

from functions.wiring import get_services

log = structlog.get_logger(__name__)
blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 */15 * * * *")
async def market_ingestion_tick(timer: func.TimerRequest, context: func.Context) -> None:
    """Put a job on the queue for every symbol whose data is due."""
    with structlog.contextvars.bound_contextvars(
        function="market_ingestion_tick", invocation_id=context.invocation_id
    ):
        await get_services().market_schedule.enqueue_due()
        log.info("timer_ran", past_due=timer.past_due)


@blueprint.timer_trigger(arg_name="timer", schedule="0 30 3 * * *")
async def housekeeping(timer: func.TimerRequest, context: func.Context) -> None:
    """Finish what people asked to have erased, and give back the room of what has expired."""
    with structlog.contextvars.bound_contextvars(
        function="housekeeping", invocation_id=context.invocation_id
    ):
        services = get_services()
        erasures = await services.identity.profiles.finish_erasures()
        purged = await services.documents.purge_expired()
        log.info("timer_ran", past_due=timer.past_due, erasures=erasures, purged=purged)
