"""The storage account: the Functions host's own, our queues and our blobs; no key opens it."""

from typing import Any, Final

import pulumi
from pulumi_azure_native import storage

from infra.site import Site
from shared.platform import blobs, queues

DEPLOYMENTS: Final = "deployments"
# Raw provider answers are kept for replay; after a month hardly anybody asks for them, and after
# a year the parsed prices have been checked often enough. What people uploaded is never deleted.
_COOL_AFTER_DAYS: Final = 30
_RAW_DAYS: Final = 400
_VERSION_DAYS: Final = 30


class Storage(pulumi.ComponentResource):
    """Account, queues with their poison twins, containers; the names are the app's own."""

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:Storage", "storage")
        self._site = site
        self.account = self._account()
        self.blob_service = self._blob_service()
        self.queue_service = storage.QueueServiceProperties(
            "queue-service",
            account_name=self.account.name,
            resource_group_name=site.group.name,
            queue_service_name="default",
            opts=pulumi.ResourceOptions(parent=self.account),
        )
        self.containers = [self._container(name) for name in (*blobs.CONTAINERS, DEPLOYMENTS)]
        for queue in queues.QUEUES:
            self._queue(queue)
            self._queue(queues.poison_name(queue))
        self._lifecycle()
        self.register_outputs({})

    @property
    def deployment_url(self) -> pulumi.Output[str]:
        """Where Flex Consumption takes the app's package from."""
        return pulumi.Output.concat(
            "https://", self.account.name, ".blob.core.windows.net/", DEPLOYMENTS
        )

    def _account(self) -> storage.StorageAccount:
        site = self._site
        return storage.StorageAccount(
            "storage-account",
            account_name=site.names.letters("st"),
            resource_group_name=site.group.name,
            location=site.config.location,
            kind=storage.Kind.STORAGE_V2,
            sku={"name": site.config.storage_redundancy},
            access_tier=storage.AccessTier.HOT,
            allow_shared_key_access=False,
            default_to_o_auth_authentication=True,
            allow_blob_public_access=False,
            allow_cross_tenant_replication=False,
            is_local_user_enabled=False,
            is_sftp_enabled=False,
            enable_https_traffic_only=True,
            minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
            public_network_access="Disabled" if site.config.is_private else "Enabled",
            network_rule_set={
                "default_action": storage.DefaultAction.DENY
                if site.config.is_private
                else storage.DefaultAction.ALLOW,
                "bypass": storage.Bypass.AZURE_SERVICES,
            },
            encryption=_encryption(),
            tags=site.tags,
            opts=site.keep(self),
        )

    def _blob_service(self) -> storage.BlobServiceProperties:
        days = self._site.config.soft_delete_days
        return storage.BlobServiceProperties(
            "blob-service",
            account_name=self.account.name,
            resource_group_name=self._site.group.name,
            blob_services_name="default",
            is_versioning_enabled=True,
            delete_retention_policy={"enabled": True, "days": days},
            container_delete_retention_policy={"enabled": True, "days": days},
            opts=pulumi.ResourceOptions(parent=self.account),
        )

    def _container(self, name: str) -> storage.BlobContainer:
        return storage.BlobContainer(
            f"blobs-{name}",
            container_name=name,
            account_name=self.account.name,
            resource_group_name=self._site.group.name,
            public_access=storage.PublicAccess.NONE,
            opts=pulumi.ResourceOptions(parent=self.account, depends_on=[self.blob_service]),
        )

    def _queue(self, name: str) -> None:
        storage.Queue(
            f"queue-{name}",
            queue_name=name,
            account_name=self.account.name,
            resource_group_name=self._site.group.name,
            opts=pulumi.ResourceOptions(parent=self.account),
        )

    def _lifecycle(self) -> None:
        cool = {"tier_to_cool": {"days_after_modification_greater_than": _COOL_AFTER_DAYS}}
        raw = {**cool, "delete": {"days_after_modification_greater_than": _RAW_DAYS}}
        storage.ManagementPolicy(
            "blob-lifecycle",
            management_policy_name="default",
            account_name=self.account.name,
            resource_group_name=self._site.group.name,
            policy={
                "rules": [
                    _rule("raw-payloads", {"base_blob": raw}, f"{blobs.RAW_PAYLOADS}/"),
                    _rule("import-files", {"base_blob": cool}, f"{blobs.IMPORT_FILES}/"),
                    _rule(
                        "old-versions",
                        {
                            "version": {
                                "delete": {"days_after_creation_greater_than": _VERSION_DAYS}
                            }
                        },
                    ),
                ]
            },
            opts=pulumi.ResourceOptions(parent=self.account, depends_on=[self.blob_service]),
        )


def _rule(name: str, actions: dict[str, object], prefix: str = "") -> Any:
    filters: dict[str, object] = {"blob_types": ["blockBlob"]}
    if prefix:
        filters["prefix_match"] = [prefix]
    return {
        "name": name,
        "enabled": True,
        "type": "Lifecycle",
        "definition": {"actions": actions, "filters": filters},
    }


def _encryption() -> Any:
    by_account = {"enabled": True, "key_type": storage.KeyType.ACCOUNT}
    return {
        "key_source": storage.KeySource.MICROSOFT_STORAGE,
        "require_infrastructure_encryption": True,
        "services": {"blob": by_account, "queue": by_account, "table": by_account},
    }
