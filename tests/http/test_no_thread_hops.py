"""Routes and what they depend on run on the event loop: FastAPI calls anything else in a thread."""

from collections.abc import Iterator
from importlib import import_module
from inspect import iscoroutinefunction

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from functions.http.lazy_routers import BY_SEGMENT, LOCAL


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from calls(each)


def test_no_route_and_no_dependency_is_called_in_a_thread() -> None:
    names = {name for some in (*BY_SEGMENT.values(), *LOCAL.values()) for name in some}
    routers = [import_module(f"functions.http.routers.{name}").router for name in names]
    called = {
        call
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for call in calls(route.dependant)
    }
    in_threads = {
        str(call)
        for call in called
        if not iscoroutinefunction(call)
        and not iscoroutinefunction(getattr(call, "__call__", None))  # noqa: B004
    }
    assert in_threads == set()
    assert len(called) > 100  # every route was looked at
