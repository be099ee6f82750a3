"""Indexed by Microsoft's runtime in the tests: our bridge around the probe API, and probe triggers.

The triggers write what they got to files under PROBE_DIR, one line a call.
"""

import asyncio
import json
import os
from pathlib import Path

import azure.functions as func
from api import create_api
from starlette.requests import Request
from starlette.responses import Response

from functions.http.lazy_app import LazyApp
from functions.http.trigger import AsgiResponse

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
api = LazyApp(create_api)


def _note(name: str, **fields: object) -> None:
    with (Path(os.environ["PROBE_DIR"]) / name).open("a") as file:
        file.write(json.dumps({**fields, "pid": os.getpid()}) + "\n")


@app.route(route="{*path}", methods=["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
async def http(req: Request, context: func.Context) -> Response:
    return AsgiResponse(api, context.invocation_id)


@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *")
async def new_year(timer: func.TimerRequest) -> None:
    _note("timer", past_due=timer.past_due, request=str(timer))


@app.queue_trigger(arg_name="message", queue_name="market-jobs", connection="AzureWebJobsStorage")
async def jobs(message: func.QueueMessage) -> None:
    body = message.get_json()
    _note("jobs", body=body, dequeue_count=message.dequeue_count, id=message.id)
    if body.get("fail"):
        raise RuntimeError("on purpose")
    if body.get("die_first") and message.dequeue_count == 1:
        os._exit(9)
    if body.get("block_first") and message.dequeue_count == 1:
        await asyncio.Event().wait()
