"""Whole columns of prices and days as text: what a long history's answer spends its time on."""

from typing import Final

import numpy as np
import orjson

from shared.market.model import MISSING, Days, Mantissas

_EXACT_DIGITS: Final = 15
"""Of a double: a decimal of so many digits is the shortest text of the double nearest to it."""
_EPOCH: Final = 719_163  # the ordinal of 1970-01-01


def price_texts(column: Mantissas, exponent: int) -> list[str | None]:
    """Write prices (mantissa / 10**exponent, none negative) exactly, without trailing zeros.

    None where the column has MISSING.
    """
    present = column != MISSING
    filled = np.where(present, column, 0)
    if filled.size and int(filled.max()) >= 10**_EXACT_DIGITS:
        return _one_by_one(column, exponent)
    written = orjson.dumps(filled / 10.0**exponent, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    if "e" in written:  # under a ten-thousandth
        return _one_by_one(column, exponent)
    texts: list[str | None] = [
        text.removesuffix(".0") for text in written[1:-1].split(",") if column.size
    ]
    for gap in np.flatnonzero(~present).tolist():
        texts[gap] = None
    return texts


def day_texts(days: Days) -> list[str]:
    """Write day ordinals as YYYY-MM-DD."""
    return (days.astype(np.int64) - _EPOCH).astype("datetime64[D]").astype(str).tolist()


def _one_by_one(column: Mantissas, exponent: int) -> list[str | None]:
    unit = 10**exponent
    texts: list[str | None] = []
    for mantissa in column.tolist():
        if mantissa == MISSING:
            texts.append(None)
            continue
        whole, fraction = divmod(mantissa, unit)
        digits = f"{fraction:0{exponent}d}".rstrip("0") if fraction else ""
        texts.append(f"{whole}.{digits}" if digits else str(whole))
    return texts
