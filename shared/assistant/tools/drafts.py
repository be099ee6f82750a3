"""Tools that propose a change. Nothing is written: the person confirms a draft in the page."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationError

from shared.assistant.drafts import Drafts
from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import Portfolio
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.portfolio_choice import choose, day_of
from shared.assistant.tools.tool import tool
from shared.assistant.transaction_drafts import KIND
from shared.kernel.errors import InvalidInput
from shared.portfolios.model import Amount, CurrencyCode, Kind, Quantity, Ticker, TransactionDraft
from shared.portfolios.service import PortfolioService


class DraftTools:
    """Drafts of transactions."""

    def __init__(self, portfolios: PortfolioService, drafts: Drafts) -> None:
        self._portfolios, self._drafts = portfolios, drafts

    @tool("Draft a transaction", scope="trade-draft")
    async def draft_transaction(
        self,
        caller: Caller,
        kind: Kind,
        portfolio: Portfolio = None,
        symbol: Annotated[Ticker | None, Field(description="Needed for trades")] = None,
        trade_date: Annotated[date | None, Field(description="Today if left out")] = None,
        quantity: Quantity | None = None,
        price: Amount | None = None,
        amount: Amount | None = None,
        currency: CurrencyCode | None = None,
        fee: Amount = Decimal(0),
    ) -> Json:
        """Propose a transaction: checked against the ledger and kept as a draft, not recorded.

        Only when the person's own message asks for it. The person confirms it in the page.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        try:
            draft = TransactionDraft(
                kind=kind,
                symbol=symbol,
                trade_date=day_of(caller, trade_date),
                quantity=quantity,
                price=price,
                amount=amount,
                currency=currency,
                fee=fee,
                source="assistant",
            )
        except ValidationError as error:
            raise InvalidInput(f"No such transaction: {error.errors()[0]['msg']}") from error
        (verdict,) = await self._portfolios.preview(caller.user_id, chosen.id, [draft])
        shown = {
            key: value
            for key, value in draft.model_dump(mode="json").items()
            if value not in (None, [], "")
        }
        told: dict[str, Json] = {
            "portfolio": chosen.name,
            "portfolio_id": chosen.id,
            "draft": shown,
            "verdict": verdict.verdict,
            "errors": [to_json(error) for error in verdict.errors],
            "warnings": list(verdict.warnings),
            "is_recorded": False,
        }
        if verdict.errors:
            return told
        kept = await self._drafts.propose(
            caller, KIND, shown, _summary(draft, chosen.name), portfolio_id=chosen.id
        )
        confirm = {"method": "POST", "path": f"/api/chat/drafts/{kept.id}/confirm"}
        return {**told, "draft_id": kept.id, "confirm": confirm}


def _summary(draft: TransactionDraft, portfolio: str) -> str:
    """Say in one line what confirming would record; the person's name of the portfolio quoted."""
    named = [draft.kind.value, draft.quantity, draft.symbol]
    price = f"at {draft.price}" if draft.price is not None else draft.amount
    parts = [*named, price, draft.currency, "on", draft.trade_date, "in", repr(portfolio)]
    return " ".join(str(part) for part in parts if part is not None)
