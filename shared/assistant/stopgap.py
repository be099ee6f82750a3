"""What stands in until the offline analyst is wired."""

from collections.abc import AsyncGenerator, Sequence

from shared.assistant.model import Caller, Event, TextDelta, Toolbox, Turn


class NoAnalyst:
    """Says that it cannot answer."""

    async def answer(
        self, question: str, history: Sequence[Turn], caller: Caller, toolbox: Toolbox
    ) -> AsyncGenerator[Event]:
        """Say so."""
        del question, history, caller, toolbox
        yield TextDelta("No language model is configured, so this cannot be answered yet.")
