"""Setting reports: Typst with our charts beside WeasyPrint with the same document, in one run.

The document is a portfolio review of the shipped prices, six pages with more than five charts. Its
figures differ from run to run, as both would otherwise remember pages. CPU time, as the machine may
be busy; the turns alternate. Memory is that of a process that does nothing but set reports.
"""

import asyncio
import logging
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import structlog

from bench.verdict import hold
from functions.wiring import Services
from shared.portfolios.model import Kind, PortfolioDraft, TransactionDraft
from shared.reports.answers import Answers
from shared.reports.compose.composing import compose
from shared.reports.document import Document, charts
from shared.reports.gathering import PortfolioGatherer
from shared.reports.model import ReportRequest
from shared.reports.rendering.html import render_html
from shared.reports.rendering.typesetting import TypstTypesetter
from shared.settings import Settings
from tests.fakes.storage import MemoryBlobs, MemoryQueue

TODAY = date(2021, 3, 31)
TURNS = 12
AT_ONCE = 10
LEAST_TIMES_FASTER = 6
MOST_MEBIBYTES = 250
MANIFEST = {"sha256": "0" * 64}
SYMBOLS = (
    *("AAPL", "AMZN", "BAC", "GOOG", "IBM", "JNJ", "JPM", "KO"),
    *("META", "MSFT", "NFLX", "NVDA", "SPY", "TSLA", "XOM", "IWM"),
)


async def gathered(folder: Path) -> tuple[ReportRequest, Answers]:
    """Return a review's answers, of every share shipped."""
    settings = Settings(data_dir=folder, today=TODAY, market_providers=("sample",))
    services = Services(settings)
    services.blobs, services.queue = MemoryBlobs(), MemoryQueue()
    draft = PortfolioDraft(name="Growth and income", base_currency="USD", benchmark="SPY")
    portfolio = await services.portfolios.create("ada", draft)
    await services.portfolios.add_transactions("ada", portfolio.id, list(entries()))
    request = ReportRequest("portfolio_review", portfolio_id=portfolio.id, period="5y")
    request = services.reports.frozen(request)
    answers = await PortfolioGatherer(services.portfolios, services.analytics).gather(
        "ada", request
    )
    await services.documents.close()
    return request, answers


def entries() -> Iterator[TransactionDraft]:
    """Yield purchases, sales and dividends over six years."""
    for number, symbol in enumerate(SYMBOLS):
        day = date(2015 + number % 5, 1 + number % 9, 10)
        bought = {"symbol": symbol, "currency": "USD", "price": Decimal(100)}
        yield TransactionDraft(
            kind=Kind.BUY, trade_date=day, quantity=Decimal(20 + number), **bought
        )
        yield TransactionDraft(
            kind=Kind.SELL, trade_date=date(2020, 6, 10), quantity=Decimal(5), **bought
        )
        yield TransactionDraft(
            kind=Kind.DIVIDEND,
            symbol=symbol,
            currency="USD",
            trade_date=date(2019 + number % 2, 1 + number % 12, 15),
            amount=Decimal(25 + number),
        )


def varied(request: ReportRequest, answers: Answers, turn: int) -> Document:
    """Return the review with other figures: every amount and rate a little larger."""
    factor = 1 + turn / 1000

    def changed(value: Any) -> Any:
        match value:
            case dict():
                return {name: changed(each) for name, each in value.items()}
            case list():
                return [changed(each) for each in value]
            case float():
                return value * factor
            case str() if value.replace(".", "", 1).replace("-", "", 1).isdigit() and "." in value:
                return str(round(Decimal(value) * Decimal(factor), 2))
            case _:
                return value

    document = compose(request, replace(answers, values=changed(dict(answers.values))))
    return replace(document, subject=f"{document.subject} {turn}")


def by_weasyprint(document: Document) -> bytes:
    """Set the same document from our HTML."""
    from weasyprint import HTML

    page = render_html(document, MANIFEST).decode()
    return HTML(string=page).write_pdf() or b""


def pages_of(data: bytes) -> int:
    """Count the pages of a PDF."""
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(data)).pages)


def timed(work: Callable[[Document], bytes], document: Document) -> tuple[float, bytes]:
    """Return the CPU seconds of the process, and the file."""
    begun = time.process_time()
    data = work(document)
    return time.process_time() - begun, data


def compared(request: ReportRequest, answers: Answers) -> float:
    """Print both and return how many times faster ours is."""
    typesetter = TypstTypesetter()

    def by_typst(document: Document) -> bytes:
        return typesetter.pdf(document, b"{}")

    ways: dict[str, Callable[[Document], bytes]] = {
        "typst": by_typst,
        "weasyprint": by_weasyprint,
    }
    first = varied(request, answers, 999)
    cold = {name: timed(way, first) for name, way in ways.items()}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(TURNS):
        document = varied(request, answers, turn)
        for name, way in ways.items():
            spent[name].append(timed(way, document)[0])
    print(f"a review with {len(charts(first))} charts; CPU milliseconds")
    for name, seconds in spent.items():
        median, begin = statistics.median(seconds) * 1000, cold[name][0] * 1000
        count = pages_of(cold[name][1])
        print(f"  {name:<11} {count} pages, first {begin:7.0f}, then {median:6.0f} (median)")
    ratio = statistics.median(spent["weasyprint"]) / statistics.median(spent["typst"])
    print(f"  {ratio:.1f} times faster")
    return ratio


def peak_of_ten(request: ReportRequest, answers: Answers, folder: Path) -> float:
    """Return the peak in MiB of a process that sets ten reports at once and does nothing else."""
    kept = folder / "documents.pickle"
    kept.write_bytes(pickle.dumps([varied(request, answers, turn) for turn in range(AT_ONCE)]))
    command = [sys.executable, "-m", "bench.report_memory", str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure, and hold it against the floors."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        request, answers = asyncio.run(gathered(Path(folder)))
        ratio = compared(request, answers)
        peak = peak_of_ten(request, answers, Path(folder))
    print(f"  {AT_ONCE} at once, from as many threads: all made, peak {peak:.0f} MiB")
    held = (
        hold("times as fast as WeasyPrint", ratio, "×", least=LEAST_TIMES_FASTER),
        hold("peak memory, ten at once", peak, "MiB", most=MOST_MEBIBYTES),
    )
    if not all(held):
        raise SystemExit("below the floor: 6 times WeasyPrint, under 250 MiB")


if __name__ == "__main__":
    main()
