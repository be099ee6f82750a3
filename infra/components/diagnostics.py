"""Which logs of the services are kept. A Flex Consumption app takes no diagnostic setting (R)."""

from collections.abc import Sequence
from typing import Final

import pulumi
from pulumi_azure_native import monitor

from infra.components.documents import Documents
from infra.components.observability import Observability
from infra.components.storage import Storage
from infra.components.vault import Vault
from infra.site import Site

# Every kept line is paid for: what answers "who changed it" always, what answers "what was slow"
# only where people depend on it.
_ALWAYS: Final = ("ControlPlaneRequests",)
_IN_PRODUCTION: Final = ("PartitionKeyRUConsumption", "QueryRuntimeStatistics")


class Diagnostics(pulumi.ComponentResource):
    """Diagnostic settings of Cosmos DB, Key Vault and both storage services."""

    def __init__(
        self,
        site: Site,
        observability: Observability,
        storage: Storage,
        documents: Documents,
        vault: Vault,
    ) -> None:
        super().__init__("plumbline:infra:Diagnostics", "diagnostics")
        self._workspace = observability.workspace.id
        cosmos = _ALWAYS + (_IN_PRODUCTION if site.config.is_production else ())
        account = storage.account.id
        self._keep("cosmos", documents.account.id, cosmos)
        self._keep("vault", vault.vault.id, ("AuditEvent",))
        # StorageWrite of queues is how a poisoned message is noticed (alerts.py).
        self._keep("queues", account.apply("{}/queueServices/default".format), ("StorageWrite",))
        blobs = account.apply("{}/blobServices/default".format)
        self._keep("blobs", blobs, ("StorageDelete",))
        self.register_outputs({})

    def _keep(self, name: str, resource: pulumi.Input[str], categories: Sequence[str]) -> None:
        monitor.DiagnosticSetting(
            f"diagnostics-{name}",
            name="plumbline",
            resource_uri=resource,
            workspace_id=self._workspace,
            # Tables of their own instead of the one everything shares.
            log_analytics_destination_type="Dedicated",
            logs=[{"category": category, "enabled": True} for category in categories],
            opts=pulumi.ResourceOptions(parent=self),
        )
