"""The Cosmos store when the service is moody, over real HTTP against a scripted account."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from azure.core.credentials import AccessToken
from structlog.testing import capture_logs

from shared.kernel.errors import TooLarge, Unavailable
from shared.platform.cosmos import CosmosDocumentStore
from shared.platform.documents import Operation, Query
from tests.fakes.certificates import self_signed
from tests.fakes.cosmos_endpoint import DATABASE, KEY, TOKEN, CosmosEndpoint, Fault, serve_cosmos
from tests.fakes.manual_clock import ManualClock
from tools.localhost.ports import free_port

pytestmark = pytest.mark.contract

CLOCK = ManualClock()


@pytest.fixture
async def endpoint() -> AsyncIterator[CosmosEndpoint]:
    async with serve_cosmos(lambda: CLOCK.now().timestamp()) as running:
        yield running


@pytest.fixture
async def store(endpoint: CosmosEndpoint) -> AsyncIterator[CosmosDocumentStore]:
    store = CosmosDocumentStore(endpoint.url, DATABASE, CLOCK, key=KEY, answer_seconds=0.5)
    await store.find("user_data", "u", "warm-up")
    endpoint.requests.clear()
    yield store
    await store.close()


async def create(store: CosmosDocumentStore, *names: str) -> None:
    for name in names or ("a",):
        await store.create("user_data", "u", name, {"x": 1})


async def ids(store: CosmosDocumentStore, query: Query | None = None) -> list[str]:
    return [document.id for document in await store.query("user_data", "u", query or Query())]


def throttled(times: int, milliseconds: int = 1) -> Fault:
    return Fault(429, {"x-ms-retry-after-ms": str(milliseconds)}, 3200, times=times)


# --- throttling -----------------------------------------------------------------------------


async def test_what_is_throttled_is_sent_again_until_it_passes(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(throttled(5))
    await create(store)
    endpoint.script(throttled(5))
    assert await store.find("user_data", "u", "a") is not None
    endpoint.script(throttled(5))
    assert await ids(store) == ["a"]
    endpoint.script(throttled(5))
    await store.batch("user_data", "u", [Operation("delete", "a")])
    assert endpoint.count("POST") == 18


async def test_what_is_throttled_for_good_says_when_to_come_back(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(throttled(9), throttled(1, milliseconds=4200))
    with pytest.raises(Unavailable) as caught:
        await create(store)
    assert caught.value.code == "store_throttled"
    assert caught.value.retry_after_seconds == 5


async def test_a_batch_with_one_throttled_operation_is_sent_again_whole(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(Fault(429, operation=1, times=2))
    await store.batch("user_data", "u", [Operation("create", n, {}) for n in ("a", "b", "c")])
    assert await ids(store) == ["a", "b", "c"]


# --- failures that may pass -----------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 449, 500, 503])
async def test_reads_are_repeated(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint, status: int
) -> None:
    await create(store)
    endpoint.script(Fault(status))
    assert await store.find("user_data", "u", "a") is not None
    endpoint.script(Fault(status))
    assert await ids(store) == ["a"]


@pytest.mark.parametrize("status", [408, 449, 500])
async def test_writes_are_not_repeated(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint, status: int
) -> None:
    endpoint.script(Fault(status))
    with pytest.raises(Unavailable) as caught:
        await create(store)
    assert caught.value.code == "store_unavailable"
    assert endpoint.count("POST") == 1


async def test_a_service_that_stays_away_is_unavailable(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(Fault(503, times=99))
    for call in (create(store), ids(store), store.find("user_data", "u", "a")):
        with pytest.raises(Unavailable):
            await call


async def test_a_read_whose_connection_breaks_is_repeated(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    await create(store)
    endpoint.script(Fault(break_off=True))
    assert await ids(store) == ["a"]


async def test_a_write_whose_answer_is_lost_is_unavailable_and_was_sent_once(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(Fault(break_off=True, after_effect=True))
    with pytest.raises(Unavailable) as caught:
        await create(store)
    assert caught.value.code == "store_unreachable"
    assert endpoint.count("POST") == 1
    assert await ids(store) == ["a"]


async def test_an_answer_that_takes_too_long_is_unavailable(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(Fault(delay_seconds=2))
    with pytest.raises(Unavailable) as caught:
        await create(store)
    assert caught.value.code == "store_unreachable"


async def test_a_slow_read_is_repeated(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    await create(store)
    endpoint.script(Fault(delay_seconds=2))
    assert await ids(store) == ["a"]


async def test_a_batch_that_fails_in_the_middle_points_there_and_changes_nothing(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(Fault(449, operation=1))
    with pytest.raises(Unavailable) as caught:
        await store.batch("user_data", "u", [Operation("create", n, {}) for n in ("a", "b", "c")])
    assert caught.value.errors[0].pointer == "/1"
    assert await ids(store) == []


# --- failures that will not pass ------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "sub_status", "code"),
    [
        (400, 0, "store_refused"),
        (401, 0, "store_denied"),
        (403, 0, "store_denied"),
        (403, 1014, "store_full"),
        (404, 1003, "store_missing"),
    ],
)
async def test_a_refusal_names_its_kind(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint, status: int, sub_status: int, code: str
) -> None:
    endpoint.script(Fault(status, sub_status=sub_status))
    with pytest.raises(Unavailable) as caught:
        await create(store)
    assert caught.value.code == code


async def test_a_document_too_large_for_the_service_is_too_large(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.script(Fault(413))
    with pytest.raises(TooLarge):
        await create(store)


async def test_a_container_that_is_gone_is_not_an_absent_document(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    del endpoint.containers["quotes"], endpoint.containers["user_data"]
    for container in ("quotes", "user_data"):
        with pytest.raises(Unavailable) as caught:
            await store.find(container, "AAPL", "latest")
        assert caught.value.code == "store_missing"


@pytest.mark.parametrize(
    ("database", "key", "code"),
    [(DATABASE, "d3Jvbmc=", "store_denied"), ("absent", KEY, "store_missing")],
)
async def test_a_wrong_key_or_database_is_unavailable(
    endpoint: CosmosEndpoint, database: str, key: str, code: str
) -> None:
    store = CosmosDocumentStore(endpoint.url, database, CLOCK, key=key)
    with pytest.raises(Unavailable) as caught:
        await store.ping()
    assert caught.value.code == code
    await store.close()


async def test_a_service_that_is_down_is_unavailable_and_found_again_when_up() -> None:
    store = CosmosDocumentStore(f"http://127.0.0.1:{free_port()}/", DATABASE, CLOCK, key=KEY)
    for _ in range(2):
        with pytest.raises(Unavailable) as caught:
            await store.ping()
        assert caught.value.code == "store_unreachable"
    await store.close()


async def test_without_key_or_identity_it_says_so(endpoint: CosmosEndpoint) -> None:
    with pytest.raises(Unavailable) as caught:
        await CosmosDocumentStore(endpoint.url, DATABASE, CLOCK).ping()
    assert caught.value.code == "store_misconfigured"


# --- pages ----------------------------------------------------------------------------------


async def test_small_pages_are_drained_up_to_the_limit_and_no_further(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    names = [f"n{n:02}" for n in range(25)]
    await store.batch("user_data", "u", [Operation("create", name, {}) for name in names])
    endpoint.largest_page = 7
    endpoint.requests.clear()
    assert await ids(store, Query(limit=14)) == names[:14]
    assert endpoint.count("POST") == 2
    assert await ids(store) == names


async def test_an_empty_page_is_not_the_end(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    await create(store, "a", "b", "c")
    endpoint.largest_page, endpoint.empty_pages = 1, 3
    assert await ids(store) == ["a", "b", "c"]


async def test_queries_side_by_side_do_not_mix_their_pages(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    endpoint.largest_page = 3
    for user in range(10):
        steps = [Operation("create", f"{user}-{n:02}", {}) for n in range(20)]
        await store.batch("user_data", f"u{user}", steps)
    queries = [store.query("user_data", f"u{user}", Query()) for user in range(10)]
    for user, found in enumerate(await asyncio.gather(*queries)):
        assert [document.id for document in found] == [f"{user}-{n:02}" for n in range(20)]


async def test_read_many_asks_once_a_partition(
    store: CosmosDocumentStore, endpoint: CosmosEndpoint
) -> None:
    for symbol in ("AAPL", "MSFT"):
        steps = [Operation("create", f"1d:{year}", {"s": symbol}) for year in (2022, 2023)]
        await store.batch("prices", symbol, steps)
    await store.create("prices", "IBM", "1d:2023", {"s": "IBM"})
    endpoint.requests.clear()
    keys = [("AAPL", "1d:2022"), ("AAPL", "1d:2023"), ("MSFT", "1d:2022"), ("MSFT", "1d:2023")]
    found = await store.read_many("prices", [*keys, ("IBM", "1d:2023")])
    assert {key: document.body["s"] for key, document in found.items()} == {
        **{key: key[0] for key in keys},
        ("IBM", "1d:2023"): "IBM",
    }
    assert (endpoint.count("POST"), endpoint.count("GET")) == (2, 1)


# --- identity -------------------------------------------------------------------------------


class Identity:
    """A token credential, as a managed identity is one."""

    def __init__(self) -> None:
        self.scopes: tuple[str, ...] = ()
        self.closed = False

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.scopes = scopes
        return AccessToken(TOKEN, 2**40)

    async def close(self) -> None:
        self.closed = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.close()


async def test_an_identity_is_asked_for_a_token_and_left_open_for_others(tmp_path: Path) -> None:
    identity = Identity()
    async with serve_cosmos(lambda: CLOCK.now().timestamp(), self_signed(tmp_path)) as endpoint:
        store = CosmosDocumentStore(endpoint.url, DATABASE, CLOCK, credential=identity)
        await create(store)
        assert await ids(store) == ["a"]
        await store.close()
    assert identity.scopes == ("https://127.0.0.1/.default",)
    assert not identity.closed


# --- what is sent ---------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Sending a large body directly:ResourceWarning")
async def test_letters_outside_ascii_count_as_their_utf8(store: CosmosDocumentStore) -> None:
    await store.create("user_data", "u", "a", {"text": "é" * 900_000})


async def test_the_charge_of_each_request_is_logged(store: CosmosDocumentStore) -> None:
    with capture_logs() as logs:
        await create(store)
        await store.get("user_data", "u", "a")
        await ids(store)
        await store.batch("user_data", "u", [Operation("delete", "a")])
    charges = [entry for entry in logs if entry["event"] == "cosmos_request"]
    assert [entry["operation"] for entry in charges] == ["create", "read", "query", "batch"]
    assert all(entry["ru"] == 1.24 for entry in charges)
    assert {entry["container"] for entry in charges} == {"user_data"}


async def test_many_first_calls_connect_once(endpoint: CosmosEndpoint) -> None:
    store = CosmosDocumentStore(endpoint.url, DATABASE, CLOCK, key=KEY)
    await asyncio.gather(*(store.find("user_data", "u", "a") for _ in range(20)))
    properties = [path for _, path in endpoint.requests if path.endswith("/colls/user_data/")]
    assert len(properties) == 1
    await store.close()
