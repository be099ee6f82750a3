"""What tools answer the analyst without a model, written by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.assistant.model import Caller, TextDelta, Turn
from shared.assistant.offline_analyst.analyst import OfflineAnalyst
from tests.fakes.scripted_tools import ScriptedTools

DAY = "2018-06-29"
CALLER = Caller("ada", frozenset({"read", "trade-draft"}), None, date(2018, 6, 29))
HEAD = {"portfolio": "Main", "as_of": DAY, "currency": "USD"}
APPLE: dict[str, Any] = {
    "symbol": "AAPL", "name": "Apple Inc.", "quantity": "10", "price": "185.11",
    "price_currency": "USD", "market_value": "1851.10", "average_price": "139.79",
    "cost_basis": "1397.90", "weight": 1.0, "unrealised_gain": "453.20",
    "unrealised_return": 0.3242, "is_stale": False,
}  # fmt: skip
UNPRICED = APPLE | {
    "price": None, "market_value": None, "weight": None, "unrealised_gain": None,
    "unrealised_return": None, "average_price": None, "cost_basis": None,
}  # fmt: skip
NOT_FOUND: dict[str, Any] = {"items": []}
FOUND = {"items": [{"symbol": "IBM", "name": "IBM"}]}


def holdings(*items: Mapping[str, Any], cash: Any = ()) -> dict[str, Any]:
    return HEAD | {"items": list(items), "total_count": len(items), "cash": list(cash)}


def summary(**given: Any) -> dict[str, Any]:
    known = {"total_value": "1851.10", "net_contributions": "1397.90", "gain": "453.20"}
    return HEAD | known | given


def performance(**given: Any) -> dict[str, Any]:
    period = {"from": "2017-03-01", "to": DAY, "gain": None, "notes": {}, "twr": None}
    return HEAD | period | {"benchmark": None} | given


def attribution(*items: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    days = {"from": "2018-06-28", "to": DAY, "gain": "0", "twr": None, "items": list(items)}
    return HEAD | days | given


def moved(symbol: str, gain: str, share: float | None = None) -> dict[str, Any]:
    return {"symbol": symbol, "name": symbol, "gain": gain, "return": share}


def risk(**given: Any) -> dict[str, Any]:
    known = {"from": "2017-03-01", "to": DAY, "observations": 336, "notes": {}, "contributions": []}
    return HEAD | known | given


def statistics(**given: Any) -> dict[str, Any]:
    told = {
        "first_day": "2017-06-30", "last_day": DAY, "total_return": 0.1, "price_return": 0.08,
        "last_close": "110", "first_close": "100", "highest_close": "120", "lowest_close": "90",
        "highest_day": "2018-01-26", "lowest_day": "2018-04-02",
    }  # fmt: skip
    return {"currency": "USD", "statistics": told | given}


USUAL: dict[str, Any] = {
    "search_symbols": NOT_FOUND,
    "portfolios": {"items": [{"name": "Main"}]},
    "holdings": holdings(),
}


async def ask(question: str, *earlier: str, **answers: Any) -> tuple[str, ScriptedTools]:
    tools = ScriptedTools(USUAL | answers)
    history = [Turn("user", one) for one in earlier]
    text = ""
    async for event in OfflineAnalyst().answer(question, history, CALLER, tools):
        text += event.text if isinstance(event, TextDelta) else ""
    return text, tools
