"""Writes a captured stack as an ARM template, so that scanners of ARM can read it.

`python -m tests.infra.arm FOLDER` writes one template a stack, for checkov (`make scan-infra`).
Pulumi flattens a resource's `properties` and renames a few; both are undone here.
"""

import copy
import json
import sys
from pathlib import Path
from typing import Any, Final

from tests.infra.simulation import Capture, Captured
from tests.infra.stacks import NAMES, SECRET, captured

# Type in ARM, its API version, and the inputs that make up its name.
_TYPES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "applicationinsights:Component": (
        "Microsoft.Insights/components", "2020-02-02", ("resourceName",)),
    "cognitiveservices:Account": (
        "Microsoft.CognitiveServices/accounts", "2024-10-01", ("accountName",)),
    "communication:CommunicationService": (
        "Microsoft.Communication/communicationServices", "2023-04-01",
        ("communicationServiceName",)),
    "communication:Domain": (
        "Microsoft.Communication/emailServices/domains", "2023-04-01",
        ("emailServiceName", "domainName")),
    "communication:EmailService": (
        "Microsoft.Communication/emailServices", "2023-04-01", ("emailServiceName",)),
    "cosmosdb:DatabaseAccount": (
        "Microsoft.DocumentDB/databaseAccounts", "2024-11-15", ("accountName",)),
    "cosmosdb:SqlResourceSqlContainer": (
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers", "2024-11-15",
        ("accountName", "databaseName", "containerName")),
    "keyvault:Secret": (
        "Microsoft.KeyVault/vaults/secrets", "2023-07-01", ("vaultName", "secretName")),
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", "2023-07-01", ("vaultName",)),
    "monitor:MetricAlert": ("Microsoft.Insights/metricAlerts", "2018-03-01", ("ruleName",)),
    "monitor:ActionGroup": ("Microsoft.Insights/actionGroups", "2023-01-01", ("actionGroupName",)),
    "network:VirtualNetwork": (
        "Microsoft.Network/virtualNetworks", "2024-05-01", ("virtualNetworkName",)),
    "operationalinsights:Workspace": (
        "Microsoft.OperationalInsights/workspaces", "2023-09-01", ("workspaceName",)),
    "storage:BlobContainer": (
        "Microsoft.Storage/storageAccounts/blobServices/containers", "2023-05-01",
        ("accountName", "=default", "containerName")),
    "storage:BlobServiceProperties": (
        "Microsoft.Storage/storageAccounts/blobServices", "2023-05-01",
        ("accountName", "=default")),
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", "2023-05-01", ("accountName",)),
    "web:AppServicePlan": ("Microsoft.Web/serverfarms", "2024-04-01", ("name",)),
    "web:StaticSite": ("Microsoft.Web/staticSites", "2024-04-01", ("name",)),
    "web:WebApp": ("Microsoft.Web/sites", "2024-04-01", ("name",)),
}  # fmt: skip
_BESIDE_PROPERTIES: Final = frozenset({"location", "tags", "kind", "sku", "identity"})
# What Pulumi calls otherwise than ARM does.
_RENAMED: Final = {
    "networkRuleSet": "networkAcls",
    "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
    "expires": "exp",
    "odataType": "odata.type",
}


def template(capture: Capture) -> dict[str, Any]:
    """Return the stack as one ARM template: those types that scanners have rules for."""
    known = [each for each in capture.resources if each.short in _TYPES]
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    return {
        "$schema": schema,
        "contentVersion": "1.0.0.0",
        "resources": [_resource(each) for each in known],
    }


def _resource(resource: Captured) -> dict[str, Any]:
    kind, version, name_parts = _TYPES[resource.short]
    inputs = resource.props
    name = "/".join(part[1:] if part[0] == "=" else str(inputs[part]) for part in name_parts)
    beside = {key: inputs[key] for key in _BESIDE_PROPERTIES & inputs.keys()}
    consumed = _BESIDE_PROPERTIES | {"resourceGroupName", "properties", *name_parts}
    flat = {key: value for key, value in inputs.items() if key not in consumed}
    given = inputs.get("properties", {})
    properties = flat | (given if isinstance(given, dict) else {})
    return {
        "type": kind,
        "apiVersion": version,
        "name": name,
        **beside,
        "properties": _renamed(properties),
    }


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {_RENAMED.get(key, key): _renamed(each) for key, each in value.items()}
    return [_renamed(each) for each in value] if isinstance(value, list) else value


def write_templates(folder: Path) -> None:
    """Write `<stack>.json` for every proven stack, and `broken.json`, which must not pass."""
    folder.mkdir(parents=True, exist_ok=True)
    templates = {stack: template(captured(stack)) for stack in NAMES}
    templates["broken"] = broken(templates["full"], templates["keyed"])
    for name, content in templates.items():
        text = json.dumps(content, indent=2, sort_keys=True).replace(SECRET, "[secret]")
        (folder / f"{name}.json").write_text(text)


def broken(*sound: dict[str, Any]) -> dict[str, Any]:
    """Return a template with settings that a scanner must complain about."""
    template = copy.deepcopy(sound[0])
    template["resources"] += copy.deepcopy([r for each in sound[1:] for r in each["resources"]])
    for resource in template["resources"]:
        resource["properties"] |= _BROKEN.get(resource["type"], {})
    return template


_BROKEN: Final[dict[str, dict[str, Any]]] = {
    "Microsoft.Storage/storageAccounts": {
        "supportsHttpsTrafficOnly": False,
        "minimumTlsVersion": "TLS1_0",
        "networkAcls": {"defaultAction": "Allow"},
        "publicNetworkAccess": "Enabled",
    },
    "Microsoft.DocumentDB/databaseAccounts": {
        "disableLocalAuth": False,
        "disableKeyBasedMetadataWriteAccess": False,
        "publicNetworkAccess": "Enabled",
    },
    "Microsoft.KeyVault/vaults": {
        "enablePurgeProtection": False,
        "enableSoftDelete": False,
        "publicNetworkAccess": "Enabled",
        "networkAcls": {"defaultAction": "Allow"},
    },
    "Microsoft.KeyVault/vaults/secrets": {"attributes": {}, "contentType": ""},
    "Microsoft.Web/sites": {"httpsOnly": False},
    "Microsoft.CognitiveServices/accounts": {
        "disableLocalAuth": False,
        "publicNetworkAccess": "Enabled",
    },
}


if __name__ == "__main__":
    write_templates(Path(sys.argv[1]))
