"""People, their sessions and tokens, and the caller a request is made for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

type Theme = Literal["system", "light", "dark"]
type RiskProfile = Literal["", "cautious", "balanced", "adventurous"]
type TokenKind = Literal["session", "api_token"]


class Role(StrEnum):
    """What a person is in this installation; roles add up."""

    USER = "user"
    ANALYST = "analyst"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a token may be used for. A wider scope holds the narrower ones."""

    READ = "read"
    TRADE_DRAFT = "trade-draft"
    WRITE = "write"


_HOLDS: Final = {
    Scope.READ: frozenset({Scope.READ}),
    Scope.TRADE_DRAFT: frozenset({Scope.READ, Scope.TRADE_DRAFT}),
    Scope.WRITE: frozenset(Scope),
}
EVERY_SCOPE: Final = frozenset(Scope)


def with_held(scopes: frozenset[Scope]) -> frozenset[Scope]:
    """Return scopes together with the narrower ones they hold."""
    return frozenset[Scope]().union(*(_HOLDS[scope] for scope in scopes))


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class User(_Frozen):
    """A person's account. The password's hash is no part of it (see `repository.Account`)."""

    id: str
    email: str
    email_verified: bool = False
    display_name: str
    roles: tuple[Role, ...] = (Role.USER,)
    disabled: bool = False
    created_at: datetime
    updated_at: datetime


class Preferences(_Frozen):
    """How a person wants the product to behave; display currency and locale among it.

    `goals` and `risk_profile` are told to the assistant; empty until the person says something.
    """

    currency: str = "USD"
    locale: str = "en-US"
    time_zone: str = "UTC"
    theme: Theme = "system"
    goals: str = ""
    risk_profile: RiskProfile = ""


class Session(_Frozen):
    """One log-in on one device. `network` is where it was last used from, without the host part."""

    id: str
    user_id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    network: str = ""
    user_agent: str = ""
    ended_at: datetime | None = None
    ended_because: str | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether the session may still be used."""
        return self.ended_at is None and now < self.expires_at


class ApiToken(_Frozen):
    """A personal API token as its owner sees it. `portfolios` None: all of them."""

    id: str
    user_id: str
    name: str
    scopes: tuple[Scope, ...]
    portfolios: tuple[str, ...] | None = None
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a request.

    `portfolios` None: every portfolio of the user. `session_id` is the session's id, or the API
    token's for callers of kind `api_token`.
    """

    user_id: str
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    session_id: str
    token_kind: TokenKind
    portfolios: frozenset[str] | None = None

    @property
    def is_logged_in(self) -> bool:
        """Whether a person logged in, rather than a program with an API token."""
        return self.token_kind == "session"  # noqa: S105 - a kind, no secret

    def may_see(self, portfolio_id: str) -> bool:
        """Whether this token reaches a portfolio of the user."""
        return self.portfolios is None or portfolio_id in self.portfolios


@dataclass(frozen=True, slots=True)
class Grant:
    """What a log-in or refresh hands out."""

    user: User
    session_id: str
    access_token: str
    refresh_token: str
    expires_in_seconds: int


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """The values identity is run with.

    `refresh_cookie`: whether the refresh token may travel in a cookie, which needs page and API on
    one site. `page_url` is where links in mails lead. `admin_addresses` become administrators when
    they prove to be theirs.
    """

    issuer: str = "plumbline"
    audience: str = "plumbline-api"
    access_lifetime: timedelta = timedelta(minutes=15)
    refresh_lifetime: timedelta = timedelta(days=30)
    longest_session: timedelta = timedelta(days=365)
    refresh_grace: timedelta = timedelta(seconds=10)
    recheck_after: timedelta = timedelta(seconds=30)
    verification_lifetime: timedelta = timedelta(days=3)
    reset_lifetime: timedelta = timedelta(hours=1)
    refresh_cookie: bool = True
    cookie_secure: bool = True
    page_url: str = "http://localhost:4280"
    admin_addresses: frozenset[str] = frozenset()
