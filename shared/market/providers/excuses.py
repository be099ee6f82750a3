"""Answers of Alpha Vantage that are none, though their status says otherwise. Pure."""

import re
from typing import Any, Final, cast

import orjson

from shared.kernel.errors import NotFound, ProviderUnavailable

_PER_DAY: Final = re.compile(r"per day|daily", re.IGNORECASE)
# Who asks too quickly is told both limits: "1 request per second", and "25 requests per day".
_BURST: Final = re.compile(r"per (second|minute)|sparingly|burst", re.IGNORECASE)
_PREMIUM: Final = re.compile(r"premium (endpoint|feature)|is a premium", re.IGNORECASE)
_DAY_SECONDS: Final = 86_400
_MINUTE_SECONDS: Final = 60


def check_alpha_vantage(body: bytes, subject: str) -> None:
    """Raise for a body that is an excuse: ProviderUnavailable (whose code says why) or NotFound.

    The text is not repeated: it names the key.
    """
    try:
        read: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return  # the parser tells better what it is
    answer = cast("dict[str, Any]", read) if isinstance(read, dict) else {}
    told = str(answer.get("Information") or answer.get("Note") or "")
    if "Error Message" in answer:
        raise NotFound(f"Alpha Vantage does not know {subject}", "unknown_symbol")
    if not told:
        return
    if _PREMIUM.search(told) and not (_PER_DAY.search(told) or _BURST.search(told)):
        raise ProviderUnavailable("Alpha Vantage asks to be paid for that", "not_in_plan")
    # Should it be the day's quota after all, the minute after it is told again.
    is_daily = bool(_PER_DAY.search(told)) and not _BURST.search(told)
    raise ProviderUnavailable(
        "Alpha Vantage's quota is spent",
        "quota_exhausted" if is_daily else "rate_limited",
        retry_after_seconds=_DAY_SECONDS if is_daily else _MINUTE_SECONDS,
    )
