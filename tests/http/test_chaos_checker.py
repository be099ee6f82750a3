"""The checker of `make chaos` sees what it is there for: each violation, made on purpose."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.chaos import checking, person
from tests.chaos.checking import of_person, of_store, of_stranger, violations
from tests.chaos.person import Person
from tests.fakes.model_server import chat_text
from tests.http.asking import App, running
from tests.http.test_reports import deliver


@dataclass
class Town:
    """Two people with something booked, asked, watched and reported, and the API they live on."""

    app: App
    data: Path
    people: list[Person]

    @property
    def ada(self) -> Person:
        return self.people[0]

    def entries(self) -> str:
        return f"portfolios/{self.ada.portfolio}/transactions"


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr(checking, "_SOON_SECONDS", 0.1)
    monkeypatch.setattr(checking, "_SETTLED_SECONDS", 0.1)
    async with running(tmp_path, chat_text("A string.")) as app:
        address = [str(app.client.base_url)]
        people = [Person(number, 1, lambda: address) for number in range(2)]
        for each in people:
            await each.move_in()
            while len(each.book.acknowledged) < 2:
                await each.trade()
            for act in (each.ask, each.watch, each.report):
                await act()
        await deliver(app.services)
        yield Town(app, tmp_path, people)
        for each in people:
            await each.close()


async def test_a_town_where_all_is_well_has_no_violation(town: Town) -> None:
    assert await violations(town.data, town.people, never) == []


async def test_a_report_that_waits_is_given_an_hour(town: Town) -> None:
    await town.ada.report()

    async def later() -> None:
        await deliver(town.app.services)

    assert await violations(town.data, town.people, later) == []


async def never() -> None:
    raise AssertionError("nothing waits")


async def lost(town: Town) -> None:
    [mark, *_] = town.ada.book.acknowledged
    path = f"{town.entries()}/{town.ada.book.acknowledged[mark]['id']}"
    assert await town.ada.delete(path, "behind her back")


async def doubled(town: Town) -> None:
    draft = dict(next(iter(town.ada.book.acknowledged.values())))
    draft.pop("id")
    await town.ada.insist("POST", town.entries(), draft)


async def unheard_of(town: Town) -> None:
    draft = dict(next(iter(town.ada.book.acknowledged.values()))) | {"note": "from nowhere"}
    draft.pop("id")
    await town.ada.insist("POST", town.entries(), draft)


async def deleted_and_there(town: Town) -> None:
    mark, _ = town.ada.book.acknowledged.popitem()
    town.ada.book.deleted.add(mark)


async def refused_and_there(town: Town) -> None:
    mark, _ = town.ada.book.acknowledged.popitem()
    town.ada.book.refused[mark] = "422"


async def another_quantity(town: Town) -> None:
    next(iter(town.ada.book.acknowledged.values()))["quantity"] = "1000"


async def a_cent_too_much(town: Town) -> None:
    read = town.ada.read

    async def wrong(path: str, **query: Any) -> Any:
        answer = await read(path, **query)
        return answer | {"fees": "0.01"} if path.endswith("/summary") else answer

    town.ada.read = wrong  # type: ignore[method-assign]


async def asked_twice(town: Town) -> None:
    question = {"content": town.ada.book.asked[0]}
    await town.ada.insist("POST", f"chat/sessions/{town.ada.session}/messages", question)


async def watched_by_nobody(town: Town) -> None:
    town.ada.book.watched.clear()


async def a_report_that_never_comes(town: Town) -> None:
    await town.ada.report()  # its message is delivered to nobody


async def a_report_nobody_was_promised(town: Town) -> None:
    town.ada.book.reports.clear()


async def a_failure_of_ours(town: Town) -> None:
    town.ada.book.server_errors.append("GET portfolios: 500")


@pytest.mark.parametrize(
    ("bug", "told"),
    [
        (lost, "was acknowledged and is lost"),
        (doubled, "is there 2 times"),
        (unheard_of, "from nowhere is there and nobody was told"),
        (deleted_and_there, "was deleted and is there"),
        (refused_and_there, "was refused and is there"),
        (another_quantity, "held,"),
        (a_cent_too_much, "the parts make"),
        (asked_twice, "is there 2 times"),
        (watched_by_nobody, "watches ["),
        (a_report_that_never_comes, "is queued"),
        (a_report_nobody_was_promised, "a report nobody was promised"),
        (a_failure_of_ours, "an answer of 500"),
    ],
)
async def test_what_does_not_hold_is_told(
    town: Town, bug: Callable[[Town], Awaitable[None]], told: str
) -> None:
    await bug(town)
    found = await of_person(town.ada)
    assert any(told in each for each in found), found


async def test_what_another_can_see_is_told(town: Town) -> None:
    ada, bob = town.people
    assert await of_stranger(ada, bob) == []
    found = await of_stranger(ada, ada)
    assert len(found) == 5
    assert all("and was told 200" in each for each in found)


async def test_a_changed_audit_event_is_told(town: Town, tmp_path: Path) -> None:
    copy = copy_of(town.data, tmp_path / "copy")
    with closing(sqlite3.connect(copy / "plumbline.db", autocommit=True)) as store:
        changed = store.execute(
            "UPDATE audit SET body = json_set(body, '$.actor', 'nobody') "
            "WHERE body LIKE '%registered%'"
        )
        assert changed.rowcount > 0
    assert any("the audit trail" in each for each in of_store(copy))


async def test_a_damaged_file_is_told(town: Town, tmp_path: Path) -> None:
    copy = copy_of(town.data, tmp_path / "copy")
    with (copy / "plumbline.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 8192)
    assert any("the store's file" in each for each in of_store(copy))


async def test_who_never_gets_an_answer_gives_up_and_says_what_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(person, "PATIENCE_SECONDS", 0.1)
    alone = Person(0, 1, list)
    with pytest.raises(TimeoutError, match="no answer"):
        await alone.read("portfolios")
    assert alone.doing.startswith("GET portfolios")
    await alone.close()


def copy_of(data: Path, folder: Path) -> Path:
    """Return a folder with what the store holds, in one file."""
    folder.mkdir()
    for name in ("plumbline.db", "plumbline.db-wal"):
        shutil.copy(data / name, folder)
    with closing(sqlite3.connect(folder / "plumbline.db", autocommit=True)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder
