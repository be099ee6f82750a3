"""What the analyst is, what it explains, and what it will not or cannot do."""

import re
from typing import Any, Final

from shared.assistant.calculator import LONGEST
from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import is_german, say
from shared.assistant.offline_analyst.chapters.market import facts
from shared.assistant.offline_analyst.chapters.portfolio import worth
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.prose import day, table
from shared.assistant.offline_analyst.understanding import sum_in

_EXAMPLES: Final = """\
- What is my portfolio worth? How many shares of Apple do I hold?
- How did I do this year, compared with my benchmark?
- Why did my portfolio move last week? Which holdings did best?
- How risky is it? How concentrated?
- What dividends did I receive last year? What fees have I paid?
- What if the market crashes again? What if I sell some of my shares?
- What did IBM close at on a day? How much is an amount of dollars in euros?
- What is a Sharpe ratio?"""

_DIFFERENCE: Final = re.compile(r"\bdifference between\b", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s+and\s+", re.IGNORECASE)
_OFFLINE: Final = (
    "No language model is configured, so I answer common questions from your data and cannot "
    "follow "
    "everything."
)


async def greeting(asked: Asked, desk: Desk) -> str:
    """Greet, and say what can be asked."""
    return say(
        "Hello. Ask me about your portfolio or about market data, for example:\n\n{examples}",
        examples=_EXAMPLES,
    )


async def usage(asked: Asked, desk: Desk) -> str:
    """Say what can be asked."""
    return say(
        "I answer from your portfolio and stored market data. {offline} Try:\n\n{examples}",
        offline=_OFFLINE,
        examples=_EXAMPLES,
    )


async def unknown(asked: Asked, desk: Desk) -> str:
    """Say plainly that the question was not understood."""
    return say(
        "I did not understand that. {offline} These I can answer:\n\n{examples}",
        offline=_OFFLINE,
        examples=_EXAMPLES,
    )


async def advice(asked: Asked, desk: Desk) -> str:
    """Decline to decide, and give what is known."""
    stance = say(
        "I give information, not advice: whether to buy or sell is your decision, and "
        "depends on your goals, your time and what loss you can bear."
    )
    try:
        return say(
            "{stance} What the data says:\n\n{what}", stance=stance, what=await facts(asked, desk)
        )
    except NoAnswer:
        return say(
            "{stance} I can show the risk, the history and what-ifs of any holding; name it.",
            stance=stance,
        )


async def forecast(asked: Asked, desk: Desk) -> str:
    """Decline to predict."""
    return say(
        "I do not predict prices: nothing in the data can tell the next one. I can show "
        "how a holding moved in the past, replay crises on your portfolio, or simulate a "
        "range of outcomes from its history, which is no forecast either."
    )


async def news(asked: Asked, desk: Desk) -> str:
    """List headlines, or passages of the person's documents; else say that there are none."""
    subjects = await desk.subjects(asked, most=1) if desk.offers("news") else {}
    for symbol, name in subjects.items():
        found = await desk.find("news", symbol=symbol, limit=6)
        if found and found["items"]:
            lines = [
                f"- {one['quote']} — {one['section']}, {day(one['published'])}"
                for one in found["items"]
            ]
            return say(
                "The latest headlines on {name}, as their publishers wrote them:\n\n", name=name
            ) + "\n".join(lines)
    if desk.offers("search_passages"):
        found = await desk.find("search_passages", query=asked.text[:300], limit=3)
        items = [one for one in (found or {"items": []})["items"] if one["corpus"] != "glossary"]
        if items:
            return say("From your documents:\n\n") + "\n\n".join(
                f"> {one['quote']}\n\n— {one['document']}, {one['section']}" for one in items
            )
    return say("I have no news or filings on that, so I cannot say what was reported.")


async def unavailable(asked: Asked, desk: Desk) -> str:
    """Show fundamentals where a source gives them; else say that there is no such data."""
    subjects = await desk.subjects(asked, most=1) if desk.offers("fundamentals") else {}
    for symbol, name in subjects.items():
        found = await desk.find("fundamentals", symbol=symbol)
        if found and found["ratios"]:
            rows = [
                [key.replace("_", " "), f"{value:,.4g}"] for key, value in found["ratios"].items()
            ]
            return say(
                "Ratios of {name} as {source} gives them; margins, returns and yields are "
                "fractions.\n\n",
                name=name,
                source=found["source"],
            ) + table(["Ratio", symbol], rows)
    return say(
        "I have no data on that: company fundamentals, estimates and similar figures are "
        "not in this installation, and I do not guess them. Prices, dividends, splits "
        "and your own portfolio are."
    )


async def definition(asked: Asked, desk: Desk) -> str:
    """Explain a term from the glossary."""
    if not desk.offers("define"):
        return await unknown(asked, desk)
    if _DIFFERENCE.search(asked.text):
        entries = [await _entry(term, desk) for term in _BETWEEN.split(asked.term, maxsplit=1)]
        if all(entries):
            return "\n\n".join(
                say("**{entry}.** {text}", entry=each["section"], text=each["text"])
                for each in entries
                if each
            )
    found = await desk.find("define", term=asked.term[:80], language="de" if is_german() else None)
    if found is None or not found["items"]:
        try:
            return await facts(asked, desk)
        except NoAnswer:
            return say(
                "The glossary has no entry for “{term}”. {offline}",
                term=asked.term[:60],
                offline=_OFFLINE,
            )
    entry = found["items"][0]
    also = [one["title"] for one in found["items"][1:3]]
    tail = say("\n\nSee also: {also}.", also=", ".join(also)) if also else ""
    return say("**{entry}.** {text}{tail}", entry=entry["section"], text=entry["text"], tail=tail)


async def _entry(term: str, desk: Desk) -> dict[str, Any] | None:
    language = "de" if is_german() else None
    found = await desk.find("define", term=term[:80], language=language)
    return found["items"][0] if found and found["items"] else None


async def calculation(asked: Asked, desk: Desk) -> str:
    """Compute an expression."""
    told = sum_in(asked.text)
    if told is None:
        raise NoAnswer(say("I could not tell what to work out."))
    if len(told.expression) > LONGEST:
        raise NoAnswer(say("This calculation is too long for one; ask for its parts."))
    found = await desk.get("calculator", expression=told.expression)
    if told.share:
        return say(
            "{share}% of {whole} = **{result}**",
            share=told.share,
            whole=told.whole,
            result=found["result"],
        )
    return f"{found['expression']} = **{found['result']}**"


async def others(asked: Asked, desk: Desk) -> str:
    """Decline to tell of other people; their own portfolio by its name is theirs to ask of."""
    found = (await desk.get("portfolios"))["items"]
    if any(one["name"].casefold() in asked.text.casefold() for one in found):
        return await worth(asked, desk)
    return say(
        "I see only your own portfolios, never those of other people, and cannot say "
        "anything about theirs. Ask me about yours."
    )


async def prompt(asked: Asked, desk: Desk) -> str:
    """Say what there is to say of oneself."""
    return say(
        "There is nothing to override: I have no language model here, only fixed rules, "
        "and I answer from your own data."
    )
