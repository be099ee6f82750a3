"""Answers give way to questions that are being begun, and never for long."""

import asyncio

import pytest

from shared.assistant.beginnings import Beginnings


async def test_an_answer_waits_until_the_last_question_is_begun() -> None:
    beginnings, told = Beginnings(), list[str]()

    async def answer() -> None:
        await beginnings.over()
        told.append("answered")

    with beginnings.one():
        with beginnings.one():
            answering = asyncio.create_task(answer())
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        told.append("begun")
    await answering
    assert told == ["begun", "answered"]


async def test_nobody_waits_when_nothing_is_begun() -> None:
    waiting = Beginnings().over()
    with pytest.raises(StopIteration):
        waiting.send(None)


async def test_a_question_that_fails_to_begin_holds_nobody_up() -> None:
    beginnings = Beginnings()
    with pytest.raises(KeyError), beginnings.one():
        raise KeyError
    await asyncio.sleep(0)
    waiting = beginnings.over()
    with pytest.raises(StopIteration):
        waiting.send(None)


async def test_where_questions_never_end_answers_are_given_all_the_same() -> None:
    beginnings = Beginnings()
    with beginnings.one():
        await beginnings.over()
