"""The FastAPI application: middleware, problem handlers, routers."""

from functools import partial
from typing import Final

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from functions.http import openapi, problems
from functions.http.first_chat import get_ready
from functions.http.idempotency import Idempotency
from functions.http.lazy_routers import PREFIX, LazyRouters, Loaded
from functions.http.mcp_endpoint import PATHS, McpEndpoint
from functions.http.methods import Methods
from functions.http.middleware import BodyLimit, ConditionalGet, RequestContext, SecurityHeaders
from functions.http.rate_limit import RateLimit
from functions.http.route_table import RouteTable, refuse_unknown_query
from functions.http.shedding import Shedding
from functions.http.unchanged import Unchanged
from functions.wiring import Services

_EXPOSED_HEADERS: Final = (
    "Content-Disposition",
    "ETag",
    "Location",
    "Idempotency-Replayed",
    "Retry-After",
    "X-Correlation-Id",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
)


def create_api(services: Services) -> FastAPI:
    """Return the API over these services; nothing is connected until it is used."""
    app = FastAPI(
        title="Plumbline",
        version=services.settings.version,
        summary="An AI stock-investment assistant whose every number hangs straight.",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        dependencies=[Depends(refuse_unknown_query)],
        # Spans and durations of requests; its log of validation errors would quote what was sent.
        telemetry={"logs": False, "operation_spans": False},
        # The redirect would name whatever host the request claims to be for.
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.routes = RouteTable(PREFIX)
    afterwards = partial(get_ready, services)
    is_local = services.settings.is_local
    routers = LazyRouters(app, app.state.routes, afterwards, is_local=is_local)
    app.router.lifespan_context = routers.loading_beside
    problems.install(app)
    openapi.install(app, routers.load_all)
    _add_mcp(app, services)
    _add_middleware(app, services)
    app.add_middleware(Loaded, routers=routers)
    return app


def _add_mcp(app: FastAPI, services: Services) -> None:
    """Serve MCP beside the routes; it speaks its own protocol and is no part of the document."""
    endpoint = McpEndpoint(services)
    app.state.mcp = endpoint
    app.router.routes += [Route(PREFIX + path, endpoint) for path in PATHS]


def _add_middleware(app: FastAPI, services: Services) -> None:
    """Wrap the application, innermost first."""
    app.add_middleware(ConditionalGet)
    app.add_middleware(Unchanged, services=services)
    app.add_middleware(Idempotency, services=services)
    app.add_middleware(GZipMiddleware, minimum_size=1_024, compresslevel=4)
    app.add_middleware(BodyLimit, max_bytes=services.settings.max_body_bytes)
    app.add_middleware(RateLimit, services=services)
    app.add_middleware(Shedding)
    app.add_middleware(Methods)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(services.settings.web_origins),
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["*"],
        allow_credentials=True,
        expose_headers=list(_EXPOSED_HEADERS),
        max_age=600,
    )
    app.add_middleware(RequestContext, metrics=services.metrics)
