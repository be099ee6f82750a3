"""The policy pack: every rule mandatory."""

from pulumi_policy import EnforcementLevel, PolicyPack

from infra.policies.resource_rules import RESOURCE_POLICIES
from infra.policies.stack_rules import STACK_POLICIES


def make_pack() -> PolicyPack:
    """Serve the rules to the Pulumi engine; returns when the engine is done."""
    return PolicyPack(
        "plumbline",
        policies=[*RESOURCE_POLICIES, *STACK_POLICIES],
        enforcement_level=EnforcementLevel.MANDATORY,
    )
