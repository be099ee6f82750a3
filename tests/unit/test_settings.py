"""Settings: which source wins, what a mode lets through, and that no secret is ever told."""

import re
import traceback
from collections.abc import Mapping, Sequence

import pytest
from pydantic import ValidationError

from shared.settings import Settings, load_settings

CANARY = "canary-3f9a-secret"


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    load_settings.cache_clear()


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("Prod", "production"),
        ("live", "production"),
        (" PRODUCTION ", "production"),
        ("development", "dev"),
        ("test", "staging"),
        ("", "local"),
    ],
)
def test_a_stage_goes_by_its_usual_names(
    monkeypatch: pytest.MonkeyPatch, said: str, stage: str
) -> None:
    monkeypatch.setenv("PLUMBLINE_STAGE", said)
    assert Settings().stage == stage


@pytest.mark.parametrize("stage", ["qa", "../../etc/passwd", "base"])
def test_a_stage_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    monkeypatch.setenv("PLUMBLINE_STAGE", stage)
    with pytest.raises(ValidationError, match="stage"):
        Settings()


def test_a_stages_file_goes_over_the_base_and_the_environment_over_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "sample" in Settings().market_providers
    monkeypatch.setenv("PLUMBLINE_STAGE", "production")
    assert "sample" not in Settings().market_providers
    monkeypatch.setenv("PLUMBLINE_MARKET_PROVIDERS", "sample")
    assert Settings().market_providers == ("sample",)


@pytest.mark.parametrize("stage", ["dev", "staging", "production"])
def test_webhooks_to_private_addresses_are_for_a_persons_own_machine(
    monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setenv("PLUMBLINE_WEBHOOK_ALLOW_PRIVATE", "true")
    assert Settings().webhook_allow_private
    monkeypatch.setenv("PLUMBLINE_STAGE", stage)
    with pytest.raises(ValidationError, match="local stage alone"):
        Settings()


@pytest.mark.parametrize(
    ("mode", "minutes", "key"),
    [("all", 7, CANARY), ("secrets-only", 15, CANARY), ("none", 15, None)],
)
def test_the_mode_decides_what_the_environment_may_say(
    monkeypatch: pytest.MonkeyPatch, mode: str, minutes: int, key: str | None
) -> None:
    monkeypatch.setenv("PLUMBLINE_OVERRIDE_MODE", mode)
    monkeypatch.setenv("PLUMBLINE_STAGE", "dev")
    monkeypatch.setenv("PLUMBLINE_ACCESS_TOKEN_MINUTES", "7")
    monkeypatch.setenv("COSMOS_KEY", CANARY)
    settings = Settings()
    found = settings.cosmos_key.get_secret_value() if settings.cosmos_key else None
    assert (settings.stage, settings.access_token_minutes, found) == ("dev", minutes, key)


def test_the_vault_goes_over_the_environment_and_is_asked_for_secrets_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def read(url: str, client_id: str, names: Sequence[str]) -> Mapping[str, str]:
        assert (url, client_id) == ("https://v.vault.azure.net", "some-id")
        asked.extend(names)
        return {"plumbline-cosmos-key": "from-the-vault"}

    monkeypatch.setenv("PLUMBLINE_KEY_VAULT_URL", "https://v.vault.azure.net")
    monkeypatch.setenv("AZURE_CLIENT_ID", "some-id")
    monkeypatch.setenv("COSMOS_KEY", "from-the-environment")
    settings = load_settings(read)
    assert settings.cosmos_key is not None
    assert settings.cosmos_key.get_secret_value() == "from-the-vault"
    assert {"plumbline-cosmos-key", "plumbline-storage-connection"} <= set(asked)
    assert "plumbline-stage" not in asked


def test_without_a_vault_nobody_is_asked() -> None:
    def read(*_: object) -> Mapping[str, str]:
        pytest.fail("no vault is configured")

    assert load_settings(read).key_vault_url == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLUMBLINE_ACCESS_TOKEN_MINUTES", "soon"),
        ("PLUMBLINE_ADMIN_EMAILS", "nobody"),
        ("PLUMBLINE_DOCUMENT_STORE", "cosmos"),
        ("PLUMBLINE_STAGE", "qa"),
    ],
)
def test_a_wrong_variable_is_named_and_no_secret_is_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("COSMOS_KEY", CANARY)
    monkeypatch.setenv("AzureWebJobsStorage", f"AccountKey={CANARY}")
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    told = (
        str(caught.value) + repr(caught.value) + "".join(traceback.format_exception(caught.value))
    )
    assert CANARY not in told
    assert name.removeprefix("PLUMBLINE_").lower() in told.lower()


def test_no_form_of_the_settings_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COSMOS_KEY", CANARY)
    monkeypatch.setenv("AzureWebJobsStorage", f"AccountKey={CANARY}")
    settings = Settings()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert CANARY not in shown


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"MARKET_PROVIDERS": "yahoo,bloomberg"}, "'bloomberg' is none of "),
        ({"MARKET_PROVIDERS": " , "}, "name at least one of "),
        ({"SAMPLE_DIR": "/nowhere/at/all"}, "there is no folder /nowhere/at/all"),
        ({"MARKET_PROVIDER_ORDER": "gossip=yahoo"}, "'gossip' is none of "),
        ({"OIDC_SCOPES": "profile email"}, "openid must be among the scopes"),
        ({"STAGE": "prod", "TODAY": "2021-03-31"}, "TODAY is not honoured in the production"),
        ({"MAIL_ENDPOINT": "https://mail.example"}, "needs PLUMBLINE_MAIL_SENDER"),
        ({"OIDC_ISSUER": "https://login.example"}, "needs PLUMBLINE_OIDC_CLIENT_ID"),
        (
            {"OIDC_ISSUER": "login.example", "OIDC_CLIENT_ID": "a"},
            "PLUMBLINE_OIDC_ISSUER must be an https address",
        ),
    ],
)
def test_settings_that_cannot_work_say_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], reason: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"PLUMBLINE_{name}", value)
    with pytest.raises(ValidationError, match=re.escape(reason)):
        Settings()


def test_the_order_of_providers_may_differ_by_what_they_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLUMBLINE_MARKET_PROVIDER_ORDER", "history=sample,yahoo; search=yahoo")
    order = Settings().market_provider_order
    assert dict(order) == {"history": ("sample", "yahoo"), "search": ("yahoo",)}


def test_only_a_persons_own_machine_goes_without_a_rate_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLUMBLINE_RATE_LIMIT_PER_MINUTE", "0")
    assert Settings().requests_per_minute == 0
    monkeypatch.setenv("PLUMBLINE_STAGE", "staging")
    assert Settings().requests_per_minute > 0
