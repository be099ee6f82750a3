"""Ten thousand transactions on the screen: the table scrolled from end to end, and filtered.

A frame is what the browser draws between two calls of requestAnimationFrame; a filter ends with the
frame after the one that shows other rows.
"""

import random
import shutil
import statistics
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.page.product import EMAIL, PASSWORD, days_of_prices, running_product
from bench.verdict import hold

TRANSACTIONS = 10_000
MOST_FRAME_MS = 50
MOST_FILTER_MS = 100
# Pixels a frame of a wheel spun hard, 12,000 a second; the bar is dragged through it all in 4 s.
WHEEL, STEPS = 200, 240
# Scrolls so far a frame, and notes how long every frame took.
SCROLL = """
async ([steps, pixels]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const far = pixels * steps || document.documentElement.scrollHeight - innerHeight;
  window.scrollTo(0, 0);
  const times = [];
  let last = await frame();
  for (let step = 1; step <= steps; step += 1) {
    window.scrollTo(0, (far * step) / steps);
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times;
}
"""
# From a letter typed to the frame after the one in which the rows are other rows.
FILTER = """
async ([text, most]) => {
  const box = document.querySelector("input[type=search]");
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const frame = () => new Promise(requestAnimationFrame);
  const count = () => Number(document.querySelector("table").getAttribute("aria-rowcount"));
  const before = count();
  const begun = performance.now();
  set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  while (count() === before && performance.now() - begun < most) await frame();
  await frame();
  return [performance.now() - begun, before, count()];
}
"""


def ledger() -> list[dict[str, Any]]:
    """Return buys of small quantities over ten years and ten symbols, the same in every run."""
    chance = random.Random(10_000)
    symbols = ["AAPL", "AMZN", "BAC", "GOOG", "IBM", "JNJ", "JPM", "KO", "MSFT", "XOM"]
    days = [day for day in days_of_prices() if day >= "2013-01-02"]
    return [
        {
            "kind": "buy",
            "symbol": chance.choice(symbols),
            "trade_date": day,
            "quantity": str(chance.randint(1, 20)),
            "price": f"{chance.randint(1000, 20000) / 100:.2f}",
            "currency": "USD",
            "fee": "1",
        }
        for day in sorted(chance.choices(days, k=TRANSACTIONS))
    ]


def opened(page: Page, web: str, portfolio: str) -> None:
    """Sign in and wait until the whole ledger is read."""
    page.goto(f"{web}/login?next=/portfolios/{portfolio}/transactions")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator(f"table[aria-rowcount='{TRANSACTIONS + 1}']").wait_for(timeout=90_000)
    page.wait_for_timeout(6_000)  # what is kept for working without a connection is written by now


def slow(frames: list[float]) -> int:
    """Return how many frames took too long."""
    return sum(time > MOST_FRAME_MS for time in frames)


def main() -> int:
    """Scroll, filter and print; 1 when a floor is missed."""
    with sync_playwright() as playwright, running_product() as product:
        portfolio = product.portfolio()
        product.add_transactions(portfolio, ledger())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        opened(page, product.web, portfolio)
        wheel = sorted(page.evaluate(SCROLL, [STEPS, WHEEL]))
        drag = sorted(page.evaluate(SCROLL, [STEPS, 0]))
        rows = page.locator("tbody tr").count()
        page.evaluate("() => window.scrollTo(0, 0)")
        filters = [page.evaluate(FILTER, [text, 5_000]) for text in ("AAPL", "", "K", "")]
        browser.close()
    waits = [wait for wait, _, _ in filters]
    print(f"{TRANSACTIONS} transactions, {rows} rows in the document, {STEPS} frames of scrolling")
    for name, frames in (("wheel", wheel), ("drag", drag)):
        print(
            f"  {name}: median {statistics.median(frames):.1f} ms, 99 % {frames[-3]:.1f} ms, "
            f"longest {frames[-1]:.1f} ms, {slow(frames)} over {MOST_FRAME_MS} ms"
        )
    for wait, before, after in filters:
        print(f"  filter {before - 1} → {after - 1} rows: {wait:.1f} ms")
    hold("frames too long, of 240, scroll bar", slow(drag), "")
    held = (
        hold("frames too long, of 240, wheel", slow(wheel), "", most=0),
        hold("a filter until rows are drawn, longest", max(waits), "ms", most=MOST_FILTER_MS),
    )
    return int(not all(held))


if __name__ == "__main__":
    raise SystemExit(main())
