"""Rules about a stack as a whole: what must be there, and what belongs together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi_policy import (
    PolicyResource,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from infra.policies.reading import at
from shared.platform import blobs, queues
from shared.platform.containers import BY_NAME

type Check = Callable[["Stack"], Iterator[str]]

_HOLDS_DATA: Final = (
    "storage:StorageAccount",
    "cosmosdb:DatabaseAccount",
    "cosmosdb:SqlResourceSqlDatabase",
    "cosmosdb:SqlResourceSqlContainer",
    "keyvault:Vault",
)
_LOCKED: Final = ("storage:StorageAccount", "cosmosdb:DatabaseAccount", "keyvault:Vault")
_ALERTS: Final = ("server-errors", "poison", "ingestion-stale", "cosmos-throttled")
_PRODUCTION_ALERTS: Final = ("slow", "unreachable-page", "unreachable-api")
_BY_THE_HOUR: Final = (
    "network:PrivateEndpoint",
    "network:NatGateway",
    "network:AzureFirewall",
    "cdn:Profile",
    "apimanagement:ApiManagementService",
    "cache:Redis",
)


@dataclass(frozen=True, slots=True)
class Stack:
    """All resources of a stack, asked by type."""

    resources: Sequence[PolicyResource]

    def of(self, *types: str) -> list[PolicyResource]:
        """Return the resources of these types."""
        wanted = {f"azure-native:{each}" for each in types}
        return [each for each in self.resources if each.resource_type in wanted]

    def names(self, type: str, key: str) -> set[str]:
        """Return one property of every resource of a type."""
        return {str(at(each.props, key)) for each in self.of(type)}

    @property
    def stage(self) -> str:
        """The stage its resource group is tagged with."""
        return next(
            (str(at(g.props, "tags.stage")) for g in self.of("resources:ResourceGroup")), ""
        )


def _queues_are_paired(stack: Stack) -> Iterator[str]:
    wanted = {name for queue in queues.QUEUES for name in (queue, queues.poison_name(queue))}
    found = stack.names("storage:Queue", "queueName")
    yield from (f"queue {name} is missing" for name in sorted(wanted - found))
    yield from (
        f"queue {name} is not in shared/platform/queues.py" for name in sorted(found - wanted)
    )


def _containers_are_complete(stack: Stack) -> Iterator[str]:
    found = stack.names("cosmosdb:SqlResourceSqlContainer", "containerName")
    yield from (f"document container {name} is missing" for name in sorted(set(BY_NAME) - found))
    kept = stack.names("storage:BlobContainer", "containerName")
    yield from (f"blob container {n} is missing" for n in sorted(set(blobs.CONTAINERS) - kept))


def _basic_auth_is_off(stack: Stack) -> Iterator[str]:
    for kind in ("web:WebAppScmAllowed", "web:WebAppFtpAllowed"):
        if len(stack.of(kind)) < len(stack.of("web:WebApp")):
            yield f"{kind} is missing: publishing passwords are on unless switched off"


def _data_is_protected(stack: Stack) -> Iterator[str]:
    if stack.stage == "production":
        for resource in stack.of(*_HOLDS_DATA):
            if not resource.opts.protect:
                yield f"{resource.name} holds data and is not protected"


def _data_is_locked(stack: Stack) -> Iterator[str]:
    locks = len(stack.of("authorization:ManagementLockByScope"))
    if stack.stage == "production" and locks < len(stack.of(*_LOCKED)):
        yield "an account that holds data has no delete lock"


def _alerts_are_set(stack: Stack) -> Iterator[str]:
    wanted = _ALERTS + (_PRODUCTION_ALERTS if stack.stage == "production" else ())
    rules = stack.of("monitor:ScheduledQueryRule", "monitor:MetricAlert")
    working = [str(at(r.props, "ruleName")) for r in rules if _calls_somebody(r.props)]
    for name in wanted:
        if not any(rule.endswith(f"-{name}") for rule in working):
            yield f"no enabled alert {name} that calls the action group"


def _calls_somebody(props: Mapping[str, Any]) -> bool:
    # A list in a metric alert, a mapping with one in a log alert.
    actions = at(props, "actions")
    groups = at(actions, "actionGroups") if isinstance(actions, Mapping) else actions
    return bool(groups) and at(props, "enabled") is True


def _visits_are_apart(stack: Stack) -> Iterator[str]:
    """Yield components that share a workspace with one that takes telemetry from anybody."""
    parts = stack.of("applicationinsights:Component")
    open_to_all = {
        at(part.props, "workspaceResourceId")
        for part in parts
        if at(part.props, "disableLocalAuth") is not True
    }
    for part in parts:
        is_closed = at(part.props, "disableLocalAuth") is True
        if is_closed and at(part.props, "workspaceResourceId") in open_to_all:
            yield f"{part.name} shares its workspace with what anybody may write to"


def _budget_is_set(stack: Stack) -> Iterator[str]:
    if not stack.of("consumption:Budget"):
        yield "no budget"


def _dev_bills_by_use(stack: Stack) -> Iterator[str]:
    if stack.stage != "dev":
        return
    for account in stack.of("cosmosdb:DatabaseAccount"):
        names = [at(each, "name") for each in at(account.props, "capabilities") or []]
        if "EnableServerless" not in names:
            yield f"{account.name} bills by the hour: it is not serverless"
    for app in stack.of("web:WebApp"):
        if at(app.props, "functionAppConfig.scaleAndConcurrency.alwaysReady"):
            yield f"{app.name} bills by the hour: instances are always ready"
    for site in stack.of("web:StaticSite"):
        if at(site.props, "sku.name") != "Free":
            yield f"{site.name} bills by the month: it is not Free"
    for resource in stack.of(*_BY_THE_HOUR, "applicationinsights:WebTest"):
        yield f"{resource.name} bills by the hour"


def _everything_is_tagged(stack: Stack) -> Iterator[str]:
    for resource in stack.of(
        "resources:ResourceGroup", *_LOCKED, "web:WebApp", "web:StaticSite", "web:AppServicePlan"
    ):
        if at(resource.props, "tags.product") != "plumbline":
            yield f"{resource.name} has no product tag"


@dataclass(frozen=True, slots=True)
class StackRule:
    """One claim about a stack; `check` yields what is wrong."""

    name: str
    says: str
    check: Check

    def policy(self) -> StackValidationPolicy:
        """Return the rule as Pulumi enforces it."""

        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            for complaint in self.check(Stack(args.resources)):
                report(complaint, None)

        return StackValidationPolicy(name=self.name, description=self.says, validate=validate)


STACK_RULES: Final = (
    StackRule(
        "queues-paired", "every queue of the code, each with its poison twin", _queues_are_paired
    ),
    StackRule("containers-complete", "every container of the code", _containers_are_complete),
    StackRule("basic-auth-off", "publishing passwords are switched off", _basic_auth_is_off),
    StackRule("data-protected", "production refuses to delete data", _data_is_protected),
    StackRule("data-locked", "production's accounts are locked", _data_is_locked),
    StackRule("alerts-set", "every fault calls somebody", _alerts_are_set),
    StackRule("visits-apart", "what anybody may write to is kept apart", _visits_are_apart),
    StackRule("budget-set", "there is a budget", _budget_is_set),
    StackRule("dev-by-use", "nothing in dev bills by the hour", _dev_bills_by_use),
    StackRule("tagged", "everything says what it belongs to", _everything_is_tagged),
)
STACK_POLICIES: Final = [rule.policy() for rule in STACK_RULES]
