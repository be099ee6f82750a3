"""A gold answer read, and the words that stand for its sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

FALLS = (
    "a decrease of {}",
    "it decreased by {}",
    "it fell {}",
    "it dropped by {}",
    "a decline of {}",
    "a loss of {}",
    "a reduction of {}",
    "down {}",
    "it was {} lower",
    "it was {} less than in 2018",
    "a {} decrease",
    "a {} decline",
    "a {} drop",
    "lower by {}",
    "it shrank by {}",
    "{} (a decrease)",
    "sales went down by {}",
    "it declined {}",
    "a shortfall of {}",
    "it came down {} from a year ago",
    "a contraction of {}",
    "it has fallen by {} since 2018",
    "a negative {}",
    "an outflow of {}",
    "we lost {}",
    "it slipped {}",
    "a {} reduction",
    "a fall of {}",
    "a {} loss",
    "{} below the prior year",
)
RISES = (
    "an increase of {}",
    "it increased by {}",
    "it rose {}",
    "it grew by {}",
    "a gain of {}",
    "up {}",
    "it was {} higher",
    "it was {} more than in 2018",
    "a {} increase",
    "a {} rise",
    "higher by {}",
    "sales went up by {}",
    "it improved by {}",
    "growth of {}",
    "a {} gain",
    "{} above the prior year",
    "an additional {}",
    "it climbed {}",
)


@dataclass(frozen=True)
class Gold:
    """A gold answer read: its magnitude, whether it is a minus, its scale word and mark."""

    text: str
    scale: str
    size: Decimal
    is_minus: bool
    word: str
    mark: str

    @property
    def is_share(self) -> bool:
        return self.word == "percent"

    @property
    def places(self) -> int:
        return max(0, -int(self.size.as_tuple().exponent))


def read(text: str, scale: str) -> Gold:
    bare = "".join(mark for mark in text if mark.isdigit() or mark == ".")
    word = next((each for each in ("million", "billion") if each in text), scale)
    if "%" in text:
        word = "percent"
    is_minus = "(" in text or text.startswith("-")
    return Gold(text, scale, Decimal(bare), is_minus, word, "$" if "$" in text else "")


type Phrases = Iterator[tuple[str, str, bool]]
"""The kind of rewriting, the phrase, and whether it states the gold figure."""


def signed(phrase: str, is_minus: bool) -> str:
    """Put a minus before a phrase."""
    return f"-{phrase}" if is_minus else phrase


def moved(gold: Gold) -> str:
    """Write another figure, three last places off."""
    unit = "%" if gold.is_share else f" {gold.word}" if gold.word else ""
    return f"{gold.mark}{gold.size + 3 * Decimal(1).scaleb(-gold.places):,}{unit}"
