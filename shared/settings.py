"""One frozen settings tree, read once by the composition root.

From the weakest to the strongest: the defaults here, `config/base.yaml`, the stage's own file, the
environment, Key Vault. Names of environment variables are the field names in capitals with the
prefix `PLUMBLINE_`; the few that others define (`AzureWebJobsStorage`, `COSMOS_ENDPOINT`, …) keep
their own names. A secret is a `SecretStr`; in Key Vault `cosmos_key` is `plumbline-cosmos-key`.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

type Stage = Literal["local", "dev", "staging", "production"]
type OverrideMode = Literal["all", "secrets-only", "none"]
type SecretReader = Callable[[str, str, Sequence[str]], Mapping[str, str]]
"""Vault address, client id of the identity, names of secrets → those that there are."""

_STAGE_ALIASES: Final = {
    "": "local",
    "development": "dev",
    "test": "staging",
    "stage": "staging",
    "prod": "production",
    "live": "production",
}
_CAPABILITIES: Final = frozenset(
    {"history", "fx", "search", "quote", "fundamentals", "statements", "news"}
)
_PROVIDERS: Final = ("yahoo", "alpha_vantage", "yahoo_pages", "ecb", "sample")
_REQUESTS_PER_MINUTE: Final = 600
OPENAI_URL: Final = "https://api.openai.com/v1"
# What says which installation this is cannot come from the files it chooses.
_ALWAYS_FROM_ENVIRONMENT: Final = frozenset(
    {
        "stage",
        "override_mode",
        "version",
        "commit",
        "data_dir",
        "key_vault_url",
        "managed_identity_client_id",
    }
)
_ROOT: Final = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that differs between installations; the defaults run on a laptop without a key."""

    model_config = SettingsConfigDict(
        env_prefix="PLUMBLINE_",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,  # the input of a failing tree is all of it, secrets too
    )

    stage: Stage = "local"
    # What the environment may say over the files: everything, secrets alone, or nothing.
    override_mode: OverrideMode = "all"
    version: str = "0.1.0"
    commit: str = Field(default_factory=lambda: packaged_commit(_ROOT))

    data_dir: Path = Path(".data")
    web_origins: Annotated[tuple[str, ...], NoDecode] = ("http://localhost:4280",)
    today: date | None = None
    # Seconds by which the machine's clock is taken to be wrong: for drills on a local machine.
    clock_offset_seconds: int = 0
    rate_limit_per_minute: int = Field(default=_REQUESTS_PER_MINUTE, ge=0, le=1_000_000)
    max_body_bytes: int = Field(default=10_000_000, ge=1_000)

    document_store: Literal["sqlite", "cosmos"] = "sqlite"
    cosmos_endpoint: str = Field(default="", validation_alias="COSMOS_ENDPOINT")
    cosmos_key: SecretStr | None = Field(default=None, validation_alias="COSMOS_KEY")
    cosmos_database: str = "plumbline"

    storage_connection: SecretStr = Field(
        default=SecretStr("UseDevelopmentStorage=true"), validation_alias="AzureWebJobsStorage"
    )
    storage_account: str = Field(
        default="",
        validation_alias=AliasChoices(
            "AzureWebJobsStorage__accountName", "AZUREWEBJOBSSTORAGE__ACCOUNTNAME"
        ),
    )
    managed_identity_client_id: str = Field(default="", validation_alias="AZURE_CLIENT_ID")
    key_vault_url: str = ""
    # Azure Communication Services; without them mails go to the outbox (local) or nowhere.
    mail_endpoint: str = ""
    mail_sender: str = ""
    # Where this API is reached from outside, for links in mails; empty: the platform's host name.
    api_url: str = ""
    host_name: str = Field(default="", validation_alias="WEBSITE_HOSTNAME")
    # Lets webhooks call private addresses, plain http and any port: on a person's own machine.
    webhook_allow_private: bool = False

    # In order of preference. Live reference rates come with any live source, Alpha Vantage with its
    # key; "yahoo_pages" reads saved or live history pages.
    market_providers: Annotated[tuple[str, ...], NoDecode] = ("yahoo", "sample")
    # By capability, where it differs: `quote=alpha_vantage,yahoo;news=yahoo`.
    market_provider_order: Annotated[dict[str, tuple[str, ...]], NoDecode] = {}
    upstox_base_url: str = "https://api.upstox.com"
    sample_dir: Path = _ROOT / "shared" / "market" / "sample_data"
    yahoo_base_url: str = ""
    yahoo_per_minute: int = Field(default=120, ge=1, le=10_000)
    yahoo_pages_base_url: str = ""
    yahoo_pages_dir: Path | None = None
    alpha_vantage_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("ALPHA_VANTAGE_API_KEY", "PLUMBLINE_ALPHA_VANTAGE_API_KEY"),
    )
    alpha_vantage_base_url: str = ""
    alpha_vantage_per_day: int = Field(default=25, ge=1, le=1_000_000)
    ecb_base_url: str = ""

    # Traces and measurements: to Application Insights where its connection string is given, else
    # nowhere; `log` writes them into the log. `telemetry_sample` is the share of traces kept.
    telemetry: Literal["auto", "log", "none"] = "auto"
    telemetry_sample: float = Field(default=1.0, ge=0.0, le=1.0)
    insights_connection: str = Field(
        default="", validation_alias="APPLICATIONINSIGHTS_CONNECTION_STRING"
    )

    access_token_minutes: int = Field(default=15, ge=1, le=1440)
    refresh_token_days: int = Field(default=30, ge=1, le=365)
    # Whether the refresh token may travel in a SameSite=Strict cookie: only where the page and the
    # API are one site (localhost; app. and api. of one domain), not on azurewebsites.net.
    refresh_cookie: bool = True
    admin_emails: Annotated[tuple[str, ...], NoDecode] = ()

    # Sign-in with an OpenID provider (Entra ID, Google, Keycloak, …); without an issuer, none.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_redirect_uri: str = "http://localhost:7071/api/auth/oidc/callback"
    oidc_name: str = Field(default="your organisation", min_length=1, max_length=40)
    oidc_scopes: Annotated[tuple[str, ...], NoDecode] = ("openid", "email", "profile")
    # Takes the provider's addresses for proven although it does not say so (`email_verified`).
    oidc_trusts_email: bool = False

    # Language models, by the names their vendors use. Without any, the offline analyst answers.
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str = Field(default=OPENAI_URL, validation_alias="OPENAI_BASE_URL")
    openai_model: str = Field(default="gpt-5.4-mini", validation_alias="OPENAI_MODEL")
    xai_api_key: SecretStr | None = Field(default=None, validation_alias="XAI_API_KEY")
    xai_base_url: str = Field(default="https://api.x.ai/v1", validation_alias="XAI_BASE_URL")
    xai_model: str = Field(default="grok-4.3", validation_alias="XAI_MODEL")
    azure_openai_endpoint: str = Field(default="", validation_alias="AZURE_OPENAI_ENDPOINT")
    azure_openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="AZURE_OPENAI_API_KEY"
    )
    azure_openai_deployment: str = Field(default="", validation_alias="AZURE_OPENAI_DEPLOYMENT")
    # `auto`: Responses at openai.com, azure.com and x.ai, Chat Completions at any other address.
    model_wire: Literal["auto", "responses", "chat"] = "auto"
    models: Annotated[tuple[str, ...], NoDecode] = ()
    model_quick: str = ""
    model_deep: str = ""
    model_report: str = ""
    # {"openai/gpt-5.4-mini": {"input": "0.75", "output": "4.5", "cached": "0.075"}}: US dollars
    # for a million tokens, as the provider's price list has them.
    model_prices: dict[str, dict[str, Decimal]] = {}
    model_efforts: dict[str, str] = {}
    model_silence_seconds: float = Field(default=60, gt=0, le=300)

    assistant_turns: int = Field(default=8, ge=2, le=50)
    assistant_tool_calls: int = Field(default=24, ge=1, le=200)
    assistant_output_tokens: int = Field(default=4_000, ge=100)
    assistant_tokens: int = Field(default=200_000, ge=1_000)
    assistant_seconds: float = Field(default=120, gt=0, le=900)
    assistant_usd_per_day: Decimal = Field(default=Decimal(2), ge=0)
    assistant_tokens_per_day: int = Field(default=2_000_000, ge=0)
    assistant_grace_seconds: float = Field(default=5, ge=0, le=120)
    report_days: int = Field(default=90, ge=1, le=3650)
    # Writes every prompt below `data_dir`; only ever on a person's own machine.
    assistant_debug: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del env_settings, dotenv_settings, file_secret_settings
        given = init_settings()
        stage = _stage_name(given.get("stage") or os.environ.get("PLUMBLINE_STAGE", ""))
        overlay = YamlConfigSettingsSource(settings_cls, _config_file(stage))
        base = YamlConfigSettingsSource(settings_cls, _config_file("base"))
        mode = (
            given.get("override_mode")
            or os.environ.get("PLUMBLINE_OVERRIDE_MODE")
            or overlay().get("override_mode")
            or base().get("override_mode")
        )
        return init_settings, _Environment(settings_cls, str(mode or "all")), overlay, base

    @field_validator("stage", mode="before")
    @classmethod
    def _normalise_stage(cls, value: object) -> object:
        return _stage_name(value)

    @field_validator("admin_emails")
    @classmethod
    def _look_like_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"[^@\s]+@[^@\s]+", address) for address in value):
            raise ValueError("expected e-mail addresses, separated by commas")
        return value

    @field_validator("oidc_scopes", mode="before")
    @classmethod
    def _split_scopes(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("oidc_scopes")
    @classmethod
    def _ask_for_an_id_token(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in value:
            raise ValueError("openid must be among the scopes")
        return value

    @field_validator("market_providers", "web_origins", "admin_emails", "models", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("market_providers")
    @classmethod
    def _are_providers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [name for name in value if name not in _PROVIDERS]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is none of {', '.join(_PROVIDERS)}")
        if not value:
            raise ValueError(f"name at least one of {', '.join(_PROVIDERS)}")
        return value

    @field_validator("sample_dir")
    @classmethod
    def _is_a_folder(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError(f"there is no folder {value}")
        return value

    @field_validator("market_provider_order", mode="before")
    @classmethod
    def _split_order(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.partition("=") for part in value.split(";") if part.strip()]
        wrong = [name for name, _, _ in pairs if name.strip() not in _CAPABILITIES]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is none of {', '.join(sorted(_CAPABILITIES))}")
        return {name.strip(): cls._split_commas(names) for name, _, names in pairs}

    @model_validator(mode="after")
    def _local_conveniences_stay_local(self) -> Self:
        if self.stage == "production" and self.today is not None:
            raise ValueError("PLUMBLINE_TODAY is not honoured in the production stage")
        if self.webhook_allow_private and not self.is_local:
            raise ValueError("PLUMBLINE_WEBHOOK_ALLOW_PRIVATE is for the local stage alone")
        if self.document_store == "cosmos" and not self.cosmos_endpoint:
            raise ValueError("PLUMBLINE_DOCUMENT_STORE=cosmos needs COSMOS_ENDPOINT")
        if self.mail_endpoint and not self.mail_sender:
            raise ValueError("PLUMBLINE_MAIL_ENDPOINT needs PLUMBLINE_MAIL_SENDER")
        self._check_oidc()
        return self

    def _check_oidc(self) -> None:
        if not self.oidc_issuer:
            return
        if not self.oidc_client_id:
            raise ValueError("PLUMBLINE_OIDC_ISSUER needs PLUMBLINE_OIDC_CLIENT_ID")
        secure = r"https://[^\s?#]+" if not self.is_local else r"https?://[^\s?#]+"
        for name, url in (("ISSUER", self.oidc_issuer), ("REDIRECT_URI", self.oidc_redirect_uri)):
            if not re.fullmatch(secure, url):
                raise ValueError(f"PLUMBLINE_OIDC_{name} must be an https address")

    @property
    def is_local(self) -> bool:
        """Whether this is a person's own machine, where conveniences without security are fine."""
        return self.stage == "local"

    @property
    def public_api_url(self) -> str:
        """Where links in mails reach this API."""
        if self.api_url:
            return self.api_url.rstrip("/")
        return f"https://{self.host_name}" if self.host_name else "http://localhost:7071"

    @property
    def clock_wrong_by(self) -> int:
        """Seconds to add to the machine's time; none but on a person's own machine."""
        return self.clock_offset_seconds if self.is_local else 0

    @property
    def requests_per_minute(self) -> int:
        """What one caller may send; 0, no limit at all, only on a person's own machine."""
        if self.rate_limit_per_minute == 0 and not self.is_local:
            return _REQUESTS_PER_MINUTE
        return self.rate_limit_per_minute


class _Environment(EnvSettingsSource):
    """The environment, as far as the mode lets it speak."""

    def __init__(self, settings_cls: type[BaseSettings], mode: str) -> None:
        super().__init__(settings_cls)
        self._mode = mode

    def __call__(self) -> dict[str, Any]:
        values = super().__call__()
        if self._mode == "all":
            return values
        allowed = {
            key
            for name, field in self.settings_cls.model_fields.items()
            if name in _ALWAYS_FROM_ENVIRONMENT
            or (self._mode == "secrets-only" and _is_secret(field))
            for key in _keys(name, field)
        }
        return {key: value for key, value in values.items() if key in allowed}


def packaged_commit(folder: Path) -> str:
    """Return the commit the package was built from: the build leaves it beside the code.

    It travels with the code, so that whoever waits for a deployment sees the code that answers,
    not a setting that was changed a minute earlier.
    """
    try:
        return (folder / "commit.txt").read_text().strip() or "unknown"
    except OSError:
        return "unknown"


@lru_cache(maxsize=1)
def load_settings(read_secrets: SecretReader | None = None) -> Settings:
    """Read everything once.

    Raises: pydantic.ValidationError naming each wrong variable, never its value.
    """
    settings = Settings()
    if not settings.key_vault_url or read_secrets is None:
        return settings
    fields = {
        f"plumbline-{name.replace('_', '-')}": _keys(name, field)[0]
        for name, field in Settings.model_fields.items()
        if _is_secret(field)
    }
    found = read_secrets(settings.key_vault_url, settings.managed_identity_client_id, list(fields))
    return Settings.model_validate({fields[name]: value for name, value in found.items()})


def _stage_name(value: object) -> str:
    name = str(value).strip().lower()
    return _STAGE_ALIASES.get(name, name)


def _config_file(name: str) -> Path:
    # The name comes from outside: anything but a plain word is left for validation to refuse.
    return _ROOT / "config" / f"{name if name.isalpha() else 'unknown'}.yaml"


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))


def _keys(name: str, field: FieldInfo) -> list[str]:
    """Return what a source may call a field, its own name last."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return [*(choice for choice in alias.choices if isinstance(choice, str)), name]
    return [alias, name] if isinstance(alias, str) else [name]
