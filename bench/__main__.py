"""All benchmarks in one go, each in a process of its own: a table, and the same as JSON.

make bench                      all but the page's, which want a browser and its build
make bench ONLY=store           one; ONLY=store,rates several; ONLY=page the page's
make bench JSON=before.json     elsewhere than in .make/bench.json

Every floor is held against what was measured beside it in the same run. The exit status is 1 when
one does not hold. Each can be run alone as well: python -m bench.store
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

import orjson

from bench.machine import facts
from bench.verdict import RECORD, Verdict, recorded
from shared.kernel.clock import SystemClock

_ROOT: Final = Path(__file__).resolve().parents[1]
_YARDSTICK: Final = _ROOT / ".make" / "empyrical"
_PAGE: Final = "page"
_WHAT: Final = {
    "portfolio": "fold, series, returns, gains, risk beside numpy: 1,000 to 100,000 transactions",
    "service": "a stored ledger opened cold, warm and after one more transaction",
    "rates": "money-weighted return beside pyxirr",
    "risk": "ten risk measures beside empyrical",
    "assistant": "what the API adds to a model's stream, beside the vendor's SDK",
    "market": "bars a second, request units, 100 histories beside yfinance's download",
    "market_reads": "reads of the page with a dead provider beside a live one",
    "reports": "a report set by Typst beside WeasyPrint",
    "store": "point reads and partition queries at 163 MB",
    "series": "20 years of a symbol to a chart: bytes and time",
    "rate_limit": "what the rate limit costs a request",
    "telemetry": "what traces and measurements cost a request",
    "cold_start": "spawn to first answer beside a hello-world function app; imports",
    "scale": "a million people for a day, simulated on the real limits",
    "page.lighthouse": "Lighthouse, mobile preset",
    "page.first_paint": "first paint with and without the prerendered shell",
    "page.ledger": "10,000 transactions scrolled and filtered",
}


@dataclass(frozen=True, slots=True)
class Result:
    """How one benchmark ended and what it told."""

    name: str
    seconds: float
    status: int
    verdicts: list[Verdict]

    @property
    def ok(self) -> bool:
        """Whether it ran to its end and all floors hold."""
        return all(each.ok for each in self.verdicts) and not self.is_broken

    @property
    def is_broken(self) -> bool:
        """Whether it ended badly for another reason than a floor."""
        return self.status != 0 and all(each.ok for each in self.verdicts)


def main(names: Sequence[str], file: Path) -> int:
    """Run the named ones in turn; print the table; write the JSON; 1 when something is missed."""
    began, machine = SystemClock().now(), facts(_ROOT)
    results: list[Result] = []
    for name in names:
        print(f"\n{name}: {_WHAT[name]}", flush=True)
        results.append(_run(name))
    print(table(results))
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {"date": began.isoformat(timespec="seconds"), **machine}
    benches = [_told(each) for each in results]
    file.write_bytes(orjson.dumps({**told, "benches": benches}, option=orjson.OPT_INDENT_2))
    print(f"written: {file}")
    return int(not all(each.ok for each in results))


def chosen(only: str) -> list[str]:
    """Return the names asked for, in the order they are run.

    Raises `SystemExit` with a sentence for a name that is none.
    """
    asked = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in asked if name != _PAGE and name not in _WHAT]
    if unknown:
        known = ", ".join([*_WHAT, _PAGE])
        raise SystemExit(f"bench: there is no {', '.join(unknown)}; there are {known}")
    if not asked:
        return [name for name in _WHAT if not _is_of_page(name)]
    return [name for name in _WHAT if name in asked or (_PAGE in asked and _is_of_page(name))]


def table(results: Sequence[Result]) -> str:
    """Return a line a figure: what was measured, the floor, whether it holds."""
    rows = [("benchmark", "figure", "measured", "floor", "")]
    for result in results:
        rows += [_row(result.name, each) for each in result.verdicts]
        if result.is_broken:
            rows.append((result.name, f"ended with {result.status}", "", "", "BROKEN"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{name:{widths[0]}}  {figure:{widths[1]}}  {measured:>{widths[2]}}"
        f"  {floor:{widths[3]}}  {judged}".rstrip()
        for name, figure, measured, floor, judged in rows
    ]
    judged = [each for result in results for each in result.verdicts if each.is_judged]
    missed = sum(not each.ok for each in judged)
    return "\n".join(["", *lines, f"{len(judged)} floors, {missed} missed"])


def _row(name: str, verdict: Verdict) -> tuple[str, str, str, str, str]:
    floor = f"at most {verdict.most:g}" if verdict.most is not None else ""
    if verdict.least is not None:
        floor = f"at least {verdict.least:g}"
    judged = ("holds" if verdict.ok else "MISSED") if verdict.is_judged else ""
    measured = f"{verdict.measured:,.{_digits(verdict.measured)}f} {verdict.unit}"
    return name, verdict.claim, measured, floor, judged


def _digits(value: float) -> int:
    return next((n for limit, n in ((1000, 0), (100, 1), (1, 2)) if abs(value) >= limit), 3)


def _run(name: str) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "figures"
        environment = {**os.environ, RECORD: str(record)}  # noqa: TID251 - handed on
        if name == "risk":
            environment["PYTHONPATH"] = str(_yardstick())
        began = monotonic()
        command = [sys.executable, "-m", f"bench.{name}"]
        status = subprocess.run(command, cwd=_ROOT, env=environment, check=False).returncode
        return Result(name, round(monotonic() - began, 1), status, recorded(record))


def _yardstick() -> Path:
    """Install what risk is measured against, apart: it pins an old peewee, which none needs."""
    if not _YARDSTICK.is_dir():
        uv = str(Path(sys.executable).with_name("uv"))
        asked = ["--no-deps", "--require-hashes", "-r", "bench/requirements.txt"]
        where = ["-p", sys.executable, "--target", str(_YARDSTICK)]
        subprocess.run([uv, "pip", "install", "-q", *where, *asked], cwd=_ROOT, check=True)
    return _YARDSTICK


def _told(result: Result) -> dict[str, Any]:
    figures = [{**asdict(each), "ok": each.ok} for each in result.verdicts]
    ended = {"name": result.name, "seconds": result.seconds, "status": result.status}
    return {**ended, "ok": result.ok, "figures": figures}


def _is_of_page(name: str) -> bool:
    return name.startswith(f"{_PAGE}.")


if __name__ == "__main__":
    listed = "\n".join(f"  {name:18}{what}" for name, what in _WHAT.items())
    parser = argparse.ArgumentParser(
        prog="make bench",
        description=__doc__,
        epilog=f"benchmarks:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", help="names, with commas between")
    parser.add_argument("--json", default=str(_ROOT / ".make" / "bench.json"), help="where to")
    given = parser.parse_args()
    raise SystemExit(main(chosen(given.only), Path(given.json)))
