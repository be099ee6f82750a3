"""Who is calling: the step every authenticated request takes."""

import hashlib
from typing import Final

from shared.identity.api_tokens import ApiTokens
from shared.identity.model import EVERY_SCOPE, ApiToken, Principal, User, with_held
from shared.identity.opaque import API, parse_token
from shared.identity.recent_callers import RecentCallers
from shared.identity.repository import AccountRepository
from shared.identity.sessions import Sessions
from shared.identity.tokens import AccessTokens
from shared.kernel.errors import NotAuthenticated

_API_PREFIX: Final = f"{API}_"


class Callers:
    """Recognises access tokens and personal API tokens; most of the time without a read.

    Roles come from the account, not from the token, so that a role taken away is gone in seconds.
    """

    def __init__(
        self,
        accounts: AccountRepository,
        sessions: Sessions,
        api_tokens: ApiTokens,
        access_tokens: AccessTokens,
        recent: RecentCallers,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._api_tokens = api_tokens
        self._access_tokens = access_tokens
        self._recent = recent

    async def recognise(self, token: str) -> Principal:
        """Return the caller. Raises: NotAuthenticated."""
        if token.startswith(_API_PREFIX):
            return await self._by_api_token(token)
        return await self._by_access_token(token)

    async def _by_access_token(self, token: str) -> Principal:
        claims = await self._access_tokens.verify(token)
        key = f"session:{claims.session_id}"
        known, principal = self._recent.lookup(key)
        if not known:
            changes = self._recent.changes
            principal = await self._session_caller(claims.user_id, claims.session_id)
            self._recent.remember(key, claims.user_id, principal, changes)
        if principal is None or principal.user_id != claims.user_id:
            raise NotAuthenticated("This session has ended; log in again", "session_ended")
        return principal

    async def _session_caller(self, user_id: str, session_id: str) -> Principal | None:
        account = await self._accounts.find(user_id)
        if account is None or account.user.disabled:
            return None
        if await self._sessions.find(user_id, session_id, account.epoch) is None:
            return None
        roles = frozenset(account.user.roles)
        return Principal(user_id, roles, EVERY_SCOPE, session_id, "session")

    async def _by_api_token(self, text: str) -> Principal:
        token = parse_token(API, text)
        key = f"api:{hashlib.sha256(text.encode()).hexdigest()}"
        _, principal = self._recent.lookup(key)
        if principal is not None:
            return principal
        changes = self._recent.changes
        record = await self._api_tokens.check(token)
        account = await self._accounts.find(token.user_id) if record else None
        # Only good answers are remembered: there is no end to the tokens one can make up.
        if record is None or account is None or account.user.disabled:
            raise NotAuthenticated("This API token is not valid", "invalid_token")
        principal = _api_caller(record, account.user)
        self._recent.remember(key, record.user_id, principal, changes)
        return principal


def _api_caller(record: ApiToken, user: User) -> Principal:
    return Principal(
        user_id=record.user_id,
        roles=frozenset(user.roles),
        scopes=with_held(frozenset(record.scopes)),
        session_id=record.id,
        token_kind="api_token",  # noqa: S106 - a kind, no secret
        portfolios=None if record.portfolios is None else frozenset(record.portfolios),
    )
