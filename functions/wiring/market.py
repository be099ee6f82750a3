"""Market data: histories, quotes, what is tracked, and the lists people watch."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from functions.wiring.platform import PlatformServices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.market.history import HistoryReader
    from shared.market.instruments import InstrumentCatalog
    from shared.market.providers.base import Capability
    from shared.market.quotes import QuoteReader
    from shared.market.schedule import MarketSchedule
    from shared.market.service import Market
    from shared.market.tracking import Tracker
    from shared.watchlists.service import WatchlistService


class MarketServices(PlatformServices):
    """Prices and who watches them."""

    @cached_property
    def market(self) -> Market:
        from shared.market.providers.alpha_vantage import SECONDS_BETWEEN
        from shared.market.service import MarketOptions, build_market

        settings, key = self.settings, self.settings.alpha_vantage_api_key
        options = MarketOptions(
            providers=settings.market_providers,
            sample_folder=settings.sample_dir,
            yahoo_base_url=settings.yahoo_base_url,
            alpha_vantage_key=key.get_secret_value() if key else "",
            alpha_vantage_base_url=settings.alpha_vantage_base_url,
            alpha_vantage_per_day=settings.alpha_vantage_per_day,
            alpha_vantage_seconds_between=SECONDS_BETWEEN,
            yahoo_per_minute=settings.yahoo_per_minute,
            yahoo_pages_base_url=settings.yahoo_pages_base_url,
            yahoo_pages_folder=settings.yahoo_pages_dir,
            ecb_base_url=settings.ecb_base_url,
            order=cast("Mapping[Capability, Sequence[str]]", settings.market_provider_order),
        )
        return build_market(
            self.documents, self.blobs, self.queue, self.clock, self.machine_clock, options
        )

    @cached_property
    def history(self) -> HistoryReader:
        return self.market.history

    @cached_property
    def catalog(self) -> InstrumentCatalog:
        return self.market.catalog

    @cached_property
    def tracker(self) -> Tracker:
        return self.market.tracker

    @cached_property
    def quotes(self) -> QuoteReader:
        return self.market.quotes

    @cached_property
    def market_schedule(self) -> MarketSchedule:
        return self.market.schedule

    @cached_property
    def watchlists(self) -> WatchlistService:
        from shared.watchlists.repository import WatchlistRepository
        from shared.watchlists.service import WatchlistService

        return WatchlistService(
            WatchlistRepository(self.documents),
            self.tracker,
            self.catalog,
            self.quotes,
            self.machine_clock,
        )
