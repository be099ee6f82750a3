"""Symbols of rows that name their security by its ISIN alone."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from shared.kernel.errors import Unavailable
from shared.portfolios.model import Transaction, TransactionDraft
from shared.portfolios.ports import InstrumentCatalog


async def with_symbols(
    drafts: Sequence[TransactionDraft],
    recorded: Iterable[Transaction],
    catalog: InstrumentCatalog,
) -> list[TransactionDraft]:
    """Return drafts with the symbol of their ISIN where they state none.

    The ledger's own entries answer first: one security must not get two symbols in one portfolio.
    What nobody knows stays without a symbol, which the rules refuse.
    """
    wanted = {draft.isin for draft in drafts if draft.isin and draft.symbol is None}
    if not wanted:
        return list(drafts)
    symbols = {
        entry.isin: entry.symbol
        for entry in recorded
        if entry.isin in wanted and entry.isin and entry.symbol
    }
    symbols |= await _asked(sorted(isin for isin in wanted if isin not in symbols), catalog)
    return [
        draft.model_copy(update={"symbol": symbols[draft.isin]})
        if draft.symbol is None and draft.isin in symbols
        else draft
        for draft in drafts
    ]


async def _asked(isins: Sequence[str], catalog: InstrumentCatalog) -> Mapping[str, str]:
    async def ask(isin: str) -> str | None:
        try:
            found = await catalog.resolve(symbol=None, isin=isin)
        except Unavailable:
            return None
        return found.symbol if found is not None else None

    answers = await asyncio.gather(*map(ask, isins))
    return {isin: symbol for isin, symbol in zip(isins, answers, strict=True) if symbol}
