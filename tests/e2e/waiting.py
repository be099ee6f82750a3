"""Waits for what a person would wait for: nothing here rests on how fast a machine is.

Each wait ends as soon as it holds, so that a long patience costs nothing where all is well.
"""

from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from playwright.sync_api import Page, Response, expect

# The page itself looks for a notice once a minute.
PATIENCE_MS = 150_000
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
NOTHING_MOVES = """
() => document.getAnimations().every(
  (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)
"""
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


def until(page: Page, claim: str, about: Any = None) -> None:
    """Wait until a function in the page says yes; one that is async may think about it.

    Playwright's own `wait_for_function` takes the promise for the answer.
    """
    deadline = monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(claim, about):
        assert monotonic() < deadline, f"never came true on {page.url}: {claim}"
        page.wait_for_timeout(50)


def settled(page: Page) -> None:
    """Wait until nothing on the page is on its way any more."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    until(page, NOTHING_MOVES)


def priced(page: Page) -> None:
    """Wait until the portfolio is shown with all its prices: slow ones come by themselves."""
    expect(page.get_by_test_id("total-value")).to_contain_text("€")
    expect(page.get_by_text("no price yet")).to_have_count(0)


def fits(page: Page) -> None:
    """Wait until the page is no wider than its window, as charts are drawn anew after it."""
    until(page, FITS)


@contextmanager
def written(page: Page, path: str, times: int = 1) -> Generator[None]:
    """Leave the block when the service has answered what was changed in it.

    What is shown at once would be lost by a reload that comes before.
    """
    answered: list[Response] = []

    def note(answer: Response) -> None:
        if answer.request.method in WRITES and path in answer.url:
            answered.append(answer)

    page.on("response", note)
    yield
    deadline = monotonic() + PATIENCE_MS / 1000
    while len(answered) < times:
        assert monotonic() < deadline, f"{len(answered)} of {times} changes of {path} were answered"
        page.wait_for_timeout(50)
    page.remove_listener("response", note)
