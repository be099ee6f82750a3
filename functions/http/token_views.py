"""What hands out tokens answers."""

from typing import Literal

from functions.http.schemas import Output


class Tokens(Output):
    """An access token, and a refresh token unless that went into the cookie."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind, no secret
    expires_in: int
    refresh_token: str | None = None
