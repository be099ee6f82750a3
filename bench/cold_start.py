"""A cold worker: spawn to first answer beside a hello-world FastAPI function app; imports too.

    python -m bench.cold_start

Both sides are processes of their own, in turn, on Microsoft's runtime; CPU time decides, as a busy
machine stretches the clock, and the medians of both are printed. `rich` is kept from both: it is in
a developer's environment, in no deployment, and structlog would take it.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.verdict import hold

_ROOT: Final = Path(__file__).resolve().parents[1]
_HELLO: Final = Path(__file__).with_name("reference") / "hello"
_ROUNDS: Final = 7
_COLD_START_FLOOR: Final = 1.5
_IMPORT_FLOOR: Final = 1.3
_MILLISECONDS_A_ROUTE: Final = 2.0
_PREPARED: Final = "import sys; sys.modules['rich'] = None; "
_ANSWER: Final = (
    "import asyncio; from pathlib import Path; from bench.first_answer import main; "
    "asyncio.run(main(Path({folder!r})))"
)
_FRAMEWORKS: Final = "import fastapi, azure.functions"
_API: Final = (
    "import function_app; from functions.http.app import create_api; "
    "from functions.wiring import get_services; app = create_api(get_services()); "
)
_COUNT: Final = _API + "print(sum(len(item) for item in app.openapi()['paths'].values()))"


def main() -> int:
    """Measure and print; 1 when a floor does not hold."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "PLUMBLINE_DATA_DIR": data, "PYTHONPATH": str(_ROOT)}  # noqa: TID251
        answers = [_ANSWER.format(folder=str(folder)) for folder in (_HELLO, _ROOT)]
        hello, ours = _in_turn(answers, environment)
        frameworks, api = _in_turn([_FRAMEWORKS, _API], environment)
        routes = int(_run(_COUNT, environment).splitlines()[-1])
    ratio = ours[1] / hello[1]
    allowed = _IMPORT_FLOOR * frameworks[1] + routes * _MILLISECONDS_A_ROUTE / 1000
    print(f"first answer: hello world {_told(hello)}; Plumbline {_told(ours)}")
    print(f"cold start: {ratio:.2f} of hello world's CPU (floor {_COLD_START_FLOOR}),")
    print(f"            {ours[0] / hello[0]:.2f} of its wall time")
    print(f"import: FastAPI and azure.functions {_told(frameworks)}; the app {_told(api)}")
    print(f"        {api[1] / allowed:.2f} of what 1.3 of them and {routes} routes allow (floor 1)")
    hold("hello world's first answer, CPU", hello[1] * 1000, "ms")
    hold("ours, CPU", ours[1] * 1000, "ms")
    held = (
        hold("cold start, of hello world's CPU", ratio, "×", most=_COLD_START_FLOOR),
        hold("import, of what is allowed", api[1] / allowed, "×", most=1.0),
    )
    return int(not all(held))


def _in_turn(codes: Sequence[str], environment: dict[str, str]) -> list[tuple[float, float]]:
    """Return the median (wall, CPU) seconds of each program, the rounds interleaved."""
    found: list[list[tuple[float, float]]] = [[] for _ in codes]
    for code in codes:
        _run(code, environment)  # Bytecode and the disk's cache are warm for both.
    for _ in range(_ROUNDS):
        for taken, code in zip(found, codes, strict=True):
            before, began = _children_seconds(), perf_counter()
            _run(code, environment)
            taken.append((perf_counter() - began, _children_seconds() - before))
    return [
        (statistics.median(wall for wall, _ in taken), statistics.median(cpu for _, cpu in taken))
        for taken in found
    ]


def _run(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PREPARED + code],
        cwd=_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _told(taken: tuple[float, float]) -> str:
    return f"{taken[1] * 1000:.0f} ms CPU ({taken[0] * 1000:.0f} ms)"


if __name__ == "__main__":
    raise SystemExit(main())
