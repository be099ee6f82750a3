"""What the routes have to say of a request that fits none of them quite."""

import re
from typing import Final

from fastapi import APIRouter, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from shared.kernel.errors import FieldError, InvalidInput

# Monitors and caches add names of their own to the address of a health check, OpenID providers to
# the address they send people back to.
_TOLERANT: Final = ("/api/health", "/api/auth/oidc/callback")
_LONGEST_SHOWN: Final = 60


class RouteTable:
    """Knows the methods of every path; the patterns are compiled when first asked for."""

    def __init__(self, prefix: str) -> None:
        self._routers: list[APIRouter] = []
        self._prefix = prefix
        self._compiled: list[tuple[str, re.Pattern[str], frozenset[str]]] | None = None
        self._query_names: dict[int, frozenset[str]] = {}

    def add(self, router: APIRouter) -> None:
        """Know the routes of one more router."""
        self._routers.append(router)
        self._compiled = None

    def methods_of(self, path: str) -> list[str]:
        """Return every method the path can be asked with, sorted; none for an unknown path."""
        if self._compiled is None:
            self._compiled = [
                (
                    self._prefix + route.path,
                    compile_path(self._prefix + route.path)[0],
                    frozenset(route.methods or ()),
                )
                for router in self._routers
                for route in router.routes
                if isinstance(route, APIRoute)
            ]
        fitting = [(known, methods) for known, p, methods in self._compiled if p.match(path)]
        # `reports/schedules` is itself, and no report of that name.
        exact = [(known, methods) for known, methods in fitting if known == path]
        found = {method for _, methods in exact or fitting for method in methods}
        implied = {"HEAD", "OPTIONS"} if "GET" in found else {"OPTIONS"}
        return sorted(found | implied) if found else []

    def query_names(self, route: APIRoute) -> frozenset[str]:
        """Return the names of the query parameters a route knows."""
        key = id(route)  # routes cannot be hashed, and live as long as the application
        if key not in self._query_names:
            self._query_names[key] = frozenset(
                field.alias
                for field in get_flat_params(route.dependant)
                if isinstance(field.field_info, Query)
            )
        return self._query_names[key]


async def refuse_unknown_query(request: Request) -> None:
    """Refuse a query parameter no route asked for: a misspelt filter must not answer everything.

    Raises: InvalidInput with a pointer per name.
    """
    route = request.scope.get("route")
    if not request.scope["query_string"] or not isinstance(route, APIRoute):
        return
    if request.scope["path"].startswith(_TOLERANT):
        return
    table: RouteTable = request.app.state.routes
    known = table.query_names(route)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        shown = [name[:_LONGEST_SHOWN].replace("~", "~0").replace("/", "~1") for name in unknown]
        raise InvalidInput(
            f"There is no query parameter {shown[0]!r} here",
            "unknown_parameter",
            errors=tuple(FieldError(f"/query/{name}", "no such parameter") for name in shown),
        )
