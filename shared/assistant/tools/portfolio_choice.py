"""Which portfolio a question is about: only those the caller may see exist."""

from collections import Counter
from datetime import date

from shared.assistant.model import Caller, Json
from shared.kernel.errors import InvalidInput, NotFound
from shared.portfolios.model import Portfolio
from shared.portfolios.service import PortfolioService

_MOST = 200


async def visible(portfolios: PortfolioService, caller: Caller) -> list[Portfolio]:
    """Return the portfolios of the caller, oldest first, two hundred at most."""
    found = await portfolios.list_page(caller.user_id, limit=_MOST)
    return [one for one in found if caller.may_see(one.id)]


async def choose(portfolios: PortfolioService, caller: Caller, wanted: str | None) -> Portfolio:
    """Return the portfolio meant by a name or id; the session's, or the only one, if none is given.

    Raises: NotFound when there is none such; InvalidInput when it is not clear which.
    """
    found = await visible(portfolios, caller)
    wanted = wanted or caller.portfolio_id
    if wanted is None:
        return _only(found)
    key = wanted.casefold()
    matches = [one for one in found if one.id == wanted] or [
        one for one in found if one.name.casefold() == key
    ]
    if matches:
        return _only(matches)
    raise NotFound(f"There is no portfolio {wanted[:60]!r}{_offer(found)}", "portfolio_not_found")


def told_of(portfolio: Portfolio, symbol: str | None = None) -> dict[str, Json]:
    """Return what every answer on a portfolio begins with: whose it is, and of which holding."""
    return {"portfolio": portfolio.name} | ({"symbol": symbol} if symbol else {})


def day_of(caller: Caller, wanted: date | None) -> date:
    """Return the day a tool looks at. Raises: InvalidInput for one later than the caller's."""
    if wanted is not None and wanted > caller.as_of:
        raise InvalidInput(
            f"{wanted} is later than {caller.as_of}, the day of this answer", "later"
        )
    return wanted or caller.as_of


def _only(found: list[Portfolio]) -> Portfolio:
    if not found:
        raise NotFound("There is no portfolio yet", "no_portfolio")
    if len(found) > 1:
        raise InvalidInput(f"Say which portfolio{_offer(found)}", "which_portfolio")
    return found[0]


def _offer(found: list[Portfolio]) -> str:
    """Name portfolios so that they can be told apart: those of one name with their ids."""
    often = Counter(one.name.casefold() for one in found)
    names = [
        repr(one.name) if often[one.name.casefold()] == 1 else _in_full(one) for one in found[:10]
    ]
    return f"; there are: {', '.join(names)}" if names else ""


def _in_full(one: Portfolio) -> str:
    return f"{one.name!r} ({one.base_currency}, id {one.id})"
