"""The messages of the queue `market-jobs`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from shared.kernel.errors import InvalidInput, Malformed
from shared.kernel.ids import is_document_id, symbol
from shared.kernel.money import currency_code
from shared.market.model import fx_key

_CANONICAL: Final = {"history": symbol, "fx": currency_code}


@dataclass(frozen=True, slots=True)
class Job:
    """A message of the queue `market-jobs`. `subject`: a symbol, or a currency for `fx`."""

    kind: str
    subject: str
    job_id: str
    reason: str

    @property
    def key(self) -> str:
        """The partition of the series that the job fills."""
        return fx_key(self.subject) if self.kind == "fx" else self.subject

    def message(self) -> dict[str, Any]:
        """Return the message that `read_job` reads back."""
        return {
            "kind": self.kind,
            "symbol": self.subject,
            "job_id": self.job_id,
            "reason": self.reason,
        }


def read_job(message: Mapping[str, Any]) -> Job:
    """Read a queue message. Raises: Malformed, which has it dropped."""
    values = [message.get(name) for name in ("kind", "symbol", "job_id", "reason")]
    kind, subject, job_id, reason = (value if isinstance(value, str) else "" for value in values)
    if kind not in _CANONICAL or not is_document_id(job_id):
        raise Malformed("The message is no market job", "invalid_job")
    try:
        is_canonical = _CANONICAL[kind](subject) == subject
    except InvalidInput:
        is_canonical = False
    if not is_canonical:
        raise Malformed(f"The message names no {kind} subject: {subject[:40]!r}", "invalid_job")
    return Job(kind, subject, job_id, reason)


def symbols_of(message: Mapping[str, Any]) -> list[str]:
    """Return the symbols that a message about several names. Raises: Malformed."""
    value: Any = message.get("symbols")
    listed = cast("list[Any]", value) if isinstance(value, list) else []
    try:
        return [symbol(item) for item in listed if isinstance(item, str)]
    except InvalidInput as error:
        raise Malformed("The message names what is no symbol", "invalid_job") from error


def backfill(key: str, attempt: int) -> Job:
    """Return the job that fetches everything of a symbol, or of `fx:USD` and its like."""
    kind, _, currency = key.partition(":")
    is_fx = kind == "fx" and bool(currency)
    job_id = f"backfill:{key}:{attempt}"
    return Job("fx" if is_fx else "history", currency if is_fx else key, job_id, "backfill")


def refresh(key: str, due_at: datetime) -> Job:
    """Return the job that fetches what is new; named by when it was due, whoever finds it due."""
    return replace(
        backfill(key, 0), job_id=f"refresh:{key}:{due_at:%Y%m%dT%H%M%S}", reason="refresh"
    )
