"""What every document store promises of one document, held against each adapter."""

import asyncio

import pytest

from shared.kernel.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    TooLarge,
)
from shared.platform.documents import DocumentStore, Operation, Query
from tests.contract.conftest import Bench
from tests.contract.documents import ids_of

pytestmark = pytest.mark.contract


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
