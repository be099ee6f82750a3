"""Manners of every test: no network but this machine's own."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from tests.azurite import Azurite, start_azurite

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
# How long an example takes, or to draw one, says something about the machine alone.
settings.register_profile(
    "plumbline",
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("plumbline")


def pytest_runtest_setup() -> None:
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    """A real Azurite, empty, on ports of its own; one for the whole run."""
    with start_azurite() as running:
        yield running
