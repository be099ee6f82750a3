"""Implied and tracked cash, income and costs, and the currency effect: by hand."""

from decimal import Decimal

from tests.fakes.ledger import day, entry, folded, text
from tests.fakes.market import fx_book, price_series
from tests.fakes.reconciliation import parts

# European Central Bank reference rates of the days around the British vote of June 2016.
ECB = fx_book(
    {
        "USD": {day("2016-06-23"): "1.1389", day("2016-06-24"): "1.1066"},
        "GBP": {day("2016-06-23"): "0.76595", day("2016-06-24"): "0.8075"},
    }
)


def test_with_implied_cash_trades_and_income_are_the_flows() -> None:
    rows = [
        entry("deposit", "2024-01-01", amount=5000),
        entry("buy", "2024-01-02", "X", quantity=10, price=100, fee=5),
        entry("dividend", "2024-02-01", "X", amount=20, tax=3),
        entry("interest", "2024-02-02", amount=7),
        entry("fee", "2024-02-03", amount=2),
        entry("sell", "2024-03-01", "X", quantity=4, price=110, fee=5),
    ]
    result = folded(rows)
    assert [(flow.day.isoformat(), text(flow.amount)) for flow in result.flows] == [
        ("2024-01-02", "1005"),
        ("2024-02-01", "-17"),
        ("2024-02-02", "-7"),
        ("2024-02-03", "2"),
        ("2024-03-01", "-435"),
    ]
    assert result.cash == {}


def test_with_tracked_cash_only_money_from_outside_is_a_flow() -> None:
    rows = [
        entry("deposit", "2024-01-01", amount=5000),
        entry("buy", "2024-01-02", "X", quantity=10, price=100, fee=5),
        entry("dividend", "2024-02-01", "X", amount=20, tax=3),
        entry("interest", "2024-02-02", amount=7),
        entry("tax", "2024-02-03", amount=2),
        entry("sell", "2024-03-01", "X", quantity=4, price=110, fee=5),
        entry("withdrawal", "2024-03-02", amount=1000),
    ]
    result = folded(rows, cash="tracked")
    assert [text(flow.amount) for flow in result.flows] == ["5000", "-1000"]
    # 5,000 − 1,005 + 17 + 7 − 2 + 435 − 1,000
    assert text(result.cash["USD"].amount) == "3452"


def test_income_is_gross_and_withholding_a_tax() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=100, price=10),
        entry("dividend", "2024-02-01", "X", quantity=100, price="0.24", tax="3.6"),
    ]
    result = folded(rows)
    assert [text(item.amount) for item in result.income] == ["24"]
    [tax] = result.charges
    assert (tax.kind, text(tax.amount), tax.in_price) == ("tax", "3.6", False)


def test_trading_costs_are_in_cost_and_proceeds_and_told_apart() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=10, price=10, fee=1, tax="0.5"),
        entry("sell", "2024-01-03", "X", quantity=10, price=11, fee=1),
        entry("fee", "2024-01-04", amount=4),
    ]
    result = folded(rows)
    [lot] = result.realised
    assert (text(lot.cost), text(lot.proceeds), text(lot.gain)) == ("101.5", "109", "7.5")
    told = [(one.kind, text(one.amount), one.in_price) for one in result.charges]
    assert told == [
        ("fee", "1", True),
        ("tax", "0.5", True),
        ("fee", "1", True),
        ("fee", "4", False),
    ]


def test_each_amount_is_converted_at_the_rate_of_its_own_day() -> None:
    """Bought for £1,000 the day before the vote, still worth £1,000 the day after.

    1,000 / 0.76595 = €1,305.57 and 1,000 / 0.8075 = €1,238.39 by the ECB's rates: the loss of
    €67.18 is all currency.
    """
    series = price_series(
        "VOD.L", {day("2016-06-23"): "2.00", day("2016-06-24"): "2.00"}, currency="GBP"
    )
    rows = [entry("buy", "2016-06-23", "VOD.L", quantity=500, price=2, currency="GBP")]
    result = folded(rows, series, fx=ECB, base_currency="EUR", as_of="2016-06-24")
    found = parts(result, {"VOD.L": series}, ECB)
    assert round(found.net_contributions, 2) == Decimal("1305.57")
    assert round(found.total_value, 2) == Decimal("1238.39")
    assert round(found.unrealised, 2) == Decimal("-67.18")


def test_pence_are_hundredths_of_pounds_through_to_the_value() -> None:
    """A London price of 199.64 pence is kept as £1.9964; 1,000 shares are £1,996.40."""
    series = price_series("VOD.L", {day("2016-06-23"): "1.9964"}, currency="GBP")
    rows = [entry("buy", "2016-06-23", "VOD.L", quantity=1000, price="1.9964", currency="GBP")]
    result = folded(rows, series, fx=ECB, base_currency="GBP", as_of="2016-06-24")
    found = parts(result, {"VOD.L": series}, ECB)
    assert (text(found.total_value), text(found.gain)) == ("1996.4", "0")


def test_cash_in_another_currency_has_a_currency_effect_of_its_own() -> None:
    """£1,000 paid in at 1 / 0.76595, worth 1 / 0.8075 a day later: −€67.18, no other part."""
    rows = [entry("deposit", "2016-06-23", amount=1000, currency="GBP")]
    result = folded(rows, fx=ECB, base_currency="EUR", cash="tracked", as_of="2016-06-24")
    found = parts(result, {}, ECB)
    assert round(found.cash_fx, 2) == round(found.gain, 2) == Decimal("-67.18")


def test_the_rate_the_broker_stated_wins() -> None:
    rows = [entry("buy", "2016-06-23", "X", quantity=1, price=100, currency="GBP", fx_rate="1.30")]
    result = folded(rows, fx=ECB, base_currency="EUR", as_of="2016-06-24")
    assert text(result.positions["X"].cost) == "130"
    # Into a third currency the reference rate leads on from the base currency.
    dollars = folded(rows, fx=ECB, base_currency="EUR", as_of="2016-06-24", currency="USD")
    assert text(dollars.positions["X"].cost) == "148.057"  # 130 × 1.1389
    pounds = folded(rows, fx=ECB, base_currency="EUR", as_of="2016-06-24", currency="GBP")
    assert text(pounds.positions["X"].cost) == "100"


def test_an_unknown_rate_makes_the_amount_unknown_and_is_told() -> None:
    rows = [entry("buy", "1998-06-23", "X", quantity=1, price=100, currency="GBP")]
    result = folded(rows, fx=ECB, base_currency="EUR")
    assert result.positions["X"].cost.is_nan()
    [missing] = result.missing
    assert (missing.what, missing.key) == ("rate", "GBP/EUR")


def test_shares_paid_in_another_currency_cost_what_they_cost_in_the_shares_own() -> None:
    """A US share bought with pounds: 100 / 0.76595 × 1.1389 = 148.69 dollars."""
    series = price_series("AAPL", {day("2016-06-23"): "96.1"})
    rows = [entry("buy", "2016-06-23", "AAPL", quantity=1, amount=100, currency="GBP")]
    position = folded(rows, series, fx=ECB, as_of="2016-06-24").positions["AAPL"]
    assert position.currency == "USD"
    assert round(position.cost_local, 2) == Decimal("148.69")
    assert round(position.cost, 2) == Decimal("148.69")


def test_a_transfer_in_counts_its_cost_as_contribution_and_its_worth_for_returns() -> None:
    series = price_series("X", {day("2024-01-02"): "100"})
    rows = [entry("transfer_in", "2024-01-02", "X", quantity=10, price=50)]
    result = folded(rows, series, cash="tracked")
    [flow] = result.flows
    assert (text(flow.amount), text(flow.performance_amount)) == ("500", "1000")
    found = parts(result, {"X": series}, fx_book())
    assert found.gain == found.unrealised == 500


def test_a_transfer_in_without_a_cost_costs_what_it_is_worth() -> None:
    series = price_series("X", {day("2024-01-02"): "100"})
    rows = [entry("transfer_in", "2024-01-05", "X", quantity=10)]
    assert text(folded(rows, series).positions["X"].cost) == "1000"
    unknown = folded([entry("transfer_in", "2024-01-01", "X", quantity=10)], series)
    assert unknown.positions["X"].cost.is_nan()
    assert [missing.what for missing in unknown.missing] == ["price"]


def test_a_transfer_out_takes_its_cost_along_and_realises_nothing() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=10, price=10),
        entry("transfer_out", "2024-02-02", "X", quantity=4),
    ]
    result = folded(rows, price_series("X", {day("2024-01-02"): "20"}), cash="tracked")
    assert result.realised == ()
    assert text(result.positions["X"].cost) == "60"
    [flow] = result.flows
    assert (text(flow.amount), text(flow.performance_amount)) == ("-40", "-80")


def test_a_tax_and_a_fee_of_their_own_are_charges_of_their_kind() -> None:
    rows = [entry("tax", "2024-01-02", amount=5), entry("fee", "2024-01-03", amount=3)]
    charges = folded(rows).charges
    assert [(one.kind, one.amount, one.in_price) for one in charges] == [
        ("tax", 5, False),
        ("fee", 3, False),
    ]
