"""Preview books nothing, confirmation books it whole and once, over the real store."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.errors import Conflict, InvalidInput, NotFound, Unavailable
from shared.market.model import Instrument
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, Operation, PartitionKey
from shared.platform.sqlite import SqliteDocumentStore
from shared.portfolios.imports.service import ImportResult, ImportService
from shared.portfolios.model import PortfolioDraft
from shared.portfolios.repository import PortfolioRepository
from shared.portfolios.service import PortfolioService
from tests.broker_files import content
from tests.fakes.manual_clock import ManualClock
from tests.fakes.market import FakeCatalog, FakeHistory, FakeTracker
from tests.fakes.storage import MemoryBlobs

OWNER = "ada"
HEAD = "date,action,symbol,quantity,price,currency\n"
NVIDIA = Instrument("NVD.DE", "NVIDIA", "EUR", isin="US67066G1040")


class Instruments(FakeCatalog):
    """A catalog that finds by ISIN too."""

    async def resolve(self, *, symbol: str | None, isin: str | None) -> Instrument | None:
        known = self.instruments.values()
        return next((one for one in known if one.isin and one.isin == isin), None)


class Store(SqliteDocumentStore):
    """The real store, whose next batch can be made to fail."""

    fails = 0

    async def batch(
        self, container: str, partition: PartitionKey, operations: Sequence[Operation]
    ) -> list[Document | None]:
        if self.fails:
            self.fails -= 1
            raise Unavailable("the store is away")
        return await super().batch(container, partition, operations)


class World:
    """Everything an import touches."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(datetime(2026, 5, 1, 12, tzinfo=UTC))
        self.store = Store(folder / "plumbline.db", self.clock)
        self.blobs = MemoryBlobs()
        self.catalog = Instruments([NVIDIA])
        self.tracker = FakeTracker()
        self.portfolios = PortfolioService(
            PortfolioRepository(self.store, self.clock),
            FakeHistory(),
            self.catalog,
            self.tracker,
            self.clock,
        )
        self.imports = ImportService(
            self.store, self.blobs, self.portfolios, self.catalog, self.clock
        )
        self.pid = ""

    async def preview(self, data: bytes | str, **options: Any) -> Any:
        raw = data.encode() if isinstance(data, str) else data
        return await self.imports.preview(OWNER, self.pid, "file.csv", raw, **options)

    async def confirm(self, import_id: str) -> ImportResult:
        return await self.imports.confirm(OWNER, self.pid, import_id)

    async def ledger(self) -> list[str]:
        loaded = await self.portfolios.load(OWNER, self.pid)
        return [f"{each.kind.value} {each.symbol} {each.quantity}" for each in loaded.transactions]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    draft = PortfolioDraft(name="P", base_currency="EUR", cash="tracked")
    world.pid = (await world.portfolios.create(OWNER, draft)).id
    yield world
    await world.store.close()


async def test_a_preview_books_nothing(world: World) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    assert (preview.broker, preview.rows, preview.accepted) == ("trading212", 7, 7)
    assert await world.ledger() == []


async def test_an_export_of_before_a_rename_comes_back_under_the_name_it_had(world: World) -> None:
    ours = (
        "id,trade_date,kind,symbol,quantity,price,currency,source,fingerprint\n"
        "A1,2022-01-03,buy,FB,2,338,USD,manual,\n"
    )
    preview = await world.preview(ours)
    assert preview.broker == "plumbline"
    _ = await world.confirm(preview.import_id)
    assert await world.ledger() == ["buy FB 2"]


async def test_a_broker_s_isin_stays_with_the_transaction_and_names_the_next(world: World) -> None:
    file = "date,action,isin,quantity,price,currency\n2024-01-02,buy,US67066G1040,2,500,EUR\n"
    preview = await world.preview(file)
    _ = await world.confirm(preview.import_id)
    (entry,) = (await world.portfolios.load(OWNER, world.pid)).transactions
    assert (entry.symbol, entry.isin) == ("NVD.DE", "US67066G1040")


async def test_a_confirmation_books_all_rows_once_however_often_it_is_asked(world: World) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    first = await world.confirm(preview.import_id)
    again = await world.confirm(preview.import_id)
    assert first == again == ImportResult(created=7, skipped=0)
    assert len(await world.ledger()) == 7


async def test_confirming_twice_at_the_same_moment_books_once(world: World) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    results = await asyncio.gather(*(world.confirm(preview.import_id) for _ in range(4)))
    assert set(results) == {ImportResult(created=7, skipped=0)}
    assert len(await world.ledger()) == 7


async def test_the_same_file_again_is_all_duplicates(world: World) -> None:
    await world.confirm((await world.preview(content("schwab_cgt.csv"))).import_id)
    again = await world.preview(content("schwab_cgt.csv"))
    assert (again.accepted, again.duplicates, again.rejected) == (0, 7, [])
    assert await world.confirm(again.import_id) == ImportResult(created=0, skipped=0)
    assert len(await world.ledger()) == 7


async def test_an_overlapping_file_adds_what_is_new(world: World) -> None:
    fill, later = "2024-01-02,buy,AAPL,10,180.5,USD\n", "2024-01-03,buy,AAPL,5,181,USD\n"
    await world.confirm((await world.preview(HEAD + fill + fill)).import_id)
    longer = await world.preview(HEAD + fill + fill + later)
    assert (longer.accepted, longer.duplicates) == (1, 2)
    await world.confirm(longer.import_id)
    assert await world.ledger() == ["buy AAPL 10", "buy AAPL 10", "buy AAPL 5"]


async def test_two_previews_of_one_file_cannot_book_it_twice(world: World) -> None:
    one = await world.preview(content("trading212_cgt.csv"))
    other = await world.preview(content("trading212_cgt.csv"))
    assert await world.confirm(one.import_id) == ImportResult(created=7, skipped=0)
    assert await world.confirm(other.import_id) == ImportResult(created=0, skipped=7)
    assert len(await world.ledger()) == 7


async def test_two_previews_of_one_file_confirmed_together_book_it_once(world: World) -> None:
    one = await world.preview(content("trading212_cgt.csv"))
    other = await world.preview(content("trading212_cgt.csv"))
    results = await asyncio.gather(world.confirm(one.import_id), world.confirm(other.import_id))
    assert sorted(result.created for result in results) == [0, 7]
    assert len(await world.ledger()) == 7
    # What is told later is what truly happened.
    assert await world.confirm(one.import_id) == results[0]
    assert await world.confirm(other.import_id) == results[1]


async def test_a_store_that_fails_leaves_neither_transactions_nor_a_confirmed_import(
    world: World,
) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    world.store.fails = 1
    with pytest.raises(Unavailable):
        await world.confirm(preview.import_id)
    assert await world.ledger() == []
    shown = await world.imports.get(OWNER, world.pid, preview.import_id)
    assert shown.status == "previewed"
    assert await world.confirm(preview.import_id) == ImportResult(created=7, skipped=0)


async def test_a_row_the_ledger_refuses_is_told_and_the_rest_is_booked(world: World) -> None:
    bought, oversold = "2024-01-02,buy,AAPL,10,180,USD\n", "2024-01-03,sell,AAPL,50,181,USD\n"
    preview = await world.preview(HEAD + bought + oversold + "2030-01-01,buy,A,1,1,USD\n")
    assert [(line.row, line.reason.split(":")[0]) for line in preview.rejected] == [
        (3, "quantity"),
        (4, "trade_date"),
    ]
    assert await world.confirm(preview.import_id) == ImportResult(created=1, skipped=0)


async def test_a_row_of_two_movements_is_booked_whole_or_not_at_all(world: World) -> None:
    # The conversion sells bitcoin that the file never bought: its purchase goes with it.
    preview = await world.preview(content("coinbase_export.csv"))
    refused = {line.row for line in preview.rejected}
    assert 6 in refused
    assert not [item for item in preview.drafts if item.row == 6]


async def test_every_row_has_a_verdict_also_after_the_ledgers(world: World) -> None:
    for name in ("degiro_account.csv", "schwab_export.csv", "interactive_brokers_flex.xml"):
        preview = await world.preview(content(name))
        told = len(preview.rejected) + len(preview.informational)
        assert preview.accepted + preview.duplicates + told == preview.rows


async def test_an_isin_finds_the_symbol_we_keep_prices_under(world: World) -> None:
    text = (
        "Date,Time,Product,ISIN,Reference exchange,Venue,Quantity,Price,,Local value,,Value EUR,"
        "Exchange rate,AutoFX Fee,Transaction and/or third party fees EUR,Total EUR,Order ID,\n"
        '12-03-2021,09:05,NVIDIA,US67066G1040,XET,XETA,5,"119,34",EUR,"-596,70",EUR,"-596,70",,'
        '"0,00","-2,00","-598,70",,9\n'
        '12-03-2021,09:06,ACME,US0378331005,XET,XETA,1,"10,00",EUR,"-10,00",EUR,"-10,00",,'
        '"0,00","-2,00","-12,00",,10\n'
    )
    preview = await world.preview(text)
    by_row = {item.row: item.draft for item in preview.drafts}
    assert by_row[2].symbol == "NVD.DE"
    assert by_row[3].symbol == "US0378331005"
    assert by_row[3].note == "ACME; ISIN US0378331005"
    assert any("US0378331005" in warning for warning in preview.warnings)


async def test_a_catalog_that_does_not_answer_holds_nothing_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(**_: object) -> Instrument | None:
        raise Unavailable("no provider answers")

    world.catalog.resolve = away  # pyright: ignore[reportAttributeAccessIssue]
    preview = await world.preview(content("trading212_cgt.csv"))
    assert preview.accepted == 7


async def test_a_renamed_ticker_is_booked_under_todays_name(world: World) -> None:
    preview = await world.preview(content("generic_cgt.csv"))
    assert preview.accepted == 16
    assert "FB is now META: booked under META" in preview.warnings


async def test_a_cancelled_import_is_gone_with_its_file(world: World) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    assert len(world.blobs.data) == 2
    await world.imports.cancel(OWNER, world.pid, preview.import_id)
    assert world.blobs.data == {}
    with pytest.raises(NotFound):
        await world.confirm(preview.import_id)


async def test_a_confirmed_import_cannot_be_cancelled(world: World) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    await world.confirm(preview.import_id)
    with pytest.raises(Conflict):
        await world.imports.cancel(OWNER, world.pid, preview.import_id)


async def test_an_unconfirmed_import_is_forgotten_after_a_week(world: World) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    kept = await world.preview(content("schwab_cgt.csv"))
    await world.confirm(kept.import_id)
    world.clock.advance(7 * 24 * 3600 + 1)
    with pytest.raises(NotFound):
        await world.imports.get(OWNER, world.pid, preview.import_id)
    listed = await world.imports.list(OWNER, world.pid)
    assert [(item.import_id, item.status) for item in listed] == [(kept.import_id, "confirmed")]


async def test_imports_of_another_owner_or_portfolio_do_not_exist(world: World) -> None:
    preview = await world.preview(content("trading212_cgt.csv"))
    for owner, pid in (("bob", world.pid), (OWNER, "01ARZ3NDEKTSV4RRFFQ69G5FAV")):
        with pytest.raises(NotFound):
            await world.imports.get(owner, pid, preview.import_id)
        with pytest.raises(NotFound):
            await world.imports.preview(owner, pid, "f", content("trading212_cgt.csv"))
        with pytest.raises(NotFound):
            await world.imports.list(owner, pid)


async def test_garbage_stores_nothing(world: World) -> None:
    with pytest.raises(InvalidInput):
        await world.preview(b"\x00\x01\x02 garbage")
    assert world.blobs.data == {}
    listed = await world.store.query(USER_DATA.name, OWNER, _imports())
    assert listed == []


def _imports() -> Any:
    from shared.platform.documents import Query

    return Query(prefix="import:")
