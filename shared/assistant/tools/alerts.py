"""Tools on alerts: those there are, and drafts of new ones."""

from typing import Annotated

from pydantic import Field, ValidationError

from shared.alerts.model import AlertDraft, AlertKind, Direction, Share, Threshold
from shared.alerts.service import AlertService
from shared.alerts.wording import describe
from shared.assistant.alert_drafts import KIND
from shared.assistant.drafts import Drafts
from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import Portfolio
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.portfolio_choice import choose
from shared.assistant.tools.tool import tool
from shared.kernel.errors import InvalidInput
from shared.portfolios.model import Ticker
from shared.portfolios.service import PortfolioService

_MOST = 100
_PORTFOLIO_KINDS = frozenset({"weight", "allocation_drift"})


class AlertTools:
    """What the person is to be told of, and proposals for more."""

    def __init__(self, alerts: AlertService, portfolios: PortfolioService, drafts: Drafts) -> None:
        self._alerts, self._portfolios, self._drafts = alerts, portfolios, drafts

    @tool("Alerts")
    async def alerts(self, caller: Caller) -> Json:
        """List the person's alerts: what each waits for, whether it is on, how often it fired."""
        found = await self._alerts.list_page(caller.user_id, limit=_MOST)
        seen = [one for one in found if caller.may_see(one.rule.portfolio_id)]
        return {
            "items": [
                {
                    "id": one.id,
                    "alert": describe(one.rule),
                    "symbol": one.rule.symbol,
                    "enabled": one.enabled,
                    "times_fired": one.state.fired,
                    "last_fired_on": to_json(one.state.fired_on),
                    "status": one.state.outcome or "waiting",
                }
                for one in seen
            ]
        }

    @tool("Draft an alert", scope="trade-draft")
    async def draft_alert(
        self,
        caller: Caller,
        kind: AlertKind,
        symbol: Annotated[Ticker | None, Field(description="Needed for prices and news")] = None,
        portfolio: Portfolio = None,
        threshold: Annotated[
            Threshold | None,
            Field(description="A price; for moves, drawdowns and weights a fraction: 0.05 is 5 %"),
        ] = None,
        direction: Direction | None = None,
        window_days: Annotated[int | None, Field(ge=0, le=3650)] = None,
        targets: Annotated[dict[Ticker, Share], Field(max_length=100)] = {},  # noqa: B006
    ) -> Json:
        """Propose an alert: kept as a draft, not made. The person confirms it in the page.

        Only when the person's own message asks for it. price_above, price_below: symbol, threshold
        in the listing's currency. percent_move, drawdown, volume: symbol and threshold. weight,
        allocation_drift (with targets): of a portfolio. dividend, news: no threshold.
        """
        about_portfolio = kind in _PORTFOLIO_KINDS or (symbol is None and kind != "news")
        chosen = None
        if about_portfolio:
            chosen = await choose(self._portfolios, caller, portfolio)
        given = {
            "kind": kind,
            "symbol": symbol,
            "portfolio_id": chosen.id if chosen else None,
            "threshold": threshold,
            "direction": direction,
            "window_days": window_days,
            "targets": targets,
        }
        try:
            rule = AlertDraft.model_validate({k: v for k, v in given.items() if v is not None})
        except ValidationError as error:
            raise InvalidInput(f"No such alert: {error.errors()[0]['msg']}") from error
        body = {key: value for key, value in rule.model_dump(mode="json").items() if value}
        summary = f"Alert: {describe(rule)}" + (f" in {chosen.name!r}" if chosen else "")
        kept = await self._drafts.propose(
            caller, KIND, body, summary, portfolio_id=chosen.id if chosen else None
        )
        return {
            "alert": describe(rule),
            "draft": body,
            "is_recorded": False,
            "draft_id": kept.id,
            "confirm": {"method": "POST", "path": f"/api/chat/drafts/{kept.id}/confirm"},
        }
