"""A question that could not be answered is asked again with its key, and then it is answered.

Found by `make chaos SEEDS=11`: a model away for two seconds was away for this key for good.
"""

import asyncio
from pathlib import Path
from typing import Any

from tests.fakes.model_server import Answer, chat_text
from tests.http.asking import App, running

QUESTION = "What is a plumb line?"
DEAD = Answer([b"{}"], status=503, content_type="application/json")


async def ask(app: App, session: str, key: str, content: str = QUESTION) -> Any:
    return await app.client.post(
        f"/api/chat/sessions/{session}/messages",
        json={"content": content},
        headers={**app.headers, "Idempotency-Key": key},
    )


async def test_a_dead_model_that_comes_back_answers_the_same_question(tmp_path: Path) -> None:
    alive = False
    async with running(tmp_path, lambda _: chat_text("A string.") if alive else DEAD) as app:
        session = await app.session()
        for _ in range(2):
            failed = await ask(app, session, "k-1")
            assert (failed.status_code, failed.json()["code"]) == (503, "model_unavailable")
        alive = True
        answered = await ask(app, session, "k-1")
        assert answered.status_code == 200, answered.text
        assert answered.json()["content"] == "A string."
        replayed = await ask(app, session, "k-1")
        assert replayed.json() == answered.json()

        stored = await app.messages(session)
        assert [(each["role"], each["content"]) for each in stored] == [
            ("user", QUESTION),
            ("assistant", "A string."),
        ]
        told = await app.client.get(f"/api/chat/sessions/{session}", headers=app.headers)
        assert told.json()["message_count"] == 2
        sent = app.model.requests[-1]["messages"]
        assert sum(QUESTION in str(each["content"]) for each in sent) == 1


async def test_a_refusal_that_says_when_to_come_again_is_not_kept(tmp_path: Path) -> None:
    async with running(tmp_path, Answer([], then="hang"), chat_text("A string.")) as app:
        session = await app.session()
        first = asyncio.create_task(ask(app, session, "k-1", "Something long?"))
        while not app.model.requests:  # noqa: ASYNC110 - the fake offers no event
            await asyncio.sleep(0.01)
        busy = await ask(app, session, "k-2")
        assert busy.status_code == 409
        assert "retry-after" in busy.headers
        await app.client.post(f"/api/chat/sessions/{session}/cancel", headers=app.headers)
        await first
        answered = await ask(app, session, "k-2")
        assert answered.status_code == 200, answered.text
        assert answered.json()["content"] == "A string."
