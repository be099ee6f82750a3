"""`python -m tools.localhost.trigger NAME`: run a timer or queue function on the running host."""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any, Final

from tools.localhost.config import HostConfig
from tools.localhost.data_dir import DataDir, read_json
from tools.localhost.failure import CannotStart

_LONGEST_RUN_SECONDS: Final = 600


def run(data: DataDir, name: str, text: str = "") -> str:
    """Run a function and return what to say. Raises: CannotStart when it did not succeed."""
    base = read_json(data.running).get("api")
    if base is None:
        raise CannotStart(f"Plumbline is not running on {data.path}; start it with: make start")
    request = urllib.request.Request(  # noqa: S310 - the address is our own record
        f"{base}/admin/functions/{name}?wait=true",
        json.dumps({"input": text}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_LONGEST_RUN_SECONDS) as response:  # noqa: S310
            outcome: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        raise CannotStart(_refusal(name, error)) from error
    except OSError as error:
        raise CannotStart(f"The host at {base} does not answer ({error})") from error
    if not outcome["succeeded"]:
        raise CannotStart(f"{name} failed: {outcome['error']} (log: {data.logs}/background.log)")
    return f"{name} ran"


def _refusal(name: str, error: urllib.error.HTTPError) -> str:
    try:
        names = json.load(error)["functions"]
    except (ValueError, KeyError, TypeError):
        return f"The host refused to run {name} ({error.code} {error.reason})"
    return f"There is no timer or queue function {name!r}; there are: {', '.join(names)}"


def main() -> int:
    """Run one function and return the exit code."""
    parser = argparse.ArgumentParser(prog="make trigger", description=__doc__)
    parser.add_argument("name", help="the function's name")
    parser.add_argument("input", nargs="?", default="", help="the message of a queue function")
    arguments = parser.parse_args()
    try:
        data = DataDir(HostConfig.from_environment(os.environ).data_dir)
        print(run(data, arguments.name, arguments.input))
    except CannotStart as error:
        print(f"plumbline: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
