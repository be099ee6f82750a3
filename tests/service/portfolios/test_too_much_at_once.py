"""More rows than one request may bring, and changes of what was read before somebody else's."""

import pytest

from shared.kernel.errors import PreconditionFailed, TooLarge
from shared.portfolios.model import PortfolioDraft
from shared.portfolios.service import PortfolioService
from tests.service.portfolios.conftest import buy


async def test_more_rows_than_one_request_may_bring_are_refused_before_any_is_read(
    service: PortfolioService, pid: str
) -> None:
    rows = [buy()] * 50_001
    with pytest.raises(TooLarge, match="50001 rows at once are too many; the most is 50000"):
        _ = await service.add_transactions("ada", pid, rows)
    with pytest.raises(TooLarge, match="the most is 50000"):
        _ = await service.preview("ada", pid, rows)
    assert (await service.get("ada", pid)).ledger_version == 0


async def test_a_change_of_a_portfolio_read_before_another_change_is_refused(
    service: PortfolioService, pid: str
) -> None:
    draft = PortfolioDraft(name="Renamed", base_currency="USD")
    changed = await service.update("ada", pid, draft, expected_version=1)
    assert (changed.name, changed.version) == ("Renamed", 2)
    with pytest.raises(PreconditionFailed, match='its ETag is "2"'):
        _ = await service.update("ada", pid, draft, expected_version=1)
