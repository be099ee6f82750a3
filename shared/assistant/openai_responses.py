"""The Responses wire: OpenAI, Azure OpenAI, Grok. Nothing is stored there (`store=False`)."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
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

_TEXT: Final = ("response.output_text.delta", "response.refusal.delta")
# What reasoning models need back is opaque to us, and must be asked for when nothing is stored.
_ENCRYPTED: Final = "reasoning.encrypted_content"
_REPLAYED: Final = frozenset({"message", "function_call", "reasoning"})


class ResponsesModel:
    """A model spoken to over `/responses`."""

    def __init__(
        self, http: ModelHttp, endpoint: Endpoint, id: str, name: str, effort: str = ""
    ) -> None:
        self._http, self._endpoint = http, endpoint
        self._id, self._name, self._effort = id, name, effort

    @property
    def id(self) -> str:
        return self._id

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Part]:
        """Yield text and calls as they come, then the end. Raises: ModelError."""
        body = _body(request, self._id, self._name, self._effort)
        output: list[Mapping[str, Any]] = []
        async with aclosing(self._http.events(self._endpoint, "/responses", body)) as events:
            async for batch in events:
                for part in _joined(_part(event, output) for event in batch):
                    yield part
                    if isinstance(part, EndPart):
                        return
        raise ModelError("broken_stream", "The model's answer broke off")


def _joined(parts: Iterable[Part | None]) -> Iterator[Part]:
    """Yield the parts of one read, texts side by side as one."""
    texts: list[str] = []
    for part in parts:
        if isinstance(part, TextPart):
            texts.append(part.text)
        elif part is not None:
            if texts:
                yield TextPart("".join(texts))
                texts = []
            yield part
    if texts:
        yield TextPart("".join(texts))


def _part(event: Any, output: list[Mapping[str, Any]]) -> Part | None:
    """Return what an event says, if it says anything; collect finished output items."""
    try:
        kind = event["type"]
        if kind in _TEXT:
            return TextPart(str(event["delta"]))
        if kind == "response.output_item.done":
            return _item_done(event["item"], output)
        if kind in {"response.completed", "response.incomplete"}:
            return _end(event["response"], output)
        if kind in {"response.failed", "error"}:
            raise _reported(event)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ModelError("broken_stream", "The model sent an event of no known form") from error
    return None


def _item_done(item: Mapping[str, Any], output: list[Mapping[str, Any]]) -> CallPart | None:
    if item["type"] in _REPLAYED:
        output.append(item)
    if item["type"] == "function_call":
        return CallPart(item["call_id"], item["name"], item["arguments"])
    return None


def _end(response: Mapping[str, Any], output: Sequence[Mapping[str, Any]]) -> EndPart:
    usage = as_object(response.get("usage"))
    reason = "tool_calls" if any(i["type"] == "function_call" for i in output) else "stop"
    if response.get("status") == "incomplete":
        why = as_object(response.get("incomplete_details")).get("reason")
        reason = "filtered" if why == "content_filter" else "length"
    return EndPart(
        reason,
        int(usage.get("input_tokens") or 0),
        int(usage.get("output_tokens") or 0),
        int(as_object(usage.get("input_tokens_details")).get("cached_tokens") or 0),
        tuple(output),
    )


def _reported(event: Mapping[str, Any]) -> ModelError:
    """Return the error an event reports; its prose stays with the provider."""
    error = as_object(as_object(event.get("response")).get("error")) or as_object(
        event.get("error")
    )
    code = (error or event).get("code")
    if code == "rate_limit_exceeded":
        return ModelError("rate_limited", "The model's rate limit was reached in its answer")
    return ModelError("unavailable", "The model reported an error in its answer")


def _body(request: ModelRequest, id: str, name: str, effort: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": name,
        "instructions": request.instructions,
        "input": _input(request.items, id),
        "stream": True,
        "store": False,
        "include": [_ENCRYPTED],
        "max_output_tokens": request.max_output_tokens,
    }
    if request.tools:
        body |= {"tools": [_tool(tool) for tool in request.tools], "tool_choice": "auto"}
    if effort:
        body["reasoning"] = {"effort": effort}
    if request.user_key:
        body["prompt_cache_key"] = request.user_key
    return body


def _input(items: Sequence[Item], id: str) -> list[Mapping[str, Any]]:
    sent: list[Mapping[str, Any]] = []
    for item in items:
        match item:
            case Said():
                sent.append({"role": item.role, "content": item.text})
            case Answered():
                sent.append(
                    {
                        "type": "function_call_output",
                        "call_id": item.call_id,
                        "output": item.output,
                    }
                )
            case Reply():
                sent += item.replay if item.replay_for == id and item.replay else _told(item)
    return sent


def _told(reply: Reply) -> list[Mapping[str, Any]]:
    told: list[Mapping[str, Any]] = []
    if reply.text:
        told.append({"role": "assistant", "content": reply.text})
    told += [
        {
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments or "{}",
        }
        for call in reply.calls
    ]
    return told


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
        "strict": False,
    }
