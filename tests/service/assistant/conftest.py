"""Models over real local HTTP, and a toolbox of two tools."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from shared.assistant.agent import Candidate, ModelAnalyst
from shared.assistant.budget import Limits
from shared.assistant.digests import digest
from shared.assistant.model import Caller, Claim, Event, ToolOutcome, ToolSpec, Usage
from shared.assistant.model_http import Endpoint, ModelHttp, Timeouts
from shared.assistant.openai_chat import ChatModel

CALLER = Caller("u1", frozenset({"read", "trade-draft"}), None, date(2024, 1, 2))


class TwoTools:
    """`worth` answers a value, `slow` waits for its twin: both must run at once to finish."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.size = 0
        self._twins = 0
        self._both = asyncio.Event()

    def specs(self, caller: Caller) -> Sequence[ToolSpec]:
        del caller
        schema = {"type": "object", "properties": {}}
        return [ToolSpec(name, name, name, schema) for name in ("worth", "slow")]

    async def call(
        self, name: str, arguments: Mapping[str, Any], caller: Caller, *, ref: str = "t1"
    ) -> ToolOutcome:
        del caller
        self.calls.append((name, arguments))
        if name == "broken":
            raise RuntimeError("a defect")
        if name == "slow":
            self._twins += 1
            if self._twins == 2:
                self._both.set()
            await self._both.wait()
        value: Any = {"total_value": "1234.56", "currency": "USD", "padding": "x" * self.size}
        return ToolOutcome(ref, name, arguments, value, digest(value))


class FigureChecker:
    """Supports exactly 1234.56; any other figure with a point in it is unsupported."""

    def check(
        self, text: str, outcomes: Sequence[ToolOutcome], *, question: str = ""
    ) -> list[Claim]:
        del question
        figures = [word.strip(".,") for word in text.split() if any(c.isdigit() for c in word)]
        return [
            Claim(f, f, "cited", (f"{outcomes[0].ref}/total_value",))
            if f == "1234.56" and outcomes
            else Claim(f, f, "unsupported")
            for f in figures
        ]


class Asking:
    """A model analyst over scripted servers."""

    def __init__(self, http: ModelHttp) -> None:
        self.http = http
        self.toolbox = TwoTools()
        self.charged: list[Usage] = []

    def model(self, url: str, name: str = "m", silence: float = 5.0) -> ChatModel:
        timeouts = Timeouts(2, silence)
        return ChatModel(self.http, Endpoint(url, None, timeouts), f"local/{name}", name)

    async def ask(
        self, *models: ChatModel, limits: Limits | None = None, question: str = "Worth?"
    ) -> list[Event]:
        async def charge(usage: Usage) -> None:
            self.charged.append(usage)

        analyst = ModelAnalyst(
            [Candidate(model) for model in models], limits or Limits(), FigureChecker(), charge
        )
        return [e async for e in analyst.answer(question, [], CALLER, self.toolbox)]


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    http = ModelHttp()
    yield Asking(http)
    await http.close()
