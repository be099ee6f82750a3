"""What the assistant speaks of: events, messages, tools and their outcomes, claims.

Evidence has an address: the `ref` of a tool's outcome (`t1`, `t2`, … in calling order within one
answer) followed by a JSON pointer into its value, as in `t1/total_value` or `t2/items/0/weight`.
Citations and claims name evidence by that address, so that anyone can look it up.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol

type Json = Any
type Verdict = Literal["cited", "derived", "general", "unsupported"]
type Finish = Literal["complete", "interrupted", "cancelled", "failed"]
type Role = Literal["user", "assistant"]

OFFLINE_MODEL: Final = "offline"
"""The name of the analyst that needs no model, wherever a model is named."""


@dataclass(frozen=True, slots=True)
class InvestorProfile:
    """What a person told us of themselves; empty text where they did not."""

    currency: str = "USD"
    locale: str = "en-US"
    time_zone: str = "UTC"
    goals: str = ""
    risk_profile: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a tool is called: taken from the request, never from a model.

    `portfolio_grants` None: every portfolio of the user. `as_of` is the day the answer is for;
    nothing later may be seen. `portfolio_id` is the portfolio the session is about, if any.
    """

    user_id: str
    scopes: frozenset[str]
    portfolio_grants: frozenset[str] | None
    as_of: date
    portfolio_id: str | None = None
    profile: InvestorProfile = field(default_factory=InvestorProfile)

    @property
    def sees_everything(self) -> bool:
        """Whether this caller reaches what is of no portfolio, and so tells of the whole person."""
        return self.portfolio_grants is None

    def may_see(self, portfolio_id: str | None) -> bool:
        """Whether this caller reaches a portfolio of the user; None: what is of no portfolio."""
        return self.portfolio_grants is None or portfolio_id in self.portfolio_grants


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as models and MCP clients see it. `parameters` is its JSON schema.

    `scope` is what a caller needs: `read`, or `trade-draft` for tools that propose a write. No tool
    writes by itself: a draft takes effect when the person confirms it in the page.
    """

    name: str
    title: str
    description: str
    parameters: Mapping[str, Json]
    scope: str = "read"


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What a tool answered. `value` is JSON: decimals are strings, ratios are numbers.

    `digest` is the SHA-256 of `value` in canonical form. Errors are outcomes too: `value` is then
    {"error": {"code", "detail", "hint"?}}, so that a model can act on them. `as_of` is the day or
    instant of the youngest datum used, `sources` who provided it.
    """

    ref: str
    name: str
    arguments: Mapping[str, Json]
    value: Json
    digest: str
    is_error: bool = False
    as_of: date | datetime | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """The first event, sent before anything is asked of anyone."""

    message_id: str
    session_id: str
    model: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool is about to be called."""

    id: str
    name: str
    arguments: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A tool has answered; `id` is its call's."""

    id: str
    outcome: ToolOutcome


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the answer's Markdown. `replace`: forget the text so far, this is it (a repair)."""

    text: str
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A piece of evidence the answer rests on; `ref` is its address, `path` its pointer.

    `about` names the row that a figure stands in: `AAPL`, `2021-03-19`.
    """

    ref: str
    kind: Literal["tool", "passage"]
    tool: str | None = None
    path: str | None = None
    document: str | None = None
    section: str | None = None
    quote: str | None = None
    value: Json = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure in the answer and what became of it.

    `text` is the figure as written, `start` and `end` its place in the Markdown (characters, end
    exclusive), `value` the number or date read from it, `refs` the evidence it rests on.
    """

    text: str
    value: Json
    verdict: Verdict
    refs: tuple[str, ...] = ()
    start: int = -1
    end: int = -1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """The verdicts on all figures of the answer as it now stands."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer has cost so far, and the model last asked.

    `cost_usd` None: a model that was asked has no price configured.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    turns: int = 0
    tool_calls: int = 0
    cost_usd: str | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for the person: RFC 9457 fields without the request's own."""

    code: str
    detail: str
    status: int
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """The answer cannot go on (`error` on the wire)."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool call as it is kept with its message."""

    id: str
    name: str
    arguments: Mapping[str, Json]
    result_digest: str
    ref: str = ""
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a session; `content` is Markdown. What a person wrote has no evidence."""

    id: str
    role: Role
    content: str
    created_at: str
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    tool_calls: tuple[ToolUse, ...] = ()
    model: str | None = None
    usage: Usage | None = None
    finish: Finish = "complete"
    problem: Problem | None = None

    @property
    def came_to_nothing(self) -> bool:
        """Whether an answer failed, or its worker died, before a word of it was there."""
        return self.finish in {"failed", "interrupted"} and not self.content


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the message as it was stored."""

    message: Message


type Event = (
    Start | ToolCall | ToolResult | TextDelta | Citation | ClaimCheck | Usage | Failure | Done
)

EVENT_NAMES: Final[Mapping[type, str]] = {
    Start: "start",
    ToolCall: "tool_call",
    ToolResult: "tool_result",
    TextDelta: "text",
    Citation: "citation",
    ClaimCheck: "claim_check",
    Usage: "usage",
    Failure: "error",
    Done: "done",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message as an analyst is shown it."""

    role: Role
    content: str


class Toolbox(Protocol):
    """Everything an analyst or an MCP client may call."""

    def specs(self, caller: Caller) -> Sequence[ToolSpec]:
        """Return the tools this caller's scopes allow, in a fixed order."""
        ...

    async def call(
        self, name: str, arguments: Mapping[str, Json], caller: Caller, *, ref: str = "t1"
    ) -> ToolOutcome:
        """Call a tool. Never raises for what the tool, its arguments or its data got wrong."""
        ...


class Analyst(Protocol):
    """Whoever composes answers: a model in our loop, or the offline analyst."""

    def answer(
        self, question: str, history: Sequence[Turn], caller: Caller, toolbox: Toolbox
    ) -> AsyncGenerator[Event]:
        """Yield tool calls and results, text, citations, usage; a Failure last if there is one.

        Start, claim checks and Done are added by who runs the analyst.
        """
        ...


class ClaimChecker(Protocol):
    """Holds an answer's figures against the evidence; pure."""

    def check(
        self, text: str, outcomes: Sequence[ToolOutcome], *, question: str = ""
    ) -> list[Claim]:
        """Return every figure in the text with its verdict, in reading order.

        Figures of the question may be repeated: they rest on `question`.
        """
        ...
