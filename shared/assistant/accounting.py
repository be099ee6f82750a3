"""What model calls took, told to whoever measures; the person's own budget is `budget.py`."""

from time import perf_counter, time_ns

from shared.assistant.model import Usage
from shared.platform.measures import MODEL_COST, MODEL_SECONDS, MODEL_TOKENS, record
from shared.platform.tracing import passed


class ModelCall:
    """A call to a model, from when it is made."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._began, self._ticks = time_ns(), perf_counter()

    def end(self, outcome: str) -> None:
        """Tell how it ended: `answered`, or the kind of a `ModelError`."""
        seconds = perf_counter() - self._ticks
        record(MODEL_SECONDS, seconds, gen_ai__request__model=self._model, outcome=outcome)
        passed(
            f"chat {self._model}",
            self._began,
            "client",
            gen_ai__operation__name="chat",
            gen_ai__request__model=self._model,
            outcome=outcome,
        )


def count(turn: Usage) -> None:
    """Count a turn's tokens, and its cost where the model has a price."""
    for direction, tokens in (("input", turn.input_tokens), ("output", turn.output_tokens)):
        labels = {"gen_ai__request__model": turn.model, "gen_ai__token__type": direction}
        record(MODEL_TOKENS, tokens, **labels)
    if turn.cost_usd is not None:
        record(MODEL_COST, float(turn.cost_usd), gen_ai__request__model=turn.model)
