"""What rules claim about the properties of one resource."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from infra import roles
from infra.config import FEWEST_INSTANCES, MOST_INSTANCES
from infra.policies.reading import app_setting_names, at, texts
from shared.platform.containers import BY_NAME

type Claim = Callable[[Mapping[str, Any]], bool]

# What Flex Consumption refuses or ignores (Microsoft Learn, "Flex Consumption plan deprecations").
FLEX_DENIED_PROPERTIES: Final = frozenset(
    "alwaysOn containerRegistryUseManagedIdentity ftpsState functionAppScaleLimit"
    " functionsRuntimeScaleMonitoringEnabled isXenon javaVersion linuxFxVersion localMySqlEnabled"
    " minimumElasticInstanceCount netFrameworkVersion nodeVersion phpVersion powerShellVersion"
    " preWarmedInstanceCount pythonVersion use32BitWorkerProcess vnetRouteAllEnabled"
    " windowsFxVersion".split()
)
FLEX_DENIED_SETTINGS: Final = frozenset(
    "ENABLE_ORYX_BUILD FUNCTIONS_EXTENSION_VERSION FUNCTIONS_WORKER_RUNTIME"
    " FUNCTIONS_WORKER_RUNTIME_VERSION FUNCTIONS_MAX_HTTP_CONCURRENCY"
    " FUNCTIONS_WORKER_PROCESS_COUNT FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED"
    " SCM_DO_BUILD_DURING_DEPLOYMENT WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"
    " WEBSITE_CONTENTOVERVNET WEBSITE_CONTENTSHARE WEBSITE_DNS_SERVER"
    " WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT WEBSITE_NODE_DEFAULT_VERSION"
    " WEBSITE_RUN_FROM_PACKAGE WEBSITE_SKIP_CONTENTSHARE_VALIDATION WEBSITE_VNET_ROUTE_ALL"
    " XDT_MicrosoftApplicationInsights_Mode".split()
)
# An instrumentation key is no secret where telemetry is taken from identities only.
_SECRETS: Final = re.compile(
    r"AccountKey=|SharedAccessKey=|SharedAccessSignature=|[?&]sig=|Password=|pwd=|-----BEGIN "
    r"|\bsk-[A-Za-z0-9]{16}|\bgh[pousr]_[A-Za-z0-9]{20}|eyJ[\w-]{10,}\.eyJ",
    re.IGNORECASE,
)
_KNOWN_ROLES: Final = frozenset(
    (
        roles.READER,
        roles.CONTRIBUTOR,
        roles.ACCESS_ADMINISTRATOR,
        roles.BLOB_OWNER,
        roles.QUEUE_CONTRIBUTOR,
        roles.TABLE_CONTRIBUTOR,
        roles.VAULT_SECRETS_USER,
        roles.METRICS_PUBLISHER,
        roles.OPENAI_USER,
        roles.MAIL_OWNER,
    )
)


# A document lives until its own `ttl` says otherwise.
_ONLY_WHERE_TOLD: Final = -1
# Azure's own least for soft delete.
_KEPT_DAYS: Final = 7


def has(path: str, expected: object) -> Claim:
    """Claim that a property has a value."""
    return lambda props: at(props, path) == expected


def has_known_partition(props: Mapping[str, Any]) -> bool:
    """The partition key is the one the code asks by."""
    known = BY_NAME.get(str(at(props, "containerName")))
    paths = at(props, "resource.partitionKey.paths")
    return known is not None and tuple(paths or ()) == known.partition_paths


def has_known_expiry(props: Mapping[str, Any]) -> bool:
    """Documents expire exactly where the code says so."""
    known = BY_NAME.get(str(at(props, "containerName")))
    wanted = _ONLY_WHERE_TOLD if known is not None and known.expires else None
    return known is not None and at(props, "resource.defaultTtl") == wanted


def indexes_no_body(props: Mapping[str, Any]) -> bool:
    """Nothing but what is named is indexed."""
    excluded = at(props, "resource.indexingPolicy.excludedPaths") or []
    return {"path": "/*"} in [dict(each) for each in excluded]


def is_narrow_role(props: Mapping[str, Any]) -> bool:
    """The role is one this product has a use for."""
    return str(at(props, "roleDefinitionId")).rsplit("/", 1)[-1] in _KNOWN_ROLES


def is_within_group(props: Mapping[str, Any]) -> bool:
    """The role ends at the resource group."""
    return "/resourcegroups/" in str(at(props, "scope")).lower()


def is_conditional_where_it_matters(props: Mapping[str, Any]) -> bool:
    """Whoever hands out roles is held to a list."""
    is_administrator = str(at(props, "roleDefinitionId")).endswith(roles.ACCESS_ADMINISTRATOR)
    return not is_administrator or "ForAnyOfAnyValues:GuidEquals" in str(at(props, "condition"))


def is_github(props: Mapping[str, Any]) -> bool:
    """One repository, and one environment of it or its pull requests."""
    subject = str(at(props, "subject"))
    return (
        at(props, "issuer") == "https://token.actions.githubusercontent.com"
        and "*" not in subject
        and re.fullmatch(r"repo:[\w.-]+/[\w.-]+:(environment:[\w-]+|pull_request)", subject)
        is not None
    )


def uses_identity_for_storage(props: Mapping[str, Any]) -> bool:
    """The host's storage and the package are reached without a key."""
    names = app_setting_names(props)
    path = "functionAppConfig.deployment.storage.authentication.type"
    return (
        "AzureWebJobsStorage__accountName" in names
        and "AzureWebJobsStorage" not in names
        and at(props, path) == "UserAssignedIdentity"
    )


def has_no_denied_property(props: Mapping[str, Any]) -> bool:
    """No site property that Flex Consumption refuses."""
    return not FLEX_DENIED_PROPERTIES & set(at(props, "siteConfig") or {})


def has_no_denied_setting(props: Mapping[str, Any]) -> bool:
    """No app setting that Flex Consumption refuses."""
    return not FLEX_DENIED_SETTINGS & set(app_setting_names(props))


def scales_as_flex_does(props: Mapping[str, Any]) -> bool:
    """The ceiling is one that Flex Consumption takes."""
    most = at(props, "functionAppConfig.scaleAndConcurrency.maximumInstanceCount") or 0
    return FEWEST_INSTANCES <= most <= MOST_INSTANCES


def holds_no_secret(props: Mapping[str, Any]) -> bool:
    """No text looks like a key, password or token."""
    return not any(_SECRETS.search(text) for text in texts(props))


def keeps_deleted(props: Mapping[str, Any]) -> bool:
    """Deleted blobs and containers can be had back for a week at least."""
    policies = ("deleteRetentionPolicy", "containerDeleteRetentionPolicy")
    return all((at(props, f"{policy}.days") or 0) >= _KEPT_DAYS for policy in policies)


def runs_python(props: Mapping[str, Any]) -> bool:
    """The runtime is the one the tests run on."""
    runtime = dict(at(props, "functionAppConfig.runtime") or {})
    return runtime == {"name": "python", "version": "3.13"}


def expires(props: Mapping[str, Any]) -> bool:
    """The secret has an end."""
    return (at(props, "properties.attributes.expires") or 0) > 0


def has_daily_cap(props: Mapping[str, Any]) -> bool:
    """A fault in a loop cannot log without end."""
    return (at(props, "workspaceCapping.dailyQuotaGb") or -1) > 0


def has_no_repository_token(props: Mapping[str, Any]) -> bool:
    """No token of the repository is kept."""
    return at(props, "repositoryToken") is None


def is_by_identity(props: Mapping[str, Any]) -> bool:
    """Telemetry is taken from identities; from anybody only where nothing but visits is kept."""
    return at(props, "disableLocalAuth") is True or at(props, "tags.takes") == "visits"


def is_one_container(props: Mapping[str, Any]) -> bool:
    """A data role ends at one container."""
    return "/colls/" in str(at(props, "scope"))


def is_no_app(props: Mapping[str, Any]) -> bool:
    """The target is not a Function App."""
    return "microsoft.web/" not in str(at(props, "resourceUri")).lower()
