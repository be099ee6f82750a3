"""Servers of the tests leave nothing open."""

import asyncio
import gc
import socket
import warnings

import pytest

from tests.fakes.serving import serve_streams


async def _farewell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def _called_just_before_closing(turns: int) -> None:
    async with serve_streams(_farewell) as port:
        client = socket.create_connection(("127.0.0.1", port))
        for _ in range(turns):
            await asyncio.sleep(0)
    await asyncio.sleep(0)
    client.close()


@pytest.mark.parametrize("turns", range(6))
def test_whoever_calls_as_a_server_closes_is_hung_up_on(turns: int) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        asyncio.run(_called_just_before_closing(turns))
        gc.collect()
    assert [str(warning.message) for warning in told] == []
