"""What every document store promises, held against each adapter."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from shared.kernel.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    PlumblineError,
    PreconditionFailed,
    TooLarge,
)
from shared.platform.documents import DocumentStore, Operation, Query
from tests.contract.conftest import Bench

pytestmark = pytest.mark.contract


@pytest.fixture
def user() -> str:
    """A partition of this test's own, as a real account is shared by all of them."""
    return f"u-{uuid4().hex}"


async def fill(store: DocumentStore, user: str, *ids: str, **body: Any) -> None:
    for name in ids:
        await store.create("user_data", user, name, {"name": name, **body})


async def ids_of(store: DocumentStore, user: str, query: Query) -> list[str]:
    return [document.id for document in await store.query("user_data", user, query)]


# --- one document ---------------------------------------------------------------------------


async def test_what_is_created_is_read_back(store: DocumentStore, user: str) -> None:
    body = {
        "text": "naïve 株",
        "n": 2**53 - 1,
        "yes": True,
        "none": None,
        "list": [1, {"a": "1.50"}],
    }
    created = await store.create("user_data", user, "portfolio:1", body)
    read = await store.get("user_data", user, "portfolio:1")
    assert read == created
    assert read.body == body
    assert (read.id, read.partition) == ("portfolio:1", user)


async def test_a_body_comes_back_without_the_stores_own_fields(
    store: DocumentStore, user: str
) -> None:
    await store.upsert("user_data", user, "a", {"x": 1}, ttl_seconds=500)
    assert (await store.get("user_data", user, "a")).body == {"x": 1}


async def test_an_absent_document_is_none_or_not_found(store: DocumentStore, user: str) -> None:
    assert await store.find("user_data", user, "absent") is None
    with pytest.raises(NotFound):
        await store.get("user_data", user, "absent")


async def test_a_taken_id_cannot_be_created_again(store: DocumentStore, user: str) -> None:
    await store.create("user_data", user, "a", {"x": 1})
    with pytest.raises(AlreadyExists):
        await store.create("user_data", user, "a", {"x": 2})
    assert (await store.get("user_data", user, "a")).body == {"x": 1}


async def test_the_same_id_in_two_partitions_is_two_documents(
    store: DocumentStore, user: str
) -> None:
    await store.create("user_data", user, "a", {"x": 1})
    await store.create("user_data", user + "2", "a", {"x": 2})
    assert (await store.get("user_data", user, "a")).body == {"x": 1}


async def test_of_many_who_create_one_id_exactly_one_succeeds(
    store: DocumentStore, user: str
) -> None:
    attempts = [store.create("user_data", user, "a", {"n": n}) for n in range(20)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyExists) for outcome in outcomes) == 19


async def test_upsert_makes_and_then_replaces_whole(store: DocumentStore, user: str) -> None:
    first = await store.upsert("user_data", user, "a", {"x": 1, "y": 1})
    second = await store.upsert("user_data", user, "a", {"x": 2})
    assert (await store.get("user_data", user, "a")).body == {"x": 2}
    assert first.etag != second.etag


async def test_replacing_what_is_absent_is_not_found(store: DocumentStore, user: str) -> None:
    with pytest.raises(NotFound):
        await store.replace("user_data", user, "a", {})
    with pytest.raises(NotFound):
        await store.replace("user_data", user, "a", {}, if_match='"0"')
    with pytest.raises(NotFound):
        await store.delete("user_data", user, "a")


async def test_a_replace_with_the_current_etag_succeeds_once(
    store: DocumentStore, user: str
) -> None:
    first = await store.create("user_data", user, "a", {"x": 1})
    second = await store.replace("user_data", user, "a", {"x": 2}, if_match=first.etag)
    with pytest.raises(PreconditionFailed):
        await store.replace("user_data", user, "a", {"x": 3}, if_match=first.etag)
    assert await store.get("user_data", user, "a") == second


async def test_of_many_who_replace_one_version_exactly_one_succeeds(
    store: DocumentStore, user: str
) -> None:
    etag = (await store.create("user_data", user, "a", {"n": 0})).etag
    attempts = [store.replace("user_data", user, "a", {"n": n}, if_match=etag) for n in range(20)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, PreconditionFailed) for outcome in outcomes) == 19


async def test_a_delete_with_a_stale_etag_deletes_nothing(store: DocumentStore, user: str) -> None:
    first = await store.create("user_data", user, "a", {"x": 1})
    second = await store.upsert("user_data", user, "a", {"x": 2})
    with pytest.raises(PreconditionFailed):
        await store.delete("user_data", user, "a", if_match=first.etag)
    await store.delete("user_data", user, "a", if_match=second.etag)
    assert await store.find("user_data", user, "a") is None


async def test_an_etag_does_not_come_back_when_a_document_is_made_anew(
    store: DocumentStore, user: str
) -> None:
    first = await store.create("user_data", user, "a", {"x": 1})
    await store.delete("user_data", user, "a")
    await store.create("user_data", user, "a", {"x": 1})
    with pytest.raises(PreconditionFailed):
        await store.replace("user_data", user, "a", {"x": 2}, if_match=first.etag)


async def test_a_container_partitioned_by_id_keeps_each_document_alone(
    store: DocumentStore, user: str
) -> None:
    await store.create("identity", user, user, {"role": "owner"})
    assert (await store.get("identity", user, user)).body == {"role": "owner"}
    with pytest.raises(InvalidInput):
        await store.create("identity", user, "other", {})


async def test_two_partition_levels_are_one_key(store: DocumentStore, user: str) -> None:
    await store.create("chat", (user, "s1"), "m:1", {"text": "one"})
    await store.create("chat", (user, "s2"), "m:1", {"text": "two"})
    await store.batch("chat", (user, "s1"), [Operation("create", "m:2", {"text": "three"})])
    assert (await store.get("chat", (user, "s2"), "m:1")).body == {"text": "two"}
    found = await store.query("chat", (user, "s1"), Query(prefix="m:"))
    assert [document.body["text"] for document in found] == ["one", "three"]
    assert found[0].partition == (user, "s1")


# --- time to live ---------------------------------------------------------------------------


async def test_an_expired_document_is_gone_for_every_call(bench: Bench, user: str) -> None:
    store = bench.store
    await store.create("user_data", user, "a", {"x": 1}, ttl_seconds=2)
    await store.create("user_data", user, "b", {"x": 1})
    assert await store.find("user_data", user, "a") is not None
    await bench.pass_seconds(3)
    assert await store.find("user_data", user, "a") is None
    assert await ids_of(store, user, Query()) == ["b"]
    assert set(await store.read_many("user_data", [(user, "a"), (user, "b")])) == {(user, "b")}
    with pytest.raises(NotFound):
        await store.replace("user_data", user, "a", {"x": 2})
    with pytest.raises(NotFound):
        await store.delete("user_data", user, "a")
    await store.create("user_data", user, "a", {"x": 3})


async def test_writing_again_sets_the_time_to_live_anew(bench: Bench, user: str) -> None:
    store = bench.store
    await store.create("user_data", user, "kept", {}, ttl_seconds=2)
    await store.create("user_data", user, "longer", {}, ttl_seconds=2)
    await store.replace("user_data", user, "kept", {})
    await store.upsert("user_data", user, "longer", {}, ttl_seconds=60)
    await bench.pass_seconds(3)
    assert await ids_of(store, user, Query()) == ["kept", "longer"]


async def test_a_container_without_expiry_refuses_a_time_to_live(store: DocumentStore) -> None:
    with pytest.raises(InvalidInput):
        await store.create("audit", "s", "a", {}, ttl_seconds=5)


@pytest.mark.parametrize("seconds", [0, -1, 2**31])
async def test_a_time_to_live_is_a_positive_number(
    store: DocumentStore, user: str, seconds: int
) -> None:
    with pytest.raises(InvalidInput):
        await store.create("user_data", user, "a", {}, ttl_seconds=seconds)


# --- the rules ------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["", "a/b", "a\\b", "a?b", "a#b", " a", "é", "a" * 256, "-a", "_a"])
async def test_an_id_outside_the_rules_is_refused(store: DocumentStore, user: str, id: str) -> None:
    with pytest.raises(InvalidInput):
        await store.create("user_data", user, id, {})
    with pytest.raises(InvalidInput):
        await store.find("user_data", user, id)


@pytest.mark.parametrize("partition", ["", "a\x1fb", "a\nb", "x" * 256, ("a", "b"), ("a",) * 0])
async def test_a_partition_key_outside_the_rules_is_refused(
    store: DocumentStore, partition: str | tuple[str, ...]
) -> None:
    with pytest.raises(InvalidInput):
        await store.create("user_data", partition, "a", {})
    with pytest.raises(InvalidInput):
        await store.query("user_data", partition, Query())


async def test_a_key_with_too_few_levels_is_refused(store: DocumentStore, user: str) -> None:
    with pytest.raises(InvalidInput):
        await store.create("chat", user, "a", {})
    with pytest.raises(InvalidInput):
        await store.create("chat", (user, ""), "a", {})


async def test_an_unknown_container_is_refused(store: DocumentStore, user: str) -> None:
    with pytest.raises(InvalidInput):
        await store.find("nowhere", user, "a")


@pytest.mark.parametrize("name", ["id", "ttl", "userId", "_etag", "_x"])
async def test_the_stores_own_fields_are_refused_in_a_body(
    store: DocumentStore, user: str, name: str
) -> None:
    with pytest.raises(InvalidInput):
        await store.create("user_data", user, "a", {name: "x"})


@pytest.mark.parametrize("value", [2**53 + 1, float("nan"), float("inf"), {1, 2}, "\ud800"])
async def test_what_json_or_a_double_cannot_keep_is_refused(
    store: DocumentStore, user: str, value: object
) -> None:
    with pytest.raises(InvalidInput):
        await store.create("user_data", user, "a", {"x": {"y": [value]}})


# The SDK hands its HTTP client bytes, whatever we hand the SDK.
@pytest.mark.filterwarnings("ignore:Sending a large body directly:ResourceWarning")
async def test_a_document_over_two_megabytes_is_refused(store: DocumentStore, user: str) -> None:
    await store.create("user_data", user, "fits", {"x": "a" * 1_999_000})
    with pytest.raises(TooLarge):
        await store.create("user_data", user, "a", {"x": "a" * 2_000_000})


# --- queries --------------------------------------------------------------------------------


async def test_a_query_returns_one_partition_in_order_of_id(
    store: DocumentStore, user: str
) -> None:
    await fill(store, user, "b", "a:2", "B", "a:10", "a")
    await fill(store, user + "2", "c")
    # Code points: digits before capitals before small letters.
    assert await ids_of(store, user, Query()) == ["B", "a", "a:10", "a:2", "b"]
    backwards = await ids_of(store, user, Query(descending=True))
    assert backwards == ["b", "a:2", "a:10", "a", "B"]


async def test_bounds_and_prefix_combine(store: DocumentStore, user: str) -> None:
    await fill(store, user, "tx:1", "tx:2", "tx:3", "tx:4", "ty:1", "tw:1", "t")
    assert await ids_of(store, user, Query(prefix="tx:")) == ["tx:1", "tx:2", "tx:3", "tx:4"]
    assert await ids_of(store, user, Query(prefix="tx:", after="tx:2")) == ["tx:3", "tx:4"]
    assert await ids_of(store, user, Query(after="tx:1", before="tx:4")) == ["tx:2", "tx:3"]
    assert await ids_of(store, user, Query(prefix="none")) == []


@pytest.mark.parametrize("descending", [False, True])
async def test_pages_by_the_last_id_cover_everything_once(
    store: DocumentStore, user: str, descending: bool
) -> None:
    names = [f"tx:{n:03}" for n in range(25)]
    await store.batch("user_data", user, [Operation("create", name, {}) for name in names])
    seen: list[str] = []
    while True:
        edge = seen[-1] if seen else None
        after, before = (None, edge) if descending else (edge, None)
        page = await ids_of(
            store,
            user,
            Query(prefix="tx:", descending=descending, limit=10, after=after, before=before),
        )
        seen += page
        if len(page) < 10:
            break
    assert seen == (names[::-1] if descending else names)


async def test_filters_apply_before_the_limit(store: DocumentStore, user: str) -> None:
    steps = [Operation("create", f"a{n}", {"even": n % 2 == 0, "n": n}) for n in range(10)]
    await store.batch("user_data", user, steps)
    assert await ids_of(store, user, Query(where={"even": True}, limit=3)) == ["a0", "a2", "a4"]
    assert await ids_of(store, user, Query(where={"even": True, "n": 4})) == ["a4"]


async def test_a_filter_tells_true_from_one_and_absent_from_false(
    store: DocumentStore, user: str
) -> None:
    bodies: dict[str, Any] = {
        "t": True,
        "one": 1,
        "f": False,
        "zero": 0,
        "text": "true",
        "no": None,
    }
    steps = [Operation("create", name, {"v": value}) for name, value in bodies.items()]
    await store.batch("user_data", user, [*steps, Operation("create", "absent", {})])
    assert await ids_of(store, user, Query(where={"v": True})) == ["t"]
    assert await ids_of(store, user, Query(where={"v": 1})) == ["one"]
    assert await ids_of(store, user, Query(where={"v": False})) == ["f"]
    assert await ids_of(store, user, Query(where={"v": 0})) == ["zero"]
    assert await ids_of(store, user, Query(where={"v": "true"})) == ["text"]


async def test_a_filter_of_several_strings_means_any_of_them(
    store: DocumentStore, user: str
) -> None:
    for name in ("buy", "sell", "dividend"):
        await store.create("user_data", user, name, {"type": name})
    found = await ids_of(store, user, Query(where={"type": ("buy", "sell", "it's")}))
    assert found == ["buy", "sell"]
    assert await ids_of(store, user, Query(where={"type": ()})) == []


async def test_fields_project_and_leave_out_what_is_absent(store: DocumentStore, user: str) -> None:
    created = await store.create("user_data", user, "a", {"x": 1, "y": None, "z": [3], "order": 4})
    [found] = await store.query("user_data", user, Query(fields=("y", "z", "order", "w")))
    assert found.body == {"y": None, "z": [3], "order": 4}
    assert (found.id, found.etag) == ("a", created.etag)


@pytest.mark.parametrize(
    "query",
    [Query(limit=0), Query(where={"a'b": 1}), Query(fields=("a.b",)), Query(fields=("_ts",))],
)
async def test_a_query_outside_the_rules_is_refused(
    store: DocumentStore, user: str, query: Query
) -> None:
    with pytest.raises(InvalidInput):
        await store.query("user_data", user, query)


async def test_a_query_may_return_more_than_a_thousand(store: DocumentStore, user: str) -> None:
    for start in range(0, 1200, 100):
        steps = [Operation("create", f"n{start + n:04}", {}) for n in range(100)]
        await store.batch("user_data", user, steps)
    found = await ids_of(store, user, Query(limit=5000))
    assert found == [f"n{n:04}" for n in range(1200)]


async def test_read_many_returns_those_that_exist(store: DocumentStore, user: str) -> None:
    await fill(store, user, "a", "b")
    await fill(store, user + "2", "a")
    keys = [(user, "a"), (user + "2", "a"), (user, "absent"), (user, "b")]
    found = await store.read_many("user_data", keys)
    assert set(found) == {(user, "a"), (user + "2", "a"), (user, "b")}
    assert found[user, "a"] == await store.get("user_data", user, "a")
    assert await store.read_many("user_data", []) == {}


async def test_read_many_reads_two_level_partitions_and_ids_as_partitions(
    store: DocumentStore, user: str
) -> None:
    await store.create("chat", (user, "s1"), "m", {"n": 1})
    await store.create("identity", user, user, {"n": 2})
    chat = await store.read_many("chat", [((user, "s1"), "m"), ((user, "s2"), "m")])
    assert [document.body for document in chat.values()] == [{"n": 1}]
    identity = await store.read_many("identity", [(user, user), (user + "x", user + "x")])
    assert [document.body for document in identity.values()] == [{"n": 2}]


# --- batches --------------------------------------------------------------------------------


async def test_a_batch_does_every_kind_of_step_in_order(store: DocumentStore, user: str) -> None:
    await fill(store, user, "old", "gone")
    outcomes = await store.batch(
        "user_data",
        user,
        [
            Operation("create", "new", {"n": 1}),
            Operation("replace", "old", {"n": 2}),
            Operation("upsert", "up", {"n": 3}),
            Operation("delete", "gone"),
            Operation("replace", "new", {"n": 4}),
        ],
    )
    assert [o and (o.id, o.body) for o in outcomes] == [
        ("new", {"n": 1}),
        ("old", {"n": 2}),
        ("up", {"n": 3}),
        None,
        ("new", {"n": 4}),
    ]
    assert await ids_of(store, user, Query()) == ["new", "old", "up"]
    last = outcomes[-1]
    assert last is not None
    assert await store.get("user_data", user, "new") == last


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (Operation("create", "taken", {}), AlreadyExists),
        (Operation("replace", "absent", {}), NotFound),
        (Operation("delete", "absent"), NotFound),
        (Operation("replace", "taken", {}, if_match='"stale"'), PreconditionFailed),
        (Operation("upsert", "taken", {}, if_match='"stale"'), PreconditionFailed),
        (Operation("delete", "taken", if_match='"stale"'), PreconditionFailed),
    ],
)
async def test_a_batch_that_fails_changes_nothing_and_says_where(
    store: DocumentStore, user: str, step: Operation, error: type[PlumblineError]
) -> None:
    before = await store.create("user_data", user, "taken", {"x": 1})
    steps = [
        Operation("upsert", "taken", {"x": 2}),
        Operation("create", "new", {}),
        step,
        Operation("create", "never", {}),
    ]
    with pytest.raises(error) as caught:
        await store.batch("user_data", user, steps)
    assert caught.value.errors[0].pointer == "/2"
    assert await store.get("user_data", user, "taken") == before
    assert await ids_of(store, user, Query()) == ["taken"]


async def test_a_batch_compares_etags(store: DocumentStore, user: str) -> None:
    first = await store.create("user_data", user, "a", {"n": 1})
    await store.batch("user_data", user, [Operation("replace", "a", {"n": 2}, first.etag)])
    with pytest.raises(PreconditionFailed):
        await store.batch("user_data", user, [Operation("replace", "a", {"n": 3}, first.etag)])
    assert (await store.get("user_data", user, "a")).body == {"n": 2}


async def test_an_upsert_with_an_etag_makes_what_is_absent(store: DocumentStore, user: str) -> None:
    await store.batch("user_data", user, [Operation("upsert", "a", {"n": 1}, '"any"')])
    assert (await store.get("user_data", user, "a")).body == {"n": 1}


async def test_a_batch_sets_times_to_live(bench: Bench, user: str) -> None:
    steps = [Operation("create", "a", {}, ttl_seconds=2), Operation("create", "b", {})]
    await bench.store.batch("user_data", user, steps)
    await bench.pass_seconds(3)
    assert await ids_of(bench.store, user, Query()) == ["b"]


@pytest.mark.parametrize("count", [0, 101])
async def test_a_batch_has_one_to_a_hundred_steps(
    store: DocumentStore, user: str, count: int
) -> None:
    with pytest.raises(TooLarge):
        await store.batch("user_data", user, [Operation("upsert", "a", {})] * count)
    assert await store.find("user_data", user, "a") is None


async def test_a_batch_over_two_megabytes_is_refused(store: DocumentStore, user: str) -> None:
    steps = [Operation("create", f"a{n}", {"x": "a" * 400_000}) for n in range(6)]
    with pytest.raises(TooLarge):
        await store.batch("user_data", user, steps)
    assert await ids_of(store, user, Query()) == []


async def test_a_batch_names_the_step_outside_the_rules(store: DocumentStore, user: str) -> None:
    steps = [Operation("create", "a", {}), Operation("create", "b", {"_x": 1})]
    with pytest.raises(InvalidInput) as caught:
        await store.batch("user_data", user, steps)
    assert caught.value.errors[0].pointer == "/1"
    assert await ids_of(store, user, Query()) == []


async def test_a_single_call_points_at_no_step(store: DocumentStore, user: str) -> None:
    with pytest.raises(NotFound) as caught:
        await store.replace("user_data", user, "a", {})
    assert caught.value.errors == ()


async def test_ping_succeeds_on_a_store_that_works(store: DocumentStore) -> None:
    await store.ping()
