"""Volume: on-balance volume and volume-weighted average price. Pure; shapes as elsewhere."""

import numpy as np

from shared.market.indicators.moving_averages import Floats, empty, padded, windows


def obv(closes: Floats, volumes: Floats) -> Floats:
    """Return the running sum of volumes, signed by the day's move; it begins with the first."""
    signs = np.sign(np.diff(closes, prepend=closes[:1]))
    signs[:1] = 1
    return np.cumsum(signs * volumes)


def vwap(
    highs: Floats, lows: Floats, closes: Floats, volumes: Floats, period: int | None
) -> Floats:
    """Return the average typical price weighted by volume; NaN while nothing was traded.

    Over the last `period` bars, or from the first bar on when there is none.
    """
    turnover = (highs + lows + closes) / 3 * volumes
    if period is None:
        paid, traded = np.cumsum(turnover), np.cumsum(volumes)
    else:
        paid = padded(windows(turnover, period).sum(axis=1), closes.size)
        traded = padded(windows(volumes, period).sum(axis=1), closes.size)
    return np.divide(paid, traded, out=empty(closes.size), where=traded > 0)
