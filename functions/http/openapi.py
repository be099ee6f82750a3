"""The OpenAPI document: what FastAPI derives from the routes, completed with what all of them do.

Routes name the problems of their own (`deps.problems`); those that follow from what a route is (it
needs a token, has a path parameter, takes a body, is counted) are added here, once.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI

from functions.http.examples import EXAMPLES
from functions.http.problems import MEDIA_TYPE

type Json = dict[str, Any]

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_WRITES: Final = frozenset({"post", "put", "patch", "delete"})
_UNCOUNTED: Final = "/api/health"
_NEVER_KEPT: Final = ("/api/auth/", "/api/users/me/tokens")  # see `idempotency`
_SENT_LATER: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_GENERATED: Final = ("HTTPValidationError", "ValidationError")
_MEANINGS: Final = {
    HTTPStatus.BAD_REQUEST: "It cannot be read: the JSON, the form, the cursor",
    HTTPStatus.UNAUTHORIZED: "There is no valid token",
    HTTPStatus.FORBIDDEN: "The role or the token's scope is missing",
    HTTPStatus.NOT_FOUND: "There is no such thing for this caller",
    HTTPStatus.CONFLICT: "The present state forbids it",
    HTTPStatus.PRECONDITION_FAILED: "If-Match is not the resource's ETag",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Over a documented limit",
    HTTPStatus.UNPROCESSABLE_ENTITY: "It is understood and wrong; `errors` names the places",
    HTTPStatus.PRECONDITION_REQUIRED: "If-Match is missing",
    HTTPStatus.TOO_MANY_REQUESTS: "The caller's quota is spent until Retry-After",
    HTTPStatus.SERVICE_UNAVAILABLE: "Something the API depends on does not answer",
}


def install(app: FastAPI, load_routes: Callable[[], None]) -> None:
    """Make the application answer the completed document; it is made when first asked for."""
    derive = app.openapi

    def complete() -> Json:
        if app.openapi_schema is None:
            load_routes()
            app.openapi_schema = _completed(derive())
        return app.openapi_schema

    app.openapi = complete


def _completed(document: Json) -> Json:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                _complete_operation(path, method, item[method])
    components = document["components"]
    components["responses"] = {_name(status): _response(status) for status in _MEANINGS}
    for name, example in EXAMPLES.items():
        components["schemas"][name]["examples"] = [example]
    for name in _GENERATED:
        components["schemas"].pop(name, None)
    return document


def _complete_operation(path: str, method: str, operation: Json) -> None:
    responses: Json = operation["responses"]
    for code, response in list(responses.items()):
        if int(code) >= HTTPStatus.BAD_REQUEST and not _has_own_shape(response):
            del responses[code]
            responses[code] = _reference(HTTPStatus(int(code)))
    for status in _implied(path, method, operation):
        responses.setdefault(str(int(status)), _reference(status))
    if path.startswith(_UNCOUNTED):
        responses.pop(str(int(HTTPStatus.UNPROCESSABLE_ENTITY)), None)
    elif method == "get":
        responses.setdefault("304", {"description": "If-None-Match names what it still is"})
    operation["responses"] = dict(sorted(responses.items()))


def _implied(path: str, method: str, operation: Json) -> set[HTTPStatus]:
    """Return the problems an operation can answer because of what it is."""
    if path.startswith(_UNCOUNTED):
        return set()
    parameters = {parameter["name"] for parameter in operation.get("parameters", [])}
    implied = {
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
    if operation.get("security"):
        implied |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if "{" in path:
        implied.add(HTTPStatus.NOT_FOUND)
    if "requestBody" in operation or "cursor" in parameters:
        implied.add(HTTPStatus.BAD_REQUEST)
    if method in _WRITES:
        implied.add(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not path.startswith(_NEVER_KEPT):
            implied.add(HTTPStatus.CONFLICT)  # the first one with this Idempotency-Key is at work
    if "If-Match" in parameters:
        implied.add(HTTPStatus.PRECONDITION_FAILED)
    return implied


def _has_own_shape(response: Json) -> bool:
    schemas = [content.get("schema", {}) for content in response.get("content", {}).values()]
    names = {str(schema.get("$ref", "")).rpartition("/")[2] for schema in schemas if schema}
    return bool(names - {"Problem", *_GENERATED})


def _reference(status: HTTPStatus) -> Json:
    return {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: HTTPStatus) -> str:
    return status.phrase.title().replace(" ", "")


def _response(status: HTTPStatus) -> Json:
    headers: Json = {}
    if status in _SENT_LATER:
        headers["Retry-After"] = {
            "description": "Seconds after which to come back",
            "schema": {"type": "integer", "minimum": 1},
        }
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    schema = {"$ref": "#/components/schemas/Problem"}
    response: Json = {
        "description": _MEANINGS[status],
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    return {**response, "headers": headers} if headers else response
