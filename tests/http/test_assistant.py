"""Asking over HTTP: streams, the JSON form, what is stored, and clients that go away."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from functions.http.app import create_api
from functions.wiring import Services
from tests.fakes.model_server import Answer, chat_text, sse
from tests.http.asking import STREAM, both_kept, events, running, text
from tests.http.conftest import register


async def test_an_answer_streams_and_is_stored_once(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("Hello", " there.")) as app:
        session = await app.session()
        found = await app.stream(f"/api/chat/sessions/{session}/messages")
        names = [event["event"] for event in found]
        assert names[0] == "start"
        assert names[-1] == "done"
        assert {"text", "usage", "claim_check"} <= set(names)
        assert text(found) == "Hello there."
        ids = [event["id"].rpartition(".") for event in found]
        assert {each[0] for each in ids} == {found[0]["data"]["message_id"]}
        assert [int(each[2]) for each in ids] == sorted(int(each[2]) for each in ids)
        kept = await app.messages(session)
        assert [m["role"] for m in kept] == ["user", "assistant"]
        assert kept[1]["content"] == "Hello there."
        assert kept[1] == found[-1]["data"]["message"]
        shown = await app.client.get(f"/api/chat/sessions/{session}", headers=app.headers)
        assert shown.json()["title"] == "Hello?"
        assert shown.json()["message_count"] == 2


async def test_the_json_form_is_the_message(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("Hello.")) as app:
        answer = await app.client.post("/api/chat", json={"content": "Hi"}, headers=app.headers)
        assert answer.status_code == 200
        body = answer.json()
        assert body["content"] == "Hello."
        assert body["model"] == "openai/m"
        assert body["usage"]["input_tokens"] == 10
        assert [m["id"] for m in await app.messages(body["session_id"])][1] == body["id"]


async def test_the_first_event_comes_before_the_model_says_anything(tmp_path: Path) -> None:
    async with running(tmp_path, Answer(then="hang")) as app:
        async with app.client.stream(
            "POST", "/api/chat", json={"content": "Hi"}, headers={**app.headers, **STREAM}
        ) as answer:
            first = await anext(events(answer))
        assert first["event"] == "start"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (Answer([b"{}"], 429, "application/json", {"Retry-After": "60"}), "model_rate_limited"),
        (Answer([b"{}"], 500, "application/json"), "model_unavailable"),
        (Answer([b"<html>"], 200, "text/html"), "model_broken_stream"),
        (Answer([b"data: {\n\n"]), "model_broken_stream"),
        (Answer([b'data: {"choi'], then="cut"), "model_broken_stream"),
        (Answer([b"{}"], 401, "application/json"), "model_refused"),
    ],
)
async def test_a_broken_model_is_a_clean_error_stored_once(
    tmp_path: Path, broken: Answer, code: str
) -> None:
    async with running(tmp_path, broken) as app:
        session = await app.session()
        found = await app.stream(f"/api/chat/sessions/{session}/messages")
        assert [event["event"] for event in found[-2:]] == ["error", "done"]
        assert found[-2]["data"]["code"] == code
        kept = await app.messages(session)
        assert [m["finish"] for m in kept] == ["complete", "failed"]
        as_json = await app.client.post(
            f"/api/chat/sessions/{session}/messages", json={"content": "x"}, headers=app.headers
        )
        assert as_json.status_code == 503
        assert as_json.json()["code"] == code


async def test_a_cut_after_the_first_word_keeps_the_words(tmp_path: Path) -> None:
    cut = Answer(sse({"choices": [{"delta": {"content": "It is"}}]}), then="cut")
    async with running(tmp_path, cut) as app:
        session = await app.session()
        found = await app.stream(f"/api/chat/sessions/{session}/messages")
        assert text(found) == "It is"
        (_, answer) = await app.messages(session)
        assert (answer["content"], answer["finish"]) == ("It is", "failed")
        assert answer["problem"]["code"] == "model_broken_stream"


SLOW = Answer(
    sse(*[{"choices": [{"delta": {"content": f"w{n} "}}]} for n in range(5)]), then="hang"
)


async def test_a_client_that_goes_stops_the_spending_and_its_answer_is_kept_once(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, SLOW, assistant_grace_seconds=0.1) as app:
        session = await app.session()
        url = f"/api/chat/sessions/{session}/messages"
        async with app.client.stream(
            "POST", url, json={"content": "Hi"}, headers={**app.headers, **STREAM}
        ) as answer:
            said = ""
            async for event in events(answer):
                said += event["data"]["delta"] if event["event"] == "text" else ""
                if said.endswith("w4 "):
                    break
        await asyncio.wait_for(app.model.dropped.wait(), 120)
        kept = await both_kept(app, session)
        assert [m["finish"] for m in kept] == ["complete", "interrupted"]
        assert kept[1]["content"] == "w0 w1 w2 w3 w4 "


async def test_a_second_question_meanwhile_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path, SLOW) as app:
        session = await app.session()
        url = f"/api/chat/sessions/{session}/messages"
        async with app.client.stream(
            "POST", url, json={"content": "Hi"}, headers={**app.headers, **STREAM}
        ) as answer:
            await anext(events(answer))
            second = await app.client.post(url, json={"content": "And?"}, headers=app.headers)
            assert second.status_code == 409
            assert second.json()["code"] == "session_busy"
            stop = await app.client.post(
                f"/api/chat/sessions/{session}/cancel", headers=app.headers
            )
            assert stop.json() == {"cancelled": True}
        kept = await both_kept(app, session)
        assert [m["finish"] for m in kept] == ["complete", "cancelled"]


async def test_a_connection_that_comes_back_misses_nothing(tmp_path: Path) -> None:
    words = [{"choices": [{"delta": {"content": f"w{n} "}}]} for n in range(20)]
    end = {"choices": [{"delta": {}, "finish_reason": "stop"}]}
    async with running(tmp_path, Answer(sse(*words, end), gap=0.02)) as app:
        session = await app.session()
        url = f"/api/chat/sessions/{session}/messages"
        seen: list[dict[str, Any]] = []
        async with app.client.stream(
            "POST", url, json={"content": "Hi"}, headers={**app.headers, **STREAM}
        ) as answer:
            async for event in events(answer):
                seen.append(event)
                if len(seen) == 4:
                    break
        last = {"Last-Event-ID": seen[-1]["id"]}
        rest = await app.stream(url, **last)
        assert text(seen + rest) == "".join(f"w{n} " for n in range(20))
        assert rest[-1]["event"] == "done"
        assert len(await app.messages(session)) == 2
        assert len(app.model.requests) == 1


async def test_a_worker_that_did_not_answer_replays_from_the_store(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("Hello.")) as app:
        session = await app.session()
        found = await app.stream(f"/api/chat/sessions/{session}/messages")
        other = Services(app.services.settings)
        transport = httpx2.ASGITransport(create_api(other))
        async with httpx2.AsyncClient(transport=transport, base_url="http://other") as client:
            again = await client.get(
                f"/api/chat/sessions/{session}/stream",
                headers={**app.headers, "Last-Event-ID": found[1]["id"]},
            )
            replayed = [event async for event in events(again)]
        await other.documents.close()
        (whole,) = [event["data"] for event in replayed if event["event"] == "text"]
        assert whole == {"delta": "Hello.", "replace": True}
        assert replayed[-1]["data"] == found[-1]["data"]


async def test_what_belongs_to_another_is_not_found(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("Hello.")) as app:
        session = await app.session()
        found = await app.stream(f"/api/chat/sessions/{session}/messages")
        bob = await register(app.client, "bob@example.org")
        last = {**bob, "Last-Event-ID": found[0]["id"]}
        base = f"/api/chat/sessions/{session}"
        for method, url in [
            ("GET", base),
            ("GET", f"{base}/messages"),
            ("GET", f"{base}/stream"),
            ("GET", f"{base}/export"),
            ("POST", f"{base}/cancel"),
            ("DELETE", base),
        ]:
            answer = await app.client.request(method, url, headers=last)
            assert answer.status_code == 404, url
        own = await app.client.post("/api/chat/sessions", json={}, headers=bob)
        theirs = f"/api/chat/sessions/{own.json()['id']}/stream"
        assert (await app.client.get(theirs, headers=last)).status_code == 404


async def test_sessions_are_searched_archived_exported_and_erased(tmp_path: Path) -> None:
    async with running(tmp_path, chat_text("Hello.")) as app:
        first = await app.client.post(
            "/api/chat", json={"content": "What about Apple?"}, headers=app.headers
        )
        await app.client.post("/api/chat", json={"content": "And bonds?"}, headers=app.headers)
        listed = await app.client.get("/api/chat/sessions?q=apple", headers=app.headers)
        (session,) = listed.json()["items"]
        assert session["id"] == first.json()["session_id"]
        shown = await app.client.get(f"/api/chat/sessions/{session['id']}", headers=app.headers)
        changed = await app.client.patch(
            f"/api/chat/sessions/{session['id']}",
            json={"archived": True, "title": "Fruit"},
            headers={**app.headers, "If-Match": shown.headers["etag"]},
        )
        assert changed.json()["title"] == "Fruit"
        open_ones = await app.client.get("/api/chat/sessions?archived=false", headers=app.headers)
        assert [each["title"] for each in open_ones.json()["items"]] == ["And bonds?"]
        export = await app.client.get("/api/users/me/export", headers=app.headers)
        assert f"chat/{session['id']}.json".encode() in export.content
        assert (await app.client.delete("/api/users/me", headers=app.headers)).status_code == 204


async def test_a_days_budget_stops_models_and_not_the_offline_analyst(tmp_path: Path) -> None:
    prices = {"openai/m": {"input": "100000", "output": "0"}}
    async with running(
        tmp_path, chat_text("Hello."), model_prices=prices, assistant_usd_per_day="0.5"
    ) as app:
        first = await app.client.post("/api/chat", json={"content": "Hi"}, headers=app.headers)
        assert first.json()["usage"]["cost_usd"] == "1"
        second = await app.client.post("/api/chat", json={"content": "Hi"}, headers=app.headers)
        assert (second.status_code, second.json()["code"]) == (429, "model_budget_spent")
        usage = (await app.client.get("/api/chat/usage", headers=app.headers)).json()
        assert usage["today"]["cost_usd"] == "1"
        assert usage["today"]["answers"] == 1
        chosen = await app.client.put(
            "/api/models/selected", json={"model": "offline"}, headers=app.headers
        )
        assert chosen.json()["resolved"] == "offline"
        third = await app.client.post("/api/chat", json={"content": "Hi"}, headers=app.headers)
        assert third.json()["model"] == "offline"


async def test_prompts_are_kept_where_a_developer_asked_for_it_and_only_locally(
    tmp_path: Path,
) -> None:
    for stage in ("local", "dev"):
        folder = tmp_path / stage
        async with running(folder, chat_text("Hi."), assistant_debug=True, stage=stage) as app:
            await app.client.post("/api/chat", json={"content": "Hello?"}, headers=app.headers)
        assert (folder / "prompts").exists() == (stage == "local")


async def test_a_conversation_keeps_the_model_its_first_question_chose(tmp_path: Path) -> None:
    async with running(tmp_path, *[chat_text("Hi.")] * 3, models="openai/other") as app:

        async def ask(**more: str) -> dict[str, Any]:
            answer = await app.client.post(
                "/api/chat", json={"content": "Hello?", **more}, headers=app.headers
            )
            assert answer.status_code == 200, answer.text
            return answer.json()

        first = await ask(model="openai/other")
        assert first["model"] == "openai/other"
        address = f"/api/chat/sessions/{first['session_id']}"
        kept = await app.client.get(address, headers=app.headers)
        assert kept.json()["model"] == "openai/other"
        again = await ask(session_id=first["session_id"])
        assert again["model"] == "openai/other"
        changed = await app.client.patch(
            address, json={"model": None}, headers={**app.headers, "If-Match": "*"}
        )
        assert (changed.status_code, changed.json()["model"]) == (200, None)
        assert (await ask(session_id=first["session_id"]))["model"] == "openai/m"
        refused = await app.client.post(
            "/api/chat", json={"content": "Hello?", "model": "openai/nope"}, headers=app.headers
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_model")


async def test_models_are_listed_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    async with running(
        tmp_path, chat_text("x"), models="openai/other", model_deep="openai/big"
    ) as app:
        listed = (await app.client.get("/api/models", headers=app.headers)).json()["items"]
        assert [m["id"] for m in listed] == ["openai/m", "openai/big", "openai/other", "offline"]
        assert listed[1]["routes"] == ["deep"]
        refused = await app.client.put(
            "/api/models/selected", json={"model": "openai/nope"}, headers=app.headers
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_model")


async def test_a_figure_the_person_gave_is_theirs_and_asks_for_no_repair(tmp_path: Path) -> None:
    said = chat_text("With 12,345.67 USD more you would have more.")
    async with running(tmp_path, said) as app:
        found = await app.stream("/api/chat", "What if I put in 12345.67 USD?")
        assert len(app.model.requests) == 1
    (claim,) = found[-1]["data"]["message"]["claims"]
    assert (claim["verdict"], claim["refs"]) == ("cited", ["question"])
