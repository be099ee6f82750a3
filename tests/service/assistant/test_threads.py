"""The lock of a conversation: a question whose answer came to nothing is answered anew, once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from shared.assistant.model import Finish, Message, Problem
from shared.assistant.threads import LEASE_SECONDS, Held, Threads
from shared.kernel.errors import Conflict, NotFound
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock

ADA = "ada"
ASKED = Message("q1", "user", "What is a plumb line?", "2024-05-01T12:00:00Z")
ANSWER = Message("q2", "assistant", "", "2024-05-01T12:00:01Z")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def threads(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Threads]:
    documents = SqliteDocumentStore(tmp_path / "plumbline.db", clock)
    yield Threads(documents, clock)
    await documents.close()


async def asked(threads: Threads) -> Held:
    session = await threads.create(ADA)
    return await threads.begin(ADA, session.id, ASKED, ANSWER.id)


async def test_a_worker_that_died_before_a_word_leaves_a_question_to_answer(
    threads: Threads, clock: ManualClock
) -> None:
    held = await asked(threads)
    assert await threads.begin_again(ADA, held.session_id, ANSWER.id) is None
    clock.advance(LEASE_SECONDS + 1)
    assert await threads.recover(ADA, held.session_id)
    again = await threads.begin_again(ADA, held.session_id, ANSWER.id)
    assert again is not None
    # It is in the making now: who comes next listens to that.
    assert await threads.begin_again(ADA, held.session_id, ANSWER.id) is None
    assert await threads.finish(again, replace(ANSWER, content="A string."))
    assert [m.content for m in await threads.messages(ADA, held.session_id)] == [
        ASKED.content,
        "A string.",
    ]


@pytest.mark.parametrize(
    ("finish", "content"),
    [("complete", "A string."), ("failed", "A str"), ("interrupted", "A"), ("cancelled", "")],
)
async def test_an_answer_with_words_and_a_wish_to_stop_stand(
    threads: Threads, finish: Finish, content: str
) -> None:
    held = await asked(threads)
    await threads.finish(held, replace(ANSWER, finish=finish, content=content))
    assert await threads.begin_again(ADA, held.session_id, ANSWER.id) is None


async def test_it_waits_for_another_question(threads: Threads) -> None:
    held = await asked(threads)
    problem = Problem("model_unavailable", "The model service answered 503", 503)
    await threads.finish(held, replace(ANSWER, finish="failed", problem=problem))
    await threads.begin(ADA, held.session_id, replace(ASKED, id="q3"), "q4")
    with pytest.raises(Conflict, match="still being answered"):
        await threads.begin_again(ADA, held.session_id, ANSWER.id)


async def test_whoever_answers_learns_of_a_wish_to_stop_and_still_keeps_what_is_there(
    threads: Threads,
) -> None:
    held = await asked(threads)
    assert await threads.request_cancel(ADA, held.session_id)
    assert await threads.renew(held, "A str") is None
    assert await threads.finish(held, replace(ANSWER, content="A str", finish="cancelled"))
    assert not await threads.request_cancel(ADA, held.session_id)
    assert not await threads.finish(held, ANSWER)
    found = await threads.find_message(ADA, held.session_id, ANSWER.id)
    assert found is not None
    assert found.content == "A str"


@pytest.mark.parametrize("name", ["nothing", "../other", ""])
async def test_what_is_not_there_is_not_found(threads: Threads, name: str) -> None:
    session = await threads.create(ADA)
    assert await threads.find_message(ADA, session.id, name) is None
    with pytest.raises(NotFound):
        await threads.get(ADA, name)
    with pytest.raises(NotFound):
        await threads.get("bob", session.id)


async def test_sessions_are_found_by_words_of_title_and_questions(threads: Threads) -> None:
    await threads.create(ADA, title="Taxes")
    await threads.create(ADA, question="What is " + "a very long word " * 20 + "?")
    (by_title,) = await threads.list_page(ADA, wanted="tax")
    (by_question,) = await threads.list_page(ADA, wanted="LONG")
    assert by_title.title == "Taxes"
    assert by_question.title.startswith("What is a very long word")
    assert by_question.title.endswith("…")
    assert by_question.message_count == 2
    assert await threads.list_page(ADA, wanted="nothing") == []
    assert len(await threads.list_page(ADA, archived=False, limit=1)) == 1
    assert await threads.list_page(ADA, archived=True) == []


async def test_all_messages_of_a_long_conversation_come_in_their_order(threads: Threads) -> None:
    session = await threads.create(ADA)
    for number in range(120):
        held = await threads.begin(
            ADA, session.id, replace(ASKED, id=f"m{number:03}a"), f"m{number:03}b"
        )
        assert await threads.finish(held, replace(ANSWER, id=f"m{number:03}b", content="x"))
    found = [message.id async for message in threads.all_messages(ADA, session.id)]
    assert found == [f"m{number:03}{side}" for number in range(120) for side in "ab"]
