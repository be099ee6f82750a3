"""A person at work while things break: what they asked for, and what they were told was done.

Every write has a key and a mark of its own. An answer that says yes is remembered as acknowledged;
an answer that says no, as refused. No answer, or one that says "later", means asking again with
the same key until one of the two comes, as a careful client does: at whichever host is next.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Any, Final

import httpx2

PASSWORD: Final = "a plumb line hangs straight"
SYMBOLS: Final = ("AAPL", "IBM", "BAC", "SPY")
_LATER: Final = frozenset({401, 425, 429, 500, 502, 503, 504})
_CONFLICT: Final = 409
PATIENCE_SECONDS: Final = 240.0
_THINGS_AT_LEAST: Final = 12


@dataclass
class Book:
    """What a person holds to be true."""

    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    refused: dict[str, str] = field(default_factory=dict[str, str])
    deleted: set[str] = field(default_factory=set[str])
    asked: list[str] = field(default_factory=list[str])
    watched: list[str] = field(default_factory=list[str])
    reports: list[str] = field(default_factory=list[str])
    server_errors: list[str] = field(default_factory=list[str])


class Person:
    """One user with one portfolio."""

    def __init__(self, number: int, seed: int, addresses: Callable[[], list[str]]) -> None:
        self.name = f"p{number}"
        self.doing = ""
        """What is asked for just now, and how often it was."""
        self.book = Book()
        self.portfolio = ""
        self.watchlist = ""
        self.session = ""
        self._random = Random(f"{seed}:{number}")
        self._addresses = addresses
        self._token = ""
        self._count, self._tries = 0, 0
        self._client = httpx2.AsyncClient(timeout=60)

    async def close(self) -> None:
        """Leave."""
        await self._client.aclose()

    async def move_in(self) -> None:
        """Register, make a portfolio, a watchlist and a conversation."""
        await self._log_in()
        made = await self.insist(
            "POST", "portfolios", {"name": self.name, "base_currency": "USD", "cash": "implied"}
        )
        self.portfolio = made["id"]
        self.watchlist = (await self.insist("POST", "watchlists", {"name": self.name}))["id"]
        self.session = (await self.insist("POST", "chat/sessions", {"title": self.name}))["id"]

    async def work(self, until: Callable[[], bool]) -> None:
        """Do one thing after the other."""
        things = (self.trade, self.trade, self.trade, self._undo, self._import, self.ask)
        things += (self.watch, self.report)
        done = 0
        while done < _THINGS_AT_LEAST or not until():
            await self._random.choice(things)()
            done += 1
            await asyncio.sleep(self._random.uniform(0.0, 0.15))

    async def insist(
        self, method: str, path: str, body: Any = None, **options: Any
    ) -> dict[str, Any]:
        """Ask until a definite answer comes; return it. A refusal is remembered, and returned."""
        key = options.pop("key", None) or self._mark()
        deadline = monotonic() + PATIENCE_SECONDS
        attempts = 0
        while True:
            attempts += 1
            self.doing = f"{method} {path} with {key}, attempt {attempts}"
            answer = await self._try(method, path, body, key, **options)
            if answer is not None and not _is_later(answer):
                break
            if monotonic() > deadline:
                raise TimeoutError(_told(answer))
            if answer is not None and answer.status_code == 401:
                await self._log_in()
            await asyncio.sleep(self._random.uniform(0.05, 0.3))
        if answer.is_success:
            return answer.json() if answer.content else {}
        self.book.refused[key] = f"{method} {path}: {answer.status_code} {answer.text[:200]}"
        return {}

    async def read(self, path: str, **query: Any) -> Any:
        """Return what a GET answers, once it does."""
        return await self.insist("GET", path, None, params=query)

    async def status_of(self, path: str) -> int:
        """Return the status that a GET comes to; 0 when it is never answered."""
        for _ in range(240):
            answer = await self._try("GET", path, None, "")
            if answer is not None and not _is_later(answer):
                return answer.status_code
            await asyncio.sleep(0.25)
        return 0

    async def trade(self) -> None:
        mark = self._mark()
        sells = self._random.random() < 0.3
        draft = {
            "kind": "sell" if sells else "buy",
            "symbol": self._random.choice(SYMBOLS),
            "trade_date": f"2021-0{self._random.randint(1, 3)}-{self._random.randint(4, 26):02}",
            "quantity": str(self._random.randint(1, 9)),
            "price": f"{self._random.randint(1000, 20000) / 100}",
            "currency": "USD",
            "note": mark,
        }
        made = await self.insist("POST", self._of("transactions"), draft, key=mark)
        if made:
            self.book.acknowledged[mark] = draft | {"id": _id(made)}

    async def _undo(self) -> None:
        """Take back a purchase; one that a later sale needs is refused, and stays."""
        standing = [
            m for m, d in self.book.acknowledged.items() if d["kind"] == "buy" and "id" in d
        ]
        if not standing:
            return
        mark = self._random.choice(standing)
        path = self._of(f"transactions/{self.book.acknowledged[mark]['id']}")
        key = self._mark()
        if await self.delete(path, key):
            self.book.deleted.add(mark)
            del self.book.acknowledged[mark]

    async def delete(self, path: str, key: str) -> bool:
        """Delete something as it is shown now; False when it is not shown, or that is refused."""
        found = await self._try("GET", path, None, "")
        etag = found.headers.get("etag") if found is not None and found.is_success else None
        if etag is None:
            return False
        await self.insist("DELETE", path, None, key=key, headers={"If-Match": etag})
        return key not in self.book.refused

    async def _import(self) -> None:
        marks = [self._mark() for _ in range(self._random.randint(1, 4))]
        rows = [
            {
                "kind": "buy",
                "symbol": self._random.choice(SYMBOLS),
                "trade_date": "2021-01-05",
                "quantity": str(number + 1),
                "price": f"{self._random.randint(1000, 20000) / 100}",
                "currency": "USD",
                "note": mark,
            }
            for number, mark in enumerate(marks)
        ]
        header = "date,type,symbol,quantity,price,currency,note"
        lines = [
            f"{r['trade_date']},buy,{r['symbol']},{r['quantity']},{r['price']},USD,{r['note']}"
            for r in rows
        ]
        text = "\n".join([header, *lines])
        preview = await self.insist(
            "POST", self._of("imports"), None, files={"file": ("trades.csv", text.encode())}
        )
        if not preview or preview["accepted"] != len(rows):  # a row like one that is there
            return
        confirmed = await self.insist(
            "POST", self._of(f"imports/{preview['import_id']}/confirm"), None
        )
        if confirmed:
            self.book.acknowledged |= dict(zip(marks, rows, strict=True))

    async def ask(self) -> None:
        mark = self._mark()
        question = f"What is my portfolio worth? ({mark})"
        done = await self.insist(
            "POST", f"chat/sessions/{self.session}/messages", {"content": question}, key=mark
        )
        if done:
            self.book.asked.append(question)

    async def watch(self) -> None:
        wanted = self._random.choice(SYMBOLS)
        if wanted in self.book.watched:
            return
        mark = self._mark()
        await self.insist(
            "POST", f"watchlists/{self.watchlist}/items", {"symbol": wanted}, key=mark
        )
        if mark not in self.book.refused:
            self.book.watched.append(wanted)

    async def report(self) -> None:
        if len(self.book.reports) >= 2 or not self.book.acknowledged:
            return
        wanted = {
            "kind": "performance",
            "portfolio_id": self.portfolio,
            "period": "ytd",
            "formats": ["json"],
        }
        made = await self.insist("POST", "reports", wanted)
        if made:
            self.book.reports.append(made["id"])

    async def _log_in(self) -> None:
        """Get a token, however long it takes; the account is made on the way."""
        login = {"email": f"{self.name}@example.org", "password": PASSWORD}
        deadline = monotonic() + PATIENCE_SECONDS
        told: list[str] = []
        self.doing = "logging in"
        while monotonic() < deadline:
            told.clear()
            for path in ("auth/login", "auth/register"):
                answer = await self._try("POST", path, login, "")
                told.append(f"{path}: {_told(answer)}")
                if answer is not None and answer.is_success:
                    self._token = answer.json().get("access_token", "")
                    if self._token:
                        return
            await asyncio.sleep(0.2)
        raise TimeoutError("; ".join(told))

    async def _try(
        self, method: str, path: str, body: Any, key: str, **options: Any
    ) -> httpx2.Response | None:
        addresses = self._addresses()
        if not addresses:
            return None
        self._tries += 1
        address = addresses[self._tries % len(addresses)]
        headers = {"Authorization": f"Bearer {self._token}", **options.pop("headers", {})}
        if key and method != "GET":
            headers["Idempotency-Key"] = key
        if path.startswith("auth/"):
            headers.pop("Authorization")
        try:
            answer = await self._client.request(
                method, f"{address}/api/{path}", json=body, headers=headers, **options
            )
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            return None
        if answer.status_code == 500:
            self.book.server_errors.append(f"{method} {path}: {answer.text[:300]}")
        return answer

    def _of(self, rest: str) -> str:
        return f"portfolios/{self.portfolio}/{rest}"

    def _mark(self) -> str:
        self._count += 1
        return f"{self.name}-{self._count:05}"


def _is_later(answer: httpx2.Response) -> bool:
    """Whether the same request may be answered otherwise soon: a conflict only where it says so."""
    if answer.status_code == _CONFLICT:
        return "retry-after" in answer.headers
    return answer.status_code in _LATER


def _told(answer: httpx2.Response | None) -> str:
    return "no answer" if answer is None else f"{answer.status_code} {answer.text[:200]}"


def _id(made: dict[str, Any]) -> str:
    listed = made.get("items") or made.get("transactions")
    return str(listed[0]["id"] if listed else made["id"])
