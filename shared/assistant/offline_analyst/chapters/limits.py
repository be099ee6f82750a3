"""What the analyst is, what it explains, and what it will not or cannot do."""

from typing import Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.chapters.market import facts
from shared.assistant.offline_analyst.chapters.portfolio import worth
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.prose import day, table

_EXAMPLES: Final = """\
- What is my portfolio worth? How many shares of Apple do I hold?
- How did I do this year, compared with my benchmark?
- Why did my portfolio move last week? Which holdings did best?
- How risky is it? How concentrated?
- What dividends did I receive last year? What fees have I paid?
- What if the market crashes again? What if I sell some of my shares?
- What did IBM close at on a day? How much is an amount of dollars in euros?
- What is a Sharpe ratio?"""

_OFFLINE: Final = (
    "No language model is configured, so I answer common questions from your data and cannot "
    "follow "
    "everything."
)


async def greeting(asked: Asked, desk: Desk) -> str:
    """Greet, and say what can be asked."""
    return f"Hello. Ask me about your portfolio or about market data, for example:\n\n{_EXAMPLES}"


async def usage(asked: Asked, desk: Desk) -> str:
    """Say what can be asked."""
    return f"I answer from your portfolio and stored market data. {_OFFLINE} Try:\n\n{_EXAMPLES}"


async def unknown(asked: Asked, desk: Desk) -> str:
    """Say plainly that the question was not understood."""
    return f"I did not understand that. {_OFFLINE} These I can answer:\n\n{_EXAMPLES}"


async def advice(asked: Asked, desk: Desk) -> str:
    """Decline to decide, and give what is known."""
    stance = (
        "I give information, not advice: whether to buy or sell is your decision, and depends "
        "on your "
        "goals, your time and what loss you can bear."
    )
    try:
        return f"{stance} What the data says:\n\n{await facts(asked, desk)}"
    except NoAnswer:
        return f"{stance} I can show the risk, the history and what-ifs of any holding; name it."


async def forecast(asked: Asked, desk: Desk) -> str:
    """Decline to predict."""
    return (
        "I do not predict prices: nothing in the data can tell the next one. I can show how a "
        "holding "
        "moved in the past, replay crises on your portfolio, or simulate a range of outcomes "
        "from its "
        "history, which is no forecast either."
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
            return (
                f"The latest headlines on {name}, as their publishers wrote them:\n\n"
                + "\n".join(lines)
            )
    if desk.offers("search_passages"):
        found = await desk.find("search_passages", query=asked.text[:300], limit=3)
        items = [one for one in (found or {"items": []})["items"] if one["corpus"] != "glossary"]
        if items:
            return "From your documents:\n\n" + "\n\n".join(
                f"> {one['quote']}\n\n— {one['document']}, {one['section']}" for one in items
            )
    return "I have no news or filings on that, so I cannot say what was reported."


async def unavailable(asked: Asked, desk: Desk) -> str:
    """Show fundamentals where a source gives them; else say that there is no such data."""
    subjects = await desk.subjects(asked, most=1) if desk.offers("fundamentals") else {}
    for symbol, name in subjects.items():
        found = await desk.find("fundamentals", symbol=symbol)
        if found and found["ratios"]:
            rows = [
                [key.replace("_", " "), f"{value:,.4g}"] for key, value in found["ratios"].items()
            ]
            return (
                f"Ratios of {name} as {found['source']} gives them; margins, returns and yields "
                "are fractions.\n\n" + table(["Ratio", symbol], rows)
            )
    return (
        "I have no data on that: company fundamentals, estimates and similar figures are not in "
        "this installation, and I do not guess them. Prices, dividends, splits and your own "
        "portfolio are."
    )


async def definition(asked: Asked, desk: Desk) -> str:
    """Explain a term from the glossary."""
    if not desk.offers("define"):
        return await unknown(asked, desk)
    found = await desk.find("define", term=asked.term[:80])
    if found is None or not found["items"]:
        try:
            return await facts(asked, desk)
        except NoAnswer:
            return f"The glossary has no entry for “{asked.term[:60]}”. {_OFFLINE}"
    entry = found["items"][0]
    also = [one["title"] for one in found["items"][1:3]]
    tail = f"\n\nSee also: {', '.join(also)}." if also else ""
    return f"**{entry['section']}.** {entry['text']}{tail}"


async def calculation(asked: Asked, desk: Desk) -> str:
    """Compute an expression."""
    found = await desk.get("calculator", expression=asked.term or asked.text)
    return f"{found['expression']} = **{found['result']}**"


async def others(asked: Asked, desk: Desk) -> str:
    """Decline to tell of other people; their own portfolio by its name is theirs to ask of."""
    found = (await desk.get("portfolios"))["items"]
    if any(one["name"].casefold() in asked.text.casefold() for one in found):
        return await worth(asked, desk)
    return (
        "I see only your own portfolios, never those of other people, and cannot say anything "
        "about theirs. Ask me about yours."
    )


async def prompt(asked: Asked, desk: Desk) -> str:
    """Say what there is to say of oneself."""
    return (
        "There is nothing to override: I have no language model here, only fixed rules, and I "
        "answer from your own data."
    )
