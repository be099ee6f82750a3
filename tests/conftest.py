"""Manners of every test: no network but this machine's own."""

from collections.abc import Iterator

import pytest
from pytest_socket import socket_allow_hosts

from tests.azurite import Azurite, start_azurite

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_runtest_setup() -> None:
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    """A real Azurite, empty, on ports of its own; one for the whole run."""
    with start_azurite() as running:
        yield running
