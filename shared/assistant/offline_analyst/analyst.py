"""The offline analyst: the same events as a model's path, from recognised questions."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog

from shared.assistant.model import (
    OFFLINE_MODEL,
    Caller,
    Event,
    TextDelta,
    Toolbox,
    Turn,
    Usage,
)
from shared.assistant.offline_analyst import german
from shared.assistant.offline_analyst.asked import Asked, Topic
from shared.assistant.offline_analyst.catalogue import say, speaking
from shared.assistant.offline_analyst.chapters import (
    comparisons,
    extremes,
    income,
    limits,
    market,
    plans,
    portfolio,
    records,
    returns,
    risk,
)
from shared.assistant.offline_analyst.desk import Desk, NoAnswer, WhichPortfolio
from shared.assistant.offline_analyst.english import FX_EFFECT
from shared.assistant.offline_analyst.parts import asked_for
from shared.assistant.offline_analyst.which_portfolio import said

log = structlog.get_logger(__name__)

type Chapter = Callable[[Asked, Desk], Awaitable[str]]

CHAPTERS: Final[Mapping[Topic, Chapter]] = {
    "greeting": limits.greeting,
    "help": limits.usage,
    "others": limits.others,
    "prompt": limits.prompt,
    "taxes": returns.taxes,
    "alert": plans.alert,
    "report": plans.report,
    "advice": limits.advice,
    "forecast": limits.forecast,
    "definition": limits.definition,
    "news": limits.news,
    "unavailable": limits.unavailable,
    "unknown": limits.unknown,
    "calculation": limits.calculation,
    "what_if": plans.what_if,
    "simulate": plans.simulate,
    "optimise": plans.optimise,
    "rebalance": plans.rebalance,
    "draft": plans.draft,
    "fx": market.exchange,
    "compare": comparisons.compare,
    "price": market.quote,
    "facts": market.facts,
    "indicators": market.indicators,
    "extremes": extremes.extremes,
    "standing": extremes.standing,
    "win_rate": extremes.win_rate,
    "movement": returns.movement,
    "performance": returns.performance,
    "gains": returns.gains,
    "income": income.income,
    "fees": income.fees,
    "risk": risk.risk,
    "allocation": portfolio.allocation,
    "worth": portfolio.worth,
    "cash": portfolio.cash,
    "contributions": portfolio.contributions,
    "portfolios": portfolio.portfolios,
    "transactions": records.transactions,
}
_DOUBLE_STOP: Final = re.compile(r"(?<!\.)\.\.(?!\.)")
"""The end of a sentence that ends in `Inc.`"""
_PIECE: Final = re.compile(r".+?(?:\n\n|(?<=[.!?])\s|\Z)", re.DOTALL)


class OfflineAnalyst:
    """Answers without a model. What it does not understand it says so."""

    async def answer(
        self, question: str, history: Sequence[Turn], caller: Caller, toolbox: Toolbox
    ) -> AsyncGenerator[Event]:
        """Yield tool calls and results as they happen, then the text, then the usage."""
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        heard = said(question, history)
        desk = Desk(caller, toolbox, events, heard)
        # Who says which portfolio is meant asks again what that was needed for.
        asked = [one.text for one in heard if not one.is_reply]
        if asked:
            question, *asked = asked
        earlier = asked[::-1]
        writing = asyncio.create_task(_write(question, earlier, desk, events))
        try:
            while (event := await events.get()) is not None:
                yield event
            text = _DOUBLE_STOP.sub(".", await writing)
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(writing, return_exceptions=True)
        for piece in _PIECE.findall(text):
            yield TextDelta(piece)
        yield Usage(turns=1, tool_calls=len(desk.outcomes), cost_usd="0", model=OFFLINE_MODEL)


async def _write(
    question: str, earlier: Sequence[str], desk: Desk, events: asyncio.Queue[Event | None]
) -> str:
    is_german = german.is_german(question)
    if is_german:
        question = german.in_english(question)
    earlier = [german.in_english(one) if german.is_german(one) else one for one in earlier]
    try:
        wanted = asked_for(question, desk.today, earlier)
        if is_german and wanted[0].topic in {"unknown", "help", "greeting"}:
            return german.NOT_UNDERSTOOD if wanted[0].topic == "unknown" else german.GREETING
        with speaking(is_german):
            texts = [await _chapter(asked, desk) for asked in wanted]
    finally:
        events.put_nowait(None)
    return "\n\n".join(dict.fromkeys(texts))


async def _chapter(asked: Asked, desk: Desk) -> str:
    log.info("question_understood", topic=asked.topic)
    is_of_currencies = asked.topic == "fx" or asked.dimension == "currency"
    is_of_amounts = not is_of_currencies and not FX_EFFECT.search(asked.text)
    if is_of_amounts and len(asked.currencies) == 1 and not asked.amount:
        desk.currency = asked.currencies[0]
    try:
        return await CHAPTERS[asked.topic](asked, desk)
    except WhichPortfolio as which:
        return str(which)
    except NoAnswer as no:
        return say("I cannot answer that. {no}", no=str(no))
