"""What must be true when the dust has settled: held against what people were told."""

import asyncio
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from decimal import Decimal
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any, Final

from tests.chaos.machine import TODAY
from tests.chaos.person import Person
from tests.local_host import ROOT

_SOON_SECONDS: Final = 20.0
_SETTLED_SECONDS: Final = 240.0

type Later = Callable[[], Awaitable[None]]


async def violations(data: Path, people: list[Person], later: Later) -> list[str]:
    """Return what does not hold of a data folder and its people, one sentence each.

    `later`: lets an hour go by, where something still waits: a timer finds what a message lost by
    a killed Azurite was about.
    """
    if not await _settled(people, _SOON_SECONDS):
        await later()
        await _settled(people, _SETTLED_SECONDS)
    found: list[str] = []
    for person in people:
        found += [f"{person.name}: {each}" for each in await of_person(person)]
    for one, other in zip(people, people[1:] + people[:1], strict=True):
        found += await of_stranger(one, other)
    return found + await asyncio.to_thread(of_store, data)


async def of_person(person: Person) -> list[str]:
    """Return what does not hold of what a person was told."""
    checks = (_ledger, _arithmetic, _conversation, _watchlist, _reports)
    found = [each for check in checks for each in await check(person)]
    return found + [f"an answer of 500: {each}" for each in person.book.server_errors]


async def of_stranger(one: Person, other: Person) -> list[str]:
    """Return what one person can see of another's."""
    paths = (
        f"portfolios/{one.portfolio}/summary",
        f"portfolios/{one.portfolio}/transactions",
        f"chat/sessions/{one.session}/messages",
        f"watchlists/{one.watchlist}",
        *(f"reports/{report}" for report in one.book.reports[:1]),
    )
    found = [(path, await other.status_of(path)) for path in paths]
    return [
        f"{other.name} asked for {one.name}'s {path} and was told {status}"
        for path, status in found
        if status != HTTPStatus.NOT_FOUND
    ]


async def _ledger(person: Person) -> list[str]:
    """Every acknowledged entry is there once, and nothing else is."""
    stored: Counter[str] = Counter()
    cursor = None
    while True:
        query = {"limit": 500} | ({"cursor": cursor} if cursor else {})
        page = await person.read(f"portfolios/{person.portfolio}/transactions", **query)
        stored.update(str(item.get("note")) for item in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    expected = set(person.book.acknowledged)
    wrong = [f"{mark} was acknowledged and is lost" for mark in sorted(expected - set(stored))]
    wrong += [f"{mark} is there {count} times" for mark, count in stored.items() if count > 1]
    for mark in sorted(set(stored) - expected):
        if mark in person.book.deleted:
            wrong.append(f"{mark} was deleted and is there")
        elif mark in person.book.refused:
            wrong.append(f"{mark} was refused and is there")
        else:
            wrong.append(f"{mark} is there and nobody was told")
    return wrong


async def _arithmetic(person: Person) -> list[str]:
    """Quantities are the sum of the entries; the parts of the gain add up to the cent."""
    quantities: Counter[str] = Counter()
    for entry in person.book.acknowledged.values():
        sign = 1 if entry["kind"] == "buy" else -1
        quantities[entry["symbol"]] += sign * int(entry["quantity"])
    held = await person.read(f"portfolios/{person.portfolio}/holdings")
    served = {item["symbol"]: Decimal(item["quantity"]) for item in held["items"]}
    wrong = [
        f"{symbol}: {served.get(symbol)} held, {count} entered"
        for symbol, count in quantities.items()
        if served.get(symbol, Decimal(0)) != count
    ]
    told = await person.read(f"portfolios/{person.portfolio}/summary")
    parts = ("realised_gain", "unrealised_gain", "income", "cash_fx_effect")
    gain = sum(Decimal(told[part]) for part in parts if told.get(part) is not None)
    gain -= Decimal(told["fees"]) + Decimal(told["taxes"])
    if gain != Decimal(told["gain"]):
        wrong.append(f"the parts make {gain}, the gain is {told['gain']}")
    return wrong


async def _conversation(person: Person) -> list[str]:
    """Every question that was answered is there once, with one answer."""
    page = await person.read(f"chat/sessions/{person.session}/messages", limit=500)
    asked = Counter(item["content"] for item in page["items"] if item["role"] == "user")
    wrong = [f"{q!r} is there {asked[q]} times" for q in person.book.asked if asked[q] != 1]
    roles = [item["role"] for item in page["items"]]
    if any(one == other for one, other in pairwise(roles)):
        wrong.append("questions and answers do not alternate")
    return wrong


async def _watchlist(person: Person) -> list[str]:
    listed = await person.read(f"watchlists/{person.watchlist}")
    symbols = [item["symbol"] for item in listed.get("items", [])]
    return [] if symbols == person.book.watched else [f"watches {symbols}, {person.book.watched}"]


async def _settled(people: list[Person], seconds: float) -> bool:
    """Wait until no promised report is being made; False when some still are after so long."""
    waiting = [(person, report) for person in people for report in person.book.reports]
    deadline = monotonic() + seconds
    while waiting:
        states = [await person.read(f"reports/{report}") for person, report in waiting]
        found = zip(waiting, states, strict=True)
        waiting = [each for each, state in found if state.get("status") in {"queued", "running"}]
        if monotonic() > deadline:
            break
        await asyncio.sleep(0.5)
    return not waiting


async def _reports(person: Person) -> list[str]:
    """Every report that was promised is ready, and there is no other."""
    wrong: list[str] = []
    for report in person.book.reports:
        state: dict[str, Any] = await person.read(f"reports/{report}")
        if state.get("status") != "ready":
            wrong.append(f"report {report} is {state.get('status')}: {state.get('error')}")
    page = await person.read("reports", limit=500)
    extra = {item["id"] for item in page.get("items", [])} - set(person.book.reports)
    return wrong + [f"a report nobody was promised: {each}" for each in sorted(extra)]


def of_store(data: Path) -> list[str]:
    """Return whether the file is not sound, or the audit trail does not hang together."""
    try:
        with closing(sqlite3.connect(f"file:{data / 'plumbline.db'}?mode=ro", uri=True)) as store:
            sound = [row[0] for row in store.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        sound = [str(error)]
    wrong = [f"the store's file: {each}" for each in sound if each != "ok"]
    audit = subprocess.run(
        [sys.executable, "-m", "tools.audit_verify"],
        cwd=ROOT,
        env={"PLUMBLINE_DATA_DIR": str(data), "PLUMBLINE_TODAY": TODAY},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    if audit.returncode != 0:
        wrong.append(f"the audit trail: {audit.stdout[-400:]}{audit.stderr[-400:]}")
    return wrong
