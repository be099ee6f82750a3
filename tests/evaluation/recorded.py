"""Exchanges recorded from real models, through the real loop: their tool, their words.

They were recorded about capitals, not portfolios; what they prove is that tool choice, arguments
and text of the models' own streams come through whole on both wires, and that their errors end
cleanly. Origin: tests/data/SOURCES.md.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shared.assistant.digests import digest
from shared.assistant.llm import ModelError
from shared.assistant.model import Caller, TextDelta, ToolCall, ToolOutcome, ToolSpec
from tests.evaluation.conversations import Wire, analyst
from tests.fakes.model_server import Answer

FOLDER = Path(__file__).parents[1] / "data" / "llm"
CAPITALS = {"UK": "London", "France": "Paris"}
_CALLER = Caller("u", frozenset({"read"}), None, date(2024, 1, 2))


@dataclass(frozen=True)
class Exchange:
    """A recorded exchange and what was recorded in it."""

    wire: Wire
    country: str
    text: str


EXCHANGES = (
    Exchange("chat", "UK", "The capital of the UK is London."),
    Exchange("responses", "France", "The capital of France is Paris."),
)
ERRORS: tuple[tuple[Wire, str, int], ...] = (
    ("chat", "err_404_model.0.body.json", 404),
    ("responses", "err_400_responses.0.body.json", 400),
)


class Capitals:
    """The tool that was offered when the exchanges were recorded."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def specs(self, caller: Caller) -> Sequence[ToolSpec]:
        del caller
        schema = {
            "type": "object",
            "properties": {"country": {"type": "string"}},
            "required": ["country"],
        }
        return [ToolSpec("get_capital", "Capital", "", schema)]

    async def call(
        self, name: str, arguments: Mapping[str, Any], caller: Caller, *, ref: str = "t1"
    ) -> ToolOutcome:
        del caller
        self.asked.append(f"{name} {json.dumps(dict(arguments))}")
        value = {"capital": CAPITALS[arguments["country"]]}
        return ToolOutcome(ref, name, arguments, value, digest(value))


async def comes_through(exchange: Exchange) -> bool:
    """Whether a recorded exchange gives the recorded call and words."""
    script = [
        Answer([(FOLDER / f"{exchange.wire}_stream_tool.{part}.body.sse").read_bytes()])
        for part in (0, 1)
    ]
    toolbox, text, calls = Capitals(), "", list[ToolCall]()
    async with analyst(exchange.wire, script, "2026-11-1") as loop:
        async for event in loop.answer("What is the capital?", [], _CALLER, toolbox):
            text += event.text if isinstance(event, TextDelta) else ""
            calls += [event] if isinstance(event, ToolCall) else []
    wanted = {"country": exchange.country}
    return (
        text == exchange.text
        and [(one.name, dict(one.arguments)) for one in calls] == [("get_capital", wanted)]
        and toolbox.asked == [f"get_capital {json.dumps(wanted)}"]
    )


async def ends_cleanly(wire: Wire, file: str, status: int) -> bool:
    """Whether a recorded error is refused by its kind, its prose left with the provider."""
    answer = Answer([(FOLDER / file).read_bytes()], status, "application/json")
    async with analyst(wire, [answer], "2026-11-1") as loop:
        try:
            async for _ in loop.answer("Hello?", [], _CALLER, Capitals()):
                return False
        except ModelError as error:
            return error.kind == "refused" or status in {400, 404}
    return False
