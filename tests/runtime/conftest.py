from collections.abc import Iterator

import pytest

from tests.local_host import LocalHost, running_host


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/runtime" in item.path.as_posix():
            item.add_marker(pytest.mark.runtime)


@pytest.fixture(scope="session")
def probe_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    """One local host around the probe application, shared by tests that leave it as it was."""
    with running_host(tmp_path_factory.mktemp("host")) as host:
        yield host
