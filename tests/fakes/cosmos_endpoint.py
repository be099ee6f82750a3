"""A scripted Cosmos account: the part of the REST interface the SDK uses, over real HTTP.

Strict where the service is strict (signatures, partition keys, ids, sizes, headers of a batch),
and scripted where the service is moody: `script(Fault(...))` makes coming requests throttled, slow,
broken off, or failed in the middle of a batch.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from aiohttp import web

from shared.platform import containers
from tests.fakes.cosmos_data import (
    MAX_BATCH_OPERATIONS,
    MAX_ITEM_BYTES,
    CosmosContainer,
    Item,
    Key,
    Refused,
)
from tests.fakes.cosmos_sql import SqlError, parse
from tests.fakes.serving import serve_app

KEY = base64.b64encode(b"a key of the tests' own, good nowhere else").decode()
TOKEN = "a-token-of-the-tests-own"
DATABASE = "plumbline"


@dataclass
class Fault:
    """What happens instead of, or to, the next `times` requests that `when` picks."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    sub_status: int = 0
    times: int = 1
    delay_seconds: float = 0.0
    break_off: bool = False
    after_effect: bool = False
    operation: int | None = None
    when: Callable[[web.Request], bool] = lambda request: (
        request.method != "GET" or ("/docs/" in request.path)
    )


class CosmosEndpoint:
    """One account with the product's containers; `now` is its clock."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.url = ""
        self.requests: list[tuple[str, str]] = []
        self.largest_page = 1000
        self.empty_pages = 0
        self._faults: list[Fault] = []
        self._continuations: dict[str, tuple[str, int]] = {}
        self.containers = {
            definition.name: CosmosContainer(
                definition.name,
                f"rid-{definition.name}=",
                definition.partition_paths,
                -1 if definition.expires else None,
                now,
            )
            for definition in containers.ALL
        }

    def script(self, *faults: Fault) -> None:
        self._faults += faults

    def count(self, method: str, path_part: str = "/docs") -> int:
        """Return how many requests of this kind arrived."""
        return sum(m == method and path_part in path for m, path in self.requests)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        fault = self._fault_for(request)
        if fault and fault.delay_seconds:
            await asyncio.sleep(fault.delay_seconds)
        if fault and not fault.after_effect and fault.operation is None:
            return _broken(request, fault)
        try:
            _authenticate(request)
            answer = await self._route(request, None if fault is None else fault)
        except Refused as refused:
            answer = _error(refused.status, refused.message, refused.sub_status)
        except SqlError as error:
            answer = _error(400, str(error))
        return _broken(request, fault) if fault and fault.after_effect else answer

    def _fault_for(self, request: web.Request) -> Fault | None:
        for fault in self._faults:
            if fault.times > 0 and fault.when(request):
                fault.times -= 1
                return fault
        return None

    async def _route(self, request: web.Request, fault: Fault | None) -> web.Response:
        parts = [unquote(part) for part in request.rel_url.raw_path.strip("/").split("/") if part]
        match request.method, parts:
            case "GET", []:
                return self._account()
            case "GET", ["dbs", database, "colls", name]:
                if database == DATABASE and name not in self.containers:
                    # Itself absent, not its owner: no sub-status, so easily taken for an item's.
                    raise Refused(404, "Resource Not Found")
                return self._container_properties(self._container(database, name))
            case "GET", ["dbs", database, "colls", name, "pkranges"]:
                return _partition_ranges(request, self._container(database, name))
            case "GET", ["dbs", database, "colls", name, "docs"]:
                return self._feed(self._container(database, name), request)
            case "POST", ["dbs", database, "colls", name, "docs"]:
                return await self._post(request, self._container(database, name), fault)
            case "GET" | "PUT" | "DELETE", ["dbs", database, "colls", name, "docs", id]:
                return await self._one(request, self._container(database, name), id)
            case _:
                raise Refused(405, f"{request.method} {request.path} is not part of the script")

    def _container(self, database: str, name: str) -> CosmosContainer:
        if database != DATABASE:
            raise Refused(404, "Resource Not Found (database)", 1003)
        if name not in self.containers:
            raise Refused(404, "Resource Not Found (container)", 1003)
        return self.containers[name]

    def _account(self) -> web.Response:
        locations = [{"name": "Here", "databaseAccountEndpoint": self.url}]
        return _answer(
            200,
            {
                "id": "scripted",
                "writableLocations": locations,
                "readableLocations": locations,
                "enableMultipleWriteLocations": False,
                "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"},
            },
        )

    def _container_properties(self, container: CosmosContainer) -> web.Response:
        several = len(container.partition_paths) > 1
        return _answer(
            200,
            {
                "id": container.name,
                "_rid": container.rid,
                "_self": f"dbs/{DATABASE}/colls/{container.rid}/",
                "partitionKey": {
                    "paths": list(container.partition_paths),
                    "kind": "MultiHash" if several else "Hash",
                    "version": 2,
                },
                "defaultTtl": container.default_ttl,
            },
        )

    async def _one(self, request: web.Request, container: CosmosContainer, id: str) -> web.Response:
        key = _key(request, container)
        if_match = request.headers.get("If-Match")
        if request.method == "GET":
            return _answer(200, container.read(key, id))
        if request.method == "PUT":
            return _answer(200, container.replace(key, id, await _json(request), if_match))
        container.delete(key, id, if_match)
        return web.Response(status=204, headers=_headers(None))

    async def _post(
        self, request: web.Request, container: CosmosContainer, fault: Fault | None
    ) -> web.Response:
        key = _key(request, container)
        if request.headers.get("x-ms-cosmos-is-batch-request"):
            return _batch(container, key, request, await _json(request), fault)
        if request.headers.get("x-ms-documentdb-isquery"):
            return self._query(container, key, request, await _json(request))
        item = await _json(request)
        if request.headers.get("x-ms-documentdb-is-upsert", "").lower() == "true":
            return _answer(200, container.upsert(key, item, request.headers.get("If-Match")))
        return _answer(201, container.create(key, item))

    def _query(
        self, container: CosmosContainer, key: Key, request: web.Request, body: Item
    ) -> web.Response:
        if request.content_type != "application/query+json":
            raise Refused(400, "a query has the content type application/query+json")
        found = parse(body["query"], body.get("parameters", [])).run(container.living(key))
        return self._page(container, request, found, json.dumps([key, body]))

    def _feed(self, container: CosmosContainer, request: web.Request) -> web.Response:
        """Answer all items, of every partition."""
        found = [item for key in container.items for item in container.living(key)]
        return self._page(container, request, found, f"feed of {container.name}")

    def _page(
        self, container: CosmosContainer, request: web.Request, found: list[Item], fingerprint: str
    ) -> web.Response:
        start = self._start(request.headers.get("x-ms-continuation"), fingerprint)
        wanted = int(request.headers.get("x-ms-max-item-count", "100"))
        end = start + min(self.largest_page, wanted if wanted > 0 else 100)
        if self.empty_pages:
            # The service may answer with nothing but a continuation when it filters for long.
            self.empty_pages -= 1
            end = start
        headers: dict[str, str] = {}
        if end < len(found):
            token = f"token-{len(self._continuations)}"
            self._continuations[token] = (fingerprint, end)
            headers["x-ms-continuation"] = token
        page = found[start:end]
        return _answer(
            200, {"_rid": container.rid, "Documents": page, "_count": len(page)}, headers
        )

    def _start(self, token: str | None, fingerprint: str) -> int:
        if not token:
            return 0
        given_for, start = self._continuations.get(token, ("", 0))
        if given_for != fingerprint:
            raise Refused(400, "Invalid Continuation Token")
        return start


def _batch(
    container: CosmosContainer,
    key: Key,
    request: web.Request,
    operations: list[Item],
    fault: Fault | None,
) -> web.Response:
    if request.headers.get("x-ms-cosmos-batch-atomic", "").lower() != "true":
        raise Refused(400, "only atomic batches are in the script")
    if not 0 < len(operations) <= MAX_BATCH_OPERATIONS:
        raise Refused(400, "Batch request has more operations than what is supported.")
    results: list[Item] = []
    try:
        with container.all_or_nothing(key):
            for index, operation in enumerate(operations):
                _fail_if_scripted(fault, index)
                results.append(_step(container, key, operation))
    except Refused as refused:
        failed = {"statusCode": refused.status, "requestCharge": 1.0}
        undone = {"statusCode": 424, "requestCharge": 0.0}
        rest = len(operations) - len(results) - 1
        return _answer(207, [*[undone] * len(results), failed, *[undone] * rest])
    return _answer(200, results)


def _fail_if_scripted(fault: Fault | None, index: int) -> None:
    if fault is not None and fault.operation == index:
        raise Refused(fault.status, "scripted")


def _step(container: CosmosContainer, key: Key, operation: Item) -> Item:
    allowed = {"operationType", "id", "resourceBody", "ifMatch"}
    if set(operation) - allowed:
        raise Refused(400, f"unknown fields in a batch operation: {set(operation) - allowed}")
    if_match = operation.get("ifMatch")
    match operation["operationType"]:
        case "Create":
            status, item = 201, container.create(key, operation["resourceBody"])
        case "Upsert":
            status, item = 200, container.upsert(key, operation["resourceBody"], if_match)
        case "Replace":
            body = operation["resourceBody"]
            status, item = 200, container.replace(key, operation["id"], body, if_match)
        case "Delete":
            container.delete(key, operation["id"], if_match)
            return {"statusCode": 204, "requestCharge": 5.0}
        case kind:
            raise Refused(400, f"{kind} is not part of the script")
    return {
        "statusCode": status,
        "requestCharge": 5.0,
        "eTag": item["_etag"],
        "resourceBody": item,
    }


def _key(request: web.Request, container: CosmosContainer) -> Key:
    """Return the partition key of a request: one string a level, none missing."""
    rid = request.headers.get("x-ms-cosmos-intended-collection-rid")
    if rid is not None and rid != container.rid:
        raise Refused(400, "the collection was recreated", 1024)
    text = request.headers.get("x-ms-documentdb-partitionkey")
    if text is None:
        raise Refused(400, "PartitionKey value must be supplied for this operation.")
    levels = json.loads(text)
    if len(levels) != len(container.partition_paths):
        raise Refused(400, "Partition key provided doesn't correspond to definition.", 1001)
    if not all(isinstance(level, str) for level in levels):
        raise Refused(400, "the product's partition keys are strings")
    return tuple(levels)


async def _json(request: web.Request) -> Any:
    raw = await request.read()
    if len(raw) > MAX_ITEM_BYTES:
        raise Refused(413, "Request size is too large")

    def refuse(constant: str) -> None:
        raise Refused(400, f"invalid JSON: {constant}")

    return json.loads(raw, parse_constant=refuse)


def _authenticate(request: web.Request) -> None:
    """Check the signature as the service does ("Access control on Cosmos DB resources")."""
    if not request.headers.get("x-ms-version"):
        raise Refused(400, "x-ms-version is missing")
    authorization = unquote(request.headers.get("Authorization", ""))
    if authorization == f"type=aad&ver=1.0&sig={TOKEN}":
        return
    fields = parse_qs(authorization.replace("+", "%2B"))
    if fields.get("type") != ["master"]:
        raise Refused(401, "The input authorization token can't serve the request.")
    parts = [unquote(part) for part in request.rel_url.raw_path.strip("/").split("/") if part]
    kind = "" if not parts else parts[-1] if len(parts) % 2 else parts[-2]
    link = "/".join(parts[:-1] if len(parts) % 2 else parts)
    date = request.headers["x-ms-date"].lower()
    text = f"{request.method.lower()}\n{kind}\n{link}\n{date}\n\n"
    digest = hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()
    if fields.get("sig") != [base64.b64encode(digest).decode()]:
        raise Refused(401, "The MAC signature found in the HTTP request is not the same.")


def _partition_ranges(request: web.Request, container: CosmosContainer) -> web.Response:
    etag = '"ranges-1"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={**_headers(None), "etag": etag})
    everything = {"id": "0", "minInclusive": "", "maxExclusive": "FF", "parents": []}
    body = {"_rid": container.rid, "PartitionKeyRanges": [everything], "_count": 1}
    return _answer(200, body, {"etag": etag})


def _broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.break_off and request.transport is not None:
        request.transport.abort()
    answer = _error(fault.status or 503, "scripted", fault.sub_status)
    answer.headers.update(fault.headers)
    return answer


def _headers(body: Any) -> dict[str, str]:
    etag = body.get("_etag") if isinstance(body, dict) else None
    return {
        "x-ms-request-charge": "1.24",
        "x-ms-session-token": "0:-1#42",
        "x-ms-activity-id": "00000000-0000-0000-0000-000000000000",
        **({"etag": etag} if etag else {}),
    }


def _answer(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response(body, status=status, headers={**_headers(body), **(headers or {})})


def _error(status: int, message: str, sub_status: int = 0) -> web.Response:
    return _answer(
        status,
        {"code": str(status), "message": message},
        {"x-ms-substatus": str(sub_status)} if sub_status else None,
    )


@asynccontextmanager
async def serve_cosmos(
    now: Callable[[], float], tls: ssl.SSLContext | None = None
) -> AsyncGenerator[CosmosEndpoint]:
    """Serve an empty account on a port of its own until the block ends."""
    endpoint = CosmosEndpoint(now)
    application = web.Application(client_max_size=8 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", endpoint.handle)
    async with serve_app(application, tls) as port:
        endpoint.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/"
        yield endpoint
