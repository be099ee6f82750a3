"""Private networking, where a stack asks for it: nothing that holds data answers the internet.

Costs by the hour (a private endpoint each), so it is a switch: `isPrivate`.
"""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import network, privatedns

from infra.components.ai import ModelHost
from infra.components.documents import Documents
from infra.components.storage import Storage
from infra.components.vault import Vault
from infra.site import Site

_SPACE: Final = "10.60.0.0/22"
_APP_SUBNET: Final = "10.60.0.0/24"
_ENDPOINT_SUBNET: Final = "10.60.1.0/24"


@dataclass(frozen=True, slots=True)
class PrivateTarget:
    """A resource to reach privately: which of its services, and the DNS zone that names it."""

    name: str
    resource: pulumi.Output[str]
    service: str
    zone: str


class Network(pulumi.ComponentResource):
    """A virtual network with one subnet for the app and one for private endpoints."""

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:Network", "network")
        self._site = site
        self._zones: dict[str, privatedns.PrivateZone] = {}
        self.network = network.VirtualNetwork(
            "virtual-network",
            virtual_network_name=site.names.local("vnet"),
            resource_group_name=site.group.name,
            location=site.config.location,
            address_space={"address_prefixes": [_SPACE]},
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.app_subnet = network.Subnet(
            "subnet-app",
            subnet_name="app",
            virtual_network_name=self.network.name,
            resource_group_name=site.group.name,
            address_prefix=_APP_SUBNET,
            # What Flex Consumption asks of its subnet.
            delegations=[{"name": "flex", "service_name": "Microsoft.App/environments"}],
            opts=pulumi.ResourceOptions(parent=self.network),
        )
        self.endpoint_subnet = network.Subnet(
            "subnet-endpoints",
            subnet_name="endpoints",
            virtual_network_name=self.network.name,
            resource_group_name=site.group.name,
            address_prefix=_ENDPOINT_SUBNET,
            # Azure changes one subnet of a network at a time.
            opts=pulumi.ResourceOptions(parent=self.network, depends_on=[self.app_subnet]),
        )

    def connect(self, target: PrivateTarget) -> None:
        """Give a resource a private address, and its public name that address inside."""
        site = self._site
        endpoint = network.PrivateEndpoint(
            f"private-{target.name}",
            private_endpoint_name=f"{site.names.local('pe')}-{target.name}",
            resource_group_name=site.group.name,
            location=site.config.location,
            subnet={"id": self.endpoint_subnet.id},
            private_link_service_connections=[
                {
                    "name": target.name,
                    "private_link_service_id": target.resource,
                    "group_ids": [target.service],
                }
            ],
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        network.PrivateDnsZoneGroup(
            f"private-name-{target.name}",
            private_dns_zone_group_name="default",
            private_endpoint_name=endpoint.name,
            resource_group_name=site.group.name,
            private_dns_zone_configs=[
                {"name": target.name, "private_dns_zone_id": self._zone(target.zone).id}
            ],
            opts=pulumi.ResourceOptions(parent=endpoint),
        )

    def _zone(self, name: str) -> privatedns.PrivateZone:
        if name not in self._zones:
            zone = privatedns.PrivateZone(
                f"zone-{name}",
                private_zone_name=name,
                resource_group_name=self._site.group.name,
                location="global",
                tags=self._site.tags,
                opts=pulumi.ResourceOptions(parent=self),
            )
            privatedns.VirtualNetworkLink(
                f"zone-link-{name}",
                virtual_network_link_name="plumbline",
                private_zone_name=zone.name,
                resource_group_name=self._site.group.name,
                location="global",
                registration_enabled=False,
                virtual_network={"id": self.network.id},
                opts=pulumi.ResourceOptions(parent=zone),
            )
            self._zones[name] = zone
        return self._zones[name]


def connect_privately(
    network: Network,
    storage: Storage,
    documents: Documents,
    vault: Vault,
    models: ModelHost | None,
) -> None:
    """Connect everything the app reaches; the zones' names are Azure's own."""
    account = storage.account.id
    targets = [
        PrivateTarget(service, account, service, f"privatelink.{service}.core.windows.net")
        for service in ("blob", "queue", "table")
    ]
    cosmos = documents.account.id
    targets += [
        PrivateTarget("cosmos", cosmos, "Sql", "privatelink.documents.azure.com"),
        PrivateTarget("vault", vault.vault.id, "vault", "privatelink.vaultcore.azure.net"),
    ]
    if models is not None:
        zone = "privatelink.openai.azure.com"
        targets.append(PrivateTarget("models", models.account.id, "account", zone))
    for target in targets:
        network.connect(target)
