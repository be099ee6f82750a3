"""What every component is given: the stack's configuration, names, place and tags."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources

from infra.config import StackConfig
from infra.naming import Names


@dataclass(frozen=True)
class Site:
    """One stack's ground: built on by every component."""

    config: StackConfig
    names: Names
    group: resources.ResourceGroup

    @property
    def tags(self) -> dict[str, str]:
        """Say what a resource belongs to, for the bill and for whoever finds it."""
        return {"product": "plumbline", "stack": self.config.stack, "stage": self.config.stage}

    def keep(self, parent: pulumi.Resource) -> pulumi.ResourceOptions:
        """Return options for what holds data: production refuses to delete it."""
        return pulumi.ResourceOptions(parent=parent, protect=self.config.is_protected)


def make_site(config: StackConfig, subscription: str) -> Site:
    """Make the resource group that holds everything else."""
    names = Names(subscription, config.stack, config.generation)
    group = resources.ResourceGroup(
        "group",
        resource_group_name=names.local("rg"),
        location=config.location,
        tags={"product": "plumbline", "stack": config.stack, "stage": config.stage},
        opts=pulumi.ResourceOptions(protect=config.is_protected),
    )
    return Site(config, names, group)
