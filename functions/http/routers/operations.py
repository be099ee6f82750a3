"""Health and configuration: is it alive, is it ready, how is it set up."""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Literal

from fastapi import APIRouter, Response

from functions.http.deps import ServicesDep
from functions.http.schemas import Output
from shared.kernel.errors import PlumblineError

router = APIRouter(tags=["operations"])

_TIMEOUT_SECONDS = 3.0


class Health(Output):
    """Liveness: the process answers."""

    status: Literal["healthy"] = "healthy"
    version: str
    commit: str


class DependencyHealth(Output):
    """How one dependency answered, and in what time."""

    name: str
    status: Literal["healthy", "degraded", "down"]
    milliseconds: float
    detail: str | None = None


class Readiness(Output):
    """Readiness: what this installation depends on, one by one."""

    status: Literal["healthy", "degraded", "down"]
    dependencies: list[DependencyHealth]


class SafeConfig(Output):
    """Settings that are safe to show anyone."""

    stage: str
    version: str
    commit: str
    today: str
    document_store: str
    market_providers: list[str]
    oidc_provider: str | None  # its name, where people may sign in with an OpenID provider


@router.get("/health")
async def health(services: ServicesDep) -> Health:
    """Say that the process is alive; touches nothing else."""
    return Health(version=services.settings.version, commit=services.settings.commit)


@router.get("/health/ready", responses={503: {"model": Readiness}})
async def ready(services: ServicesDep, response: Response) -> Readiness:
    """Ask each dependency; 503 when the document store is down, 200 when others are."""
    checks = await asyncio.gather(
        _check("documents", services.documents.ping),
        _check("blobs", services.blobs.ping),
        _check("queues", services.queue.ping),
        _check("market_data", services.tracker.ping),
        _check("model", services.models.ping),
    )
    down = {check.name for check in checks if check.status == "down"}
    if "documents" in down:
        response.status_code = 503
        response.headers["Retry-After"] = "10"
        return Readiness(status="down", dependencies=list(checks))
    healthy = all(check.status == "healthy" for check in checks)
    return Readiness(status="healthy" if healthy else "degraded", dependencies=list(checks))


@router.get("/config")
async def config(services: ServicesDep) -> SafeConfig:
    """Show how this installation is set up; never a secret, never an address."""
    settings = services.settings
    return SafeConfig(
        stage=settings.stage,
        version=settings.version,
        commit=settings.commit,
        today=services.clock.today().isoformat(),
        document_store=settings.document_store,
        market_providers=list(settings.market_providers),
        oidc_provider=settings.oidc_name if settings.oidc_issuer else None,
    )


async def _check(name: str, ping: Callable[[], Awaitable[None]]) -> DependencyHealth:
    started = perf_counter()
    status, detail = "healthy", None
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            await ping()
    except TimeoutError:
        status, detail = "down", f"no answer in {_TIMEOUT_SECONDS:.0f} s"
    except PlumblineError as error:
        status, detail = "down", error.detail
    elapsed = round((perf_counter() - started) * 1000, 1)
    return DependencyHealth(name=name, status=status, milliseconds=elapsed, detail=detail)
