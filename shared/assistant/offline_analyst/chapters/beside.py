"""What a question about performance wants beside its figures."""

import re
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.prose import known, money, percent

_BOTH_RETURNS: Final = re.compile(
    r"\b(?:time.?weighted|twr)\b.*\b(?:money.?weighted|xirr|irr)\b|"
    r"\b(?:money.?weighted|xirr|irr)\b.*\b(?:time.?weighted|twr)\b",
    re.IGNORECASE,
)
_INFLATION: Final = re.compile(r"\binflation\b", re.IGNORECASE)


def beside(asked: Asked, found: dict[str, Any]) -> list[str]:
    """Return the sentences that a question wants beside what `performance` says."""
    parts: list[str] = []
    if "simple_return" in asked.measures and not Decimal(found["start_value"] or 0):
        parts += _on_contributions(found)
    if _BOTH_RETURNS.search(asked.text):
        parts.append(
            say(
                "The time-weighted return tells what the holdings did, whenever money came or "
                "went; the money-weighted one counts when it did: it is the higher one where more "
                "was invested before good times than before bad ones."
            )
        )
    if _INFLATION.search(asked.text):
        parts.append(say("Inflation is not in this data, so it is not taken off."))
    return parts


def rates_alone(found: dict[str, Any]) -> list[str]:
    """Warn where nothing but exchange rates moved: then the prices are likely old ones.

    A period that begins where nothing was priced is measured from the last prices before it.
    """
    if not known(found, "gain", "fx_effect") or not Decimal(found["gain"]):
        return []
    if Decimal(found["gain"]) != Decimal(found["fx_effect"]):
        return []
    return [
        say(
            "All of it comes from exchange rates: no price known here changed in that time, and "
            "what rates did since the last known prices may be counted in it."
        )
    ]


def _on_contributions(found: dict[str, Any]) -> list[str]:
    if not known(found, "gain", "net_contributions") or Decimal(found["net_contributions"]) <= 0:
        return []
    code, put_in = found["currency"], Decimal(found["net_contributions"])
    return [
        say(
            "On the {put_in} put in, that is **{share}** (simple return).",
            put_in=money(put_in, code),
            share=percent(Decimal(found["gain"]) / put_in, signed=True),
        )
    ]
