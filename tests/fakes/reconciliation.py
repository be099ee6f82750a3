"""The accounting identity, computed from a ledger's parts for tests."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from shared.market.model import FxBook, PriceSeries
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.results import LedgerResult
from shared.portfolios.valuation import holdings


@dataclass(frozen=True)
class Parts:
    total_value: Decimal
    net_contributions: Decimal
    realised: Decimal
    unrealised: Decimal
    income: Decimal
    fees: Decimal
    taxes: Decimal
    cash_fx: Decimal

    @property
    def gain(self) -> Decimal:
        return self.total_value - self.net_contributions

    @property
    def explained(self) -> Decimal:
        return self.realised + self.unrealised + self.income - self.fees - self.taxes + self.cash_fx


def parts(result: LedgerResult, series: dict[str, PriceSeries], fx: FxBook) -> Parts:
    """Return the parts of a gain; every position must have a price and every currency a rate."""
    with localcontext(EXACT):
        held = holdings(result, series, fx, {})
        assert held.is_complete
        assert held.total_value is not None
        zero = Decimal(0)
        charges = [charge for charge in result.charges if not charge.in_price]
        worth = sum((item.value or zero for item in held.cash), zero)
        return Parts(
            total_value=held.total_value,
            net_contributions=sum((flow.amount for flow in result.flows), zero),
            realised=sum((lot.gain for lot in result.realised), zero),
            unrealised=sum((item.unrealised_gain or zero for item in held.items), zero),
            income=sum((entry.amount for entry in result.income), zero),
            fees=sum((one.amount for one in charges if one.kind == "fee"), zero),
            taxes=sum((one.amount for one in charges if one.kind == "tax"), zero),
            cash_fx=worth - sum((one.booked for one in result.cash.values()), zero),
        )
