"""Key Vault and mail by managed identity: the SDKs' own pipelines against services of our own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import ManagedIdentityCredential
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.identity.model import IdentityPolicy, User
from shared.identity.tokens import AccessTokens
from shared.identity.vault_signing_keys import SECRET_NAME, VaultSigningKeys
from shared.kernel.errors import InvalidInput, NotAuthenticated, Unavailable
from shared.platform.azure_mail import AzureMailer
from shared.platform.key_vault import KeyVault, read_secrets
from shared.platform.mail import Mail
from tests.fakes.azure_services import IDENTITY_SECRET, AzureServices, serve_azure
from tests.fakes.manual_clock import ManualClock
from tools.localhost.ports import free_port

pytestmark = pytest.mark.contract

MAIL = Mail("ada@example.org", "Hello", "How are you?", "greeting")


@pytest.fixture
async def azure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AzureServices]:
    async with serve_azure(tmp_path) as services:
        monkeypatch.setenv("IDENTITY_ENDPOINT", services.identity_url)
        monkeypatch.setenv("IDENTITY_HEADER", IDENTITY_SECRET)
        yield services


@pytest.fixture
async def credential(azure: AzureServices) -> AsyncIterator[AsyncTokenCredential]:
    del azure  # its addresses must stand in the environment first
    made = ManagedIdentityCredential()
    yield made
    await made.close()


@pytest.fixture
async def vault(azure: AzureServices, credential: AsyncTokenCredential) -> AsyncIterator[KeyVault]:
    made = KeyVault(azure.url, credential, **trusting(azure))
    yield made
    await made.close()


@pytest.fixture
async def mailer(
    azure: AzureServices, credential: AsyncTokenCredential
) -> AsyncIterator[AzureMailer]:
    made = AzureMailer(
        azure.url, "no-reply@example.org", credential, connection_verify=str(azure.certificate)
    )
    yield made
    await made.close()


def trusting(azure: AzureServices) -> dict[str, Any]:
    # 127.0.0.1 is no vault.azure.net, and says so.
    return {"connection_verify": str(azure.certificate), "verify_challenge_resource": False}


def pem() -> str:
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


async def test_settings_are_read_by_name_and_nothing_is_listed(azure: AzureServices) -> None:
    azure.put("plumbline-cosmos-key", "first")
    azure.put("plumbline-cosmos-key", "second")
    names = ["plumbline-cosmos-key", "plumbline-storage-connection"]
    found = await asyncio.to_thread(read_secrets, azure.url, "some-id", names, **trusting(azure))
    assert found == {"plumbline-cosmos-key": "second"}
    assert all("versions" not in request for request in azure.requests)
    assert set(azure.resources) == {"https://vault.azure.net"}


async def test_a_vault_that_is_away_is_unavailable(credential: AsyncTokenCredential) -> None:
    gone = KeyVault(f"https://127.0.0.1:{free_port()}", credential, retry_total=0)
    with pytest.raises(Unavailable) as caught:
        await gone.versions(SECRET_NAME)
    assert caught.value.code == "vault_unreachable"
    await gone.close()


async def test_the_first_worker_makes_a_key_and_the_next_finds_it(
    azure: AzureServices, vault: KeyVault
) -> None:
    first = await VaultSigningKeys(vault, ManualClock()).newest()
    second = await VaultSigningKeys(vault, ManualClock()).newest()
    assert first.kid == second.kid
    assert len(azure.secrets[SECRET_NAME]) == 1


async def test_rotation_logs_nobody_out_and_reaches_other_workers_at_once(
    azure: AzureServices, vault: KeyVault
) -> None:
    clock = ManualClock()
    here, there = VaultSigningKeys(vault, clock), VaultSigningKeys(vault, clock)
    issuing = AccessTokens(here, clock, IdentityPolicy())
    checking = AccessTokens(there, clock, IdentityPolicy())
    user = User(
        id="01HWT5V2X0AAAAAAAAAAAAAAAA",
        email="ada@example.org",
        display_name="Ada",
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    old = await issuing.issue(user, "01HWT5V2X0BBBBBBBBBBBBBBBB")
    await checking.verify(old)
    azure.put(SECRET_NAME, pem())  # an operator rotates
    clock.advance(61)
    new = await issuing.issue(user, "01HWT5V2X0CCCCCCCCCCCCCCCC")
    assert (await checking.verify(old)).session_id.endswith("B")
    assert (await checking.verify(new)).session_id.endswith("C")
    assert len(await checking.jwks()) == 2


async def test_known_keys_serve_for_a_minute_without_a_call_and_on_while_the_vault_is_away(
    azure: AzureServices, vault: KeyVault
) -> None:
    clock = ManualClock()
    keys = VaultSigningKeys(vault, clock)
    kid = (await keys.newest()).kid
    asked = len(azure.requests)
    for _ in range(10):
        clock.advance(5)
        assert (await keys.newest()).kid == kid
    assert len(azure.requests) == asked
    clock.advance(60)
    azure.answer_next = [503] * 9
    assert (await keys.newest()).kid == kid


async def test_a_key_that_is_disabled_takes_its_tokens_along(
    azure: AzureServices, vault: KeyVault
) -> None:
    clock = ManualClock()
    lost = azure.put(SECRET_NAME, pem())
    keys = VaultSigningKeys(vault, clock)
    kid = (await keys.newest()).kid
    azure.put(SECRET_NAME, pem())
    azure.disable(SECRET_NAME, lost)
    clock.advance(61)
    assert await keys.find(kid) is None


async def test_a_vault_that_holds_something_else_is_told_without_showing_it(
    azure: AzureServices, vault: KeyVault
) -> None:
    azure.put(SECRET_NAME, "canary-not-a-key")
    with pytest.raises(Unavailable) as caught:
        await VaultSigningKeys(vault, ManualClock()).newest()
    assert "canary" not in repr(caught.value) + str(caught.value)
    assert "canary" not in repr(await vault.versions(SECRET_NAME))


async def test_a_mail_is_handed_over(azure: AzureServices, mailer: AzureMailer) -> None:
    await mailer.send(MAIL)
    (sent,) = azure.mails
    assert sent["recipients"] == {"to": [{"address": "ada@example.org"}]}
    assert sent["content"] == {"subject": "Hello", "plainText": "How are you?"}
    assert sent["senderAddress"] == "no-reply@example.org"
    assert azure.resources == ["https://communication.azure.com"]


async def test_a_mail_sent_again_after_a_fault_is_one_operation(
    azure: AzureServices, mailer: AzureMailer
) -> None:
    azure.answer_next = [503]
    await mailer.send(MAIL)
    assert len(azure.mails) == 1
    assert len(azure.operations) == 2
    assert len(set(azure.operations)) == 1


@pytest.mark.parametrize(("status", "error"), [(400, InvalidInput), (401, Unavailable)])
async def test_a_mail_the_service_refuses_is_told(
    azure: AzureServices, mailer: AzureMailer, status: int, error: type[Exception]
) -> None:
    azure.answer_next = [status] * 3
    with pytest.raises(error):
        await mailer.send(MAIL)


async def test_a_token_of_a_key_never_in_the_vault_is_refused(vault: KeyVault) -> None:
    clock = ManualClock()
    tokens = AccessTokens(VaultSigningKeys(vault, clock), clock, IdentityPolicy())
    with pytest.raises(NotAuthenticated):
        await tokens.verify("e30.e30.e30")
