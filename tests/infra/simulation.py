"""Runs the whole program without Azure and without the Pulumi engine, and keeps what it asked for.

Inputs are captured as the provider would get them (camelCase, secrets marked); ids and the outputs
the program reads are made up in Azure's own forms.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import pulumi
import yaml
from pulumi.runtime import mocks, rpc
from pulumi.runtime.settings import set_root_resource
from pulumi.runtime.stack import run_in_stack

ROOT: Final = Path(__file__).resolve().parents[2]
SUBSCRIPTION: Final = "11111111-2222-3333-4444-555555555555"
TENANT: Final = "99999999-8888-7777-6666-555555555555"
_PREFIX: Final = "azure-native:"
# How Pulumi marks a secret on the wire.
_SECRET_MARK: Final = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"

# The property that carries the physical name, by type.
_NAMES: Final = (
    "accountName", "vaultName", "containerName", "queueName", "databaseName", "secretName",
    "workspaceName", "resourceName", "name", "deploymentName", "ruleName", "actionGroupName",
    "roleAssignmentId", "roleDefinitionId", "roleAssignmentName", "lockName", "budgetName",
    "webTestName", "managementPolicyName", "blobServicesName", "queueServiceName",
    "virtualNetworkName", "subnetName", "privateEndpointName", "privateZoneName",
    "communicationServiceName", "emailServiceName", "domainName",
    "virtualNetworkLinkName", "privateDnsZoneGroupName", "hostName",
    "federatedIdentityCredentialResourceName", "resourceGroupName",
)  # fmt: skip


@dataclass(frozen=True)
class Captured:
    """One resource as the program asked for it."""

    type: str
    name: str
    inputs: dict[str, Any]
    protect: bool = False
    delete_before_replace: bool = False
    parent: str = ""
    urn: str = ""

    @property
    def props(self) -> dict[str, Any]:
        """The inputs as policies get them: secrets readable."""
        return unwrapped(self.inputs)

    @property
    def short(self) -> str:
        """The type without its provider: `storage:StorageAccount`."""
        return self.type.removeprefix(_PREFIX)


@dataclass
class Capture:
    """What one stack consists of."""

    stack: str
    resources: list[Captured] = field(default_factory=list[Captured])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])

    def of(self, short: str) -> list[Captured]:
        """Return the resources of a type, by name."""
        found = [each for each in self.resources if each.short == short]
        return sorted(found, key=lambda each: each.name)

    def one(self, short: str, name: str = "") -> Captured:
        """Return the only resource of a type, or the only one of that name."""
        [found] = [each for each in self.of(short) if not name or each.name == name]
        return found


class _Azure(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if not args.typ.startswith(_PREFIX):
            return "", {}
        physical = str(_physical_name(args))
        return _id(args, physical), {"name": physical, **_made_up(args, physical)}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[Any]]:
        if args.token == "azure-native:authorization:getClientConfig":
            client = {"clientId": "c", "objectId": "o"}
            return {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, **client}, []
        raise AssertionError(f"unexpected call of {args.token}")


class _Monitor(mocks.MockMonitor):
    """Sees what mocks do not: resource options and the stack's outputs."""

    def __init__(self, capture: Capture) -> None:
        super().__init__(_Azure())
        self._capture = capture

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the engine's name
        answer = super().RegisterResource(request)
        if request.type.startswith(_PREFIX):
            self._capture.resources.append(
                Captured(
                    type=request.type,
                    name=request.name,
                    inputs=rpc.deserialize_properties(request.object, keep_unknowns=True),
                    protect=request.protect,
                    delete_before_replace=request.deleteBeforeReplace,
                    parent=request.parent,
                    urn=answer.urn,
                )
            )
        return answer

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the engine's name
        if "pulumi:pulumi:Stack" in request.urn:
            self._capture.outputs |= rpc.deserialize_properties(request.outputs)
        return super().RegisterResourceOutputs(request)


def unwrapped(value: Any) -> Any:
    """Return a value with every secret's mark taken off."""
    if isinstance(value, dict):
        if value.get(_SECRET_MARK) == _SECRET_SIGNATURE:
            return unwrapped(value["value"])
        return {key: unwrapped(each) for key, each in value.items()}
    return [unwrapped(each) for each in value] if isinstance(value, list) else value


def without_secrets(value: Any) -> Any:
    """Return a value with every secret's content taken out."""
    if isinstance(value, dict):
        if value.get(_SECRET_MARK) == _SECRET_SIGNATURE:
            return "[secret]"
        return {key: without_secrets(each) for key, each in value.items()}
    return [without_secrets(each) for each in value] if isinstance(value, list) else value


def stack_settings(stack: str) -> dict[str, Any]:
    """Return what `Pulumi.<stack>.yaml` says."""
    return yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]


def simulate(
    stack: str,
    overrides: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Capture:
    """Run the program for a stack, with some settings changed. Raises what the program raises."""
    from infra.program import build

    settings = stack_settings(stack)
    settings |= {f"plumbline:{key}": value for key, value in (overrides or {}).items()}
    hidden = {f"plumbline:{key}": value for key, value in (secrets or {}).items()}
    texts = {key: _as_text(value) for key, value in {**settings, **hidden}.items()}
    capture = Capture(stack)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        mocks.set_mocks(_Azure(), "plumbline", stack, preview=False, monitor=_Monitor(capture))
        # The root that the mocks made is finished already and would lose the outputs.
        set_root_resource(cast("Any", None))
        pulumi.runtime.set_all_config(texts, list(hidden))
        loop.run_until_complete(run_in_stack(build))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return capture


def _as_text(value: Any) -> str:
    """Write a value as the engine hands it over: objects as JSON, the rest as text."""
    return value if isinstance(value, str) else json.dumps(value)


def _physical_name(args: mocks.MockResourceArgs) -> Any:
    own = [key for key in _NAMES if key in args.inputs]
    special = {
        "azure-native:storage:BlobContainer": "containerName",
        "azure-native:storage:Queue": "queueName",
        "azure-native:cosmosdb:SqlResourceSqlDatabase": "databaseName",
        "azure-native:cosmosdb:SqlResourceSqlContainer": "containerName",
        "azure-native:cosmosdb:SqlResourceSqlRoleDefinition": "roleDefinitionId",
        "azure-native:cosmosdb:SqlResourceSqlRoleAssignment": "roleAssignmentId",
        "azure-native:keyvault:Secret": "secretName",
        "azure-native:cognitiveservices:Deployment": "deploymentName",
        "azure-native:storage:BlobServiceProperties": "blobServicesName",
        "azure-native:storage:QueueServiceProperties": "queueServiceName",
        "azure-native:communication:Domain": "domainName",
        "azure-native:storage:ManagementPolicy": "managementPolicyName",
    }
    key = special.get(args.typ) or (own[0] if own else "")
    return args.inputs.get(key, args.name)


def _id(args: mocks.MockResourceArgs, physical: str) -> str:
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-plumbline"
    if args.typ == "azure-native:resources:ResourceGroup":
        return group
    kind = args.typ.removeprefix(_PREFIX).replace(":", "/")
    return f"{group}/providers/Microsoft.{kind}/{physical}"


def _made_up(args: mocks.MockResourceArgs, physical: str) -> dict[str, Any]:
    """Return the outputs that Azure adds and the program reads."""
    key = "00000000-0000-0000-0000-00000000000a"
    place = "https://westeurope-5.in.applicationinsights.azure.com/"
    made_up: dict[str, dict[str, Any]] = {
        "managedidentity:UserAssignedIdentity": {
            "clientId": f"client-of-{physical}",
            "principalId": f"principal-of-{physical}",
        },
        "applicationinsights:Component": {
            "connectionString": f"InstrumentationKey={key};IngestionEndpoint={place}"
        },
        "communication:CommunicationService": {
            "hostName": f"{physical}.europe.communication.azure.com"
        },
        "communication:Domain": {
            "fromSenderDomain": "0a1b2c3d-0000-4000-8000-000000000000.azurecomm.net"
        },
        "web:StaticSite": {"defaultHostname": "calm-sea-0a1b2c3d4.6.azurestaticapps.net"},
        "web:WebApp": {
            "defaultHostName": f"{physical}.azurewebsites.net",
            # Azure answers with a mapping where it is given a list.
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {}},
        },
        "web:Certificate": {"thumbprint": "A" * 40},
    }
    return made_up.get(args.typ.removeprefix(_PREFIX), {})
