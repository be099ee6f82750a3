"""First contentful paint with the prerendered shell and inline style, and without, in one run.

Both pages are the same build; the plain one has an empty root and asks for the stylesheet. The
network and the processor are slowed as Lighthouse's mobile preset does where it slows them itself
(https://github.com/GoogleChrome/lighthouse/blob/main/core/config/constants.js). Beside it: when the
first figure of the portfolio stands on the screen.
"""

import re
import shutil
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ViewportSize,
    sync_playwright,
)

from bench.page.product import DIST, EMAIL, PASSWORD, Product, running_product
from bench.verdict import hold

TURNS = 3
MOST_OF_PLAIN = 0.5
NETWORK = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8 * 0.9,
    "uploadThroughput": 750 * 1024 / 8 * 0.9,
}
TIMES_SLOWER = 4
PHONE: ViewportSize = {"width": 412, "height": 823}
# Notes when the first amount of money is shown, however it came there.
WATCH = """
new MutationObserver((_, observer) => {
  const shown = document.querySelector("[data-testid=total-value]");
  if (!/[0-9]/.test(shown?.textContent ?? "")) return;
  observer.disconnect();
  requestAnimationFrame(() => (window.firstFigureAt = performance.now()));
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def plain_copy(folder: Path) -> Path:
    """Return a copy of the built page without what is there before a script runs."""
    copy = folder / "plain"
    shutil.copytree(DIST, copy)
    for name in ("index.html", "app.html"):
        html = (copy / name).read_text(encoding="utf-8")
        style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
        assert style, f"{name} has no inline style"
        (copy / "assets" / "page.css").write_text(style[1], encoding="utf-8")
        html = html.replace(style[0], '<link rel="stylesheet" href="/assets/page.css">')
        root = re.search(r'<div id="root">.*</div>(?=\s*<noscript>)', html, re.DOTALL)
        assert root, f"{name} has no root"
        html = html.replace(root[0], '<div id="root"></div>')
        (copy / name).write_text(html, encoding="utf-8")
    return copy


def signed_in(browser: Browser, product: Product) -> BrowserContext:
    """Return a phone's browser with an open session and no worker of the page's own."""
    context = browser.new_context(
        base_url=product.web,
        viewport=PHONE,
        device_scale_factor=1.75,
        service_workers="block",
        is_mobile=True,
    )
    page = context.new_page()
    page.goto("/login?next=/settings")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"^[^?]*/settings$"))
    page.close()
    return context


def slow_down(devtools: CDPSession) -> None:
    """Make the network and the processor those of the preset, with nothing in the cache."""
    send: Any = devtools.send  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    send("Network.enable")
    send("Network.setCacheDisabled", {"cacheDisabled": True})
    send("Network.emulateNetworkConditions", NETWORK)
    send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})


def first_paint(context: BrowserContext, address: str, *, figure: bool) -> tuple[float, float]:
    """Open an address as on a slow phone; return the first paint and the first figure, in ms."""
    page = context.new_page()
    page.add_init_script(WATCH)
    slow_down(context.new_cdp_session(page))
    page.goto(address, wait_until="commit")
    painted = page.wait_for_function(PAINT, timeout=60_000).json_value()
    shown = 0.0
    if figure:
        shown = page.wait_for_function("() => window.firstFigureAt", timeout=60_000).json_value()
    page.close()
    return painted, shown


def main() -> int:
    """Measure both pages in turns; 1 when the shell costs more than half."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        opened: dict[str, tuple[Product, str]] = {}
        for name, page in (("shell", DIST), ("plain", plain_copy(folder))):
            product = stack.enter_context(running_product(page))
            portfolio = product.portfolio()
            product.import_demo_file(portfolio)
            opened[name] = (product, f"/portfolios/{portfolio}")
        times: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for _ in range(TURNS):
            for name, (product, dashboard) in opened.items():
                stranger = browser.new_context(
                    base_url=product.web, viewport=PHONE, service_workers="block", is_mobile=True
                )
                times.setdefault(("landing", name), []).append(
                    first_paint(stranger, "/", figure=False)
                )
                stranger.close()
                person = signed_in(browser, product)
                times.setdefault(("dashboard", name), []).append(
                    first_paint(person, dashboard, figure=True)
                )
                person.close()
        browser.close()
    missed = False
    print("| page | first paint, plain | first paint, shell | of plain | first figure, shell |")
    print("|---|---|---|---|---|")
    for page in ("landing", "dashboard"):
        plain = statistics.median(paint for paint, _ in times[page, "plain"])
        shell = statistics.median(paint for paint, _ in times[page, "shell"])
        figure = statistics.median(shown for _, shown in times[page, "shell"])
        shown = f"{figure:.0f} ms" if figure else "in the shell itself"
        print(f"| {page} | {plain:.0f} ms | {shell:.0f} ms | {shell / plain:.2f} | {shown} |")
        claim = f"{page}, first paint, of the page without its shell"
        missed |= not hold(claim, shell / plain, "×", most=MOST_OF_PLAIN)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
