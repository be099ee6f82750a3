"""In which order what was found for a text is shown. Pure.

Its very symbol or ISIN, also one it had before, comes first; then symbols that begin with the
text, names that do, names with a word that does, names and symbols that contain it, ISINs that
begin with it. Of equals, what people hold comes first, then what they watch or track; a listing
that has ended comes last.
"""

from collections.abc import Collection
from typing import Final

from shared.market.model import Instrument

NO_MATCH: Final = 9
_SHORTEST_ISIN_PART: Final = 4  # a country and two characters: less is a word


def match(instrument: Instrument, text: str) -> int:
    """Return how well an instrument matches a text: 0 is its very symbol or ISIN."""
    wanted = " ".join(text.casefold().split())
    name, isin = instrument.name.casefold(), (instrument.isin or "").casefold()
    symbol, as_symbol = _canonical(instrument.symbol), _canonical(wanted)
    checks = (
        as_symbol in {symbol, *map(_canonical, instrument.formerly)} or wanted == isin,
        symbol.startswith(as_symbol),
        name.startswith(wanted),
        _begin_words(wanted.split(), name.split()),
        as_symbol in symbol or wanted in name,
        len(wanted) >= _SHORTEST_ISIN_PART and isin.startswith(wanted),
    )
    return next((place for place, is_match in enumerate(checks) if is_match), NO_MATCH)


def ranked(
    found: Collection[Instrument], text: str, held: Collection[str], wanted: Collection[str]
) -> list[Instrument]:
    """Return what was found, the likeliest first; of equals in all this, in the order given.

    `held`: symbols somebody holds; `wanted`: those somebody watches or tracks.
    """

    def key(item: Instrument) -> tuple[int, bool, bool, bool]:
        has_ended = item.renamed_to is not None or item.delisted_on is not None
        return match(item, text), has_ended, item.symbol not in held, item.symbol not in wanted

    return sorted(found, key=key)


def _begin_words(wanted: list[str], words: list[str]) -> bool:
    """Say whether each wanted word begins some word of a name."""
    return bool(wanted) and all(any(w.startswith(part) for w in words) for part in wanted)


def _canonical(symbol: str) -> str:
    """Return a symbol as it is compared: sources differ in how they write classes of shares."""
    return symbol.casefold().replace("-", ".")
