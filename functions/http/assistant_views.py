"""Wire types of the assistant."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StrictBool

from functions.http.schemas import Input, Output
from shared.kernel.text import one_line

# No `type` of its own: in the document it stays where it is.
_LINE = Annotated[str, Field(max_length=120), AfterValidator(one_line)]

type ModelName = Annotated[
    str, Field(min_length=1, max_length=120, description="A model's id, a route, or `offline`")
]


class SessionInput(Input):
    """A session to start. `portfolio_id` is what the conversation is about, if one portfolio."""

    title: _LINE = ""
    model: ModelName | None = None
    portfolio_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class SessionChange(Input):
    """What may be changed of a session; what is left out stays."""

    title: _LINE | None = None
    archived: StrictBool | None = None
    model: ModelName | None = None
    portfolio_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class SessionView(Output):
    """A conversation."""

    id: str
    title: str
    archived: bool
    model: str | None
    portfolio_id: str | None
    message_count: int
    created_at: AwareDatetime
    updated_at: AwareDatetime


class MessageInput(Input):
    """A question, or whatever a person says."""

    content: Annotated[str, Field(min_length=1, max_length=8_000)]


class OneShotInput(MessageInput):
    """A question; a new session is made unless one is named. `model` is the new session's."""

    session_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    portfolio_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    model: ModelName | None = None


class CitationView(Output):
    """A piece of evidence. `ref` is its address: a tool result's, and a JSON pointer into it.

    `about` names the row that a figure stands in, by its symbol, name or day.
    """

    ref: str
    kind: Literal["tool", "passage"]
    tool: str | None
    path: str | None
    document: str | None
    section: str | None
    quote: str | None
    value: Any
    about: str | None = None


class ClaimView(Output):
    """A figure of the answer, with its place in `content` and its verdict."""

    text: str
    value: Any
    verdict: Literal["cited", "derived", "general", "unsupported"]
    refs: list[str]
    start: int
    end: int
    reason: str


class ToolUseView(Output):
    """A tool call behind the answer."""

    id: str
    name: str
    arguments: dict[str, Any]
    result_digest: str
    ref: str
    is_error: bool


class UsageView(Output):
    """What an answer cost; `cost_usd` is null where a model's price is not configured."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int
    turns: int
    tool_calls: int
    cost_usd: str | None
    model: str


class MessageProblem(Output):
    """Why an answer could not go on."""

    code: str
    detail: str
    status: int
    retry_after_seconds: int | None


class MessageView(Output):
    """One message of a session; `content` is Markdown."""

    id: str
    role: Literal["user", "assistant"]
    content: str
    created_at: AwareDatetime
    citations: list[CitationView]
    claims: list[ClaimView]
    tool_calls: list[ToolUseView]
    model: str | None
    usage: UsageView | None
    finish: Literal["complete", "interrupted", "cancelled", "failed"]
    problem: MessageProblem | None


class AnswerView(MessageView):
    """An answer, and the session it is in."""

    session_id: str


class Cancelled(Output):
    """Whether there was an answer to stop."""

    cancelled: bool


class PriceView(Output):
    """US dollars for a million tokens."""

    input: str
    output: str
    cached: str | None


class ModelView(Output):
    """A model that may be chosen, with the routes that lead to it."""

    id: str
    provider: str
    name: str
    routes: list[str]
    price: PriceView | None


class SelectedModel(Output):
    """What the person has chosen. `resolved` is the model that would be asked now."""

    model: str
    allow_fallback: bool
    fallback_order: list[str]
    resolved: str


class SelectionInput(Input):
    """A model's id, a route (`quick`, `deep`, `report`) or `offline`; and what follows it."""

    model: ModelName = "quick"
    allow_fallback: StrictBool = True
    fallback_order: Annotated[list[ModelName], Field(max_length=10, default_factory=list)]


class DayUsageView(Output):
    """What one day (UTC) has cost; `is_priced`: every model used has a price configured."""

    day: str
    answers: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cost_usd: str
    is_priced: bool


class AssistantUsage(Output):
    """A person's use of language models, newest day first, and what a day may cost."""

    today: DayUsageView
    days: list[DayUsageView]
    limit_usd_per_day: str
    limit_tokens_per_day: int


class DraftView(Output):
    """A proposed write. It takes effect when the person confirms it, not before."""

    id: str
    kind: str
    summary: str
    body: dict[str, Any]
    proposed_by: str
    portfolio_id: str | None
    status: Literal["open", "confirmed", "discarded"]
    created_at: AwareDatetime
    result: dict[str, Any] | None
