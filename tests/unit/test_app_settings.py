"""The app settings that the infrastructure writes are those that the app reads."""

from types import SimpleNamespace
from typing import Any

import pytest

from infra.app_settings import app_settings
from shared.settings import Settings

CONFIG: Any = SimpleNamespace(
    stage="production",
    trace_share=0.2,
    market_providers=("yahoo", "sample"),
    models=(SimpleNamespace(name="chat"), SimpleNamespace(name="embed")),
    admin_emails=("operator@example.com",),
    is_one_site=False,
    api_domain="api.example.com",
    oidc=SimpleNamespace(
        issuer="https://login.example.com/tenant/v2.0",
        client_id="plumbline",
        name="Example",
        trusts_email=False,
    ),
)
FACTS = {
    "storage_account": "stplumblineprod",
    "client_id": "11111111-2222-3333-4444-555555555555",
    "insights_connection": "InstrumentationKey=0;IngestionEndpoint=https://example.com/",
    "insights_authentication": "ClientId=1;Authorization=AAD",
    "cosmos_endpoint": "https://cosmos-plumbline.documents.azure.com:443/",
    "cosmos_database": "plumbline",
    "key_vault_url": "https://kv-plumbline.vault.azure.net/",
    "model_endpoint": "https://oai-plumbline.openai.azure.com",
    "mail_endpoint": "https://acs-plumbline.europe.communication.azure.com",
    "mail_sender": "DoNotReply@example.azurecomm.net",
    "host_name": "func-plumbline.azurewebsites.net",
    "web_origins": "https://app.example.com,https://calm-sea.azurestaticapps.net",
}
# Read by the Functions host and by numpy, not by us.
OF_OTHERS = {
    "OPENBLAS_NUM_THREADS",
    "AzureWebJobsStorage__credential",
    "AzureWebJobsStorage__clientId",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
}


def test_the_app_starts_from_the_settings_of_a_production_stack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in app_settings(CONFIG, FACTS).items():
        monkeypatch.setenv(name, value)

    settings = Settings()

    assert settings.stage == "production"
    assert settings.document_store == "cosmos"
    assert settings.cosmos_endpoint == FACTS["cosmos_endpoint"]
    assert settings.cosmos_key is None
    assert settings.storage_account == "stplumblineprod"
    assert settings.managed_identity_client_id == FACTS["client_id"]
    assert settings.key_vault_url == FACTS["key_vault_url"]
    assert settings.web_origins == (
        "https://app.example.com",
        "https://calm-sea.azurestaticapps.net",
    )
    assert settings.admin_emails == ("operator@example.com",)
    assert settings.refresh_cookie is False
    assert settings.public_api_url == "https://api.example.com"
    assert settings.insights_connection == FACTS["insights_connection"]
    assert settings.telemetry_sample == 0.2
    assert settings.mail_endpoint == FACTS["mail_endpoint"]
    assert settings.mail_sender == FACTS["mail_sender"]
    assert settings.oidc_issuer == CONFIG.oidc.issuer
    assert settings.oidc_trusts_email is False
    assert settings.oidc_redirect_uri == ("https://api.example.com/api/auth/oidc/callback")


def test_every_setting_is_one_that_somebody_reads() -> None:
    written = set(app_settings(CONFIG, FACTS)) - OF_OTHERS
    assert written <= _names_the_app_reads()


def _names_the_app_reads() -> set[str]:
    names: set[str] = set()
    for name, field in Settings.model_fields.items():
        alias: Any = field.validation_alias
        if alias is None:
            names.add(f"PLUMBLINE_{name.upper()}")
        else:
            names |= {alias} if isinstance(alias, str) else set(alias.choices)
    return names


def test_an_empty_setting_is_left_out() -> None:
    nobody: Any = SimpleNamespace(**{**vars(CONFIG), "admin_emails": ()})
    assert "PLUMBLINE_ADMIN_EMAILS" not in app_settings(nobody, FACTS)
