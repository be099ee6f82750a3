"""Every error the product raises on purpose.

The family decides what happens at the edge: `functions/http/problems.py` maps it to a status,
`functions/queues.py` maps the same family to retry, drop or poison.

    PlumblineError
    ├── InvalidInput            what was sent is wrong; sending it again will not help      422
    │   └── Malformed           it could not even be read (JSON, file, cursor)               400
    ├── NotAuthenticated        no valid token                                               401
    ├── NotAllowed              known, but the role or scope is missing                      403
    ├── NotFound                absent, or another user's (never told apart)                 404
    ├── Conflict                the state of the resource forbids it                         409
    │   ├── AlreadyExists       the id or unique value is taken
    │   └── PreconditionFailed  the ETag sent is no longer the resource's                    412
    ├── PreconditionRequired    If-Match is missing                                          428
    ├── TooLarge                over a documented limit                                      413
    ├── TooManyRequests         come back after `retry_after_seconds`                        429
    └── Unavailable             a dependency is down; trying again may help                  503
        ├── ProviderUnavailable a market-data provider failed, or its quota is spent
        └── PriceUnavailable    no price is known (never zero, never cost)

Messages name the thing that was wrong, carry no secret and no provider text.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong place in what was sent: its JSON pointer (`/transactions/3/price`) and why."""

    pointer: str
    message: str


@dataclass(eq=False)
class PlumblineError(Exception):
    """Base of all deliberate errors; `code` is stable and machine readable."""

    detail: str
    code: str = ""
    errors: tuple[FieldError, ...] = field(default=(), kw_only=True)
    retry_after_seconds: int | None = field(default=None, kw_only=True)

    default_code = "error"

    def __post_init__(self) -> None:
        """Give the exception its message and fall back to the family's code."""
        super().__init__(self.detail)
        self.code = self.code or self.default_code


class InvalidInput(PlumblineError):
    """What was sent is understood and wrong."""

    default_code = "invalid_input"


class Malformed(InvalidInput):
    """What was sent could not be read at all."""

    default_code = "malformed"


class NotAuthenticated(PlumblineError):
    """No valid credentials came with the request."""

    default_code = "not_authenticated"


class NotAllowed(PlumblineError):
    """The caller is known but lacks the role or scope."""

    default_code = "not_allowed"


class NotFound(PlumblineError):
    """There is no such thing for this caller."""

    default_code = "not_found"


class Conflict(PlumblineError):
    """The present state forbids the request."""

    default_code = "conflict"


class AlreadyExists(Conflict):
    """The identifier or unique value is taken."""

    default_code = "already_exists"


class PreconditionFailed(Conflict):
    """The resource changed since the caller read it."""

    default_code = "precondition_failed"


class PreconditionRequired(PlumblineError):
    """The caller must say which version it means to change."""

    default_code = "precondition_required"


class TooLarge(PlumblineError):
    """Over a documented limit."""

    default_code = "too_large"


class TooManyRequests(PlumblineError):
    """The caller's budget is spent until `retry_after_seconds` from now."""

    default_code = "too_many_requests"


class Unavailable(PlumblineError):
    """A dependency does not answer; trying again may help."""

    default_code = "unavailable"


class ProviderUnavailable(Unavailable):
    """A market-data provider failed, is skipped, or has no quota left."""

    default_code = "provider_unavailable"


class PriceUnavailable(Unavailable):
    """No price is known where one is needed."""

    default_code = "price_unavailable"
