"""Wire types of accounts that more than one router uses."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from functions.http.schemas import Output
from shared.identity.model import Role

type Email = Annotated[
    str,
    Field(max_length=254, json_schema_extra={"format": "email"}, examples=["ada@example.org"]),
]
type Locale = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
type Password = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1024)
]


class Profile(Output):
    """An account as its owner sees it."""

    id: str
    email: str
    email_verified: bool
    display_name: str
    roles: list[Role]
    created_at: datetime
