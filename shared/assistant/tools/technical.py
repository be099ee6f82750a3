"""The tool for technical indicators."""

from typing import Annotated, Final, Literal

from pydantic import Field

from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import FirstDay, LastDay, Symbol
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.portfolio_choice import day_of
from shared.assistant.tools.tool import tool
from shared.kernel.errors import PriceUnavailable
from shared.market.history import HistoryReader, cut
from shared.market.indicators.catalogue import read_indicators
from shared.market.technical import technical

_MOST_BARS: Final = 60


class TechnicalTools:
    """Indicators over the stored history."""

    def __init__(self, history: HistoryReader) -> None:
        self._history = history

    @tool("Technical indicators")
    async def indicators(
        self,
        caller: Caller,
        symbol: Symbol,
        names: Annotated[
            str,
            Field(max_length=200, description="Such as sma:50,ema:20,rsi:14,macd,bbands:20,atr:14"),
        ],
        first_day: FirstDay = None,
        last_day: LastDay = None,
        interval: Literal["1d", "1w", "1mo"] = "1d",
        limit: Annotated[int, Field(ge=1, le=_MOST_BARS, description="How many last bars")] = 5,
    ) -> Json:
        """Values of technical indicators on the last bars of a period, oldest first."""
        wanted = read_indicators(names)
        series = (await self._history.prices([symbol])).get(symbol)
        end = day_of(caller, last_day)
        shown = cut(series, end) if series is not None else None
        if shown is None or not shown.days.size:
            raise PriceUnavailable(f"No prices of {symbol} are known by {end}", "no_history")
        found = technical(shown, wanted, start=first_day, end=end, interval=interval)
        places = range(max(0, len(found.dates) - limit), len(found.dates))
        return {
            "symbol": symbol,
            "currency": series.currency if series else "",
            "as_of": found.dates[-1] if found.dates else None,
            "source": shown.source,
            "items": [
                {
                    "date": found.dates[at],
                    "close": to_json(found.close[at]),
                    "indicators": {
                        name: {line: to_json(values[at]) for line, values in lines.items()}
                        for name, lines in found.lines.items()
                    },
                }
                for at in places
            ],
        }
