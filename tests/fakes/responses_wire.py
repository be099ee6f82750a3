"""Answers over the Responses wire, for the scripted model server."""

from tests.fakes.model_server import Answer, sse

_USAGE = {"input_tokens": 10, "output_tokens": 5}


def responses_text(*words: str) -> Answer:
    """Return an answer of text."""
    deltas = [{"type": "response.output_text.delta", "delta": word} for word in words]
    end = {"type": "response.completed", "response": {"status": "completed", "usage": _USAGE}}
    return Answer(sse(*deltas, end))


def responses_calls(*calls: tuple[str, str]) -> Answer:
    """Return an answer that calls tools: (name, JSON of the arguments)."""
    items = [
        {
            "type": "response.output_item.done",
            "item": {
                "type": "function_call",
                "call_id": f"call_{number}",
                "name": name,
                "arguments": arguments,
            },
        }
        for number, (name, arguments) in enumerate(calls)
    ]
    end = {"type": "response.completed", "response": {"status": "completed", "usage": _USAGE}}
    return Answer(sse(*items, end))
