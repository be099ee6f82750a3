"""Rules about one resource at a time. Each is broken once, on purpose, in tests/infra.

A rule is a row: its name, what it says, the type it looks at, and a claim about the properties that
must hold.
"""

from dataclasses import dataclass
from typing import Final

from pulumi_policy import (
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)

from infra.policies.claims import (
    Claim,
    expires,
    has,
    has_daily_cap,
    has_known_expiry,
    has_known_partition,
    has_no_denied_property,
    has_no_denied_setting,
    has_no_repository_token,
    holds_no_secret,
    indexes_no_body,
    is_by_identity,
    is_conditional_where_it_matters,
    is_github,
    is_narrow_role,
    is_no_app,
    is_one_container,
    is_within_group,
    keeps_deleted,
    runs_python,
    scales_as_flex_does,
    uses_identity_for_storage,
)

_HOLDS_SECRETS: Final = "azure-native:keyvault:Secret"


@dataclass(frozen=True, slots=True)
class Rule:
    """One claim about every resource of a type (all types when empty)."""

    name: str
    says: str
    type: str
    holds: Claim

    def policy(self) -> ResourceValidationPolicy:
        """Return the rule as Pulumi enforces it."""

        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            if self._is_about(args.resource_type) and not self.holds(args.props):
                report(f"{args.name}: {self.says}", None)

        return ResourceValidationPolicy(name=self.name, description=self.says, validate=validate)

    def _is_about(self, resource_type: str) -> bool:
        if not self.type:
            return resource_type != _HOLDS_SECRETS  # the one place where a secret belongs
        return resource_type == f"azure-native:{self.type}"


_STORAGE: Final = "storage:StorageAccount"
_BLOBS: Final = "storage:BlobServiceProperties"
_COSMOS: Final = "cosmosdb:DatabaseAccount"
_CONTAINER: Final = "cosmosdb:SqlResourceSqlContainer"
_DATA_ROLE: Final = "cosmosdb:SqlResourceSqlRoleAssignment"
_VAULT: Final = "keyvault:Vault"
_APP: Final = "web:WebApp"
_PLAN: Final = "web:AppServicePlan"
_ROLE: Final = "authorization:RoleAssignment"
_FEDERATION: Final = "managedidentity:FederatedIdentityCredential"
_INSIGHTS: Final = "applicationinsights:Component"
_LOGS: Final = "operationalinsights:Workspace"
_MODELS: Final = "cognitiveservices:Account"
_DIAGNOSTICS: Final = "monitor:DiagnosticSetting"
_MAIL: Final = "communication:CommunicationService"

RESOURCE_RULES: Final = (
    Rule(
        "storage-no-keys",
        "account keys must be refused",
        _STORAGE,
        has("allowSharedKeyAccess", False),
    ),
    Rule(
        "storage-no-public-blobs",
        "blobs must not be public",
        _STORAGE,
        has("allowBlobPublicAccess", False),
    ),
    Rule("storage-tls", "TLS 1.2 is the least", _STORAGE, has("minimumTlsVersion", "TLS1_2")),
    Rule("storage-https", "HTTPS only", _STORAGE, has("enableHttpsTrafficOnly", True)),
    Rule("storage-no-local-users", "no local users", _STORAGE, has("isLocalUserEnabled", False)),
    Rule(
        "storage-no-other-tenant",
        "no copies into other tenants",
        _STORAGE,
        has("allowCrossTenantReplication", False),
    ),
    Rule("blobs-soft-delete", "deleted blobs are kept a week at least", _BLOBS, keeps_deleted),
    Rule("blobs-versioned", "blobs keep their versions", _BLOBS, has("isVersioningEnabled", True)),
    Rule(
        "container-private",
        "containers are private",
        "storage:BlobContainer",
        has("publicAccess", "None"),
    ),
    Rule("cosmos-no-keys", "account keys must be refused", _COSMOS, has("disableLocalAuth", True)),
    Rule(
        "cosmos-no-key-writes",
        "keys must not change metadata",
        _COSMOS,
        has("disableKeyBasedMetadataWriteAccess", True),
    ),
    Rule("cosmos-tls", "TLS 1.2 is the least", _COSMOS, has("minimalTlsVersion", "Tls12")),
    Rule(
        "cosmos-continuous-backup",
        "backup must be continuous",
        _COSMOS,
        has("backupPolicy.type", "Continuous"),
    ),
    Rule(
        "cosmos-partition-as-code",
        "partition key is not the code's",
        _CONTAINER,
        has_known_partition,
    ),
    Rule("cosmos-expiry-as-code", "expiry is not the code's", _CONTAINER, has_known_expiry),
    Rule("cosmos-lean-index", "bodies must not be indexed", _CONTAINER, indexes_no_body),
    Rule(
        "vault-roles-only",
        "a vault is opened by roles",
        _VAULT,
        has("properties.enableRbacAuthorization", True),
    ),
    Rule(
        "vault-purge-protection",
        "a vault cannot be purged",
        _VAULT,
        has("properties.enablePurgeProtection", True),
    ),
    Rule(
        "vault-soft-delete",
        "a vault keeps what was deleted",
        _VAULT,
        has("properties.enableSoftDelete", True),
    ),
    Rule("secret-expires", "a secret has an end", "keyvault:Secret", expires),
    Rule("app-https", "HTTPS only", _APP, has("httpsOnly", True)),
    Rule("app-tls", "TLS 1.2 is the least", _APP, has("siteConfig.minTlsVersion", "1.2")),
    Rule(
        "app-identity",
        "the app acts as its user-assigned identity",
        _APP,
        has("identity.type", "UserAssigned"),
    ),
    Rule(
        "app-storage-by-identity",
        "the host and its package use the identity",
        _APP,
        uses_identity_for_storage,
    ),
    Rule("app-no-ssh", "no shell on instances", _APP, has("sshEnabled", False)),
    Rule(
        "flex-properties", "Flex Consumption refuses a site property", _APP, has_no_denied_property
    ),
    Rule("flex-settings", "Flex Consumption refuses an app setting", _APP, has_no_denied_setting),
    Rule("flex-scale", "Flex Consumption takes 40 to 1000 instances", _APP, scales_as_flex_does),
    Rule("flex-python", "the runtime is Python 3.13", _APP, runs_python),
    Rule(
        "scm-no-passwords",
        "publishing passwords are off",
        "web:WebAppScmAllowed",
        has("allow", False),
    ),
    Rule("ftp-no-passwords", "FTP is off", "web:WebAppFtpAllowed", has("allow", False)),
    Rule("plan-by-use", "the plan must be Flex Consumption", _PLAN, has("sku.name", "FC1")),
    Rule(
        "page-no-repository-token", "no repository token", "web:StaticSite", has_no_repository_token
    ),
    Rule(
        "telemetry-by-identity",
        "telemetry comes from identities only, but for visits",
        _INSIGHTS,
        is_by_identity,
    ),
    Rule(
        "logs-by-identity",
        "logs come from identities only",
        _LOGS,
        has("features.disableLocalAuth", True),
    ),
    Rule("logs-capped", "logs have a daily cap", _LOGS, has_daily_cap),
    Rule(
        "models-no-keys",
        "account keys must be refused",
        _MODELS,
        has("properties.disableLocalAuth", True),
    ),
    Rule("mail-no-keys", "account keys must be refused", _MAIL, has("disableLocalAuth", True)),
    Rule(
        "mail-not-tracked",
        "a mail must not tell that it was read",
        "communication:Domain",
        has("userEngagementTracking", "Disabled"),
    ),
    Rule("role-known", "the role is not one of those this product needs", _ROLE, is_narrow_role),
    Rule("role-scope", "a role reaches beyond the resource group", _ROLE, is_within_group),
    Rule(
        "role-delegation-limited",
        "who hands out roles does so under a condition",
        _ROLE,
        is_conditional_where_it_matters,
    ),
    Rule(
        "cosmos-role-scope",
        "a data role reaches beyond one container",
        _DATA_ROLE,
        is_one_container,
    ),
    Rule(
        "federation-narrow",
        "one GitHub environment, or pull requests, no more",
        _FEDERATION,
        is_github,
    ),
    Rule(
        "no-diagnostics-on-flex",
        "a Flex Consumption app takes no diagnostic setting",
        _DIAGNOSTICS,
        is_no_app,
    ),
    Rule("no-secret-in-sight", "a key, password or token in plain sight", "", holds_no_secret),
)
RESOURCE_POLICIES: Final = [rule.policy() for rule in RESOURCE_RULES]
