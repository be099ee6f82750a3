"""The loop, on models that behave and models that do not."""

import json

import pytest

from shared.assistant.budget import Limits
from shared.assistant.llm import ModelError
from shared.assistant.model import Event, Failure, TextDelta, ToolCall, ToolResult, Usage
from tests.fakes.model_server import Answer, chat_calls, chat_text, model_server, sse
from tests.service.assistant.conftest import Asking


def text(events: list[Event]) -> str:
    said = ""
    for event in events:
        if isinstance(event, TextDelta):
            said = event.text if event.replace else said + event.text
    return said


def results(events: list[Event]) -> list[ToolResult]:
    return [event for event in events if isinstance(event, ToolResult)]


async def test_independent_calls_run_side_by_side(asking: Asking) -> None:
    # Each of the two waits for the other: one after the other they would never end.
    script = chat_calls(("slow", '{"n": 1}'), ("slow", '{"n": 2}')), chat_text("Fine.")
    async with model_server(*script) as server:
        events = await asking.ask(asking.model(server.url))
        roles = [message["role"] for message in server.requests[1]["messages"][2:]]
    assert roles == ["assistant", "tool", "tool"]
    assert {result.outcome.ref for result in results(events)} == {"t1", "t2"}
    assert text(events) == "Fine."
    assert [usage.turns for usage in events if isinstance(usage, Usage)] == [1, 2]
    assert len(asking.charged) == 2


async def test_a_defect_in_a_tool_and_malformed_arguments_are_results_the_model_can_act_on(
    asking: Asking,
) -> None:
    script = (
        chat_calls(("broken", "{}"), ("worth", '{"cut": '), ("worth", "[1]")),
        chat_text("I could not."),
    )
    async with model_server(*script) as server:
        events = await asking.ask(asking.model(server.url))
        told = [json.loads(m["content"]) for m in server.requests[1]["messages"][3:]]
    assert [each["value"]["error"]["code"] for each in told] == [
        "tool_failed",
        "malformed_arguments",
        "malformed_arguments",
    ]
    assert asking.toolbox.calls == [("broken", {})]
    assert text(events) == "I could not."


async def test_a_loop_without_end_is_cut_by_the_budget(asking: Asking) -> None:
    def again(body: dict) -> Answer:
        return chat_calls(("worth", json.dumps({"n": len(body["messages"])})))

    async with model_server(again) as server:
        events = await asking.ask(asking.model(server.url), limits=Limits(turns=4))
        assert len(server.requests) == 4
        assert "tools" not in server.requests[-1]  # the last turn is asked to answer
    (failure,) = [event for event in events if isinstance(event, Failure)]
    assert failure.problem.code == "answer_budget_spent"
    assert len(asking.toolbox.calls) == 3


async def test_the_same_call_again_is_answered_as_before(asking: Asking) -> None:
    call = chat_calls(("worth", '{"a": 1, "b": 2}'))
    again = chat_calls(("worth", '{"b": 2, "a": 1}'))
    async with model_server(call, again, chat_text("Done.")) as server:
        events = await asking.ask(asking.model(server.url))
    assert len(asking.toolbox.calls) == 1
    assert [result.outcome.ref for result in results(events)] == ["t1", "t1"]


async def test_a_tool_result_of_two_megabytes_is_cut_for_the_model_and_kept_for_the_check(
    asking: Asking,
) -> None:
    asking.toolbox.size = 2_000_000
    async with model_server(chat_calls(("worth", "{}")), chat_text("1234.56")) as server:
        events = await asking.ask(asking.model(server.url))
        assert len(server.requests[1]["messages"][-1]["content"]) < 120_000
    assert len(results(events)[0].outcome.value["padding"]) == 2_000_000
    assert text(events) == "1234.56"


@pytest.mark.parametrize(
    "failing",
    [
        Answer([b"{}"], 429, "application/json"),
        Answer([b"{}"], 503, "application/json"),
        Answer([b"hello"], 200, "text/plain"),
        Answer(sse({"choices": [{"delta": {"role": "assistant"}}]}), then="cut"),
    ],
)
async def test_before_the_first_word_the_next_model_is_asked(
    asking: Asking, failing: Answer
) -> None:
    async with model_server(failing) as first, model_server(chat_text("Hello.")) as second:
        events = await asking.ask(asking.model(first.url), asking.model(second.url, "other"))
        assert (len(first.requests), len(second.requests)) == (1, 1)
    assert text(events) == "Hello."
    assert [usage.model for usage in events if isinstance(usage, Usage)] == ["local/other"]


async def test_after_the_first_word_no_other_model_is_asked(asking: Asking) -> None:
    cut = Answer(sse({"choices": [{"delta": {"content": "It is "}}]}), then="cut")
    async with model_server(cut) as first, model_server(chat_text("Hello.")) as second:
        with pytest.raises(ModelError) as caught:
            await asking.ask(asking.model(first.url), asking.model(second.url))
        assert len(second.requests) == 0
    assert caught.value.kind == "broken_stream"


async def test_a_refused_key_or_model_leads_to_no_other_model(asking: Asking) -> None:
    refused = Answer([b"{}"], 401, "application/json")
    async with model_server(refused) as first, model_server(chat_text("Hello.")) as second:
        with pytest.raises(ModelError) as caught:
            await asking.ask(asking.model(first.url), asking.model(second.url))
        assert len(second.requests) == 0
    assert caught.value.kind == "refused"


async def test_a_single_model_is_asked_once_more(asking: Asking) -> None:
    async with model_server(Answer([b"{}"], 500, "application/json"), chat_text("Hi.")) as server:
        events = await asking.ask(asking.model(server.url))
    assert text(events) == "Hi."


async def test_a_figure_without_evidence_is_repaired_once(asking: Asking) -> None:
    wrong, right = chat_text("It is 9999.99 now."), chat_text("It is 1234.56 now.")
    script = chat_calls(("worth", "{}")), wrong, right
    async with model_server(*script) as server:
        events = await asking.ask(asking.model(server.url))
        assert "9999.99" in server.requests[2]["messages"][-1]["content"]
        assert len(server.requests) == 3
    assert text(events) == "It is 1234.56 now."
    assert [event.replace for event in events if isinstance(event, TextDelta)] == [False, True]


async def test_a_repair_that_is_no_better_leaves_the_answer_as_it_was(asking: Asking) -> None:
    async with model_server(chat_text("It is 9999.99.")) as server:
        events = await asking.ask(asking.model(server.url))
        assert len(server.requests) == 2
    assert text(events) == "It is 9999.99."


async def test_text_before_a_tool_call_is_a_paragraph_of_its_own(asking: Asking) -> None:
    script = chat_calls(("worth", "{}"), text="Let me look."), chat_text("Done.")
    async with model_server(*script) as server:
        events = await asking.ask(asking.model(server.url))
    assert text(events) == "Let me look.\n\nDone."
    assert [e.name for e in events if isinstance(e, ToolCall)] == ["worth"]
