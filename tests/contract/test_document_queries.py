"""What every document store promises of queries and reads of many."""

from typing import Any

import pytest

from shared.kernel.errors import (
    InvalidInput,
)
from shared.platform.documents import DocumentStore, Operation, Query
from tests.contract.documents import fill, ids_of

pytestmark = pytest.mark.contract


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
