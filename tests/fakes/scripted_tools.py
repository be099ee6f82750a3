"""A toolbox whose answers a test writes: what a real ledger seldom says (a missing price)."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.assistant.digests import digest
from shared.assistant.model import Caller, ToolOutcome, ToolSpec

SCHEMA = {"type": "object", "properties": {}}


class ScriptedTools:
    """Offers the tools it has an answer for; a text in place of one is a refusal with it."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    def specs(self, caller: Caller) -> Sequence[ToolSpec]:
        del caller
        return [ToolSpec(name, name, name, SCHEMA) for name in self.answers]

    async def call(
        self, name: str, arguments: Mapping[str, Any], caller: Caller, *, ref: str = "t1"
    ) -> ToolOutcome:
        del caller
        self.calls.append((name, arguments))
        value = self.answers[name]
        is_error = isinstance(value, str)
        value = {"error": {"detail": value}} if is_error else value
        return ToolOutcome(ref, name, arguments, value, digest(value), is_error=is_error)
