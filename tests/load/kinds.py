"""What is asked under load, and what each name means."""

from datetime import date, timedelta
from random import Random
from typing import Any, Final

from tests.load.scene import Scene
from tests.local_host import ROOT

SUMMARY: Final = "/api/portfolios/{portfolio}/summary"
DASHBOARD: Final = (
    SUMMARY,
    "/api/portfolios/{portfolio}/holdings",
    "/api/portfolios/{portfolio}/performance?period=1y",
    "/api/portfolios/{portfolio}/allocation?by=sector",
    "/api/portfolios/{portfolio}/transactions?limit=50",
)
_STREAM: Final = {"Accept": "text/event-stream"}
_DAYS: Final = 60  # × the people: more than the answers a worker keeps
_LAST: Final = date(2021, 3, 30)

type Requests = list[dict[str, Any]]


async def kinds(scene: Scene) -> dict[str, Requests]:
    """Return the requests of each kind of load.

    - cached bytes: the cheapest answer of the stack, without a token or a read: the yardstick;
    - summary, ETag known: asked again by who has it;
    - summary: asked without an ETag, as by another device: answered 200 from what a worker keeps;
    - summary, figures anew: as of another day each time, so that neither fold nor figures are kept;
    - dashboard: all the page asks for on opening a portfolio;
    - import: a broker's file read and judged row by row; chat: until the first event; report:
      handed to the queue, which the other worker empties meanwhile;
    - mixed: twelve dashboards' requests to one import, chat and report each.
    """
    summary, dashboard = scene.requests(SUMMARY), _dashboard(scene)
    imports, chats, reports = _imports(scene), _chats(scene), _reports(scene)
    return {
        "cached bytes": scene.requests("/api/health"),
        "summary, ETag known": await scene.etags(summary),
        "summary": summary,
        "summary, figures anew": _other_days(scene),
        "dashboard": dashboard,
        "import": imports,
        "chat, first event": chats,
        "report": reports,
        "mixed": mixed(scene),
    }


def mixed(scene: Scene) -> Requests:
    """Return what people do in turn: mostly look."""
    dashboard = _dashboard(scene)
    rare = zip(_imports(scene), _chats(scene), _reports(scene), strict=True)
    found: Requests = []
    for number, some in enumerate(rare):
        found += [dashboard[(12 * number + i) % len(dashboard)] for i in range(12)]
        found += some
    return found


def _dashboard(scene: Scene) -> Requests:
    return [each for path in DASHBOARD for each in scene.requests(path)]


def _other_days(scene: Scene) -> Requests:
    days = [_LAST - timedelta(days=30 * number) for number in range(_DAYS)]
    found = [each for day in days for each in scene.requests(f"{SUMMARY}?as_of={day}")]
    Random(1).shuffle(found)
    return found


def _imports(scene: Scene) -> Requests:
    file = (ROOT / "samples" / "trading212-demo.csv").read_text()
    asked = scene.requests("/api/portfolios/{portfolio}/imports", "POST")
    return [{**each, "file": file} for each in asked]


def _chats(scene: Scene) -> Requests:
    asked = scene.requests("/api/chat", "POST", headers=_STREAM)
    return [{**each, "json": {"content": "Hello"}} for each in asked]


def _reports(scene: Scene) -> Requests:
    asked = scene.requests("/api/reports", "POST")
    return [
        {
            **each,
            "json": {"kind": "performance", "portfolio_id": who["portfolio"], "formats": ["json"]},
        }
        for each, who in zip(asked, scene.people, strict=True)
    ]
