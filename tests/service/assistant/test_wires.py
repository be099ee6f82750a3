"""The two wires, on exchanges recorded from the vendor; its own SDK is the oracle."""

from pathlib import Path
from typing import Any

import pytest

from shared.assistant.llm import (
    Answered,
    CallPart,
    EndPart,
    LanguageModel,
    ModelError,
    ModelRequest,
    Reply,
    Said,
    TextPart,
)
from shared.assistant.model import ToolSpec
from shared.assistant.model_http import Endpoint, ModelHttp, Timeouts
from shared.assistant.openai_chat import ChatModel
from shared.assistant.openai_responses import ResponsesModel
from tests.fakes.model_server import Answer, model_server, sse

RECORDED = Path(__file__).parents[2] / "data" / "llm"
REQUEST = ModelRequest("Be brief.", [Said("user", "Capital of the UK?")], [], 500)
UNKNOWN_MODEL = Answer(
    [(RECORDED / "err_404_model.0.body.json").read_bytes()], 404, "application/json"
)
FAILED = {"type": "response.failed", "response": {"error": {"code": "rate_limit_exceeded"}}}
MODELS = {"chat": ChatModel, "responses": ResponsesModel}


def recorded(name: str) -> Answer:
    return Answer([(RECORDED / name).read_bytes()])


async def parts(wire: str, answer: Answer, silence: float = 5.0) -> list[Any]:
    http = ModelHttp()
    async with model_server(answer) as server:
        timeouts = Timeouts(2, silence)
        endpoint = Endpoint(server.url, None, timeouts)
        model: LanguageModel = MODELS[wire](http, endpoint, "openai/m", "m")
        try:
            return [part async for part in model.stream(REQUEST)]
        finally:
            await http.close()


@pytest.mark.parametrize(
    ("wire", "file", "call"),
    [
        ("chat", "chat_stream_tool.0.body.sse", '{"country":"UK"}'),
        ("responses", "responses_stream_tool.0.body.sse", '{"country":"France"}'),
    ],
)
async def test_a_recorded_tool_call_is_read_whole(wire: str, file: str, call: str) -> None:
    *found, end = await parts(wire, recorded(file))
    assert [(part.name, part.arguments) for part in found] == [("get_capital", call)]
    assert isinstance(end, EndPart)
    assert end.reason == "tool_calls"
    assert end.input_tokens > 0


@pytest.mark.parametrize(
    ("wire", "file", "text"),
    [
        ("chat", "chat_stream_tool.1.body.sse", "The capital of the UK is London."),
        ("responses", "responses_stream_tool.1.body.sse", "The capital of France is Paris."),
    ],
)
async def test_recorded_text_is_read_whole(wire: str, file: str, text: str) -> None:
    *found, end = await parts(wire, recorded(file))
    assert "".join(part.text for part in found if isinstance(part, TextPart)) == text
    assert end.reason == "stop"


@pytest.mark.parametrize("number", [0, 1])
async def test_the_vendors_sdk_reads_the_same_from_the_same_bytes(number: int) -> None:
    import openai

    ours = await parts("chat", recorded(f"chat_stream_tool.{number}.body.sse"))
    async with (
        model_server(recorded(f"chat_stream_tool.{number}.body.sse")) as server,
        openai.AsyncOpenAI(base_url=server.url, api_key="x") as client,
    ):
        stream = await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "?"}], stream=True
        )
        chunks = [chunk async for chunk in stream]
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    text = "".join(delta.content or "" for delta in deltas)
    arguments = "".join(
        call.function.arguments or ""
        for delta in deltas
        for call in delta.tool_calls or ()
        if call.function
    )
    usage = next(chunk.usage for chunk in chunks if chunk.usage)
    assert text == "".join(part.text for part in ours if isinstance(part, TextPart))
    assert arguments == "".join(part.arguments for part in ours if isinstance(part, CallPart))
    assert (usage.prompt_tokens, usage.completion_tokens) == (
        ours[-1].input_tokens,
        ours[-1].output_tokens,
    )


@pytest.mark.parametrize("wire", ["chat", "responses"])
async def test_every_cut_of_a_recorded_stream_is_an_error_and_not_an_answer(wire: str) -> None:
    whole = (RECORDED / f"{wire}_stream_tool.1.body.sse").read_bytes()
    for cut in range(0, whole.rindex(b"data: {"), 997):
        with pytest.raises(ModelError) as caught:
            await parts(wire, Answer([whole[:cut]] if cut else [], then="cut"))
        assert caught.value.kind in {"broken_stream", "unavailable"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer([b"{}"], 429, "application/json", {"Retry-After": "7"}), "rate_limited"),
        (Answer([b"{}"], 500, "application/json"), "unavailable"),
        (Answer([b"<html>"], 502, "text/html"), "unavailable"),
        (Answer([b"<html>hello"], 200, "text/html"), "broken_stream"),
        (Answer([b"data: {oops\n\n"]), "broken_stream"),
        (Answer([b'data: {"choices": 7}\n\n']), "broken_stream"),
        (Answer([b"data: [1]\n\n"]), "broken_stream"),
        (Answer(sse({"error": {"message": "gpt-5.2"}})), "unavailable"),
        (Answer(sse({"choices": [{"delta": {"content": 7}}]})), "broken_stream"),
        (Answer(sse({"choices": [{"delta": {"content": "a"}}]})), "broken_stream"),
        (Answer(sse({"choices": [{"delta": {"content": "a"}}]}), then="hang"), "timed_out"),
        (UNKNOWN_MODEL, "refused"),
    ],
)
async def test_what_a_provider_gets_wrong_is_told_by_its_kind(answer: Answer, kind: str) -> None:
    with pytest.raises(ModelError) as caught:
        await parts("chat", answer, silence=0.3)
    assert caught.value.kind == kind
    assert "gpt-5.2" not in caught.value.detail  # the provider's prose stays with the provider
    assert caught.value.retry_after_seconds == (7 if kind == "rate_limited" else None)


@pytest.mark.parametrize("event", [{"type": "error", "code": "server_error"}, FAILED])
async def test_an_error_inside_a_stream_is_an_error(event: dict[str, Any]) -> None:
    with pytest.raises(ModelError) as caught:
        await parts("responses", Answer(sse(event)))
    assert caught.value.kind in {"unavailable", "rate_limited"}


async def test_pieces_of_a_second_answer_are_not_mixed_into_the_first() -> None:
    pieces = [{"index": at, "delta": {"content": word}} for at, word in ((0, "yes"), (1, "no"))]
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    found = await parts("chat", Answer(sse(*({"choices": [one]} for one in (*pieces, end)))))
    assert [part.text for part in found if isinstance(part, TextPart)] == ["yes"]


@pytest.mark.parametrize(
    ("why", "reason"), [("content_filter", "filtered"), ("max_output_tokens", "length")]
)
async def test_an_answer_that_was_ended_early_says_why(why: str, reason: str) -> None:
    response = {"status": "incomplete", "incomplete_details": {"reason": why}}
    event = {"type": "response.incomplete", "response": response}
    (end,) = await parts("responses", Answer(sse(event)))
    assert end.reason == reason


async def test_requests_are_what_the_wires_ask_for() -> None:
    tool = ToolSpec("worth", "Worth", "What it is worth", {"type": "object", "properties": {}})
    replay = ({"type": "reasoning", "id": "r1", "encrypted_content": "…"},)
    items = [
        Said("user", "Worth?"),
        Reply("Let me see.", (CallPart("c1", "worth", "{}"),), replay, "openai/m"),
        Answered("c1", '{"value":1}'),
    ]
    request = ModelRequest("Rules.", items, [tool], 500)
    bodies = {}
    for wire, made in MODELS.items():
        http = ModelHttp()
        async with model_server(recorded(f"{wire}_stream_tool.1.body.sse")) as server:

            async def token() -> str:
                return "secret"

            model = made(http, Endpoint(server.url, token), "openai/m", "m", "low")
            assert [part async for part in model.stream(request)]
            bodies[wire] = server.requests[0]
            assert "authorization: bearer secret" in server.headers[0].lower()
        await http.close()
    chat, responses = bodies["chat"], bodies["responses"]
    assert [m["role"] for m in chat["messages"]] == ["system", "user", "assistant", "tool"]
    assert chat["messages"][2]["tool_calls"][0]["function"] == {"name": "worth", "arguments": "{}"}
    assert chat["reasoning_effort"] == "low"
    assert responses["store"] is False
    assert responses["instructions"] == "Rules."
    assert responses["input"][1] == dict(replay[0])
    assert responses["input"][2]["type"] == "function_call_output"
    assert responses["tools"][0]["name"] == chat["tools"][0]["function"]["name"] == "worth"
