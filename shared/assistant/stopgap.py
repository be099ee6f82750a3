"""What stands in until toolbox, verifier and offline analyst are wired."""

from collections.abc import AsyncGenerator, Mapping, Sequence

from shared.assistant.digests import digest
from shared.assistant.model import (
    Caller,
    Claim,
    Event,
    Json,
    TextDelta,
    Toolbox,
    ToolOutcome,
    ToolSpec,
    Turn,
)


class NoTools:
    """A toolbox without tools."""

    def specs(self, caller: Caller) -> Sequence[ToolSpec]:
        del caller
        return ()

    async def call(
        self, name: str, arguments: Mapping[str, Json], caller: Caller, *, ref: str = "t1"
    ) -> ToolOutcome:
        """Answer that there is no such tool."""
        del caller
        value = {"error": {"code": "unknown_tool", "detail": "There is no such tool"}}
        return ToolOutcome(ref, name, arguments, value, digest(value), is_error=True)


class NoClaims:
    """A verifier that finds no figures."""

    def check(self, text: str, outcomes: Sequence[ToolOutcome]) -> list[Claim]:
        """Return nothing."""
        del text, outcomes
        return []


class NoAnalyst:
    """Says that it cannot answer."""

    async def answer(
        self, question: str, history: Sequence[Turn], caller: Caller, toolbox: Toolbox
    ) -> AsyncGenerator[Event]:
        """Say so."""
        del question, history, caller, toolbox
        yield TextDelta("No language model is configured, so this cannot be answered yet.")
