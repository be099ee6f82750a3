"""Gold answers of TAT-QA as people and models write them, and near misses that are no answers.

Every text is labelled by how it was made: its figure is the gold one in another form, or another
figure in the same form. What counts as the same follows the data set's own scoring: a scale left
out is another figure, brackets are a minus, a share may be given as a fraction, two places decide.
Rounding is allowed to the place that is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.unit.assistant.gold_answers import Phrases, read
from tests.unit.assistant.rewritten_amounts import amounts
from tests.unit.assistant.rewritten_shares import shares

CARRIERS = (
    "{}",
    "{}.",
    "**{}**",
    "The answer is {}.",
    "It came to {} in fiscal 2019.",
    "Total: {}",
    "| Total | {} |",
    "According to the table, the figure is {} [1].",
    "That makes {} overall.",
    "From the two years shown, I get {}, which rests on note 12.",
    "Answer: {} (see page 14)",
    "≈ {}",
    "**Result:** `x` = {}",
    "(The company reports {}.)",
    "The figure for 2018 was {}; see Item 7.",
)


@dataclass(frozen=True)
class Case:
    """A text, whether it states the gold figure, and the kind of rewriting."""

    gold: str
    scale: str
    text: str
    is_right: bool
    kind: str


def cases(text: str, scale: str) -> Iterator[Case]:
    """Yield every rewriting of a gold answer."""
    gold = read(text, scale)
    # Sentences with years or counts of their own would state such a gold figure by chance.
    is_small = not gold.word and gold.size < 100 and not gold.places
    carriers = CARRIERS[:4] if is_small or is_year(text, scale) else CARRIERS
    if is_year(text, scale):
        found = _years(int(text))
    elif gold.is_share:
        found = shares(gold)
    else:
        found = amounts(gold)
    seen: set[str] = set()
    for at, (kind, phrase, is_right) in enumerate(found):
        carrier = carriers[at % len(carriers)]
        whole = phrase if "|" in phrase or phrase[:1].isupper() else carrier.format(phrase)
        if carrier.startswith("≈") and not phrase[:1].isdigit():
            whole = phrase
        if whole not in seen:
            seen.add(whole)
            yield Case(text, scale, whole, is_right, kind)


def is_year(text: str, scale: str) -> bool:
    return not scale and len(text) == 4 and text.startswith("20") and text.isdigit()


def _years(year: int) -> Phrases:
    for phrase in (
        f"{year}",
        f"in {year}",
        f"FY{year}",
        f"FY {year}",
        f"fiscal year {year}",
        f"the year {year}",
        f"the {year} fiscal year",
        f"fiscal {year} (the highest)",
        f"calendar {year}",
        f"FY{year % 100}",
        f"year-end {year}",
    ):
        yield "year", phrase, True
    for phrase in (
        f"{year - 1}",
        f"in {year + 1}",
        f"FY{year - 1}",
        f"${year:,}",
        f"{year} million",
        f"{year:,} units",
        f"{year}%",
        f"fiscal {year - 10}",
        f"{year + 1} and {year + 2}",
        f"FY{(year + 1) % 100}",
        f"€{year}",
        f"{year - 100}",
    ):
        yield "not the year", phrase, False
