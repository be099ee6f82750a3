"""Error family → problem document (RFC 9457) and status; the only place that decides statuses."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from functions.http.schemas import Problem, ProblemError
from shared.kernel import errors

log = structlog.get_logger(__name__)

# The most specific class first: the first match along an error's own bases wins.
STATUS: Final[dict[type[errors.PlumblineError], HTTPStatus]] = {
    errors.Malformed: HTTPStatus.BAD_REQUEST,
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
_HTTP_CODES: Final = {
    HTTPStatus.NOT_FOUND: "route_not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
}
MEDIA_TYPE: Final = "application/problem+json"
_DEFAULT_RETRY_SECONDS: Final = 5
_MOST_ERRORS: Final = 100
# What asyncio and concurrent.futures say once a process that ends takes no more work for threads.
_ENDING: Final = (
    "Executor shutdown has been called",
    "cannot schedule new futures after shutdown",
    "cannot schedule new futures after interpreter shutdown",
)


def install(app: FastAPI) -> None:
    """Make every error leave the application as a problem document."""
    app.add_exception_handler(errors.PlumblineError, _on_known)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unknown)


def status_of(error: errors.PlumblineError) -> HTTPStatus:
    """Return the status of an error's family."""
    for family in type(error).__mro__:
        if family in STATUS:
            return STATUS[family]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem_response(
    status: HTTPStatus,
    detail: str,
    code: str,
    correlation_id: str,
    *,
    field_errors: Sequence[errors.FieldError] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Return a problem document as a response."""
    problem = Problem(
        type=f"urn:plumbline:problem:{code}",
        title=status.phrase,
        status=status,
        detail=detail,
        code=code,
        correlation_id=correlation_id,
        errors=[ProblemError(pointer=e.pointer, message=e.message) for e in field_errors],
    )
    return JSONResponse(problem.model_dump(), status, headers=headers, media_type=MEDIA_TYPE)


def error_response(error: errors.PlumblineError, correlation_id: str) -> Response:
    """Return the problem document of a deliberate error."""
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request_unavailable", code=error.code, detail=error.detail)
    return problem_response(
        status,
        error.detail,
        error.code,
        correlation_id,
        field_errors=error.errors,
        headers=headers_for(error, status),
    )


def headers_for(error: errors.PlumblineError, status: HTTPStatus) -> dict[str, str]:
    """Return the headers a status owes its client: when to come back, how to authenticate."""
    if status is HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return {"Retry-After": str(error.retry_after_seconds or _DEFAULT_RETRY_SECONDS)}
    if error.retry_after_seconds is not None:
        return {"Retry-After": str(error.retry_after_seconds)}
    return {}


def correlation_id(request: Request) -> str:
    """Return the id the middleware gave this request."""
    return str(request.scope.get("plumbline.correlation_id", ""))


def pointer_of(location: Sequence[int | str]) -> str:
    """Return a place as a JSON pointer.

    `("body", "transactions", 3, "price")` → `/transactions/3/price`; others keep their place.
    """
    parts = [str(part) for part in location]
    if parts and parts[0] == "body":
        parts = parts[1:]
    return "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


async def _on_known(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.PlumblineError)  # noqa: S101 - registered for this class only
    return error_response(error, correlation_id(request))


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    found: list[dict[str, Any]] = list(error.errors())
    if any(item["type"] == "json_invalid" for item in found):
        where = next(item for item in found if item["type"] == "json_invalid")
        detail = f"The body is not valid JSON: {_json_reason(where)}"
        return problem_response(
            HTTPStatus.BAD_REQUEST, detail, "malformed_json", correlation_id(request)
        )
    fields = [errors.FieldError(pointer_of(item["loc"]), str(item["msg"])) for item in found]
    first = f"{fields[0].pointer}: {fields[0].message}" if fields else "The request is not valid"
    more = f" (and {len(fields) - 1} more)" if len(fields) > 1 else ""
    return problem_response(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        first + more,
        "invalid_input",
        correlation_id(request),
        field_errors=fields[:_MOST_ERRORS],
    )


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    status = HTTPStatus(error.status_code)
    code = _HTTP_CODES.get(status, status.name.lower())
    path = request.scope["path"]  # not `request.url`, in which Host has a say
    detail = {
        HTTPStatus.NOT_FOUND: f"There is no route {path}",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not allowed on {path}",
    }.get(status, str(error.detail))
    headers = dict(error.headers) if error.headers else {}
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        # The router names the methods of the first route that matches; a path may have several.
        headers["Allow"] = ", ".join(request.app.state.routes.methods_of(path))
    return problem_response(status, detail, code, correlation_id(request), headers=headers)


async def _on_unknown(request: Request, error: Exception) -> Response:
    if _is_ending(error):
        log.info("request_met_an_ending_worker", path=request.scope["path"])
        return problem_response(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The worker is ending; send the request again",
            "restarting",
            correlation_id(request),
            headers={"Retry-After": "1", "Connection": "close"},
        )
    log.error("request_failed", path=request.scope["path"], exc_info=error)
    return problem_response(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong on our side; the correlation id finds it in the logs",
        "internal_error",
        correlation_id(request),
    )


def _is_ending(error: Exception) -> bool:
    if isinstance(error, ExceptionGroup):
        several = cast("ExceptionGroup[Exception]", error).exceptions
        return any(_is_ending(each) for each in several)
    return isinstance(error, RuntimeError) and str(error) in _ENDING


def _json_reason(item: dict[str, Any]) -> str:
    reason = str(item.get("ctx", {}).get("error", "it cannot be parsed"))
    position = item["loc"][-1] if item["loc"] else "?"
    return f"{reason} at character {position}"
