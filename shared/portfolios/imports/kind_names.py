"""Words for what a transaction does, in the languages and jargons of brokers."""

import re
from typing import Final

from shared.portfolios.model import Kind

_WORDS: Final[dict[Kind, str]] = {
    Kind.BUY: "buy b bot bought purchase purchased kauf koop achat compra acquisto reinvestment",
    Kind.SELL: "sell s sld sold sale verkauf verkoop vente venta venda vendita",
    Kind.SHORT: "short sell_short short_sell",
    Kind.COVER: "cover buy_to_cover",
    Kind.DIVIDEND: "dividend div dividends dividende dividendo dividenden cash_dividend",
    Kind.INTEREST: "interest zinsen rente int interets credit_interest",
    Kind.FEE: "fee fees charge commission gebuhr custody_fee",
    Kind.TAX: "tax taxes withholding_tax steuer",
    Kind.DEPOSIT: "deposit cash_in einlage transfer_in_cash top_up",
    Kind.WITHDRAWAL: "withdrawal withdraw cash_out entnahme removal",
    Kind.TRANSFER_IN: "transfer_in add_holding transfer_in_shares inbound_transfer",
    Kind.TRANSFER_OUT: "transfer_out remove_holding outbound_transfer",
    Kind.SPLIT: "split stock_split share_split reverse_split",
    Kind.STOCK_DIVIDEND: "stock_dividend bonus scrip_dividend bonus_issue",
    Kind.SPIN_OFF: "spin_off spinoff",
    Kind.MERGER: "merger",
    Kind.SYMBOL_CHANGE: "symbol_change name_change ticker_change",
    Kind.RETURN_OF_CAPITAL: "return_of_capital roc capital_return",
}
_BY_WORD: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def kind_named(text: str) -> Kind | None:
    """Return the kind a word or phrase names (`Stock Split`, `BUY`, `sell-short`), else None."""
    return _BY_WORD.get(re.sub(r"[\s\-/]+", "_", text.strip().casefold()))
