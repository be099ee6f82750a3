"""Every rule holds in every stack, and every rule fires when what it guards is broken."""

import copy
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from pulumi_policy import (
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    StackValidationArgs,
)
from pulumi_policy.policy import PolicyCustomTimeouts

from infra.policies.resource_rules import RESOURCE_RULES, Rule
from infra.policies.stack_rules import STACK_RULES, StackRule
from tests.infra.simulation import Captured
from tests.infra.stacks import NAMES, captured

type Breakage = Callable[[dict[str, Any]], None]


def _options(resource: Captured) -> PolicyResourceOptions:
    return PolicyResourceOptions(
        protect=resource.protect,
        ignore_changes=[],
        delete_before_replace=resource.delete_before_replace,
        aliases=[],
        custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
        additional_secret_outputs=[],
        parent=resource.parent,
    )


def _complaints(rule: Rule, resources: Iterable[Captured]) -> list[str]:
    found: list[str] = []
    policy = rule.policy()
    for each in resources:
        args = ResourceValidationArgs(
            each.type, each.props, each.urn, each.name, _options(each), None
        )
        policy.validate(args, lambda message, _urn=None: found.append(message))
    return found


def _stack_complaints(rule: StackRule, resources: Iterable[Captured]) -> list[str]:
    found: list[str] = []
    seen = [
        PolicyResource(
            each.type, each.props, each.urn, each.name, _options(each), None, None, [], {}
        )
        for each in resources
    ]
    policy = rule.policy()
    policy.validate(StackValidationArgs(seen), lambda message, _urn=None: found.append(message))
    return found


@pytest.mark.parametrize("stack", NAMES)
@pytest.mark.parametrize("rule", RESOURCE_RULES, ids=lambda rule: rule.name)
def test_every_resource_keeps_every_rule(rule: Rule, stack: str) -> None:
    assert _complaints(rule, captured(stack).resources) == []


@pytest.mark.parametrize("stack", NAMES)
@pytest.mark.parametrize("rule", STACK_RULES, ids=lambda rule: rule.name)
def test_every_stack_keeps_every_rule(rule: StackRule, stack: str) -> None:
    assert _stack_complaints(rule, captured(stack).resources) == []


def _set(path: str, value: Any) -> Breakage:
    def breakage(props: dict[str, Any]) -> None:
        *way, last = path.split(".")
        here = props
        for step in way:
            here = here[step]
        if value is _GONE:
            here.pop(last, None)
        else:
            here[last] = value

    return breakage


def _add_setting(name: str, value: str = "1") -> Breakage:
    def breakage(props: dict[str, Any]) -> None:
        props["siteConfig"]["appSettings"].append({"name": name, "value": value})

    return breakage


_GONE = object()
_OWNER = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"

# One way or more to break each rule; the first resource of the type that can be broken is.
BREAKAGES: dict[str, list[Breakage]] = {
    "storage-no-keys": [_set("allowSharedKeyAccess", True), _set("allowSharedKeyAccess", _GONE)],
    "storage-no-public-blobs": [
        _set("allowBlobPublicAccess", True),
        _set("allowBlobPublicAccess", _GONE),
    ],
    "storage-tls": [_set("minimumTlsVersion", "TLS1_0")],
    "storage-https": [_set("enableHttpsTrafficOnly", False)],
    "storage-no-local-users": [_set("isLocalUserEnabled", True)],
    "storage-no-other-tenant": [_set("allowCrossTenantReplication", True)],
    "blobs-soft-delete": [
        _set("deleteRetentionPolicy.days", 1),
        _set("containerDeleteRetentionPolicy", _GONE),
    ],
    "blobs-versioned": [_set("isVersioningEnabled", False)],
    "container-private": [_set("publicAccess", "Blob")],
    "cosmos-no-keys": [_set("disableLocalAuth", False), _set("disableLocalAuth", _GONE)],
    "cosmos-no-key-writes": [_set("disableKeyBasedMetadataWriteAccess", False)],
    "cosmos-tls": [_set("minimalTlsVersion", "Tls")],
    "cosmos-continuous-backup": [_set("backupPolicy.type", "Periodic")],
    "cosmos-partition-as-code": [
        _set("resource.partitionKey.paths", ["/tenant"]),
        _set("containerName", "unheard_of"),
    ],
    "cosmos-expiry-as-code": [_set("resource.defaultTtl", 3600)],
    "cosmos-lean-index": [_set("resource.indexingPolicy.excludedPaths", [])],
    "vault-roles-only": [_set("properties.enableRbacAuthorization", False)],
    "vault-purge-protection": [_set("properties.enablePurgeProtection", _GONE)],
    "vault-soft-delete": [_set("properties.enableSoftDelete", False)],
    "secret-expires": [_set("properties.attributes.expires", _GONE)],
    "app-https": [_set("httpsOnly", False)],
    "app-tls": [_set("siteConfig.minTlsVersion", "1.0")],
    "app-identity": [_set("identity", {"type": "None"})],
    "app-storage-by-identity": [
        _add_setting("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
        _set(
            "functionAppConfig.deployment.storage.authentication.type",
            "StorageAccountConnectionString",
        ),
    ],
    "app-no-ssh": [_set("sshEnabled", True)],
    "flex-properties": [
        _set(f"siteConfig.{name}", True)
        for name in (
            "ftpsState",
            "linuxFxVersion",
            "use32BitWorkerProcess",
            "preWarmedInstanceCount",
            "functionsRuntimeScaleMonitoringEnabled",
            "functionAppScaleLimit",
            "netFrameworkVersion",
            "localMySqlEnabled",
            "alwaysOn",
        )
    ],
    "flex-settings": [
        _add_setting(name)
        for name in (
            "FUNCTIONS_WORKER_RUNTIME",
            "FUNCTIONS_EXTENSION_VERSION",
            "WEBSITE_RUN_FROM_PACKAGE",
            "WEBSITE_CONTENTSHARE",
            "SCM_DO_BUILD_DURING_DEPLOYMENT",
        )
    ],
    "flex-scale": [
        _set("functionAppConfig.scaleAndConcurrency.maximumInstanceCount", 10),
        _set("functionAppConfig.scaleAndConcurrency.maximumInstanceCount", 2000),
    ],
    "flex-python": [_set("functionAppConfig.runtime.version", "3.11")],
    "scm-no-passwords": [_set("allow", True)],
    "ftp-no-passwords": [_set("allow", True)],
    "plan-by-use": [_set("sku.name", "EP1")],
    "page-no-repository-token": [_set("repositoryToken", "anything")],
    "telemetry-by-identity": [_set("disableLocalAuth", False)],
    "logs-by-identity": [_set("features.disableLocalAuth", False)],
    "logs-capped": [_set("workspaceCapping.dailyQuotaGb", -1), _set("workspaceCapping", _GONE)],
    "models-no-keys": [_set("properties.disableLocalAuth", False)],
    "mail-no-keys": [_set("disableLocalAuth", False), _set("disableLocalAuth", _GONE)],
    "mail-not-tracked": [_set("userEngagementTracking", "Enabled")],
    "role-known": [_set("roleDefinitionId", _OWNER)],
    "role-scope": [_set("scope", "/subscriptions/11111111-2222-3333-4444-555555555555")],
    "role-delegation-limited": [
        lambda props: props.update(
            roleDefinitionId="/x/f58310d9-a9f6-439a-9e8d-f62e7b41a168", condition=""
        )
    ],
    "cosmos-role-scope": [lambda props: props.update(scope=props["scope"].split("/dbs/")[0])],
    "federation-narrow": [
        _set("subject", "repo:somebody/*:environment:prod"),
        _set("subject", "repo:somebody/plumbline:ref:refs/heads/any"),
        _set("issuer", "https://example.com"),
    ],
    "no-diagnostics-on-flex": [_set("resourceUri", "/x/providers/Microsoft.Web/sites/func")],
    "no-secret-in-sight": [
        _add_setting("STORAGE", "DefaultEndpointsProtocol=https;AccountKey=c2VjcmV0"),
        _add_setting("BUS", "Endpoint=sb://x;SharedAccessKey=abc"),
        _add_setting("SAS", "https://x.blob.core.windows.net/c?sv=2024&sig=abc"),
        _add_setting("MODEL", "sk-abcdefghijklmnopqrstuvwx"),
        _add_setting("PEM", "-----BEGIN PRIVATE KEY-----"),
        _add_setting("SQL", "Server=x;Password=hunter2"),
    ],
}
_TYPE_OF_ANY = "web:WebApp"


def test_every_rule_is_broken_once() -> None:
    assert set(BREAKAGES) == {rule.name for rule in RESOURCE_RULES}


@pytest.mark.parametrize(
    ("rule", "number"),
    [(rule, number) for rule in RESOURCE_RULES for number in range(len(BREAKAGES[rule.name]))],
    ids=lambda value: value.name if isinstance(value, Rule) else str(value),
)
def test_a_broken_setting_is_noticed(rule: Rule, number: int) -> None:
    kind = rule.type or _TYPE_OF_ANY
    victim = (captured("full").of(kind) or captured("keyed").of(kind))[0]
    props = copy.deepcopy(victim.props)
    BREAKAGES[rule.name][number](props)

    broken = Captured(victim.type, victim.name, props)
    assert _complaints(rule, [broken]) == [f"{victim.name}: {rule.says}"]


def _without(short: str, name: str = "") -> Callable[[list[Captured]], list[Captured]]:
    return lambda resources: [r for r in resources if r.short != short or (name and r.name != name)]


def _changed(short: str, breakage: Breakage) -> Callable[[list[Captured]], list[Captured]]:
    def change(resources: list[Captured]) -> list[Captured]:
        result: list[Captured] = []
        for each in resources:
            props = copy.deepcopy(each.props)
            if each.short == short:
                breakage(props)
            result.append(
                Captured(
                    each.type, each.name, props, each.protect, parent=each.parent, urn=each.urn
                )
            )
        return result

    return change


def _unprotected(resources: list[Captured]) -> list[Captured]:
    return [Captured(r.type, r.name, r.inputs, protect=False) for r in resources]


def _with(short: str) -> Callable[[list[Captured]], list[Captured]]:
    return lambda resources: [
        *resources,
        Captured(f"azure-native:{short}", "extra", {"enabled": True}),
    ]


STACK_BREAKAGES: dict[str, list[tuple[str, Callable[[list[Captured]], list[Captured]]]]] = {
    "queues-paired": [
        ("dev", _without("storage:Queue", "queue-market-jobs-poison")),
        ("dev", _with("storage:Queue")),
    ],
    "containers-complete": [
        ("dev", _without("cosmosdb:SqlResourceSqlContainer", "container-audit")),
        ("dev", _without("storage:BlobContainer", "blobs-reports")),
    ],
    "basic-auth-off": [
        ("dev", _without("web:WebAppScmAllowed")),
        ("dev", _without("web:WebAppFtpAllowed")),
    ],
    "data-protected": [("prod", _unprotected)],
    "data-locked": [("prod", _without("authorization:ManagementLockByScope", "lock-vault"))],
    "alerts-set": [
        ("dev", _without("monitor:ScheduledQueryRule", "alert-poison")),
        ("dev", _changed("monitor:ScheduledQueryRule", _set("enabled", False))),
        ("dev", _changed("monitor:MetricAlert", _set("actions", []))),
        ("prod", _without("monitor:MetricAlert", "alert-unreachable-api")),
    ],
    "visits-apart": [
        ("full", _changed("applicationinsights:Component", _set("workspaceResourceId", "/x"))),
    ],
    "budget-set": [("dev", _without("consumption:Budget"))],
    "dev-by-use": [
        ("dev", _changed("cosmosdb:DatabaseAccount", _set("capabilities", []))),
        ("dev", _changed("web:StaticSite", _set("sku", {"name": "Standard"}))),
        (
            "dev",
            _changed(
                "web:WebApp",
                _set(
                    "functionAppConfig.scaleAndConcurrency.alwaysReady",
                    [{"name": "http", "instanceCount": 1}],
                ),
            ),
        ),
        ("dev", _with("network:PrivateEndpoint")),
        ("dev", _with("applicationinsights:WebTest")),
    ],
    "tagged": [("dev", _changed("keyvault:Vault", _set("tags", {})))],
}


def test_every_stack_rule_is_broken_once() -> None:
    assert set(STACK_BREAKAGES) == {rule.name for rule in STACK_RULES}


@pytest.mark.parametrize(
    ("rule", "number"),
    [(rule, number) for rule in STACK_RULES for number in range(len(STACK_BREAKAGES[rule.name]))],
    ids=lambda value: value.name if isinstance(value, StackRule) else str(value),
)
def test_a_broken_stack_is_noticed(rule: StackRule, number: int) -> None:
    stack, breakage = STACK_BREAKAGES[rule.name][number]
    assert _stack_complaints(rule, breakage(captured(stack).resources))
