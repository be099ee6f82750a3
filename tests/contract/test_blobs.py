"""The blob store against a real Azurite."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.kernel.errors import InvalidInput, NotFound, Unavailable
from shared.platform.azure_blobs import AzureBlobStore
from shared.platform.blobs import IMPORT_FILES, RAW_PAYLOADS
from tests.azurite import Azurite
from tools.localhost.ports import free_port

pytestmark = pytest.mark.contract


@pytest.fixture
async def blobs(azurite: Azurite) -> AsyncIterator[AzureBlobStore]:
    store = AzureBlobStore(connection_string=azurite.connection_string)
    await store.make_containers()
    yield store
    await store.close()


@pytest.fixture
def folder() -> str:
    return uuid4().hex


async def test_bytes_come_back_as_they_were(blobs: AzureBlobStore, folder: str) -> None:
    name = f"{folder}/yahoo/BRK-B/2024-05-01 åäö=?#%41.json"
    await blobs.put(RAW_PAYLOADS, name, b"\x00\xff{}", content_type="application/json")
    assert await blobs.get(RAW_PAYLOADS, name) == b"\x00\xff{}"
    assert await blobs.list_names(RAW_PAYLOADS, f"{folder}/") == [name]


# The SDK hands its HTTP client bytes, whatever we hand the SDK.
@pytest.mark.filterwarnings("ignore:Sending a large body directly:ResourceWarning")
async def test_a_large_blob_comes_back_whole(blobs: AzureBlobStore, folder: str) -> None:
    data = bytes(range(256)) * 200_000  # over the 32 MiB that one request downloads
    await blobs.put(IMPORT_FILES, f"{folder}/big", data)
    assert await blobs.get(IMPORT_FILES, f"{folder}/big") == data


async def test_an_empty_blob_is_a_blob(blobs: AzureBlobStore, folder: str) -> None:
    await blobs.put(IMPORT_FILES, f"{folder}/empty", b"")
    assert await blobs.get(IMPORT_FILES, f"{folder}/empty") == b""


async def test_putting_again_replaces_bytes_and_metadata(
    blobs: AzureBlobStore, folder: str
) -> None:
    await blobs.put(RAW_PAYLOADS, f"{folder}/a", b"1", metadata={"provider": "yahoo"})
    await blobs.put(RAW_PAYLOADS, f"{folder}/a", b"2")
    assert await blobs.get(RAW_PAYLOADS, f"{folder}/a") == b"2"
    assert await blobs.metadata(RAW_PAYLOADS, f"{folder}/a") == {}


async def test_metadata_of_any_script_comes_back(blobs: AzureBlobStore, folder: str) -> None:
    metadata = {
        "file_name": " Umsätze 株 100%.csv ",
        "empty": "",
        "url": "https://x/?a=b%20c&d=1+1",
    }
    await blobs.put(IMPORT_FILES, f"{folder}/m", b"", metadata=metadata)
    assert await blobs.metadata(IMPORT_FILES, f"{folder}/m") == metadata


@pytest.mark.parametrize("name", ["File-Name", "fileName", "1st", "", "é"])
async def test_a_metadata_name_that_headers_would_change_is_refused(
    blobs: AzureBlobStore, folder: str, name: str
) -> None:
    with pytest.raises(InvalidInput):
        await blobs.put(IMPORT_FILES, f"{folder}/m", b"", metadata={name: "x"})


async def test_an_absent_blob_is_not_found(blobs: AzureBlobStore, folder: str) -> None:
    with pytest.raises(NotFound):
        await blobs.get(RAW_PAYLOADS, f"{folder}/absent")
    with pytest.raises(NotFound):
        await blobs.metadata(RAW_PAYLOADS, f"{folder}/absent")


async def test_deleting_twice_is_no_error(blobs: AzureBlobStore, folder: str) -> None:
    await blobs.put(RAW_PAYLOADS, f"{folder}/a", b"1")
    await blobs.delete(RAW_PAYLOADS, f"{folder}/a")
    await blobs.delete(RAW_PAYLOADS, f"{folder}/a")
    with pytest.raises(NotFound):
        await blobs.get(RAW_PAYLOADS, f"{folder}/a")


async def test_names_are_listed_in_order_up_to_the_limit(
    blobs: AzureBlobStore, folder: str
) -> None:
    for name in ("c", "a", "b/1", "b/2"):
        await blobs.put(RAW_PAYLOADS, f"{folder}/{name}", b"")
    listed = [f"{folder}/{name}" for name in ("a", "b/1", "b/2", "c")]
    assert await blobs.list_names(RAW_PAYLOADS, f"{folder}/") == listed
    assert await blobs.list_names(RAW_PAYLOADS, f"{folder}/", limit=2) == listed[:2]
    assert await blobs.list_names(RAW_PAYLOADS, f"{folder}/b/") == listed[1:3]


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", "../reports/a", "a/./b", "a\\b", "a\nb"])
async def test_a_name_that_could_reach_elsewhere_is_refused(
    blobs: AzureBlobStore, name: str
) -> None:
    with pytest.raises(InvalidInput):
        await blobs.put(RAW_PAYLOADS, name, b"")


async def test_a_container_that_was_never_made_is_unavailable_not_absent(
    blobs: AzureBlobStore,
) -> None:
    with pytest.raises(Unavailable) as caught:
        await blobs.get("nowhere", "a")
    assert caught.value.code == "storage_missing"


async def test_making_the_containers_twice_is_no_error(blobs: AzureBlobStore) -> None:
    await blobs.make_containers()
    await blobs.ping()


async def test_storage_that_is_down_is_unavailable() -> None:
    down = f"http://127.0.0.1:{free_port()}/devstoreaccount1"
    store = AzureBlobStore(
        connection_string=f"AccountName=devstoreaccount1;AccountKey=QQ==;BlobEndpoint={down}"
    )
    with pytest.raises(Unavailable) as caught:
        await store.ping()
    assert caught.value.code == "storage_unreachable"
    await store.close()


async def test_a_wrong_key_is_unavailable_and_says_so(azurite: Azurite) -> None:
    endpoint = f"http://127.0.0.1:{azurite.blob_port}/devstoreaccount1"
    store = AzureBlobStore(
        connection_string=f"AccountName=devstoreaccount1;AccountKey=QQ==;BlobEndpoint={endpoint}"
    )
    with pytest.raises(Unavailable) as caught:
        await store.get(RAW_PAYLOADS, "a")
    assert caught.value.code == "storage_denied"
    await store.close()


async def test_a_connection_string_that_is_none_is_unavailable() -> None:
    with pytest.raises(Unavailable) as caught:
        await AzureBlobStore(connection_string="nonsense").ping()
    assert caught.value.code == "storage_misconfigured"
