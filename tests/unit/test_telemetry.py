"""Logs are one JSON object a line, ours and other libraries'; run in a process of their own."""

import json
import subprocess
import sys
from typing import Any

SCRIPT = """
import logging
import structlog
from shared.platform.telemetry import configure_logging

configure_logging()
log = structlog.get_logger("ours")
with structlog.contextvars.bound_contextvars(correlation_id="c1"):
    log.info("bars_loaded", symbol="AAPL", count=3)
    log.debug("not_shown")
    try:
        secret = "hunter2"
        raise ValueError("broken")
    except ValueError:
        log.exception("job_failed")
logging.getLogger("theirs").warning("a %s", "message")
logging.getLogger("azure.core").info("not shown")
"""


def lines() -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=240, check=True
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_every_record_is_one_json_object() -> None:
    loaded, failed, theirs = lines()
    assert loaded["event"] == "bars_loaded"
    assert (loaded["symbol"], loaded["count"], loaded["correlation_id"]) == ("AAPL", 3, "c1")
    assert (loaded["level"], loaded["logger"]) == ("info", "ours")
    assert failed["exception"][0]["exc_value"] == "broken"
    assert (theirs["event"], theirs["level"], theirs["logger"]) == (
        "a message",
        "warning",
        "theirs",
    )


def test_a_traceback_shows_no_variables() -> None:
    assert "hunter2" not in json.dumps(lines())
