"""What may differ between stacks: read from `Pulumi.<stack>.yaml`, checked before anything is made.

Every key is described in docs/operations/deploy.md. A wrong value stops the program with the key's
name, before the first resource.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, cast

import pulumi

type Stage = Literal["dev", "staging", "production"]

_SERVERLESS: Final = "serverless"
# Flex Consumption takes no lower ceiling, and no other sizes.
FEWEST_INSTANCES: Final = 40
MOST_INSTANCES: Final = 1000
_MEMORY_SIZES: Final = frozenset({512, 2048, 4096})
# Vaults and blobs keep what was deleted for 7 to 90 days.
_SOFT_DELETE_DAYS: Final = range(7, 91)
# Where Communication Services keep what they store (Microsoft Learn, "Region availability and data
# residency").
_MAIL_PLACES: Final = frozenset(
    {
        *("Africa", "Asia Pacific", "Australia", "Brazil", "Canada", "Europe", "France", "Germany"),
        *("India", "Japan", "Korea", "Norway", "Switzerland", "United Arab Emirates"),
        *("United Kingdom", "United States"),
    }
)


class ConfigError(ValueError):
    """A key of the stack's configuration is missing or wrong."""


@dataclass(frozen=True, slots=True)
class ModelDeployment:
    """A model to deploy in Azure OpenAI. `capacity` is in thousands of tokens a minute."""

    name: str
    model: str
    version: str
    capacity: int
    sku: str = "GlobalStandard"


@dataclass(frozen=True, slots=True)
class GitHub:
    """The repository whose workflows may deploy (environment `environment`) and preview."""

    repository: str
    environment: str


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """Who else may say who somebody is. Its secret, if it has one, is `oidcClientSecret`."""

    issuer: str
    client_id: str
    name: str
    trusts_email: bool


@dataclass(frozen=True, slots=True)
class StackConfig:
    """One stack's settings. Sizes carry their unit; empty means "not wanted"."""

    stack: str
    stage: Stage
    location: str
    web_location: str
    second_location: str
    generation: int

    web_sku: Literal["Free", "Standard"]
    page_domain: str
    api_domain: str
    api_certificate: str

    cosmos_capacity: Literal["serverless", "autoscale"]
    cosmos_maximum_throughput: int
    cosmos_backup: Literal["Continuous7Days", "Continuous30Days"]
    zone_redundant: bool
    storage_redundancy: str
    soft_delete_days: int

    instance_memory_mb: int
    maximum_instances: int
    always_ready_instances: int

    log_retention_days: int
    log_daily_cap_gb: float
    trace_share: float
    alert_every_minutes: int
    web_test_every_minutes: int
    alert_emails: tuple[str, ...]
    monthly_budget: float
    budget_start: date
    secrets_renewed: date

    admin_emails: tuple[str, ...]
    market_providers: tuple[str, ...]
    github: GitHub | None
    oidc: OpenIdProvider | None
    sends_mail: bool
    measures_visits: bool
    mail_data_location: str
    models: tuple[ModelDeployment, ...]
    is_private: bool
    is_protected: bool

    @property
    def is_serverless(self) -> bool:
        """Whether Cosmos DB bills by request instead of by provisioned throughput."""
        return self.cosmos_capacity == _SERVERLESS

    @property
    def is_production(self) -> bool:
        """Whether people depend on this stack."""
        return self.stage == "production"

    @property
    def is_one_site(self) -> bool:
        """Whether page and API share a registrable domain, so that a Strict cookie works."""
        return bool(self.page_domain and self.api_domain) and (
            self.page_domain.split(".", 1)[-1] == self.api_domain.split(".", 1)[-1]
        )


def load_config() -> StackConfig:
    """Read and check the stack's configuration. Raises: ConfigError naming the key."""
    read = _Reader(pulumi.Config("plumbline"))
    config = StackConfig(
        stack=pulumi.get_stack(),
        stage=read.choice("stage", "dev", "staging", "production"),
        location=read.text("location"),
        web_location=read.text("webLocation"),
        second_location=read.text("secondLocation", ""),
        generation=read.whole("generation", 1),
        web_sku=read.choice("webSku", "Free", "Standard"),
        page_domain=read.domain("pageDomain"),
        api_domain=read.domain("apiDomain"),
        api_certificate=read.text("apiCertificate", ""),
        cosmos_capacity=read.choice("cosmosCapacity", _SERVERLESS, "autoscale"),
        cosmos_maximum_throughput=read.whole("cosmosMaximumThroughput", 1000),
        cosmos_backup=read.choice("cosmosBackup", "Continuous7Days", "Continuous30Days"),
        zone_redundant=read.flag("zoneRedundant"),
        storage_redundancy=read.choice(
            "storageRedundancy", "Standard_LRS", "Standard_ZRS", "Standard_GZRS"
        ),
        soft_delete_days=read.whole("softDeleteDays", 7),
        instance_memory_mb=read.whole("instanceMemoryMb", 2048),
        maximum_instances=read.whole("maximumInstances", FEWEST_INSTANCES),
        always_ready_instances=read.whole("alwaysReadyInstances", 0),
        log_retention_days=read.whole("logRetentionDays", 30),
        log_daily_cap_gb=read.number("logDailyCapGb"),
        trace_share=read.number("traceShare"),
        alert_every_minutes=read.whole("alertEveryMinutes", 15),
        web_test_every_minutes=read.whole("webTestEveryMinutes", 0),
        alert_emails=read.texts("alertEmails"),
        monthly_budget=read.number("monthlyBudget"),
        budget_start=read.first_of_month("budgetStart"),
        secrets_renewed=read.day("secretsRenewed"),
        admin_emails=read.texts("adminEmails"),
        market_providers=read.texts("marketProviders"),
        github=read.github(),
        oidc=read.oidc(),
        sends_mail=read.flag("sendsMail"),
        measures_visits=read.flag("measuresVisits"),
        mail_data_location=read.text("mailDataLocation", "Europe"),
        models=read.models(),
        is_private=read.flag("isPrivate"),
        is_protected=read.flag("isProtected"),
    )
    _check(config)
    return config


def _check(config: StackConfig) -> None:
    rules = {
        "maximumInstances: Flex Consumption takes 40 to 1000": (
            FEWEST_INSTANCES <= config.maximum_instances <= MOST_INSTANCES
        ),
        "instanceMemoryMb: 512, 2048 or 4096": config.instance_memory_mb in _MEMORY_SIZES,
        "softDeleteDays: 7 to 90": config.soft_delete_days in _SOFT_DELETE_DAYS,
        "cosmosMaximumThroughput: a multiple of 1000": (
            config.is_serverless or config.cosmos_maximum_throughput % 1000 == 0
        ),
        "secondLocation: a serverless Cosmos account has one region": not (
            config.is_serverless and config.second_location
        ),
        "zoneRedundant: a serverless Cosmos account has no zones to choose": not (
            config.is_serverless and config.zone_redundant
        ),
        "webSku: custom domains of a production page need Standard": not (
            config.is_production and config.page_domain and config.web_sku == "Free"
        ),
        "apiCertificate: apiDomain needs the name of its certificate in the vault": bool(
            config.api_certificate
        )
        == bool(config.api_domain),
        "isProtected: production is protected": config.is_protected or not config.is_production,
        "webTestEveryMinutes: 0, 5, 10 or 15": config.web_test_every_minutes in (0, 5, 10, 15),
        "mailDataLocation: a geography such as Europe, Germany, United States": (
            config.mail_data_location in _MAIL_PLACES
        ),
        "traceShare: above 0, at most 1": config.trace_share <= 1,
        "alertEveryMinutes: 5, 10, 15, 30 or 60": config.alert_every_minutes in (5, 10, 15, 30, 60),
    }
    broken = [rule for rule, holds in rules.items() if not holds]
    if broken:
        raise ConfigError(f"plumbline:{broken[0]}")


class _Reader:
    """Typed access to Pulumi's configuration; every complaint names its key."""

    def __init__(self, source: pulumi.Config) -> None:
        self._source = source

    def text(self, key: str, default: str | None = None) -> str:
        value = self._source.get(key)
        if value is None or value == "":
            if default is None:
                raise ConfigError(f"plumbline:{key} is missing")
            return default
        return value

    def choice(self, key: str, *allowed: str) -> Any:
        value = self.text(key)
        if value not in allowed:
            raise ConfigError(f"plumbline:{key} is {value!r}; expected one of {', '.join(allowed)}")
        return value

    def whole(self, key: str, default: int) -> int:
        value = self._source.get_int(key)
        if value is not None and value < 0:
            raise ConfigError(f"plumbline:{key} is negative")
        return default if value is None else value

    def number(self, key: str) -> float:
        value = self._source.get_float(key)
        if value is None or value <= 0:
            raise ConfigError(f"plumbline:{key} must be a number above zero")
        return value

    def flag(self, key: str) -> bool:
        return bool(self._source.get_bool(key))

    def texts(self, key: str) -> tuple[str, ...]:
        found: Any = self._source.get_object(key) or []
        if not isinstance(found, list):
            raise ConfigError(f"plumbline:{key} must be a list")
        return tuple(str(each) for each in cast("list[Any]", found))

    def domain(self, key: str) -> str:
        value = self.text(key, "")
        if value and not re.fullmatch(r"(?:[a-z0-9-]+\.){2,}[a-z]{2,}", value):
            raise ConfigError(f"plumbline:{key} is not a name like app.example.com")
        return value

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(self.text(key))
        except ConfigError:
            raise
        except ValueError as error:
            raise ConfigError(f"plumbline:{key} is not a date") from error

    def first_of_month(self, key: str) -> date:
        day = self.day(key)
        if day.day != 1:
            raise ConfigError(f"plumbline:{key} must be the first of a month")
        return day

    def github(self) -> GitHub | None:
        repository = self.text("githubRepository", "")
        if not repository:
            return None
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
            raise ConfigError("plumbline:githubRepository is not owner/name")
        return GitHub(repository, self.text("githubEnvironment", pulumi.get_stack()))

    def oidc(self) -> OpenIdProvider | None:
        issuer = self.text("oidcIssuer", "")
        if not issuer:
            return None
        if not re.fullmatch(r"https://[^\s?#]+", issuer):
            raise ConfigError("plumbline:oidcIssuer is not an https address")
        return OpenIdProvider(
            issuer=issuer,
            client_id=self.text("oidcClientId"),
            name=self.text("oidcName", ""),
            trusts_email=self.flag("oidcTrustsEmail"),
        )

    def models(self) -> tuple[ModelDeployment, ...]:
        found: Any = self._source.get_object("models") or []
        try:
            return tuple(ModelDeployment(**each) for each in found)
        except TypeError as error:
            raise ConfigError(
                "plumbline:models wants name, model, version and capacity of each"
            ) from error
