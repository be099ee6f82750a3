"""What the errors of the Cosmos SDK mean to a caller."""

import math
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from shared.kernel.errors import (
    AlreadyExists,
    FieldError,
    NotFound,
    PlumblineError,
    PreconditionFailed,
    TooLarge,
    Unavailable,
)

if TYPE_CHECKING:
    from azure.core.exceptions import AzureError

THROTTLED: Final = 429
_NOT_FOUND: Final = 404
_FORBIDDEN: Final = 403
_PARTITION_FULL: Final = 1014  # sub-status: a logical partition has reached 20 GB
_NOT_REPEATED_BY_SDK: Final = {410, 449}
_TRANSIENT: Final = {408, 410, 449, 500, 502, 503, 504}


@contextmanager
def cosmos_errors(what: str) -> Generator[None]:
    """Turn errors of the SDK into ours; `what` names the thing that was asked for."""
    from azure.core.exceptions import AzureError
    from azure.cosmos.exceptions import CosmosBatchOperationError

    try:
        yield
    except CosmosBatchOperationError as error:
        raise batch_error(what, error) from error
    except AzureError as error:
        raise translated(what, error) from error


def is_worth_repeating(error: "AzureError") -> bool:
    """Say whether to read again: a connection broke, or the SDK itself does not repeat it."""
    status = _status(error)
    return status is None or status in _NOT_REPEATED_BY_SDK


def batch_error(what: str, error: Any) -> PlumblineError:
    """Return what a failed batch means, pointing at the operation that failed.

    `error`: CosmosBatchOperationError; the others of its operations are 424, not carried out.
    """
    index = int(error.error_index)
    meaning = _by_status(f"{what}, operation {index}", int(error.status_code), 0, 1)
    meaning.errors = (FieldError(f"/{index}", meaning.detail),)
    return meaning


def translated(what: str, error: "AzureError") -> PlumblineError:
    """Return what any other error means."""
    status = _status(error)
    if status is None:
        return Unavailable(
            f"the document store cannot be reached for {what} ({type(error).__name__})",
            "store_unreachable",
            retry_after_seconds=1,
        )
    sub_status = int(getattr(error, "sub_status", None) or 0)
    return _by_status(what, status, sub_status, _retry_after_seconds(error))


def _by_status(what: str, status: int, sub_status: int, wait: int) -> PlumblineError:
    if status == _NOT_FOUND and sub_status == 0:
        return NotFound(f"there is no {what}")
    if status in _REFUSED:
        kind, reason = _REFUSED[status]
        return kind(f"{what} {reason}")
    if status == THROTTLED:
        return Unavailable(
            f"the document store is too busy for {what}",
            "store_throttled",
            retry_after_seconds=wait,
        )
    if status in _TRANSIENT:
        return Unavailable(
            f"the document store answered {status} for {what}",
            "store_unavailable",
            retry_after_seconds=1,
        )
    return _unusable(what, status, sub_status)


_REFUSED: Final[dict[int, tuple[type[PlumblineError], str]]] = {
    409: (AlreadyExists, "is already there"),
    412: (PreconditionFailed, "changed since it was read"),
    413: (TooLarge, "is over the document store's limit"),
}


def _unusable(what: str, status: int, sub_status: int) -> Unavailable:
    if status == _FORBIDDEN and sub_status == _PARTITION_FULL:
        return Unavailable(f"the partition of {what} is full", "store_full")
    if status in {401, _FORBIDDEN}:
        return Unavailable(f"the document store refused access to {what}", "store_denied")
    if status == _NOT_FOUND:
        # Not the document: its container or database (1003), or the session's replica (1002).
        return Unavailable(f"the document store has no container for {what}", "store_missing")
    return Unavailable(f"the document store answered {status} for {what}", "store_refused")


def _status(error: "AzureError") -> int | None:
    return cast("int | None", getattr(error, "status_code", None))


def _retry_after_seconds(error: "AzureError") -> int:
    headers = cast("dict[str, str]", getattr(error, "headers", None) or {})
    milliseconds = float(headers.get("x-ms-retry-after-ms", 1000))
    return max(1, math.ceil(milliseconds / 1000))
