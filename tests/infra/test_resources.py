"""What each stack consists of, named and numbered, and that it does not move by itself."""

import re
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from infra.naming import Names
from tests.infra import stacks
from tests.infra.simulation import SUBSCRIPTION, Capture, simulate, without_secrets
from tests.infra.stacks import NAMES, SECRET, captured

# The resource matrix: type, then how many in dev, staging, prod, full and keyed (stacks.py).
MATRIX: dict[str, tuple[int, ...]] = {
    "applicationinsights:Component": (1, 1, 1, 2, 1),
    "applicationinsights:WebTest": (0, 2, 2, 2, 0),
    "applicationinsights:Workbook": (1, 1, 1, 1, 1),
    "authorization:ManagementLockByScope": (0, 0, 3, 3, 0),
    "authorization:RoleAssignment": (6, 6, 6, 10, 5),
    "cognitiveservices:Account": (0, 0, 0, 1, 0),
    "cognitiveservices:Deployment": (0, 0, 0, 2, 0),
    "communication:CommunicationService": (1, 1, 1, 1, 0),
    "communication:Domain": (1, 1, 1, 1, 0),
    "communication:EmailService": (1, 1, 1, 1, 0),
    "consumption:Budget": (1, 1, 1, 1, 1),
    "cosmosdb:DatabaseAccount": (1, 1, 1, 1, 1),
    "cosmosdb:SqlResourceSqlContainer": (9, 9, 9, 9, 9),
    "cosmosdb:SqlResourceSqlDatabase": (1, 1, 1, 1, 1),
    "cosmosdb:SqlResourceSqlRoleAssignment": (9, 9, 9, 9, 9),
    "cosmosdb:SqlResourceSqlRoleDefinition": (1, 1, 1, 1, 1),
    "keyvault:Secret": (0, 0, 0, 0, 1),
    "keyvault:Vault": (1, 1, 1, 1, 1),
    "managedidentity:FederatedIdentityCredential": (0, 0, 0, 2, 0),
    "managedidentity:UserAssignedIdentity": (1, 1, 1, 3, 1),
    "monitor:ActionGroup": (1, 1, 1, 1, 1),
    "monitor:DiagnosticSetting": (4, 4, 4, 4, 4),
    "monitor:MetricAlert": (1, 3, 3, 3, 1),
    "monitor:ScheduledQueryRule": (3, 4, 4, 4, 3),
    "network:PrivateDnsZoneGroup": (0, 0, 0, 6, 0),
    "network:PrivateEndpoint": (0, 0, 0, 6, 0),
    "network:Subnet": (0, 0, 0, 2, 0),
    "network:VirtualNetwork": (0, 0, 0, 1, 0),
    "operationalinsights:Workspace": (1, 1, 1, 2, 1),
    "privatedns:PrivateZone": (0, 0, 0, 6, 0),
    "privatedns:VirtualNetworkLink": (0, 0, 0, 6, 0),
    "resources:ResourceGroup": (1, 1, 1, 1, 1),
    "storage:BlobContainer": (4, 4, 4, 4, 4),
    "storage:BlobServiceProperties": (1, 1, 1, 1, 1),
    "storage:ManagementPolicy": (1, 1, 1, 1, 1),
    "storage:Queue": (10, 10, 10, 10, 10),
    "storage:QueueServiceProperties": (1, 1, 1, 1, 1),
    "storage:StorageAccount": (1, 1, 1, 1, 1),
    "web:AppServicePlan": (1, 1, 1, 1, 1),
    "web:Certificate": (0, 0, 0, 1, 0),
    "web:StaticSite": (1, 1, 1, 1, 1),
    "web:StaticSiteCustomDomain": (0, 0, 0, 1, 0),
    "web:WebApp": (1, 1, 1, 1, 1),
    "web:WebAppFtpAllowed": (1, 1, 1, 1, 1),
    "web:WebAppHostNameBinding": (0, 0, 0, 1, 0),
    "web:WebAppScmAllowed": (1, 1, 1, 1, 1),
}


@pytest.mark.parametrize(("column", "stack"), list(enumerate(NAMES)))
def test_a_stack_consists_of_exactly_this(column: int, stack: str) -> None:
    wanted = {kind: counts[column] for kind, counts in MATRIX.items() if counts[column]}
    assert dict(Counter(each.short for each in captured(stack).resources)) == wanted


@pytest.mark.parametrize("stack", NAMES)
def test_every_key_is_spelt_as_azure_spells_it(stack: str) -> None:
    # A key that Pulumi does not know is passed on as it was written, and nobody complains.
    wrong = {key for each in captured(stack).resources for key in _keys(each.inputs)}
    assert {key for key in wrong if "_" in key} == set()


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for each in value.values() for key in _keys(each))]
    return [key for each in value for key in _keys(each)] if isinstance(value, list) else []


def test_production_differs_from_dev_where_it_should() -> None:
    dev, prod = captured("dev"), captured("prod")
    account = "cosmosdb:DatabaseAccount"
    assert {"name": "EnableServerless"} in dev.one(account).inputs["capabilities"]
    assert prod.one(account).inputs["locations"][0]["isZoneRedundant"] is True
    assert (_tier(dev), _tier(prod)) == ("Continuous7Days", "Continuous30Days")
    database = prod.one("cosmosdb:SqlResourceSqlDatabase").inputs
    assert database["options"] == {"autoscaleSettings": {"maxThroughput": 4000}}
    assert prod.one("storage:StorageAccount").protect
    assert not dev.one("storage:StorageAccount").protect


def _tier(capture: Capture) -> str:
    policy = capture.one("cosmosdb:DatabaseAccount").inputs["backupPolicy"]
    return str(policy["continuousModeProperties"]["tier"])


def test_a_second_region_takes_over_by_itself() -> None:
    account = captured("full").one("cosmosdb:DatabaseAccount").inputs
    assert [place["locationName"] for place in account["locations"]] == [
        "westeurope",
        "northeurope",
    ]
    assert account["enableAutomaticFailover"] is True


def test_chat_is_partitioned_by_user_and_session() -> None:
    key = captured("dev").one("cosmosdb:SqlResourceSqlContainer", "container-chat")
    assert key.inputs["resource"]["partitionKey"] == {
        "kind": "MultiHash",
        "paths": ["/userId", "/sessionId"],
        "version": 2,
    }


def test_passages_are_found_by_meaning_and_by_words() -> None:
    found = captured("dev").one("cosmosdb:SqlResourceSqlContainer", "container-knowledge")
    resource = found.inputs["resource"]
    [vector] = resource["vectorEmbeddingPolicy"]["vectorEmbeddings"]
    assert (vector["path"], vector["dimensions"], vector["dataType"]) == (
        "/embedding",
        1536,
        "float32",
    )
    assert resource["indexingPolicy"]["vectorIndexes"] == [
        {"path": "/embedding", "type": "quantizedFlat"}
    ]
    assert resource["indexingPolicy"]["fullTextIndexes"] == [{"path": "/text"}]
    assert resource["fullTextPolicy"]["fullTextPaths"] == [{"path": "/text", "language": "en-US"}]


def test_the_audit_trail_can_be_appended_to_and_not_changed() -> None:
    capture = captured("dev")
    role = capture.one("cosmosdb:SqlResourceSqlRoleDefinition", "audit-appender").inputs
    [permission] = role["permissions"]
    verbs = {action.rsplit("/", 1)[-1] for action in permission["dataActions"]}
    assert verbs == {"readMetadata", "executeQuery", "create", "read"}
    assigned = capture.one("cosmosdb:SqlResourceSqlRoleAssignment", "runtime-audit").inputs
    assert assigned["roleDefinitionId"].endswith(role["roleDefinitionId"])
    assert assigned["scope"].endswith("/dbs/plumbline/colls/audit")


def test_the_app_waits_for_its_rights() -> None:
    # Started before, it would fail on every store until it is restarted.
    order = [each.short for each in captured("dev").resources]
    last_role = max(index for index, kind in enumerate(order) if kind.endswith("RoleAssignment"))
    assert last_role < order.index("web:WebApp")


def test_role_assignments_are_removed_before_they_are_made_anew() -> None:
    # Their name stays when the principal changes, and Azure lets no assignment change hands.
    for kind in ("authorization:RoleAssignment", "cosmosdb:SqlResourceSqlRoleAssignment"):
        assert all(each.delete_before_replace for each in captured("full").of(kind))


def test_everything_private_has_an_address_inside_and_none_outside() -> None:
    capture = captured("full")
    services = {
        each.inputs["privateLinkServiceConnections"][0]["groupIds"][0]
        for each in capture.of("network:PrivateEndpoint")
    }
    assert services == {"blob", "queue", "table", "Sql", "vault", "account"}
    assert capture.one("storage:StorageAccount").inputs["publicNetworkAccess"] == "Disabled"
    assert capture.one("cosmosdb:DatabaseAccount").inputs["publicNetworkAccess"] == "Disabled"
    assert capture.one("keyvault:Vault").inputs["properties"]["publicNetworkAccess"] == "Disabled"
    [subnet] = [each for each in capture.of("network:Subnet") if each.name == "subnet-app"]
    assert subnet.inputs["delegations"][0]["serviceName"] == "Microsoft.App/environments"


def test_page_and_api_of_one_site_may_use_the_strict_cookie() -> None:
    assert _settings(captured("full"))["PLUMBLINE_REFRESH_COOKIE"] == "true"
    # azurestaticapps.net and azurewebsites.net are two sites to a browser.
    assert _settings(captured("prod"))["PLUMBLINE_REFRESH_COOKIE"] == "false"


def test_mail_goes_out_by_identity_from_a_domain_azure_owns() -> None:
    capture = captured("full")
    service = capture.one("communication:CommunicationService").inputs
    [domain] = capture.of("communication:Domain")
    assert domain.inputs["domainManagement"] == "AzureManaged"
    assert [link.rsplit("/", 1)[-1] for link in service["linkedDomains"]] == ["AzureManagedDomain"]
    assert service["dataLocation"] == "Germany"
    role = capture.one("authorization:RoleAssignment", "runtime-mail").inputs
    # Microsoft Learn, "Azure built-in roles": Communication and Email Service Owner.
    assert role["roleDefinitionId"].endswith("/09976791-48a7-449e-bb21-39d1a415f350")
    assert role["scope"].endswith(service["communicationServiceName"])
    settings = _settings(capture)
    assert settings["PLUMBLINE_MAIL_ENDPOINT"].startswith("https://acs-plumbline-prod-")
    assert settings["PLUMBLINE_MAIL_ENDPOINT"].endswith(".communication.azure.com")
    assert re.fullmatch(
        r"DoNotReply@[0-9a-f-]{36}\.azurecomm\.net", settings["PLUMBLINE_MAIL_SENDER"]
    )


def test_visits_are_told_to_a_place_apart_where_the_stack_wants_them() -> None:
    capture = captured("full")
    visits = capture.one("applicationinsights:Component", "visits-insights").inputs
    app = capture.one("applicationinsights:Component", "app-insights").inputs
    assert visits["workspaceResourceId"] != app["workspaceResourceId"]
    assert (visits["disableLocalAuth"], app["disableLocalAuth"]) == (False, True)
    assert capture.outputs["visitsConnection"].startswith("InstrumentationKey=")
    assert "visitsConnection" not in captured("prod").outputs


def test_without_mail_the_app_is_told_of_none() -> None:
    assert not {name for name in _settings(captured("keyed")) if "MAIL_" in name}


def test_an_openid_provider_is_told_where_to_send_people_back() -> None:
    settings = _settings(captured("full"))
    assert settings["PLUMBLINE_OIDC_ISSUER"] == "https://login.example.com/tenant/v2.0"
    assert settings["PLUMBLINE_OIDC_REDIRECT_URI"] == (
        "https://api.example.com/api/auth/oidc/callback"
    )
    own = simulate("dev", {"oidcIssuer": "https://login.example.com", "oidcClientId": "plumbline"})
    host = own.one("web:WebApp").inputs["name"]
    assert _settings(own)["PLUMBLINE_OIDC_REDIRECT_URI"] == (
        f"https://{host}.azurewebsites.net/api/auth/oidc/callback"
    )
    assert not {name for name in _settings(captured("dev")) if "OIDC" in name}


def test_the_secret_of_an_openid_provider_is_in_the_vault_alone() -> None:
    capture = simulate("dev", secrets={"oidcClientSecret": SECRET})
    [secret] = capture.of("keyvault:Secret")
    assert secret.inputs["secretName"] == "plumbline-oidc-client-secret"
    assert SECRET not in str([without_secrets(each.inputs) for each in capture.resources])


def test_whoever_deploys_may_hand_out_every_role_of_the_app_and_no_other() -> None:
    capture = captured("full")
    condition = capture.one("authorization:RoleAssignment", "deployment-roles").inputs["condition"]
    allowed = set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", condition))
    handed_out = {
        each.inputs["roleDefinitionId"].rsplit("/", 1)[-1]
        for each in capture.of("authorization:RoleAssignment")
        if each.name.startswith("runtime-")
    }
    assert allowed == handed_out


def _settings(capture: Capture) -> dict[str, Any]:
    listed = capture.one("web:WebApp").inputs["siteConfig"]["appSettings"]
    return {each["name"]: each["value"] for each in listed}


@pytest.mark.parametrize("stack", NAMES)
def test_two_runs_ask_for_the_same(stack: str) -> None:
    first, again = captured(stack), stacks.captured.__wrapped__(stack)
    assert _by_urn(again) == _by_urn(first)
    assert again.outputs == first.outputs


def _by_urn(capture: Capture) -> dict[str, Any]:
    return {each.urn: each.inputs for each in capture.resources}


def test_names_are_known_and_fit() -> None:
    # Written out, because a name that moves is a resource deleted and made anew.
    names = Names(SUBSCRIPTION, "prod", 1)
    assert names.everywhere("kv") == "kv-plumbline-prod-a82881"
    assert names.letters("st") == "stplumblineproda82881"
    assert names.guid("role", "runtime-blobs") == "669173db-a6a3-5c50-b664-2f37bccbc5d8"
    for stack in ("dev", "staging", "prod", "somebodys-own"):
        made = Names(SUBSCRIPTION, stack, 1)
        assert re.fullmatch(r"[a-z][a-z0-9-]{1,22}[a-z0-9]", made.everywhere("kv"))
        assert re.fullmatch(r"[a-z0-9]{3,24}", made.letters("st"))
        assert len(made.everywhere("cosmos")) <= 44


def test_another_subscription_stack_or_generation_has_other_names() -> None:
    first = Names(SUBSCRIPTION, "prod", 1)
    others = [
        Names(SUBSCRIPTION.replace("1", "2"), "prod", 1),
        Names(SUBSCRIPTION, "prod", 2),
        Names(SUBSCRIPTION, "staging", 1),
    ]
    assert len({each.suffix for each in [first, *others]}) == 4


@pytest.mark.parametrize("stack", NAMES)
def test_guids_are_guids_and_used_once(stack: str) -> None:
    capture = captured(stack)
    found = [
        each.inputs[key]
        for each in capture.resources
        for key in ("roleAssignmentName", "roleAssignmentId")
        if key in each.inputs
    ]
    found += [each.inputs["resourceName"] for each in capture.of("applicationinsights:Workbook")]
    assert all(str(UUID(each)) == each for each in found)
    assert len(set(found)) == len(found)


def test_a_given_key_is_a_secret_wherever_it_is_and_has_an_end() -> None:
    capture = captured("keyed")
    everything = str([each.inputs for each in capture.resources]) + str(capture.outputs)
    assert everything.count(SECRET) == 1
    visible = str([without_secrets(each.inputs) for each in capture.resources])
    assert SECRET not in visible
    [secret] = capture.of("keyvault:Secret")
    assert secret.inputs["secretName"] == "plumbline-openai-api-key"
    assert "OPENAI_API_KEY" not in _settings(capture)
    assert secret.props["properties"]["attributes"]["expires"] > 1_764_547_200  # December 2025


@pytest.mark.parametrize("stack", NAMES)
def test_no_key_is_asked_for(stack: str) -> None:
    """`list…Keys` calls would bring keys into the state; the simulation refuses every call."""
    outputs = str(captured(stack).outputs)
    assert not re.search(r"[A-Za-z0-9+/]{40,}={0,2}(?!\.)", outputs.replace("/", "|"))


def test_a_stack_of_another_name_is_its_own() -> None:
    capture = simulate("dev", {"generation": 2})
    assert (
        capture.one("keyvault:Vault").inputs["vaultName"]
        != (captured("dev").one("keyvault:Vault").inputs["vaultName"])
    )
