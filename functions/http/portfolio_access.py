"""Who may touch the portfolio a path names; for every router below `portfolios/{portfolio_id}`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path

from functions.http.deps import CurrentUser, PortfolioWriter
from shared.identity.model import Principal
from shared.kernel.errors import NotFound

type PortfolioPath = Annotated[str, Path(min_length=1, max_length=64, description="Portfolio id")]


@dataclass(frozen=True, slots=True)
class PortfolioAccess:
    """A portfolio and on whose behalf it is asked for. Whether it exists, the service knows."""

    owner: str
    portfolio_id: str


def _access(caller: Principal, portfolio_id: str) -> PortfolioAccess:
    # A token limited to other portfolios is answered as if this one did not exist.
    if not caller.may_see(portfolio_id):
        raise NotFound(f"There is no portfolio {portfolio_id!r}", "portfolio_not_found")
    return PortfolioAccess(caller.user_id, portfolio_id)


async def _readable(caller: CurrentUser, portfolio_id: PortfolioPath) -> PortfolioAccess:
    return _access(caller, portfolio_id)


async def _writable(caller: PortfolioWriter, portfolio_id: PortfolioPath) -> PortfolioAccess:
    return _access(caller, portfolio_id)


type Readable = Annotated[PortfolioAccess, Depends(_readable)]
type Writable = Annotated[PortfolioAccess, Depends(_writable)]
