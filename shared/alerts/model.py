"""An alert: a rule, what it looks at, and how far it has been evaluated.

`AlertDraft` is what a person says, checked at birth; `AlertState` is what evaluation leaves behind.
Ratios are fractions (0.05 is 5 %), prices in the major unit of the listing's currency.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, model_validator

from shared.portfolios.model import Exact, Ticker

type AlertKind = Literal[
    "price_above",
    "price_below",
    "percent_move",
    "drawdown",
    "moving_average_cross",
    "volume",
    "weight",
    "allocation_drift",
    "dividend",
    "news",
]
type Direction = Literal["up", "down", "any"]
type Outcome = Literal["fired", "met", "not_met", "cooling_down", "snoozed", "no_data"]
type Threshold = Annotated[Exact, Field(gt=0, max_digits=20, decimal_places=8)]
type Share = Annotated[Exact, Field(ge=0, le=1, max_digits=12, decimal_places=8)]
type PortfolioId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
type Word = Annotated[str, StringConstraints(min_length=2, max_length=60)]

PRICES: Final = frozenset({"price_above", "price_below"})
EVENTS: Final = frozenset({"dividend", "news"})
MOST_ALERTS: Final = 500


class Limits(BaseModel):
    """What a kind of alert takes: about what it is, its bounds, its defaults."""

    model_config = ConfigDict(frozen=True)

    about: Literal["symbol", "portfolio", "either"]
    threshold: bool = True
    most: Decimal | None = None
    directions: tuple[Direction, ...] = ()
    window: tuple[int, int, int] | None = None
    """Least, most and default number of days."""
    hysteresis: Decimal = Decimal("0.01")


LIMITS: Final[dict[AlertKind, Limits]] = {
    "price_above": Limits(about="symbol"),
    "price_below": Limits(about="symbol"),
    "percent_move": Limits(
        about="symbol",
        most=Decimal(10),
        directions=("any", "up", "down"),
        window=(1, 260, 1),
        hysteresis=Decimal("0.2"),
    ),
    "drawdown": Limits(
        about="either", most=Decimal(1), window=(5, 3650, 365), hysteresis=Decimal("0.1")
    ),
    "moving_average_cross": Limits(
        about="symbol", threshold=False, directions=("any", "up", "down"), hysteresis=Decimal(0)
    ),
    "volume": Limits(about="symbol", most=Decimal(1000), window=(5, 260, 20)),
    "weight": Limits(
        about="portfolio",
        most=Decimal(1),
        directions=("up", "down"),
        hysteresis=Decimal("0.05"),
    ),
    "allocation_drift": Limits(about="portfolio", most=Decimal(1), hysteresis=Decimal("0.1")),
    "dividend": Limits(about="either", threshold=False, window=(0, 60, 7)),
    "news": Limits(about="symbol", threshold=False),
}


class AlertDraft(BaseModel):
    """What a person says of an alert.

    `threshold`: a price, or a fraction; for `volume` a multiple of the average. `direction`: which
    way of a move, cross or weight counts. `window_days`: trading days of a move or an average
    volume, calendar days of a drawdown's peak and of a dividend's notice. `hysteresis`: by which
    part of the threshold a value must come back before the alert may fire again.
    `cooldown_days`: the least number of days between two firings, told by the data's days.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: AlertKind
    symbol: Ticker | None = None
    portfolio_id: PortfolioId | None = None
    threshold: Threshold | None = None
    direction: Direction | None = None
    window_days: Annotated[StrictInt, Field(ge=0, le=3650)] | None = None
    short_days: Annotated[StrictInt, Field(ge=2, le=200)] = 50
    long_days: Annotated[StrictInt, Field(ge=3, le=400)] = 200
    targets: Annotated[dict[Ticker, Share], Field(max_length=100)] = {}
    words: Annotated[tuple[Word, ...], Field(max_length=20)] = ()
    hysteresis: Annotated[Exact, Field(ge=0, lt=1, max_digits=8, decimal_places=6)] | None = None
    cooldown_days: Annotated[StrictInt, Field(ge=1, le=365)] = 1
    note: Annotated[str, StringConstraints(max_length=500)] = ""

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, said: object) -> object:
        """Put a kind's defaults where nothing is said."""
        if not isinstance(said, dict):
            return said
        given: dict[str, object] = dict(said)  # pyright: ignore[reportUnknownArgumentType]
        kind = given.get("kind")
        # Whatever else was sent in the kind's place, validation will say so.
        limits = LIMITS.get(kind) if isinstance(kind, str) else None  # pyright: ignore[reportArgumentType, reportCallIssue]
        if limits is None:
            return given
        if limits.directions and given.get("direction") is None:
            given["direction"] = limits.directions[0]
        if limits.window and given.get("window_days") is None:
            given["window_days"] = limits.window[2]
        if given.get("hysteresis") is None:
            given["hysteresis"] = limits.hysteresis
        return given

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        limits = LIMITS[self.kind]
        _check_subject(self, limits)
        _check_threshold(self, limits)
        if limits.window and not limits.window[0] <= (self.window_days or 0) <= limits.window[1]:
            low, high, _ = limits.window
            raise ValueError(f"window_days of {self.kind} is {low} to {high}")
        if self.direction is not None and self.direction not in limits.directions:
            allowed = " or ".join(limits.directions) or "left out"
            raise ValueError(f"direction of {self.kind} is {allowed}")
        if self.kind == "moving_average_cross" and self.short_days >= self.long_days:
            raise ValueError("short_days is less than long_days")
        if self.kind == "allocation_drift" and not self.targets:
            raise ValueError("allocation_drift needs targets: {symbol: weight}")
        if sum(self.targets.values(), Decimal(0)) > 1:
            raise ValueError("the targets add up to more than 1")
        return self


def _check_subject(draft: AlertDraft, limits: Limits) -> None:
    has_symbol, has_portfolio = draft.symbol is not None, draft.portfolio_id is not None
    if limits.about == "symbol" and (not has_symbol or has_portfolio):
        raise ValueError(f"{draft.kind} is about a symbol")
    if limits.about == "portfolio" and not has_portfolio:
        raise ValueError(f"{draft.kind} is about a portfolio: give portfolio_id")
    if limits.about == "either" and has_symbol == has_portfolio:
        raise ValueError(f"{draft.kind} is about a symbol or a portfolio: give one")


def _check_threshold(draft: AlertDraft, limits: Limits) -> None:
    if limits.threshold and draft.threshold is None:
        raise ValueError(f"{draft.kind} needs a threshold")
    if not limits.threshold and draft.threshold is not None:
        raise ValueError(f"{draft.kind} takes no threshold")
    if limits.most is not None and draft.threshold is not None and draft.threshold > limits.most:
        raise ValueError(f"threshold of {draft.kind} is a fraction or multiple up to {limits.most}")


class Seen(BaseModel):
    """The newest datum that was evaluated: its day, its time within it, and what it said.

    `stamp` is the instant of a price of the session, or `close`, which sorts after all of them.
    """

    model_config = ConfigDict(frozen=True)

    day: date
    stamp: str
    value: str


class AlertState(BaseModel):
    """What evaluation knows of an alert.

    `is_armed`: it may fire; after firing it may again once the value has come back. `side`: on
    which side of the long average the short one was last. `basis`: the day whose shares the
    threshold counts in. `events`: what of dividends or news was dealt with. `untold`: notices
    kept whose deliveries may not be queued yet. `indexed`: the symbols whose ingestion wakes it.
    """

    model_config = ConfigDict(frozen=True)

    is_armed: bool = True
    side: int = 0
    basis: date | None = None
    seen: Seen | None = None
    fired_on: date | None = None
    fired: int = 0
    events: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    outcome: Outcome | None = None
    reason: str = ""
    evaluated_at: datetime | None = None


class Alert(BaseModel):
    """A person's alert. `version` counts what they changed, not what evaluation did."""

    model_config = ConfigDict(frozen=True)

    id: str
    rule: AlertDraft
    enabled: bool = True
    snoozed_until: datetime | None = None
    state: AlertState = AlertState()
    version: int = 1
    created_at: datetime
    updated_at: datetime


class Firing(BaseModel):
    """One time an alert fired. `day` is the datum's; `value` what it said, in words for people."""

    model_config = ConfigDict(frozen=True)

    alert_id: str
    datum: str
    day: date
    title: str
    text: str
    value: str | None
    at: datetime
    notification_id: str = ""
