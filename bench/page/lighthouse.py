"""Lighthouse, mobile preset, over the real product: landing, the dashboard, a symbol page.

Prints the table and fails when a floor is missed. A score hangs on how busy the machine is, so each
page is measured a few times and its median counts.
"""

import json
import math
import shutil
import statistics
import subprocess
from pathlib import Path
from typing import Any

from bench.page.product import EMAIL, PASSWORD, running_product
from bench.verdict import hold

TURNS = 3
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_LAYOUT_SHIFT = 0.02
SCRIPT = Path(__file__).with_suffix(".mjs")

Answer = dict[str, Any]


def measured() -> list[dict[str, Answer]]:
    """Return what Lighthouse says of each page, one answer a turn."""
    with running_product() as product:
        portfolio = product.portfolio()
        product.import_demo_file(portfolio)
        asked = {
            "web": product.web,
            "email": EMAIL,
            "password": PASSWORD,
            "chromium": shutil.which("chromium") or "chromium",
            "pages": {
                "landing": "/",
                "portfolios": "/portfolios",
                "dashboard": f"/portfolios/{portfolio}",
                "symbol": "/symbols/AAPL",
            },
        }
        return [run(asked) for _ in range(TURNS)]


def run(asked: dict[str, Any]) -> dict[str, Answer]:
    """Run Lighthouse once over every page."""
    done = subprocess.run(
        ["node", str(SCRIPT)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def main() -> int:
    """Print the table; 1 when a floor is missed."""
    turns = measured()
    missed: list[str] = []
    print("| page | performance | accessibility | best practices | SEO | FCP | LCP | TBT |", end="")
    print(" TBT by the processor | CLS |\n|---|---|---|---|---|---|---|---|---|---|")
    for page in turns[0]:
        answers = [turn[page] for turn in turns]
        scores = {name: middle(one["scores"][name] for one in answers) for name in LEAST}
        shift = max(one.get("layout_shift", math.inf) for one in answers)
        times = [
            f"{middle(one.get(name, math.inf) for one in answers):.0f} ms"
            for name in (
                "first_contentful_paint",
                "largest_contentful_paint",
                "total_blocking_time",
                "blocking_by_processor",
            )
        ]
        cells = [f"{score:.0f}" for score in scores.values()]
        print(f"| {page} | {' | '.join([*cells, *times, f'{shift:.3f}'])} |")
        missed += [
            f"{page}: {name}"
            for name, least in LEAST.items()
            if not hold(f"{page}, {name}", scores[name], "of 100", least=least)
        ]
        if not hold(f"{page}, layout shift", shift, "", most=MOST_LAYOUT_SHIFT):
            missed.append(f"{page}: layout shift")
        missed += [f"{page}: {one.get('error')}" for one in answers if one.get("error")]
    for page, answer in turns[-1].items():
        for one in answer["failed"]:
            print(f"  {page} {answer['address']} {one}")
    if missed:
        print("missed: " + ", ".join(missed))
    return 1 if missed else 0


def middle(values: Any) -> float:
    """Return the median."""
    return statistics.median(values)


if __name__ == "__main__":
    raise SystemExit(main())
