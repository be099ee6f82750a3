"""The data of a scripted Cosmos account: items, ETags, expiry, atomic batches.

It refuses what the service refuses; the rules are from the REST reference ("Create a document",
"Replace a document", transactional batch limits, time to live).
"""

import copy
import itertools
import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

type Item = dict[str, Any]
type Key = tuple[str, ...]

MAX_ITEM_BYTES = 2 * 1024 * 1024
MAX_BATCH_OPERATIONS = 100
SYSTEM_FIELDS = ("_rid", "_self", "_etag", "_attachments", "_ts")


class Refused(Exception):
    """An answer with an error status."""

    def __init__(self, status: int, message: str, sub_status: int = 0) -> None:
        super().__init__(message)
        self.status, self.message, self.sub_status = status, message, sub_status


@dataclass
class CosmosContainer:
    """One container; `now` is the service's own clock, in whole seconds as `_ts` is."""

    name: str
    rid: str
    partition_paths: tuple[str, ...]
    default_ttl: int | None
    now: Callable[[], float]
    items: dict[Key, dict[str, Item]] = field(default_factory=dict)
    version: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def read(self, key: Key, id: str) -> Item:
        item = self.items.get(key, {}).get(id)
        if item is None or self._expired(item):
            raise Refused(404, "Entity with the specified id does not exist in the system.")
        return item

    def living(self, key: Key) -> list[Item]:
        """Return the items of a partition; their order is nobody's business."""
        return [item for item in self.items.get(key, {}).values() if not self._expired(item)]

    def create(self, key: Key, item: Item) -> Item:
        self._check(key, item)
        if self._exists(key, item["id"]):
            raise Refused(409, "Entity with the specified id already exists in the system.")
        return self._write(key, item)

    def upsert(self, key: Key, item: Item, if_match: str | None = None) -> Item:
        self._check(key, item)
        if self._exists(key, item["id"]):
            self._match(key, item["id"], if_match)
        return self._write(key, item)

    def replace(self, key: Key, id: str, item: Item, if_match: str | None = None) -> Item:
        self._check(key, item)
        if item["id"] != id:
            raise Refused(400, "Replacing an item cannot change its id.")
        self._match(key, id, if_match)
        return self._write(key, item)

    def delete(self, key: Key, id: str, if_match: str | None = None) -> None:
        self._match(key, id, if_match)
        del self.items[key][id]

    @contextmanager
    def all_or_nothing(self, key: Key) -> Generator[None]:
        """Undo the partition's changes when the block raises."""
        before = copy.deepcopy(self.items.get(key, {}))
        try:
            yield
        except BaseException:
            self.items[key] = before
            raise

    def _exists(self, key: Key, id: str) -> bool:
        item = self.items.get(key, {}).get(id)
        return item is not None and not self._expired(item)

    def _match(self, key: Key, id: str, if_match: str | None) -> None:
        if if_match is not None and self.read(key, id)["_etag"] != if_match:
            raise Refused(412, "One of the specified pre-condition is not met.")
        self.read(key, id)

    def _write(self, key: Key, item: Item) -> Item:
        stored = {
            **item,
            "_rid": f"{self.rid}{next(self.version):08}",
            "_self": "dbs/x/colls/y/docs/z/",
            "_etag": f'"{next(self.version):08x}-0000-0700-0000-65f000000000"',
            "_attachments": "attachments/",
            "_ts": int(self.now()),
        }
        self.items.setdefault(key, {})[item["id"]] = stored
        return stored

    def _expired(self, item: Item) -> bool:
        if self.default_ttl is None:
            return False
        ttl = item.get("ttl", self.default_ttl)
        return ttl != -1 and self.now() >= item["_ts"] + ttl

    def _check(self, key: Key, item: Item) -> None:
        check_id(item.get("id"))
        if tuple(item.get(path[1:]) for path in self.partition_paths) != key:
            raise Refused(
                400, "PartitionKey extracted from document doesn't match the one specified", 1001
            )
        if len(json.dumps(item, ensure_ascii=False).encode()) > MAX_ITEM_BYTES:
            raise Refused(413, "Request size is too large")
        ttl = item.get("ttl", -1)
        if isinstance(ttl, bool) or not isinstance(ttl, int) or ttl == 0 or ttl < -1:
            raise Refused(400, "The input ttl is invalid. Specify a positive integer or -1.")
        if ttl >= 2**31:
            raise Refused(400, "The input ttl is larger than 2147483647.")


def check_id(id: Any) -> None:
    if not isinstance(id, str) or not id or len(id) > 1023 or set(id) & set("/\\?#"):
        raise Refused(400, "The input name is invalid.")
