"""The port to language models: one request, one typed stream of its parts.

    ModelError            the model's side failed; `kind` says how
      rate_limited        429; `retry_after_seconds` when it said
      unavailable         5xx, no connection, the service says it is overloaded
      timed_out           no answer, or silence within it, for too long
      broken_stream       it ended early, or was no event stream, or could not be read
      refused             4xx: key, model name or request are wrong; another model may not help

Only the kinds a person's settings name lead to another model (`fallback`), and none does once a
token of the answer is visible.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from shared.assistant.model import ToolSpec
from shared.kernel.errors import Unavailable

type ErrorKind = Literal["rate_limited", "unavailable", "timed_out", "broken_stream", "refused"]
type Wire = Literal["responses", "chat"]


class ModelError(Unavailable):
    """A language model did not answer as it should. Carries nothing the provider wrote."""

    default_code = "model_unavailable"

    def __init__(
        self, kind: ErrorKind, detail: str, *, retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(detail, f"model_{kind}", retry_after_seconds=retry_after_seconds)
        self.kind: ErrorKind = kind


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the person, or an earlier answer."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class CallPart:
    """The model wants a tool called. `arguments` is JSON text as the model wrote it: maybe none."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said in an earlier turn of this answer.

    `replay` holds the provider's own output items (with encrypted reasoning), for that wire alone;
    another model is told text and calls.
    """

    text: str
    calls: tuple[CallPart, ...]
    replay: tuple[Mapping[str, Any], ...] = ()
    replay_for: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a called tool answered, as JSON text."""

    call_id: str
    output: str


type Item = Said | Reply | Answered


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One turn: everything the model is told. `instructions` are ours; nothing else commands."""

    instructions: str
    items: Sequence[Item]
    tools: Sequence[ToolSpec]
    max_output_tokens: int
    user_key: str = ""


@dataclass(frozen=True, slots=True)
class TextPart:
    """More text."""

    text: str


@dataclass(frozen=True, slots=True)
class EndPart:
    """The turn is over; always the last part of a stream that did not fail."""

    reason: Literal["stop", "tool_calls", "length", "filtered"]
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    replay: tuple[Mapping[str, Any], ...] = ()


type Part = TextPart | CallPart | EndPart


class LanguageModel(Protocol):
    """A model that can be asked."""

    @property
    def id(self) -> str:
        """`provider/model`, as people choose it."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[Part]:
        """Yield the parts of one turn as they come, an EndPart last. Raises: ModelError.

        Closing the iterator ends the request: the provider is told to stop.
        """
        ...
