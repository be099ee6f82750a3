"""Wire types that more than one router uses."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.portfolios.model import Exact

type Money = Annotated[Exact, Field(description="Exact decimal as a string", examples=["1234.56"])]


class Input(BaseModel):
    """Base of request bodies: an unknown field is a mistake worth telling, not ignoring."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Output(BaseModel):
    """Base of response bodies."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


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


class MarketValueLabel(Output):
    """Where a market value comes from and how old it is."""

    as_of: datetime | date | None
    source: str | None
    is_stale: bool
