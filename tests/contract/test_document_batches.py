"""What every document store promises of batches."""

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
from tests.contract.documents import fill, ids_of

pytestmark = pytest.mark.contract


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
