"""Who may do what: a rule per kind of route and a row per route, for the matrix test.

A new route needs a row here. Choose the rule it keeps, the status an allowed caller gets, and a
request that is valid; `{portfolio_id}` and the like are filled with the owner's own things.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

PASSWORD: Final = "correct-horse-battery-staple-9"

OK: Final = 0
# In the order they are asked: the owner last, as some of what they do ends everything.
CALLERS: Final = (
    "nobody",
    "garbage",  # a token nobody gave out
    "other",  # another user
    "analyst",
    "admin_read",  # an API token of the administrator, scope read
    "admin",
    "read",  # API tokens of the owner, by scope
    "draft",
    "write",
    "elsewhere",  # scope write, limited to another portfolio of the owner
    "owner",
)

type Rule = Mapping[str, int]
type Request = Mapping[str, Any]
type Ask = Callable[["Props"], Request]


def _rule(base: Mapping[str, int] | None = None, **changes: int) -> Rule:
    return {**(base or dict.fromkeys(CALLERS, OK)), **changes}


ANYONE: Final = _rule()
READ: Final = _rule(nobody=401, garbage=401)
"""Everyone reads their own, or what belongs to nobody."""

WRITE: Final = _rule(READ, admin_read=403, read=403, draft=403, elsewhere=403)
"""Everyone changes their own, with scope `write` and a token that is not limited."""

READ_ALL: Final = _rule(READ, elsewhere=403)
"""What tells of every portfolio: not with a token limited to one."""

IN_PERSON: Final = _rule(READ, admin_read=403, read=403, draft=403, write=403, elsewhere=403)
"""Only who logged in: no API token manages accounts, sessions or tokens."""

_NOT_THEIRS: Final = {"other": 404, "analyst": 404, "admin": 404}
OWN_IN_PERSON: Final = _rule(IN_PERSON, **_NOT_THEIRS)
"""A session or token: of its owner alone, whatever role the others have."""

OWN_READ: Final = _rule(READ, **_NOT_THEIRS, admin_read=404, elsewhere=404)
"""A portfolio: of its owner alone; for others, and tokens limited to others, it is not there."""

OWN_READ_ALL: Final = _rule(OWN_READ, elsewhere=403)
OWN_WRITE_ALL: Final = _rule(WRITE, **_NOT_THEIRS, admin_read=403)
"""A conversation: of its owner alone, and not with a limited token."""

OWN_WRITE: Final = _rule(OWN_READ, admin_read=403, read=403, draft=403)
"""The scope is looked at before the portfolio."""

_NO_ROLE: Final = {
    "other": 403,
    "read": 403,
    "draft": 403,
    "write": 403,
    "elsewhere": 403,
    "owner": 403,
}
ANALYST: Final = _rule(READ, **_NO_ROLE)
ADMIN: Final = _rule(ANALYST, analyst=403)
ADMIN_WRITE: Final = _rule(ADMIN, admin_read=403)


@dataclass(frozen=True, slots=True)
class Props:
    """What a request may speak of: the owner's address, and one never used before."""

    email: str
    fresh: str


@dataclass(frozen=True, slots=True)
class Row:
    """A route: its rule, the status for who may, a valid request; `ends`: it ends a log-in."""

    rule: Rule
    ok: int = 200
    ask: Ask = lambda _: {}
    ends: bool = False


def _json(body: Any, **headers: str) -> Ask:
    return lambda _: {"json": body, "headers": headers}


def _explained(body: Any, metric: str) -> Ask:
    return lambda _: {"json": body, "params": {"metric": metric}}


def _query(**params: str) -> Ask:
    return lambda _: {"params": params}


_ANY_VERSION: Final = {"If-Match": "*"}
_PORTFOLIO: Final = {"name": "P", "base_currency": "USD"}
_BUY: Final = {
    "kind": "buy",
    "symbol": "AAPL",
    "trade_date": "2020-09-15",
    "quantity": "1",
    "price": "115.54",
    "currency": "USD",
}
CSV: Final = b"trade_date,kind,symbol,quantity,price,currency\n2020-09-16,buy,AAPL,2,112.13,USD\n"
_C: Final = "/api/chat/sessions/{session_id}"
_K: Final = "/api/notification-channels/{channel_id}"
_N: Final = "/api/notifications/{notification_id}"
_HOOK: Final = {"kind": "webhook", "url": "https://hooks.example.org/in"}
_A: Final = "/api/alerts/{alert_id}"
_ALERT: Final = {"kind": "price_above", "symbol": "AAPL", "threshold": "500"}
_W: Final = "/api/watchlists/{watchlist_id}"
_P: Final = "/api/portfolios/{portfolio_id}"

ROWS: Final[dict[str, Row]] = {
    "GET /api/health": Row(ANYONE),
    "GET /api/health/ready": Row(ANYONE),
    "GET /api/config": Row(ANYONE),
    # Who one is, these find out; a token that comes along is not looked at.
    "POST /api/auth/register": Row(
        ANYONE, 201, lambda props: {"json": {"email": props.fresh, "password": PASSWORD}}
    ),
    "POST /api/auth/login": Row(
        ANYONE, 200, lambda props: {"json": {"email": props.email, "password": PASSWORD}}
    ),
    "POST /api/auth/refresh": Row(ANYONE, 401, _json({"refresh_token": "made-up"})),
    "POST /api/auth/password/forgot": Row(
        ANYONE, 202, lambda props: {"json": {"email": props.fresh}}
    ),
    "POST /api/auth/password/reset": Row(
        ANYONE, 422, _json({"token": "made-up", "new_password": PASSWORD})
    ),
    "POST /api/auth/verify-email": Row(ANYONE, 422, _json({"token": "made-up"})),
    "GET /api/auth/jwks": Row(ANYONE),
    # Allowed, and no provider is configured; `oidc/` goes through with one.
    "GET /api/auth/oidc/start": Row(ANYONE, 404, _query(challenge="c" * 43)),
    "GET /api/auth/oidc/callback": Row(ANYONE, 404, _query(state="s", code="c")),
    "POST /api/auth/oidc/exchange": Row(
        ANYONE, 404, _json({"ticket": "made-up", "verifier": "v" * 43})
    ),
    "POST /api/auth/logout": Row(IN_PERSON, 204, ends=True),
    "POST /api/auth/logout-all": Row(IN_PERSON, 204, ends=True),
    "POST /api/auth/password/change": Row(
        IN_PERSON,
        204,
        _json({"current_password": PASSWORD, "new_password": "another-staple-battery-7"}),
        ends=True,
    ),
    "POST /api/auth/verify-email/resend": Row(IN_PERSON, 202),
    "GET /api/auth/sessions": Row(IN_PERSON),
    "DELETE /api/auth/sessions/{id}": Row(OWN_IN_PERSON, 204),
    "GET /api/users/me": Row(READ),
    "PATCH /api/users/me": Row(WRITE, 200, _json({"display_name": "A"}, **_ANY_VERSION)),
    "DELETE /api/users/me": Row(IN_PERSON, 204, ends=True),
    "GET /api/users/me/preferences": Row(READ),
    "PUT /api/users/me/preferences": Row(WRITE, 200, _json({}, **_ANY_VERSION)),
    "GET /api/users/me/export": Row(IN_PERSON),
    "GET /api/users/me/tokens": Row(IN_PERSON),
    "POST /api/users/me/tokens": Row(IN_PERSON, 201, _json({"name": "T", "scopes": ["read"]})),
    "DELETE /api/users/me/tokens/{id}": Row(OWN_IN_PERSON, 204),
    "GET /api/operations/users": Row(ADMIN),
    "PATCH /api/operations/users/{id}": Row(ADMIN_WRITE, 200, _json({"disabled": False})),
    "GET /api/operations/audit": Row(ADMIN, 200, _query(user_id="x", month="202103")),
    "GET /api/operations/poison": Row(ADMIN),
    # Allowed, and there is no such message.
    "POST /api/operations/poison/{queue}/{id}/requeue": Row(ADMIN_WRITE, 404),
    "DELETE /api/operations/poison/{queue}/{id}": Row(ADMIN_WRITE, 404),
    "GET /api/operations/ingestion-runs": Row(ANALYST),
    "GET /api/operations/metrics": Row(ANALYST),
    # A person's own machine only: whoever sits there reads the mails it did not send.
    "GET /api/operations/outbox": Row(ANYONE),
    "GET /api/operations/outbox/page": Row(ANYONE),
    "POST /api/portfolios": Row(WRITE, 201, _json(_PORTFOLIO)),
    "GET /api/portfolios": Row(READ),
    f"GET {_P}": Row(OWN_READ),
    f"PUT {_P}": Row(OWN_WRITE, 200, _json(_PORTFOLIO, **_ANY_VERSION)),
    f"PATCH {_P}": Row(OWN_WRITE, 200, _json({"name": "Q"}, **_ANY_VERSION)),
    f"DELETE {_P}": Row(OWN_WRITE, 204),
    f"GET {_P}/export": Row(OWN_READ),
    f"GET {_P}/holdings": Row(OWN_READ),
    f"GET {_P}/summary": Row(OWN_READ),
    f"GET {_P}/performance": Row(OWN_READ),
    f"GET {_P}/gains": Row(OWN_READ),
    f"GET {_P}/income": Row(OWN_READ),
    f"GET {_P}/allocation": Row(OWN_READ),
    f"GET {_P}/explain": Row(OWN_READ, 200, _query(metric="total_value")),
    f"GET {_P}/risk": Row(OWN_READ),
    # Thoughts that leave the ledger as it is: reading is enough.
    f"POST {_P}/scenarios": Row(OWN_READ, 200, _json({"crises": []})),
    f"POST {_P}/simulate": Row(OWN_READ, 200, _json({"years": 1, "paths": 100})),
    f"POST {_P}/what-if": Row(
        OWN_READ, 200, _json({"trades": [{"symbol": "AAPL", "side": "buy", "quantity": "1"}]})
    ),
    f"POST {_P}/optimise": Row(OWN_READ, 200, _json({"objective": "hrp"})),
    f"POST {_P}/rebalance": Row(OWN_READ, 200, _json({"targets": {"AAPL": "1"}})),
    f"POST {_P}/scenarios/explain": Row(OWN_READ, 200, _explained({"crises": []}, "total_value")),
    f"POST {_P}/simulate/explain": Row(
        OWN_READ, 200, _explained({"years": 1, "paths": 100}, "contributed")
    ),
    f"POST {_P}/what-if/explain": Row(
        OWN_READ,
        200,
        _explained({"trades": [{"symbol": "AAPL", "side": "buy", "quantity": "1"}]}, "total_value"),
    ),
    f"POST {_P}/optimise/explain": Row(
        OWN_READ, 200, _explained({"objective": "hrp"}, "volatility")
    ),
    f"POST {_P}/rebalance/explain": Row(
        OWN_READ, 200, _explained({"targets": {"AAPL": "1"}}, "total")
    ),
    f"GET {_P}/transactions": Row(OWN_READ),
    f"POST {_P}/transactions": Row(OWN_WRITE, 201, _json(_BUY)),
    f"GET {_P}/transactions/{{transaction_id}}": Row(OWN_READ),
    f"PUT {_P}/transactions/{{transaction_id}}": Row(OWN_WRITE, 200, _json(_BUY, **_ANY_VERSION)),
    f"DELETE {_P}/transactions/{{transaction_id}}": Row(OWN_WRITE, 204),
    f"GET {_P}/transactions/{{transaction_id}}/versions": Row(OWN_READ),
    f"POST {_P}/imports": Row(OWN_WRITE, 201, lambda _: {"files": {"file": ("a.csv", CSV)}}),
    # Without a server to ask: whoever may write gets as far as the vendor's address.
    f"POST {_P}/imports/from-broker": Row(
        OWN_WRITE, 503, _json({"broker": "upstox", "access_token": "none"})
    ),
    f"GET {_P}/imports": Row(OWN_READ),
    f"GET {_P}/imports/{{import_id}}": Row(OWN_READ),
    f"DELETE {_P}/imports/{{import_id}}": Row(OWN_WRITE, 204),
    f"POST {_P}/imports/{{import_id}}/confirm": Row(OWN_WRITE, 200),
    "GET /api/market/search": Row(READ, 200, _query(q="AAPL")),
    "GET /api/market/quotes": Row(READ, 200, _query(symbols="AAPL")),
    "GET /api/market/fx": Row(READ, 200, _query(base="EUR", quote="USD")),
    "GET /api/market/{symbol}": Row(READ),
    "GET /api/market/{symbol}/history": Row(READ),
    "GET /api/market/{symbol}/indicators": Row(READ, 200, _query(names="sma")),
    "GET /api/market/stream": Row(READ, 200, _query(symbols="AAPL", seconds="0")),
    "GET /api/market/{symbol}/fundamentals": Row(READ),
    "GET /api/market/{symbol}/news": Row(READ),
    "GET /api/market/{symbol}/events": Row(READ),
    "POST /api/stock-data/track": Row(WRITE, 202, _json({"symbol": "AAPL"})),
    "GET /api/stock-data/track": Row(READ),
    "DELETE /api/stock-data/track/{symbol}": Row(WRITE, 204),
    "GET /api/stock-data/status": Row(READ),
    "POST /api/watchlists": Row(WRITE, 201, _json({"name": "W", "symbols": ["AAPL"]})),
    "GET /api/watchlists": Row(READ_ALL),
    f"GET {_W}": Row(OWN_READ_ALL),
    f"PUT {_W}": Row(OWN_WRITE_ALL, 200, _json({"name": "V"}, **_ANY_VERSION)),
    f"PATCH {_W}": Row(OWN_WRITE_ALL, 200, _json({"name": "V"}, **_ANY_VERSION)),
    f"DELETE {_W}": Row(OWN_WRITE_ALL, 204),
    f"GET {_W}/items": Row(OWN_READ_ALL),
    f"POST {_W}/items": Row(OWN_WRITE_ALL, 201, _json({"symbol": "MSFT"})),
    f"PATCH {_W}/items/{{symbol}}": Row(OWN_WRITE_ALL, 200, _json({"note": "N"})),
    f"DELETE {_W}/items/{{symbol}}": Row(OWN_WRITE_ALL, 204),
    "POST /api/alerts": Row(WRITE, 201, _json(_ALERT)),
    "GET /api/alerts": Row(READ_ALL),
    # A thought that changes nothing: reading is enough.
    "POST /api/alerts/preview": Row(READ_ALL, 200, _json(_ALERT)),
    f"GET {_A}": Row(OWN_READ_ALL),
    f"PUT {_A}": Row(OWN_WRITE_ALL, 200, _json(_ALERT, **_ANY_VERSION)),
    f"PATCH {_A}": Row(OWN_WRITE_ALL, 200, _json({"enabled": False}, **_ANY_VERSION)),
    f"DELETE {_A}": Row(OWN_WRITE_ALL, 204),
    f"POST {_A}/snooze": Row(OWN_WRITE_ALL, 200, _json({"hours": 2})),
    f"GET {_A}/history": Row(OWN_READ_ALL),
    "GET /api/notifications": Row(READ_ALL),
    "PATCH /api/notifications": Row(WRITE, 200, _json({"read": True})),
    f"GET {_N}": Row(OWN_READ_ALL),
    f"PATCH {_N}": Row(OWN_WRITE_ALL, 200, _json({"read": True})),
    f"DELETE {_N}": Row(OWN_WRITE_ALL, 204),
    "GET /api/notification-preferences": Row(READ_ALL),
    "PUT /api/notification-preferences": Row(WRITE, 200, _json({}, **_ANY_VERSION)),
    "POST /api/notification-channels": Row(IN_PERSON, 201, _json(_HOOK)),
    "GET /api/notification-channels": Row(READ_ALL),
    # Mail programs come without a log-in; the token is made up here.
    "POST /api/notification-channels/unsubscribe": Row(
        ANYONE, 404, _query(token="made-up", kind="alert")
    ),
    f"GET {_K}": Row(OWN_READ_ALL),
    f"PATCH {_K}": Row(OWN_IN_PERSON, 200, _json({"name": "N"}, **_ANY_VERSION)),
    f"DELETE {_K}": Row(OWN_IN_PERSON, 204),
    f"POST {_K}/rotate-secret": Row(OWN_IN_PERSON),
    f"POST {_K}/test": Row(OWN_IN_PERSON, 202),
    f"GET {_K}/deliveries": Row(OWN_READ_ALL),
    "POST /api/chat": Row(WRITE, 200, _json({"content": "What is a bond?"})),
    "GET /api/chat/usage": Row(READ_ALL),
    "GET /api/models": Row(READ_ALL),
    "GET /api/models/selected": Row(READ_ALL),
    "PUT /api/models/selected": Row(WRITE, 200, _json({"model": "offline"})),
    "POST /api/chat/sessions": Row(WRITE, 201, _json({})),
    "GET /api/chat/sessions": Row(READ_ALL),
    f"GET {_C}": Row(OWN_READ_ALL),
    f"PATCH {_C}": Row(OWN_WRITE_ALL, 200, _json({"title": "T"}, **_ANY_VERSION)),
    f"DELETE {_C}": Row(OWN_WRITE_ALL, 204),
    f"GET {_C}/export": Row(OWN_READ_ALL),
    f"GET {_C}/messages": Row(OWN_READ_ALL),
    f"POST {_C}/messages": Row(OWN_WRITE_ALL, 200, _json({"content": "What is a bond?"})),
    f"POST {_C}/cancel": Row(OWN_WRITE_ALL),
    # Allowed, and nothing is being answered.
    f"GET {_C}/stream": Row(OWN_READ_ALL, 404),
    "POST /api/documents": Row(
        WRITE, 201, lambda _: {"files": {"file": ("a.txt", b"Bonds pay interest.")}}
    ),
    "GET /api/documents": Row(READ_ALL),
    "DELETE /api/documents/{document_id}": Row(OWN_WRITE_ALL, 204),
    "GET /api/chat/drafts": Row(READ_ALL),
    "GET /api/chat/drafts/{draft_id}": Row(OWN_READ_ALL),
    "POST /api/chat/drafts/{draft_id}/confirm": Row(OWN_IN_PERSON),
    "DELETE /api/chat/drafts/{draft_id}": Row(OWN_WRITE_ALL, 204),
    "POST /api/reports": Row(
        WRITE, 202, _json({"kind": "stock_analysis", "symbol": "AAPL", "narrative": False})
    ),
    "GET /api/reports": Row(READ),
    "GET /api/reports/schedules": Row(READ),
    "DELETE /api/reports/schedules/{schedule_id}": Row(OWN_WRITE, 204),
    "GET /api/reports/{report_id}": Row(OWN_READ),
    # Allowed, and it is neither ready nor failed.
    "GET /api/reports/{report_id}/download": Row(OWN_READ, 409),
    "GET /api/reports/{report_id}/link": Row(OWN_READ, 409),
    "POST /api/reports/{report_id}/retry": Row(OWN_WRITE, 409),
    "POST /api/reports/{report_id}/cancel": Row(OWN_WRITE),
    "DELETE /api/reports/{report_id}": Row(OWN_WRITE, 204),
    "GET /api/stock-data/runs/{symbol}": Row(READ),
    "GET /api/stock-data/symbol-changes": Row(READ),
    "POST /api/stock-data/symbol-changes": Row(
        ADMIN_WRITE, 200, _json({"old": "OLDCO", "new": "NEWCO", "date": "2020-06-09"})
    ),
    "DELETE /api/stock-data/symbol-changes/{symbol}": Row(ADMIN_WRITE, 404),
    "GET /api/stock-data/delistings": Row(READ),
    "POST /api/stock-data/delistings": Row(ADMIN_WRITE, 404, _json({"symbol": "NEVERMET"})),
    "DELETE /api/stock-data/delistings/{symbol}": Row(ADMIN_WRITE, 404),
    "GET /api/stock-data/providers": Row(READ),
    "POST /api/stock-data/quarantine/{id}/release": Row(ADMIN_WRITE, 404),
    # Allowed, and there is no such payload.
    "POST /api/stock-data/replay": Row(
        ADMIN_WRITE, 404, _json({"payload_id": "history/AAPL/never"})
    ),
}
