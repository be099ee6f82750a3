"""A question as it was understood."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

type Topic = Literal[
    "greeting", "help", "advice", "forecast", "definition", "what_if", "simulate", "fx", "compare",
    "movement", "income", "fees", "gains", "risk", "allocation", "transactions", "performance",
    "worth", "price", "facts", "indicators", "rebalance", "optimise", "news", "draft",
    "portfolios", "contributions", "cash", "calculation", "unavailable", "unknown",
    "others", "taxes", "alert", "report", "prompt", "extremes", "standing", "win_rate",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A period a question speaks of: one with a name, or two days; `words` to say it again."""

    name: str | None = None
    first: date | None = None
    last: date | None = None
    words: str = ""

    @property
    def arguments(self) -> dict[str, str]:
        """The span as tools take it."""
        if self.first is None and self.last is None:
            return {"period": self.name} if self.name else {}
        days = {"first_day": self.first, "last_day": self.last}
        return {key: day.isoformat() for key, day in days.items() if day is not None}

    @property
    def days(self) -> dict[str, str]:
        """The span's days alone, as tools without named periods take it."""
        return {key: day for key, day in self.arguments.items() if key != "period"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Topic, period, day, symbols and numbers of a question.

    `names` are words that may name a company, for the market's search to decide. `day` is a single
    day asked about. `measures` are the figures wanted first (`quantity`, `xirr`, …).
    """

    text: str
    topic: Topic
    span: Span = field(default_factory=Span)
    day: date | None = None
    symbols: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    amount: Decimal | None = None
    quantity: Decimal | None = None
    percents: tuple[Decimal, ...] = ()
    measures: frozenset[str] = frozenset()
    dimension: str | None = None
    term: str = ""
    is_mine: bool = False
    top: int | None = None
