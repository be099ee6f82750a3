"""Cosmos DB: the account without keys, the database, and the containers the code names."""

from typing import Any, Final

import pulumi
from pulumi_azure_native import cosmosdb

from infra.site import Site
from shared.platform.containers import ALL, Container

DATABASE: Final = "plumbline"
# A document lives until its own `ttl` says otherwise.
_ONLY_WHERE_TOLD: Final = -1
_HASH_VERSION: Final = 2


class Documents(pulumi.ComponentResource):
    """Account, database and containers; every container has the partition key the code expects."""

    def __init__(self, site: Site) -> None:
        super().__init__("plumbline:infra:Documents", "documents")
        self._site = site
        self.account = self._account()
        self.database = cosmosdb.SqlResourceSqlDatabase(
            "cosmos-database",
            account_name=self.account.name,
            resource_group_name=site.group.name,
            database_name=DATABASE,
            resource={"id": DATABASE},
            options=self._throughput(),
            opts=site.keep(self.account),
        )
        self.containers = {definition.name: self._container(definition) for definition in ALL}
        self.register_outputs({})

    @property
    def endpoint(self) -> pulumi.Output[str]:
        """Where the account answers."""
        return pulumi.Output.concat("https://", self.account.name, ".documents.azure.com:443/")

    def _account(self) -> cosmosdb.DatabaseAccount:
        site, config = self._site, self._site.config
        capabilities = ["EnableNoSQLVectorSearch", "EnableNoSQLFullTextSearch"]
        if config.is_serverless:
            capabilities.append("EnableServerless")
        return cosmosdb.DatabaseAccount(
            "cosmos-account",
            account_name=site.names.everywhere("cosmos"),
            resource_group_name=site.group.name,
            location=config.location,
            kind=cosmosdb.DatabaseAccountKind.GLOBAL_DOCUMENT_DB,
            database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
            disable_local_auth=True,
            disable_key_based_metadata_write_access=True,
            minimal_tls_version=cosmosdb.MinimalTlsVersion.TLS12,
            public_network_access="Disabled" if config.is_private else "Enabled",
            network_acl_bypass=cosmosdb.NetworkAclBypass.NONE,
            capabilities=[{"name": name} for name in capabilities],
            consistency_policy={
                "default_consistency_level": cosmosdb.DefaultConsistencyLevel.SESSION
            },
            backup_policy={
                "type": "Continuous",
                "continuous_mode_properties": {"tier": config.cosmos_backup},
            },
            locations=self._locations(),
            enable_automatic_failover=bool(config.second_location),
            enable_multiple_write_locations=False,
            enable_free_tier=False,
            tags=site.tags,
            opts=site.keep(self),
        )

    def _locations(self) -> list[Any]:
        config = self._site.config
        places = [place for place in (config.location, config.second_location) if place]
        return [
            {
                "location_name": place,
                "failover_priority": priority,
                "is_zone_redundant": config.zone_redundant and priority == 0,
            }
            for priority, place in enumerate(places)
        ]

    def _throughput(self) -> Any:
        """Shared by all containers: one busy container borrows what the others leave."""
        config = self._site.config
        if config.is_serverless:
            return None
        return {"autoscale_settings": {"max_throughput": config.cosmos_maximum_throughput}}

    def _container(self, definition: Container) -> cosmosdb.SqlResourceSqlContainer:
        return cosmosdb.SqlResourceSqlContainer(
            f"container-{definition.name}",
            account_name=self.account.name,
            resource_group_name=self._site.group.name,
            database_name=self.database.name,
            container_name=definition.name,
            resource=_resource(definition),
            opts=self._site.keep(self.database),
        )


def _resource(definition: Container) -> Any:
    is_hierarchical = len(definition.partition_paths) > 1
    resource: dict[str, Any] = {
        "id": definition.name,
        "partition_key": {
            "kind": cosmosdb.PartitionKind.MULTI_HASH
            if is_hierarchical
            else cosmosdb.PartitionKind.HASH,
            "paths": list(definition.partition_paths),
            "version": _HASH_VERSION,
        },
        "indexing_policy": _indexing(definition),
    }
    if definition.expires:
        resource["default_ttl"] = _ONLY_WHERE_TOLD
    if definition.search is not None:
        resource["vector_embedding_policy"] = {
            "vector_embeddings": [
                {
                    "path": definition.search.embedding_path,
                    "data_type": cosmosdb.VectorDataType.FLOAT32,
                    "dimensions": definition.search.dimensions,
                    "distance_function": cosmosdb.DistanceFunction.COSINE,
                }
            ]
        }
        resource["full_text_policy"] = {
            "default_language": "en-US",
            "full_text_paths": [{"path": definition.search.text_path, "language": "en-US"}],
        }
    return resource


def _indexing(definition: Container) -> dict[str, Any]:
    """Index nothing but the id: the code reads by id and by ranges of ids.

    A 14 KB year document costs half as many request units to write without an index of its columns.
    """
    policy: dict[str, Any] = {
        "indexing_mode": cosmosdb.IndexingMode.CONSISTENT,
        "automatic": True,
        "included_paths": [{"path": "/id/?"}],
        "excluded_paths": [{"path": "/*"}],
    }
    search = definition.search
    if search is not None:
        policy["vector_indexes"] = [
            {"path": search.embedding_path, "type": cosmosdb.VectorIndexType.QUANTIZED_FLAT}
        ]
        policy["full_text_indexes"] = [{"path": search.text_path}]
    return policy
