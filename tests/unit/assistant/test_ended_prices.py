"""Comparisons with a share whose prices ended early tell until which day they hold."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.assistant.model import Caller, TextDelta, ToolOutcome
from shared.assistant.offline_analyst.analyst import OfflineAnalyst
from tests.fakes.scripted_tools import ScriptedTools
from tests.unit.assistant.offline_answers import (
    CALLER,
    USUAL,
    ask,
    performance,
    statistics,
)

ENDED = {"symbol": "IBM", "twr": 0.0, "prices_until": "2018-01-02"}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Compare my portfolio with IBM",
            "**5.00 percentage points ahead of** IBM. The prices of IBM end on 2 January 2018: the "
            "comparison holds until that day, after it IBM stands still.",
        ),
        (
            "Vergleiche mein Depot mit IBM",
            "Die Kurse von IBM enden am 2. Januar 2018: Der Vergleich gilt bis zu diesem Tag",
        ),
        ("Did I beat IBM?", "ahead of it. The prices of IBM end on 2 January 2018: the comparison"),
    ],
)
async def test_a_portfolio_beside_a_share_that_ended(question: str, told: str) -> None:
    text, _ = await ask(question, performance=performance(twr=0.05, benchmark=ENDED))
    assert told in text


async def test_nothing_is_said_of_prices_that_go_on() -> None:
    beside = ENDED | {"prices_until": None}
    text, _ = await ask(
        "Compare my portfolio with IBM", performance=performance(twr=0.05, benchmark=beside)
    )
    assert "end on" not in text


class _OneEnded(ScriptedTools):
    """Tells of IBM that its prices ended months before the others'."""

    async def call(
        self, name: str, arguments: Mapping[str, Any], caller: Caller, *, ref: str = "t1"
    ) -> ToolOutcome:
        ended = name == "history" and arguments["symbol"] == "IBM"
        self.answers = {**self.answers, "history": statistics(**IBM if ended else {})}
        return await super().call(name, arguments, caller, ref=ref)


IBM = {"last_day": "2018-01-02", "total_return": 0.02}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Compare MSFT with IBM",
            "From 30 June 2017 to 29 June 2018. The prices of IBM end on 2 January 2018: its "
            "return is that until then.",
        ),
        ("Vergleiche MSFT mit IBM", "Die Kurse von IBM enden am 2. Januar 2018: Die Rendite ist"),
    ],
)
async def test_shares_side_by_side_of_which_one_ended(question: str, told: str) -> None:
    tools = _OneEnded(USUAL | {"history": None})
    text = ""
    async for event in OfflineAnalyst().answer(question, [], CALLER, tools):
        text += event.text if isinstance(event, TextDelta) else ""
    assert told in text
