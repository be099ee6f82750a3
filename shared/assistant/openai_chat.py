"""The Chat Completions wire: local servers, and whatever is older than Responses."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final

from shared.assistant.llm import (
    Answered,
    CallPart,
    EndPart,
    Item,
    ModelError,
    ModelRequest,
    Part,
    Reply,
    Said,
    TextPart,
)
from shared.assistant.model import ToolSpec
from shared.assistant.model_http import Endpoint, ModelHttp, as_object

_REASONS: Final = {"stop": "stop", "tool_calls": "tool_calls", "length": "length"}


class ChatModel:
    """A model spoken to over `/chat/completions`."""

    def __init__(
        self, http: ModelHttp, endpoint: Endpoint, id: str, name: str, effort: str = ""
    ) -> None:
        self._http, self._endpoint = http, endpoint
        self._id, self._name, self._effort = id, name, effort

    @property
    def id(self) -> str:
        return self._id

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Part]:
        """Yield text as it comes, then the calls, then the end. Raises: ModelError."""
        body = _body(request, self._name, self._effort)
        turn = _Turn()
        async with aclosing(self._http.events(self._endpoint, "/chat/completions", body)) as events:
            async for batch in events:
                text = "".join([turn.add(event) for event in batch])
                if text:
                    yield TextPart(text)
        for part in turn.finished():
            yield part


@dataclass(slots=True)
class _Turn:
    """What has come of one turn. Providers number calls; pieces of one come under its number."""

    reason: str = ""
    calls: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    usage: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def add(self, event: Any) -> str:
        """Take in one event; return the text in it."""
        try:
            if event.get("error"):
                raise ModelError("unavailable", "The model reported an error in its answer")
            if event.get("usage"):
                self.usage = event["usage"]
            choices = event.get("choices") or ()
            if not choices:
                return ""
            choice = choices[0]
            if choice.get("index"):
                return ""  # one answer was asked for; pieces of another are not mixed in
            self.reason = choice.get("finish_reason") or self.reason
            delta = as_object(choice.get("delta"))
            for call in delta.get("tool_calls") or ():
                self._add_call(call)
            text = delta.get("content") or delta.get("refusal") or ""
        except (AttributeError, LookupError, TypeError) as error:
            raise ModelError("broken_stream", "The model sent an event of no known form") from error
        if not isinstance(text, str):
            raise ModelError("broken_stream", "The model sent text of no known form")
        return text

    def _add_call(self, piece: Mapping[str, Any]) -> None:
        index = piece.get("index", len(self.calls))
        call = self.calls.setdefault(index, ["", "", ""])
        function = as_object(piece.get("function"))
        call[0] = piece.get("id") or call[0]
        call[1] = function.get("name") or call[1]
        call[2] += function.get("arguments") or ""

    def finished(self) -> list[Part]:
        """Return calls and end. Raises: ModelError when the stream was cut before its end."""
        if not self.reason:
            raise ModelError("broken_stream", "The model's answer broke off")
        calls = [
            CallPart(call_id or f"call_{index}", name, arguments)
            for index, (call_id, name, arguments) in sorted(self.calls.items())
        ]
        # Some servers say "stop" beside calls.
        reason = "tool_calls" if calls else _REASONS.get(self.reason, "filtered")
        details = as_object(self.usage.get("prompt_tokens_details"))
        end = EndPart(
            reason,  # pyright: ignore[reportArgumentType] - one of the four, by the table
            int(self.usage.get("prompt_tokens") or 0),
            int(self.usage.get("completion_tokens") or 0),
            int(details.get("cached_tokens") or 0),
        )
        return [*calls, end]


def _body(request: ModelRequest, name: str, effort: str) -> dict[str, Any]:
    messages = [{"role": "system", "content": request.instructions}, *_messages(request.items)]
    body: dict[str, Any] = {
        "model": name,
        "messages": messages,
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_completion_tokens": request.max_output_tokens,
    }
    if request.tools:
        body |= {"tools": [_tool(tool) for tool in request.tools], "tool_choice": "auto"}
    if effort:
        body["reasoning_effort"] = effort
    return body


def _messages(items: Sequence[Item]) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    for item in items:
        match item:
            case Said():
                messages.append({"role": item.role, "content": item.text})
            case Answered():
                messages.append(
                    {"role": "tool", "tool_call_id": item.call_id, "content": item.output}
                )
            case Reply():
                messages.append(_reply(item))
    return messages


def _reply(reply: Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments or "{}"},
            }
            for call in reply.calls
        ]
    return message


def _tool(tool: ToolSpec) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    return {"type": "function", "function": function}
