"""The scripted Cosmos account is as strict as the service: what is asked wrongly is refused."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from email.utils import formatdate
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from tests.fakes.cosmos_data import MAX_ITEM_BYTES
from tests.fakes.cosmos_endpoint import DATABASE, KEY, CosmosEndpoint, serve_cosmos
from tests.fakes.cosmos_sql import SqlError, parse

pytestmark = pytest.mark.contract

LINK = f"dbs/{DATABASE}/colls/user_data"
QUERY = {
    "x-ms-documentdb-isquery": "True",
    "Content-Type": "application/query+json",
}
BATCH = {"x-ms-cosmos-is-batch-request": "True", "x-ms-cosmos-batch-atomic": "True"}


@pytest.fixture
async def endpoint() -> AsyncIterator[CosmosEndpoint]:
    async with serve_cosmos(lambda: 1000.0) as running:
        yield running


def signed(method: str = "post") -> dict[str, str]:
    date = formatdate(usegmt=True)
    text = f"{method}\ndocs\n{LINK}\n{date.lower()}\n\n"
    digest = hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()
    token = f"type=master&ver=1.0&sig={base64.b64encode(digest).decode()}"
    return {"x-ms-date": date, "x-ms-version": "2020-07-15", "Authorization": quote(token, safe="")}


async def post(
    endpoint: CosmosEndpoint, body: Any, partition: Any = ("u",), **headers: str
) -> tuple[int, Any]:
    given = {"Content-Type": "application/json", **signed()}
    if partition is not None:
        given["x-ms-documentdb-partitionkey"] = json.dumps(partition)
    data = body if isinstance(body, str) else json.dumps(body)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{endpoint.url}{LINK}/docs", data=data, headers={**given, **headers}) as got,
    ):
        return got.status, await got.json()


async def test_a_right_request_is_carried_out(endpoint: CosmosEndpoint) -> None:
    status, stored = await post(endpoint, {"id": "a", "userId": "u"})
    assert status == 201
    assert set(stored) == {"id", "userId", "_rid", "_self", "_etag", "_attachments", "_ts"}


@pytest.mark.parametrize(
    ("body", "partition"),
    [
        ({"userId": "u"}, ["u"]),
        ({"id": "a/b", "userId": "u"}, ["u"]),
        ({"id": 1, "userId": "u"}, ["u"]),
        ({"id": "a", "userId": "other"}, ["u"]),
        ({"id": "a", "userId": "u"}, ["u", "v"]),
        ({"id": "a", "userId": "u"}, None),
        ({"id": "a", "userId": "u", "ttl": 0}, ["u"]),
        ({"id": "a", "userId": "u", "ttl": "5"}, ["u"]),
        ('{"id": "a", "userId": "u", "x": NaN}', ["u"]),
    ],
)
async def test_a_wrong_document_is_refused(
    endpoint: CosmosEndpoint, body: Any, partition: Any
) -> None:
    assert (await post(endpoint, body, partition))[0] == 400


@pytest.mark.filterwarnings("ignore:Sending a large body directly:ResourceWarning")
async def test_too_large_a_document_is_refused(endpoint: CosmosEndpoint) -> None:
    body = {"id": "a", "userId": "u", "x": "a" * MAX_ITEM_BYTES}
    assert (await post(endpoint, body))[0] == 413


async def test_a_wrong_signature_is_refused(endpoint: CosmosEndpoint) -> None:
    wrong = {"Authorization": signed()["Authorization"].replace("sig%3D", "sig%3Dx")}
    assert (await post(endpoint, {"id": "a", "userId": "u"}, **wrong))[0] == 401
    assert (await post(endpoint, {"id": "a", "userId": "u"}, **signed("get")))[0] == 401


async def test_a_batch_of_two_partitions_changes_nothing(endpoint: CosmosEndpoint) -> None:
    steps = [
        {"operationType": "Create", "resourceBody": {"id": "a", "userId": "u"}},
        {"operationType": "Create", "resourceBody": {"id": "b", "userId": "other"}},
    ]
    status, results = await post(endpoint, steps, **BATCH)
    assert (status, [result["statusCode"] for result in results]) == (207, [424, 400])
    assert endpoint.containers["user_data"].living(("u",)) == []


@pytest.mark.parametrize("count", [0, 101])
async def test_a_batch_of_too_few_or_many_is_refused(endpoint: CosmosEndpoint, count: int) -> None:
    step = {"operationType": "Upsert", "resourceBody": {"id": "a", "userId": "u"}}
    assert (await post(endpoint, [step] * count, **BATCH))[0] == 400


async def test_a_continuation_is_good_for_its_own_query_only(endpoint: CosmosEndpoint) -> None:
    query = {"query": "SELECT * FROM c ORDER BY c.id ASC", "parameters": []}
    headers = {**QUERY, "x-ms-continuation": "made-up"}
    assert (await post(endpoint, query, **QUERY))[0] == 200
    assert (await post(endpoint, query, **headers))[0] == 400


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT c.order FROM c",
        "SELECT * FROM c WHERE c.id = 'inlined'",
        "SELECT * FROM c WHERE c.id = @unknown",
        "SELECT * FROM c WHERE c.id LIKE @p0",
        "SELECT * FROM c ORDER BY c.name ASC",
        "DELETE FROM c",
    ],
)
def test_sql_outside_the_port_is_a_syntax_error(sql: str) -> None:
    with pytest.raises(SqlError):
        parse(sql, [{"name": "@p0", "value": "a"}])
