"""Wire types that more than one router uses."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.kernel.money import round_money
from shared.kernel.written import written_instant
from shared.portfolios.model import Exact

type Money = Annotated[Exact, Field(description="Exact decimal as a string", examples=["1234.56"])]
type Instant = Annotated[AwareDatetime, BeforeValidator(written_instant)]


class Input(BaseModel):
    """Base of request bodies: an unknown field is a mistake worth telling, not ignoring."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Output(BaseModel):
    """Base of response bodies."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class TotalsInCents(Output):
    """Base of bodies whose totals are rounded to their `currency`, once, after summing exactly.

    What they sum keeps its digits, so that items and totals agree to the cent.
    """

    currency: str

    @model_validator(mode="before")
    @classmethod
    def _round_totals(cls, found: Any) -> Any:
        values = {name: getattr(found, name) for name in cls.model_fields}
        for name, value in values.items():
            if name.startswith("total") and isinstance(value, Decimal):
                values[name] = round_money(value, values["currency"])
        return values


class Page[Item](Output):
    """One page of a list; `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = None


class ProblemError(Output):
    """One wrong place in a request: a JSON pointer into the body, or `/query/…`, `/path/…`."""

    pointer: str
    message: str


class Problem(Output):
    """An error as RFC 9457 describes it; `code` is stable and machine readable."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    correlation_id: str
    errors: list[ProblemError] = []
