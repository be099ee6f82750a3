"""Reports: ask for one, watch it, download it, try again, cancel, schedule."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from functions.http.deps import (
    CurrentUser,
    PageDep,
    PortfolioWriter,
    ServicesDep,
    problems,
)
from functions.http.report_views import (
    ReportInput,
    ReportLink,
    ReportScheduleView,
    ReportView,
    report_view,
    schedule_view,
)
from functions.http.schemas import Page
from shared.identity.model import Principal
from shared.kernel.errors import NotAllowed, NotFound
from shared.reports.model import (
    LINK_SECONDS,
    OF_A_PORTFOLIO,
    Report,
    ReportFormat,
    ReportKind,
    ReportRequest,
    ReportStatus,
)

router = APIRouter(tags=["reports"])

type ReportPath = Annotated[str, Path(min_length=1, max_length=64, description="Report id")]

_SAFE: Final = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    # Should a browser open the file after all: it may run and fetch nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
}


@router.post(
    "/reports",
    status_code=HTTPStatus.ACCEPTED,
    responses=problems(400, 401, 403, 404, 413, 422, 429),
)
async def create_report(
    wanted: ReportInput, services: ServicesDep, caller: PortfolioWriter, response: Response
) -> ReportView:
    """Put a report on the queue; `Location` is where to watch it."""
    request = wanted.request()
    _refuse_hidden(caller, request)
    every, after = wanted.when()
    report = await services.reports.request(caller.user_id, request, every=every, after=after)
    response.headers["Location"] = f"/api/reports/{report.id}"
    return report_view(report)


@router.get("/reports", responses=problems(400, 401, 403, 422))
async def list_reports(
    services: ServicesDep,
    caller: CurrentUser,
    page: PageDep,
    kind: Annotated[ReportKind | None, Query(description="Of this kind")] = None,
    status: Annotated[ReportStatus | None, Query(description="In this state")] = None,
    portfolio_id: Annotated[
        str | None, Query(max_length=64, description="About this portfolio")
    ] = None,
) -> Page[ReportView]:
    """List reports, newest first; a token limited to portfolios sees the reports about those."""
    asked = {"kind": kind, "status": status, "portfolio_id": portfolio_id}
    where: dict[str, str | tuple[str, ...]] = {
        name: value for name, value in asked.items() if value is not None
    }
    if caller.portfolios is not None:
        seen = tuple(sorted(caller.portfolios))
        where["portfolio_id"] = tuple(each for each in seen if portfolio_id in {None, each})
        if not where["portfolio_id"]:
            return Page(items=[])
    found = await services.reports.list_page(
        caller.user_id, limit=page.and_one, before=page.after, where=where
    )
    shown, more = page.cut(found, lambda each: each.id)
    return Page(items=[report_view(each) for each in shown], next_cursor=more)


@router.get("/reports/schedules", responses=problems(401, 403))
async def list_schedules(services: ServicesDep, caller: CurrentUser) -> Page[ReportScheduleView]:
    """List what is made again and again."""
    found = await services.reports.list_schedules(caller.user_id)
    seen = [each for each in found if _sees(caller, each.request)]
    return Page(items=[schedule_view(each) for each in seen])


@router.delete(
    "/reports/schedules/{schedule_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(401, 403, 404),
)
async def delete_schedule(
    schedule_id: Annotated[str, Path(min_length=1, max_length=64)],
    services: ServicesDep,
    caller: PortfolioWriter,
) -> None:
    """End a schedule; the reports it made stay."""
    found = await services.reports.get_schedule(caller.user_id, schedule_id)
    if not _sees(caller, found.request):
        raise NotFound(f"There is no schedule {schedule_id!r}", "schedule_not_found")
    await services.reports.delete_schedule(caller.user_id, schedule_id)


@router.get("/reports/{report_id}", responses=problems(401, 403, 404))
async def get_report(
    report_id: ReportPath, services: ServicesDep, caller: CurrentUser
) -> ReportView:
    """Show a report and how far it is."""
    return report_view(await _own(services, caller, report_id))


@router.get(
    "/reports/{report_id}/download",
    response_class=Response,
    responses={
        200: {
            "content": {
                "application/pdf": {},
                "text/html": {},
                "text/markdown": {},
                "application/zip": {},
                "application/json": {},
            }
        },
        307: {"description": "Fetch it from there, without the token; good for five minutes"},
        **problems(401, 403, 404, 409),
    },
)
async def download_report(
    report_id: ReportPath,
    services: ServicesDep,
    caller: CurrentUser,
    format: Annotated[
        ReportFormat | None, Query(description="The first format asked for, unless given")
    ] = None,
) -> Response:
    """Download a file of a report that is ready."""
    await _own(services, caller, report_id)
    file = await services.reports.download(caller.user_id, report_id, format)
    headers = {**_SAFE, "Content-Disposition": f'attachment; filename="{file.name}"'}
    if file.link is not None:
        return RedirectResponse(file.link, headers=headers)
    return Response(file.data, media_type=file.media_type, headers=headers)


@router.get("/reports/{report_id}/link", responses=problems(401, 403, 404, 409))
async def get_link(
    report_id: ReportPath,
    services: ServicesDep,
    caller: CurrentUser,
    response: Response,
    format: Annotated[
        ReportFormat | None, Query(description="The first format asked for, unless given")
    ] = None,
) -> ReportLink:
    """Return an address a browser can open without a token; null where files go through the API."""
    await _own(services, caller, report_id)
    response.headers["Cache-Control"] = "private, no-store"
    url = await services.reports.link(caller.user_id, report_id, format)
    return ReportLink(url=url, expires_in=LINK_SECONDS if url else None)


@router.post(
    "/reports/{report_id}/retry",
    status_code=HTTPStatus.ACCEPTED,
    responses=problems(401, 403, 404, 409, 429),
)
async def retry_report(
    report_id: ReportPath, services: ServicesDep, caller: PortfolioWriter, response: Response
) -> ReportView:
    """Begin a failed report anew."""
    await _own(services, caller, report_id)
    report = await services.reports.retry(caller.user_id, report_id)
    response.headers["Location"] = f"/api/reports/{report.id}"
    return report_view(report)


@router.post("/reports/{report_id}/cancel", responses=problems(401, 403, 404, 409, 412))
async def cancel_report(
    report_id: ReportPath, services: ServicesDep, caller: PortfolioWriter
) -> ReportView:
    """Stop a report that waits or is being made; it is then `failed`, because `cancelled`."""
    await _own(services, caller, report_id)
    return report_view(await services.reports.cancel(caller.user_id, report_id))


@router.delete(
    "/reports/{report_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(401, 403, 404),
)
async def delete_report(
    report_id: ReportPath, services: ServicesDep, caller: PortfolioWriter
) -> None:
    """Delete a report and its files; one that is being made is cancelled."""
    await _own(services, caller, report_id)
    await services.reports.delete(caller.user_id, report_id)


async def _own(services: ServicesDep, caller: Principal, report_id: str) -> Report:
    report = await services.reports.get(caller.user_id, report_id)
    if not _sees(caller, report.request):
        raise NotFound(f"There is no report {report_id!r}", "report_not_found")
    return report


def _sees(caller: Principal, request: ReportRequest) -> bool:
    if request.kind in OF_A_PORTFOLIO and request.portfolio_id:
        return caller.may_see(request.portfolio_id)
    return caller.portfolios is None


def _refuse_hidden(caller: Principal, request: ReportRequest) -> None:
    # A token limited to other portfolios is answered as if this one did not exist.
    if request.kind in OF_A_PORTFOLIO and request.portfolio_id:
        if not caller.may_see(request.portfolio_id):
            message = f"There is no portfolio {request.portfolio_id!r}"
            raise NotFound(message, "portfolio_not_found")
    elif caller.portfolios is not None:
        raise NotAllowed("This token is limited to certain portfolios", "limited_token")
