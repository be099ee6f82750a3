"""Transactions as they are sent, one or a list; of a list every wrong row is told at once.

Form (types, missing fields) is looked at before rules (a buy needs a price). A row whose form is
wrong must not hide that another breaks a rule: `PartlyWrong` carries what is known of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, cast

from pydantic import Field, StrictInt, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from functions.http.problems import pointer_of
from functions.http.schemas import Input, Instant
from shared.kernel.errors import FieldError, InvalidInput
from shared.portfolios.model import TransactionDraft
from shared.portfolios.rules import field_errors

_SHOWN = 3


class TransactionInput(TransactionDraft):
    """A transaction as traded. What a GET answered may be sent back: `id` and the like are ignored.

    `currency` may be left out where the symbol's is known.
    """

    id: Annotated[str | None, Field(exclude=True)] = None
    version: Annotated[StrictInt | None, Field(exclude=True)] = None
    recorded_at: Annotated[Instant | None, Field(exclude=True)] = None


class TransactionsInput(Input):
    """Transactions that are recorded together, or not at all."""

    transactions: Annotated[list[TransactionInput], Field(min_length=1, max_length=20_000)]


@dataclass(frozen=True, slots=True)
class PartlyWrong:
    """A list with rows of wrong form: those by index, and the rows that can be read."""

    form: tuple[tuple[int, FieldError], ...]
    readable: tuple[tuple[int, TransactionInput], ...]

    def refusal(self, today: date) -> InvalidInput:
        """Return the error that names every wrong place, in the order of the rows."""
        rules = [
            (index, FieldError(f"/transactions/{index}{error.pointer}", error.message))
            for index, row in self.readable
            for error in field_errors(row, today)
        ]
        found = [error for _, error in sorted([*self.form, *rules], key=lambda pair: pair[0])]
        shown = "; ".join(f"{error.pointer}: {error.message}" for error in found[:_SHOWN])
        more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
        detail = f"None of the transactions was recorded: {shown}{more}"
        return InvalidInput(detail, "invalid_input", errors=tuple(found))


def _one_or_many(value: Any, _: ValidatorFunctionWrapHandler) -> object:
    # Told apart by hand, so that errors point into what was sent and not into a union.
    if not (isinstance(value, dict) and "transactions" in value):
        return TransactionInput.model_validate(value)
    try:
        return TransactionsInput.model_validate(value)
    except ValidationError as error:
        rows: object = cast("dict[str, object]", value)["transactions"]
        found = _by_row(error)
        if found is None or not isinstance(rows, list):
            raise
        return PartlyWrong(found, _readable(cast("list[object]", rows), found))


type TransactionsBody = Annotated[TransactionInput | TransactionsInput, WrapValidator(_one_or_many)]


def _by_row(error: ValidationError) -> tuple[tuple[int, FieldError], ...] | None:
    """Return the errors with their rows; None when something else than rows is wrong."""
    found: list[tuple[int, FieldError]] = []
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        place = item["loc"]
        if len(place) < 2 or not isinstance(place[1], int):  # noqa: PLR2004 - transactions, row
            return None
        found.append((place[1], FieldError(pointer_of(place), item["msg"])))
    return tuple(found)


def _readable(
    rows: Sequence[object], found: Sequence[tuple[int, FieldError]]
) -> tuple[tuple[int, TransactionInput], ...]:
    wrong = {index for index, _ in found}
    return tuple(
        (index, TransactionInput.model_validate(row))
        for index, row in enumerate(rows)
        if index not in wrong
    )
