"""What can be done with portfolios: rules, corrections, time travel, tracking, reading."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from shared.kernel.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    TooLarge,
    Unavailable,
)
from shared.market.model import Instrument, Split
from shared.portfolios.model import PortfolioDraft
from shared.portfolios.ports import TrackState
from shared.portfolios.service import PortfolioService
from tests.fakes.ledger import day
from tests.fakes.market import FakeCatalog, FakeHistory, FakeTracker, fx_book, price_series
from tests.service.portfolios.conftest import TODAY, MakeService, buy, draft, sell


async def test_another_owner_finds_nothing(service: PortfolioService, pid: str) -> None:
    [made] = await service.add_transactions("ada", pid, [buy()])
    for call in (
        service.get("bob", pid),
        service.load("bob", pid),
        service.add_transactions("bob", pid, [buy()]),
        service.get_transaction("bob", pid, made.id),
        service.delete_transaction("bob", pid, made.id),
        service.delete("bob", pid),
        service.preview("bob", pid, []),
        service.holdings("bob", pid),
    ):
        with pytest.raises(NotFound):
            await call
    assert await service.list_page("bob") == []


async def test_a_correction_keeps_the_place_and_the_fingerprint(
    service: PortfolioService, pid: str
) -> None:
    first, _ = await service.add_transactions("ada", pid, [buy(fingerprint="f1"), buy()])
    changed = await service.replace_transaction("ada", pid, first.id, buy(quantity="12"))
    assert (changed.id, changed.sequence, changed.version) == (first.id, first.sequence, 2)
    assert (changed.fingerprint, changed.quantity) == ("f1", Decimal(12))
    history = await service.versions("ada", pid, first.id)
    assert [event.transaction.quantity for event in history] == [Decimal(10), Decimal(12)]


async def test_a_change_of_a_version_that_is_gone_is_refused(
    service: PortfolioService, pid: str
) -> None:
    [made] = await service.add_transactions("ada", pid, [buy()])
    await service.replace_transaction("ada", pid, made.id, buy(), expected_version=1)
    with pytest.raises(PreconditionFailed):
        await service.replace_transaction("ada", pid, made.id, buy(), expected_version=1)
    with pytest.raises(PreconditionFailed):
        await service.delete_transaction("ada", pid, made.id, expected_version=1)


async def test_what_was_known_at_an_instant_can_be_read_again(
    service: PortfolioService, pid: str
) -> None:
    [made] = await service.add_transactions("ada", pid, [buy()])
    changed = await service.replace_transaction("ada", pid, made.id, buy(quantity="12"))
    await service.delete_transaction("ada", pid, made.id)
    then = await service.load("ada", pid, known_at=made.recorded_at)
    later = await service.load("ada", pid, known_at=changed.recorded_at)
    before = await service.load("ada", pid, known_at=made.recorded_at - timedelta(seconds=1))
    assert [entry.quantity for entry in then.transactions] == [Decimal(10)]
    assert [entry.quantity for entry in later.transactions] == [Decimal(12)]
    assert before.transactions == (await service.load("ada", pid)).transactions == ()


async def test_a_back_dated_sale_may_not_starve_a_later_one(
    service: PortfolioService, pid: str
) -> None:
    await service.add_transactions("ada", pid, [buy(), sell("2024-03-01")])
    with pytest.raises(InvalidInput) as refused:
        await service.add_transactions("ada", pid, [sell("2024-02-01", "1")], pointers="")
    [error] = refused.value.errors
    assert error.pointer == "/quantity"
    assert "sells 10 X on 2024-03-01, but only 9 held then" in error.message


async def test_a_purchase_that_a_sale_needs_stays(service: PortfolioService, pid: str) -> None:
    bought, _ = await service.add_transactions("ada", pid, [buy(), sell()])
    with pytest.raises(Conflict, match="only 0 held then"):
        await service.delete_transaction("ada", pid, bought.id)
    with pytest.raises(InvalidInput):
        await service.replace_transaction("ada", pid, bought.id, buy("2024-02-02"))


async def test_a_sale_after_a_split_known_to_the_feed_may_be_as_large_as_the_split_made_it(
    make_service: MakeService, pid: str
) -> None:
    split = Split(day("2024-01-15"), 4, 1)
    series = price_series("X", {day("2024-01-02"): "100"}, splits=[split])
    service = make_service(history=FakeHistory([series]))
    await service.add_transactions("ada", pid, [buy(), sell(quantity="40")])
    with pytest.raises(InvalidInput):
        await service.add_transactions("ada", pid, [sell(quantity="1")])


class LateMarket(FakeTracker, FakeHistory):
    """A market whose splits arrive while it is asked to hurry."""

    def __init__(self) -> None:
        FakeTracker.__init__(self)
        FakeHistory.__init__(self)

    async def ensure(
        self, symbols: Sequence[str], wait_seconds: float = 2.5
    ) -> dict[str, TrackState]:
        if self.asked:
            split = Split(day("2024-01-15"), 4, 1)
            closes = {day("2024-01-02"): "100"}
            self.series = {"X": price_series("X", closes, splits=[split])}
        self.asked.append(tuple(symbols))
        return dict.fromkeys(symbols, "backfilling")


async def test_splits_still_on_their_way_are_waited_for_before_a_sale_is_refused(
    make_service: MakeService, pid: str
) -> None:
    market = LateMarket()
    service = make_service(history=market, tracker=market)
    recorded = await service.add_transactions("ada", pid, [buy(), sell(quantity="40")])
    assert len(recorded) == 2
    assert market.asked == [("X",), ("X",)]


async def test_a_symbol_nobody_knows_is_refused_by_hand_and_a_warning_from_a_broker(
    make_service: MakeService, pid: str
) -> None:
    service = make_service(tracker=FakeTracker({"X": "unknown"}))
    with pytest.raises(InvalidInput) as refused:
        await service.add_transactions("ada", pid, [buy()])
    assert refused.value.code == "unknown_symbol"
    assert [error.pointer for error in refused.value.errors] == ["/transactions/0/symbol"]

    [verdict] = await service.preview("ada", pid, [buy(source="degiro")])
    assert verdict.verdict == "accepted"
    assert verdict.warnings == ("No market data provider knows X: it will have no price",)
    [made] = await service.add_transactions("ada", pid, [buy(source="degiro")])
    # What is in the ledger already can be sold and corrected by hand.
    assert await service.add_transactions("ada", pid, [sell()])
    changed = await service.replace_transaction("ada", pid, made.id, buy(quantity="11"))
    assert changed.source == "degiro"


async def test_nothing_is_tracked_for_a_portfolio_of_another(
    make_service: MakeService, pid: str
) -> None:
    tracker = FakeTracker()
    with pytest.raises(NotFound):
        await make_service(tracker=tracker).add_transactions("bob", pid, [buy()])
    assert tracker.asked == []


class DownTracker(FakeTracker):
    async def ensure(
        self, symbols: Sequence[str], wait_seconds: float = 2.5
    ) -> dict[str, TrackState]:
        raise Unavailable("The queue does not answer")


async def test_a_market_that_is_down_stops_no_booking(make_service: MakeService, pid: str) -> None:
    service = make_service(tracker=DownTracker())
    assert await service.add_transactions("ada", pid, [buy()])


async def test_a_preview_judges_each_row_beside_the_others(
    service: PortfolioService, pid: str
) -> None:
    await service.add_transactions("ada", pid, [buy(fingerprint="known")])
    rows = [
        buy(fingerprint="known"),
        buy(fingerprint="new"),
        buy(fingerprint="new"),
        sell("2024-02-01", "15"),
        sell("2024-02-02", "15"),
        draft("deposit", "2024-02-02", amount="0"),
        sell("2024-02-03", "5"),
    ]
    verdicts = await service.preview("ada", pid, rows)
    assert [one.verdict for one in verdicts] == [
        "duplicate",
        "accepted",
        "duplicate",
        "accepted",
        "rejected",
        "rejected",
        "accepted",
    ]
    assert verdicts[4].errors[0].pointer == "/quantity"
    assert [one.index for one in verdicts] == list(range(7))


async def test_rows_already_recorded_are_left_out_on_request(
    service: PortfolioService, pid: str
) -> None:
    rows = [buy(fingerprint="a"), buy(fingerprint="b")]
    await service.add_transactions("ada", pid, rows[:1])
    recorded = await service.add_transactions("ada", pid, rows, skip_known=True)
    assert [entry.fingerprint for entry in recorded] == ["b"]


async def test_a_currency_left_out_is_the_symbols_or_the_base(
    make_service: MakeService, pid: str
) -> None:
    catalog = FakeCatalog([Instrument("X", "Example plc", "GBP")])
    service = make_service(catalog=catalog)
    bought, paid = await service.add_transactions(
        "ada", pid, [buy(currency=None), draft("deposit", "2024-01-01", amount="5", currency=None)]
    )
    assert (bought.currency, paid.currency) == ("GBP", "USD")
    with pytest.raises(InvalidInput) as refused:
        await make_service().add_transactions("ada", pid, [buy(currency=None)])
    assert [error.pointer for error in refused.value.errors] == ["/transactions/0/currency"]


async def test_holdings_as_of_a_day_leave_out_what_came_later(
    make_service: MakeService, pid: str
) -> None:
    series = price_series("X", {day("2024-01-02"): "100", day("2024-03-01"): "120"})
    service = make_service(history=FakeHistory([series]))
    await service.add_transactions("ada", pid, [buy(), buy("2024-03-01")])
    early = await service.holdings("ada", pid, as_of=day("2024-02-01"))
    now = await service.holdings("ada", pid)
    assert (early.total_value, now.total_value) == (Decimal(1000), Decimal(2400))
    assert now.as_of == TODAY
    with pytest.raises(InvalidInput):
        await service.holdings("ada", pid, as_of=TODAY + timedelta(days=1))


async def test_a_book_is_folded_once_until_something_changes(
    make_service: MakeService, pid: str
) -> None:
    history = FakeHistory([price_series("X", {day("2024-01-02"): "100"})], fx_book())
    service = make_service(history=history)
    await service.add_transactions("ada", pid, [buy()])
    first = await service.book("ada", pid)
    assert (await service.book("ada", pid)).result is first.result
    history.series = {"X": price_series("X", {day("2024-01-02"): "101"})}
    repriced = await service.book("ada", pid)
    assert repriced.result is not first.result
    await service.add_transactions("ada", pid, [buy()])
    grown = await service.book("ada", pid)
    assert grown.result.positions["X"].quantity == 20
    pooled = await service.book("ada", pid, method="average")
    assert pooled.result.lot_method == "average"


async def test_the_base_currency_cannot_change_under_rates_stated_in_it(
    service: PortfolioService, pid: str
) -> None:
    euro = PortfolioDraft(name="Test", base_currency="EUR")
    await service.add_transactions("ada", pid, [buy()])
    assert (await service.update("ada", pid, euro)).base_currency == "EUR"
    await service.add_transactions("ada", pid, [buy(fx_rate="0.9")])
    with pytest.raises(Conflict) as refused:
        await service.update("ada", pid, PortfolioDraft(name="Test", base_currency="USD"))
    assert refused.value.code == "base_currency_in_use"


async def test_a_benchmark_must_be_known(make_service: MakeService) -> None:
    service = make_service(tracker=FakeTracker({"NOPE": "unknown"}))
    wanted = PortfolioDraft(name="Test", base_currency="USD", benchmark="NOPE")
    with pytest.raises(InvalidInput) as refused:
        await service.create("ada", wanted)
    assert refused.value.errors[0].pointer == "/benchmark"


APPLE = "US0378331005"


async def test_a_row_that_states_its_isin_alone_gets_the_symbol(
    make_service: MakeService, pid: str
) -> None:
    catalog = FakeCatalog([Instrument("AAPL", "Apple", "USD", isin=APPLE)])
    row = draft("buy", "2024-01-02", quantity="1", price="100", isin=APPLE.lower())
    (entry,) = await make_service(catalog=catalog).add_transactions("ada", pid, [row])
    assert (entry.symbol, entry.isin, entry.currency) == ("AAPL", APPLE, "USD")
    # The ledger itself knows by now, whoever else does not answer.
    (again,) = await make_service().add_transactions("ada", pid, [row])
    assert again.symbol == "AAPL"


async def test_an_isin_nobody_knows_is_refused_where_it_stands(
    make_service: MakeService, pid: str
) -> None:
    rows = [buy(), draft("buy", "2024-01-02", quantity="1", price="100", isin=APPLE)]
    with pytest.raises(InvalidInput) as refused:
        await make_service().add_transactions("ada", pid, rows)
    assert [error.pointer for error in refused.value.errors] == ["/transactions/1/isin"]


async def test_an_isin_stays_through_a_correction_of_the_same_symbol(
    service: PortfolioService, pid: str
) -> None:
    (entry,) = await service.add_transactions("ada", pid, [buy(isin=APPLE)])
    (other,) = await service.add_transactions("ada", pid, [buy(isin=APPLE)])
    kept = await service.replace_transaction("ada", pid, entry.id, buy(quantity="3"))
    assert (kept.isin, kept.quantity) == (APPLE, Decimal(3))
    changed = draft("buy", "2024-01-02", "Y", quantity="3", price="100")
    assert (await service.replace_transaction("ada", pid, other.id, changed)).isin is None


def test_an_isin_with_a_wrong_check_digit_is_no_isin() -> None:
    with pytest.raises(ValidationError, match="is not an ISIN"):
        buy(isin="US0378331006")


async def test_more_symbols_at_once_than_anybody_owns_start_no_back_fill(
    make_service: MakeService, pid: str
) -> None:
    tracker = FakeTracker()
    service = make_service(tracker=tracker)
    names = (f"A{number}" for number in range(3_001))
    rows = [draft("buy", "2024-01-02", name, quantity="1", price="100") for name in names]
    with pytest.raises(TooLarge, match="3,001 symbols"):
        await service.add_transactions("ada", pid, rows)
    with pytest.raises(TooLarge, match="3,001 symbols"):
        await service.preview("ada", pid, rows)
    assert tracker.asked == []
