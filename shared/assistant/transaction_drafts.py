"""The kind of draft that adds transactions to a portfolio."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from shared.assistant.drafts import Draft
from shared.kernel.errors import InvalidInput
from shared.platform.documents import Operation
from shared.portfolios.model import TransactionDraft
from shared.portfolios.service import PortfolioService

KIND: Final = "transaction"


class TransactionDrafts:
    """Confirms drafts whose body is one transaction, as `POST …/transactions` takes it."""

    def __init__(self, portfolios: PortfolioService) -> None:
        self._portfolios = portfolios

    async def confirm(self, owner: str, draft: Draft, confirmed: Operation) -> Mapping[str, Any]:
        """Record the transaction, and the draft as confirmed, in one batch."""
        if draft.portfolio_id is None:
            raise InvalidInput("The draft names no portfolio", "invalid_draft")
        try:
            wanted = TransactionDraft.model_validate(draft.body)
        except ValidationError as error:
            raise InvalidInput("The draft is no valid transaction", "invalid_draft") from error
        recorded = await self._portfolios.add_transactions(
            owner, draft.portfolio_id, [wanted], extra_operations=[confirmed]
        )
        return {"transaction_ids": [each.id for each in recorded]}
