"""Links in the cloud: signed by the worker's identity, for one file, to read, for five minutes."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from azure.storage.blob import UserDelegationKey
from azure.storage.blob.aio import BlobServiceClient

from shared.platform.azure_blobs import AzureBlobStore
from shared.platform.blobs import REPORTS

ACCOUNT = "plumbline1"


class SigningService(BlobServiceClient):
    """The account's client, whose key comes from here instead of the service."""

    asked: tuple[datetime, datetime] | None = None

    async def get_user_delegation_key(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, key_start_time: datetime, key_expiry_time: datetime, **_: Any
    ) -> UserDelegationKey:
        self.asked = (key_start_time, key_expiry_time)
        key = UserDelegationKey()
        key.signed_oid = key.signed_tid = "00000000-0000-0000-0000-000000000001"
        key.signed_start = key_start_time.strftime("%Y-%m-%dT%H:%M:%SZ")
        key.signed_expiry = key_expiry_time.strftime("%Y-%m-%dT%H:%M:%SZ")
        key.signed_service, key.signed_version = "b", "2021-08-06"
        key.value = b64encode(b"not a real key").decode()
        return key


async def test_a_link_reads_one_file_for_five_minutes() -> None:
    store = AzureBlobStore(account=ACCOUNT)
    service = SigningService(f"https://{ACCOUNT}.blob.core.windows.net")
    store._client = service
    name = "01OWNER/01REPORT/report.pdf"
    url = await store.link(
        REPORTS, name, file_name="risk.pdf", content_type="application/pdf", seconds=300
    )
    assert url is not None
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("https", f"{ACCOUNT}.blob.core.windows.net")
    assert parts.path == f"/{REPORTS}/{name}"
    said = {key: value[0] for key, value in parse_qs(parts.query).items()}
    assert (said["sp"], said["sr"], said["spr"]) == ("r", "b", "https")
    assert said["rscd"] == 'attachment; filename="risk.pdf"'
    assert said["sig"]
    end = datetime.strptime(said["se"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert service.asked is not None
    assert end <= service.asked[1]
    assert end - datetime.now(UTC) <= timedelta(seconds=300)
    await store.close()


async def test_without_an_account_files_are_handed_through() -> None:
    store = AzureBlobStore(connection_string="UseDevelopmentStorage=true")
    link = await store.link(REPORTS, "a/b/c", file_name="c", content_type="x/y", seconds=300)
    assert link is None
