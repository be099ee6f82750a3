"""Where the analyst works: it calls tools, keeps what they answered, and tells what it does."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from shared.assistant.claims.naming import handles, mentioned
from shared.assistant.model import Caller, Event, Json, Toolbox, ToolCall, ToolOutcome, ToolResult
from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import refusal, say
from shared.assistant.offline_analyst.which_portfolio import (
    Item,
    Said,
    alike,
    meant,
    question_for,
)

_MOST_SEARCHES: Final = 3
_MOST_HELD: Final = 3
_FEWEST_LETTERS: Final = 3
_ALIKE: Final = 0.84


class NoAnswer(Exception):
    """There is no answer; the text says why, for the person."""


class WhichPortfolio(NoAnswer):
    """It is not clear which portfolio is meant; the text asks."""


class Desk:
    """One answer's tool calls. Events go to a queue, from which they are streamed.

    `currency`: the one the person asked for; every tool that knows currencies answers in it.
    `said`: what the person said, which tells their portfolios apart when there are several.
    """

    def __init__(
        self,
        caller: Caller,
        toolbox: Toolbox,
        events: asyncio.Queue[Event | None],
        said: Sequence[Said] = (),
    ) -> None:
        self.caller = caller
        self.toolbox = toolbox
        self.outcomes: list[ToolOutcome] = []
        self._events = events
        self.currency: str | None = None
        self._said = said
        self._portfolio: str | None = None
        self._offers: tuple[Item, ...] = ()
        self._choosing = asyncio.Lock()
        specs = toolbox.specs(caller)
        self._offered = {spec.name for spec in specs}
        self._in_currency = {
            spec.name for spec in specs if "currency" in spec.parameters.get("properties", {})
        }
        self._of_portfolio = {
            spec.name for spec in specs if "portfolio" in spec.parameters.get("properties", {})
        }

    @property
    def today(self) -> date:
        """The day the answer is for."""
        return self.caller.as_of

    def offers(self, tool: str) -> bool:
        """Whether there is such a tool here."""
        return tool in self._offered

    async def ask(self, tool: str, **arguments: Json) -> ToolOutcome:
        """Call a tool; an error is an outcome."""
        if tool not in self._offered:
            raise NoAnswer(say("That is not available in this installation."))
        given = {name: value for name, value in arguments.items() if value is not None}
        if self.currency and tool in self._in_currency and not tool.startswith("draft"):
            given.setdefault("currency", self.currency)
        if self._portfolio and tool in self._of_portfolio and not tool.startswith("draft"):
            given.setdefault("portfolio", self._portfolio)
        outcome = await self._call(tool, given)
        if "portfolio" in given or not _is_unclear(outcome) or not await self._chosen():
            return outcome
        return await self._call(tool, {**given, "portfolio": self._portfolio})

    async def _call(self, tool: str, given: dict[str, Json]) -> ToolOutcome:
        for known in self.outcomes:
            if known.name == tool and known.arguments == given:
                return known
        ref = f"t{len(self.outcomes) + 1}"
        placeholder = ToolOutcome(ref, tool, given, None, "", is_error=True)
        self.outcomes.append(placeholder)
        self._events.put_nowait(ToolCall(ref, tool, given))
        outcome = await self.toolbox.call(tool, given, self.caller, ref=ref)
        self.outcomes[int(ref[1:]) - 1] = outcome
        self._events.put_nowait(ToolResult(ref, outcome))
        return outcome

    async def get(self, tool: str, **arguments: Json) -> dict[str, Any]:
        """Call a tool and return what it says. Raises: NoAnswer with the tool's own reason."""
        outcome = await self.ask(tool, **arguments)
        if outcome.is_error and _is_unclear(outcome) and self._offers:
            raise WhichPortfolio(question_for(self._offers))
        if outcome.is_error:
            raise NoAnswer(reason(outcome))
        return outcome.value

    async def _chosen(self) -> bool:
        """Find out which of several portfolios is meant; False when the person must be asked."""
        async with self._choosing:
            if self._portfolio is None and not self._offers:
                items = (await self._call("portfolios", {})).value.get("items", [])
                pool = meant(self._said, items)
                if len(pool) > 1 and alike(pool):
                    pool = meant(self._said, [await self._with_held(one) for one in pool])
                if len(pool) == 1:
                    self._portfolio = str(pool[0]["id"])
                self._offers = pool
        return self._portfolio is not None

    async def _with_held(self, one: Item) -> Item:
        """Return a portfolio with some symbols it holds, by which its owner knows it."""
        outcome = await self._call("holdings", {"portfolio": one["id"], "limit": _MOST_HELD})
        if outcome.is_error:
            return one
        return {**one, "held": [item["symbol"] for item in outcome.value["items"]]}

    async def find(self, tool: str, **arguments: Json) -> dict[str, Any] | None:
        """Call a tool and return what it says, or None when it has nothing."""
        outcome = await self.ask(tool, **arguments)
        return None if outcome.is_error else outcome.value

    async def held(self, asked: Asked) -> dict[str, str]:
        """Return the symbols a question means, with names, as far as they are held."""
        if not (asked.symbols or asked.names):
            return {}
        items = (await self.find("holdings", limit=100) or {"items": []})["items"]
        return _matching(asked, {item["symbol"]: item["name"] for item in items})

    async def meant(self, asked: Asked) -> dict[str, str]:
        """Return the symbols a question means, with names: held ones, or one that is not."""
        return await self.held(asked) or await self.not_held(asked)

    async def not_held(self, asked: Asked) -> dict[str, str]:
        """Return the company a question names; nothing for a portfolio's name or a common word."""
        if not (asked.symbols or asked.names):
            return {}
        items = (await self.get("portfolios"))["items"]
        own = " ".join(str(one["name"]) for one in items).casefold()
        names = tuple(
            name
            for name in asked.names
            if name.casefold() not in own
            and name[0].isupper()
            and not asked.text.lstrip().startswith(name)
        )
        return await self.subjects(replace(asked, names=names), most=1)

    async def subjects(self, asked: Asked, most: int = 5) -> dict[str, str]:
        """Return the symbols a question means, with names: held ones, then any the market knows."""
        found = {symbol: symbol for symbol in asked.symbols}
        left = [name for name in asked.names if len(name) >= _FEWEST_LETTERS]
        for name in left[:_MOST_SEARCHES]:
            if len(found) >= most:
                break
            hit = await self._search(name)
            if hit is not None and hit[0] not in found:
                found[hit[0]] = hit[1]
        return found

    async def _search(self, name: str) -> tuple[str, str] | None:
        answer = await self.find("search_symbols", text=name[:60], limit=3)
        for item in (answer or {"items": []})["items"]:
            if _is_named(name, item["name"]) or item["symbol"].casefold() == name.casefold():
                return item["symbol"], item["name"]
        return None


def _is_unclear(outcome: ToolOutcome) -> bool:
    error: Mapping[str, Json] = outcome.value.get("error", {}) if outcome.value else {}
    return outcome.is_error and error.get("code") == "which_portfolio"


def reason(outcome: ToolOutcome) -> str:
    """Return what went wrong in a tool, as a sentence."""
    error: Mapping[str, Json] = outcome.value.get("error", {}) if outcome.value else {}
    detail = str(error.get("detail", "The data could not be read")).rstrip(".")
    return f"{refusal(detail)}."


def _matching(asked: Asked, known: Mapping[str, str]) -> dict[str, str]:
    found = {symbol: known.get(symbol, symbol) for symbol in asked.symbols}
    names = {
        handle: frozenset({symbol}) for symbol, name in known.items() for handle in handles(name)
    }
    for _, symbols in mentioned(asked.text, names):
        for symbol in symbols:
            found.setdefault(symbol, known[symbol])
    return found or _alike(asked, known)


def _alike(asked: Asked, known: Mapping[str, str]) -> dict[str, str]:
    """Return holdings whose name is nearly a word of the question: `aple` is Apple."""
    called = {handle.lower(): symbol for symbol, name in known.items() for handle in handles(name)}
    for word in (word.lower() for name in asked.names for word in name.split()):
        if len(word) >= _FEWEST_LETTERS + 1:
            for handle in get_close_matches(word, called, 1, _ALIKE):
                return {called[handle]: known[called[handle]]}
    return {}


def _is_named(asked: str, name: str) -> bool:
    wanted = asked.casefold().strip()
    return wanted in set(handles(name)) or name.casefold().startswith(wanted)
