"""From target weights to a list of trades: bands, whole shares, a least size, cash and tax lots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext
from typing import Final, Literal

from shared.kernel.errors import FieldError, InvalidInput
from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT, money
from shared.portfolios.results import Lot

_WHOLE: Final = Decimal(1)
_FRACTION: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Holdable:
    """Something that is or may be held. `price` in the reporting currency; lots oldest first."""

    symbol: str
    quantity: Decimal
    price: Decimal
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """How to trade.

    `band`: a holding this close to its target weight (0.05 is five points) is left alone.
    `least_trade`: smaller trades are not worth it. `spare_cash`: what may be spent beyond what
    sales bring.
    """

    band: float = 0.0
    least_trade: Decimal = ZERO
    whole_shares: bool = True
    spare_cash: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Trade:
    """A proposed trade, amounts in the reporting currency before fees.

    `realised_gain` is what selling the dearest lots first would realise: the order that defers
    most tax.
    """

    symbol: str
    side: Literal["buy", "sell"]
    quantity: Decimal
    price: Decimal
    value: Decimal
    realised_gain: Decimal | None


@dataclass(frozen=True, slots=True)
class Weight:
    """A holding's weight before and after, and what it should be."""

    symbol: str
    before: float
    target: float
    after: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Trades, sales first, and where they lead. `cash_left` is spare cash after all of them.

    `notes` name what is held and left out.
    """

    trades: tuple[Trade, ...]
    weights: tuple[Weight, ...]
    cash_left: Decimal
    realised_gain: Decimal
    notes: tuple[str, ...] = ()


def rebalance(holdables: Sequence[Holdable], targets: Mapping[str, Decimal], rules: Rules) -> Plan:
    """Return the trades that bring holdings to their targets.

    `targets`: weight by symbol of holdings and spare cash together; what is missing to 1 stays
    cash, a holding not named is sold. Purchases never cost more than there is: they shrink,
    the least underweight first. Raises: InvalidInput for weights below 0 or beyond 1 in all.
    """
    _check(holdables, targets)
    with localcontext(EXACT):
        total = sum((one.quantity * one.price for one in holdables), rules.spare_cash)
        wished = {one.symbol: _wish(one, targets, total, rules) for one in holdables}
        sales = [_sale(one, -wished[one.symbol]) for one in holdables if wished[one.symbol] < 0]
        cash = rules.spare_cash + sum((sale.value for sale in sales), ZERO)
        buys = _purchases(holdables, wished, cash, rules)
        trades = (*sales, *buys)
        return Plan(
            trades=trades,
            weights=tuple(_weights(holdables, targets, trades, total)),
            cash_left=cash - sum((buy.value for buy in buys), ZERO),
            realised_gain=sum((sale.realised_gain or ZERO for sale in sales), ZERO),
        )


def _check(holdables: Sequence[Holdable], targets: Mapping[str, Decimal]) -> None:
    known = {one.symbol for one in holdables}
    wrong = [
        FieldError(f"/targets/{symbol}", "a weight lies between 0 and 1")
        for symbol, weight in targets.items()
        if not 0 <= weight <= 1
    ]
    wrong += [
        FieldError(f"/targets/{symbol}", "has no known price")
        for symbol in targets
        if symbol not in known
    ]
    if sum(targets.values(), ZERO) > 1:
        wrong.append(FieldError("/targets", "the weights sum to more than 1"))
    if wrong:
        raise InvalidInput("The targets cannot be reached", "invalid_targets", errors=tuple(wrong))


def _wish(one: Holdable, targets: Mapping[str, Decimal], total: Decimal, rules: Rules) -> Decimal:
    """Return the signed quantity to trade, 0 when inside the band or not worth it."""
    target = targets.get(one.symbol, ZERO)
    value = one.quantity * one.price
    drift = float((value - target * total) / total) if total else 0.0
    is_sold_out = target == 0 and one.quantity > 0
    if abs(drift) <= rules.band and not is_sold_out:
        return ZERO
    wanted = -one.quantity if is_sold_out else _rounded((target * total - value) / one.price, rules)
    return wanted if abs(wanted * one.price) >= rules.least_trade else ZERO


def _rounded(quantity: Decimal, rules: Rules) -> Decimal:
    step = _WHOLE if rules.whole_shares else _FRACTION
    # Sales round to the nearest share, purchases down: cash must not run out.
    return quantity.quantize(step, ROUND_HALF_EVEN if quantity < 0 else ROUND_DOWN)


def _sale(one: Holdable, quantity: Decimal) -> Trade:
    quantity = min(quantity, one.quantity)
    value = money(quantity * one.price)
    return Trade(one.symbol, "sell", quantity, one.price, value, _gain(one, quantity))


def _gain(one: Holdable, quantity: Decimal) -> Decimal | None:
    if not one.lots or any(lot.cost.is_nan() for lot in one.lots):
        return None
    gain, left = ZERO, quantity
    for lot in sorted(one.lots, key=lambda lot: lot.cost / lot.quantity, reverse=True):
        part = min(left, lot.quantity)
        gain += part * one.price - lot.cost * part / lot.quantity
        left -= part
    return money(gain)


def _purchases(
    holdables: Sequence[Holdable],
    wished: Mapping[str, Decimal],
    cash: Decimal,
    rules: Rules,
) -> list[Trade]:
    """Return what can be paid for, the largest wishes first."""
    wishes = sorted(
        (one for one in holdables if wished[one.symbol] > 0),
        key=lambda one: wished[one.symbol] * one.price,
        reverse=True,
    )
    trades: list[Trade] = []
    for one in wishes:
        quantity = min(wished[one.symbol], _rounded(max(cash, ZERO) / one.price, rules))
        value = money(quantity * one.price)
        if quantity > 0 and value >= rules.least_trade:
            trades.append(Trade(one.symbol, "buy", quantity, one.price, value, None))
            cash -= value
    return trades


def _weights(
    holdables: Sequence[Holdable],
    targets: Mapping[str, Decimal],
    trades: Sequence[Trade],
    total: Decimal,
) -> list[Weight]:
    moved = {
        trade.symbol: trade.quantity if trade.side == "buy" else -trade.quantity for trade in trades
    }
    return [
        Weight(
            symbol=one.symbol,
            before=_share(one.quantity * one.price, total),
            target=float(targets.get(one.symbol, ZERO)),
            after=_share((one.quantity + moved.get(one.symbol, ZERO)) * one.price, total),
        )
        for one in holdables
    ]


def _share(value: Decimal, total: Decimal) -> float:
    return float(value / total) if total else 0.0
