"""Accounts and their sessions: register, log in, refresh, log out, and who is calling."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from shared.audit import NOWHERE, AuditLog, Origin
from shared.identity.addresses import address_digest, canonical_address
from shared.identity.administration import Administration
from shared.identity.api_tokens import ApiTokens
from shared.identity.callers import Callers
from shared.identity.credentials import Passwords
from shared.identity.mail_tokens import MailTokens
from shared.identity.model import (
    ApiToken,
    Grant,
    IdentityPolicy,
    Preferences,
    Principal,
    Scope,
    Session,
    User,
)
from shared.identity.names import display_name
from shared.identity.oidc.links import ExternalLinks
from shared.identity.opaque import REFRESH, parse_token
from shared.identity.password_policy import check_password
from shared.identity.profiles import Profiles
from shared.identity.reading_language import reading_language
from shared.identity.recent_callers import RecentCallers
from shared.identity.recovery import Recovery
from shared.identity.repository import Account, AccountRepository
from shared.identity.sessions import Reused, Rotated, Sessions
from shared.identity.signing_keys import SigningKeys
from shared.identity.throttle import Throttle
from shared.identity.tokens import AccessTokens
from shared.kernel.clock import Clock
from shared.kernel.errors import NotAllowed, NotAuthenticated, PlumblineError
from shared.kernel.ids import new_id
from shared.platform.documents import DocumentStore
from shared.platform.mail import Mailer

log = structlog.get_logger(__name__)

_DEFAULT_POLICY: Final = IdentityPolicy()


class IdentityService:
    """Who people are, and the rest of identity behind it.

    `links` knows who a provider's people are, `recovery` proves addresses and renews passwords,
    `profiles` is people's own data, `administration` what others may do to their accounts. `clock`
    must be the machine's: with a demonstration's fixed date tokens would never run out.
    """

    def __init__(
        self,
        documents: DocumentStore,
        clock: Clock,
        keys: SigningKeys,
        mailer: Mailer,
        audit: AuditLog,
        policy: IdentityPolicy = _DEFAULT_POLICY,
    ) -> None:
        self.policy = policy
        self.passwords = Passwords()
        self.access_tokens = AccessTokens(keys, clock, policy)
        self._clock = clock
        self._audit = audit
        self._accounts = AccountRepository(documents, clock)
        self._sessions = Sessions(documents, clock, policy)
        self._api_tokens = ApiTokens(documents, clock)
        self._throttle = Throttle(documents, clock)
        self._recent = RecentCallers(clock, policy.recheck_after)
        self._callers = Callers(
            self._accounts, self._sessions, self._api_tokens, self.access_tokens, self._recent
        )
        self.recovery = Recovery(
            self._accounts,
            self._sessions,
            self._api_tokens,
            MailTokens(documents, clock),
            self.passwords,
            self._throttle,
            self._recent,
            mailer,
            audit,
            policy,
            partial(reading_language, documents),
        )
        self.profiles = Profiles(documents, clock, self._accounts, self._recent, audit)
        self.links = ExternalLinks(
            documents, clock, self._accounts, self._api_tokens, self._recent, audit, policy
        )
        self.profiles.erasers.append(self.links.erase)
        self.administration = Administration(self._accounts, self._recent, audit, clock)

    async def register(
        self,
        email: str,
        password: str,
        name: str | None = None,
        origin: Origin = NOWHERE,
        *,
        locale: str | None = None,
    ) -> Grant:
        """Make an account and log it in; `locale` is the first of its preferences.

        Raises: InvalidInput for an impossible address or a weak password; AlreadyExists
        (`email_taken`).
        """
        address = canonical_address(email)
        shown = display_name(name or address.partition("@")[0])
        check_password(password, personal=(address, shown), pointer="/password")
        now = self._clock.now()
        user = User(
            id=new_id(now), email=address, display_name=shown, created_at=now, updated_at=now
        )
        encoded = await self.passwords.hash(password)
        account = await self._accounts.add(Account(user, encoded, epoch=0))
        if locale is not None:
            await self.profiles.begin_preferences(user.id, Preferences(locale=locale))
        await self._audit.record(
            user.id, "registered", origin=origin, after=user.model_dump(mode="json")
        )
        return await self._open_session(account, origin)

    async def login(self, email: str, password: str, origin: Origin = NOWHERE) -> Grant:
        """Check an address and password and open a session.

        What it does for an unknown address is what it does for a wrong password: the same reads,
        one hash, one audit entry. Raises: NotAuthenticated, NotAllowed for a disabled account,
        TooManyRequests.
        """
        address = canonical_address(email)
        digest = address_digest(address)
        async with self._throttle.attempt(digest, origin.address) as attempt:
            account = await self._accounts.find_by_address(address)
            encoded = account.password_hash if account else None
            attempt.succeeded = await self.passwords.verify(password, encoded)
        if account is None or not attempt.succeeded:
            stream = account.user.id if account else f"unknown-{digest[:2]}"
            await self._audit.record(stream, "login_failed", origin=origin)
            raise NotAuthenticated("The address or the password is wrong", "invalid_credentials")
        if account.user.disabled:
            raise NotAllowed("This account is disabled", "account_disabled")
        await self._renew_hash(account, password)
        return await self._open_session(account, origin)

    async def admit(self, user_id: str, origin: Origin = NOWHERE) -> Grant:
        """Open a session for a user whose identity another way has just proven.

        Raises: NotAuthenticated when the account is gone, NotAllowed when it is disabled.
        """
        account = await self._accounts.find(user_id)
        if account is None:
            raise NotAuthenticated("There is no such account any more", "invalid_credentials")
        if account.user.disabled:
            raise NotAllowed("This account is disabled", "account_disabled")
        return await self._open_session(account, origin)

    async def refresh(self, refresh_token: str, origin: Origin = NOWHERE) -> Grant:
        """Exchange a refresh token for the next one and an access token.

        Raises: NotAuthenticated; with code `refresh_token_reused` when the token had been spent,
        which ends the session.
        """
        token = parse_token(REFRESH, refresh_token)
        account = await self._accounts.find(token.user_id)
        if account is None or account.user.disabled:
            raise NotAuthenticated("The refresh token is not valid", "invalid_refresh_token")
        outcome = await self._sessions.rotate(token, account.epoch, origin)
        if isinstance(outcome, Reused):
            await self._after_end(outcome.session, "refresh_reused", origin)
            raise NotAuthenticated(
                "This refresh token was used before; the session has been ended",
                "refresh_token_reused",
            )
        return await self._grant(account.user, outcome)

    async def authenticate(self, token: str) -> Principal:
        """Say who calls with an access token or a personal API token; most calls read nothing.

        Raises: NotAuthenticated.
        """
        return await self._callers.recognise(token)

    async def logout(self, caller: Principal, origin: Origin = NOWHERE) -> None:
        """End the caller's session."""
        await self.end_session(caller, caller.session_id, origin, because="logged_out")

    async def logout_by_refresh_token(self, refresh_token: str, origin: Origin = NOWHERE) -> None:
        """End the session a refresh token belongs to. Raises: NotAuthenticated."""
        token = parse_token(REFRESH, refresh_token)
        account = await self._accounts.find(token.user_id)
        if account is None:
            raise NotAuthenticated("The refresh token is not valid", "invalid_refresh_token")
        # Exchanging it proves that it is whole; whoever holds a spent one ends the session as well.
        await self._sessions.rotate(token, account.epoch, origin)
        session = await self._sessions.end(token.user_id, token.record_id, "logged_out")
        await self._after_end(session, "logged_out", origin)

    async def logout_all(self, caller: Principal, origin: Origin = NOWHERE) -> None:
        """End every session of the caller, this one too."""
        await self._accounts.change(caller.user_id, Account.without_sessions)
        self._recent.forget_user(caller.user_id)
        await self._audit.record(caller.user_id, "logged_out_everywhere", origin=origin)

    async def list_sessions(
        self, caller: Principal, *, after: str | None = None, limit: int = 50
    ) -> list[Session]:
        """Return the caller's live sessions, newest first."""
        account = await self._accounts.get(caller.user_id)
        return await self._sessions.list_live(
            caller.user_id, account.epoch, after=after, limit=limit
        )

    async def end_session(
        self,
        caller: Principal,
        session_id: str,
        origin: Origin = NOWHERE,
        because: str = "session_revoked",
    ) -> None:
        """End one session of the caller. Raises: NotFound."""
        session = await self._sessions.end(caller.user_id, session_id, because)
        await self._after_end(session, because, origin)

    async def create_api_token(
        self,
        caller: Principal,
        name: str,
        scopes: Sequence[Scope],
        portfolios: Sequence[str] | None = None,
        lifetime: timedelta | None = None,
        origin: Origin = NOWHERE,
    ) -> tuple[ApiToken, str]:
        """Return a personal API token's record and the token itself, shown this once."""
        record, token = await self._api_tokens.create(
            caller.user_id, display_name(name, "/name"), scopes, portfolios, lifetime
        )
        await self._audit.record(
            caller.user_id,
            "token_created",
            subject=record.id,
            origin=origin,
            details={"scopes": " ".join(record.scopes)},
        )
        return record, token.text()

    async def list_api_tokens(self, caller: Principal) -> list[ApiToken]:
        """Return the caller's tokens, newest first."""
        return await self._api_tokens.list_all(caller.user_id)

    async def revoke_api_token(
        self, caller: Principal, token_id: str, origin: Origin = NOWHERE
    ) -> None:
        """Make a token useless. Raises: NotFound."""
        await self._api_tokens.revoke(caller.user_id, token_id)
        self._recent.forget_user(caller.user_id)
        await self._audit.record(caller.user_id, "token_revoked", subject=token_id, origin=origin)

    async def _open_session(self, account: Account, origin: Origin) -> Grant:
        opened = await self._sessions.open(account.user.id, account.epoch, origin)
        await self._audit.record(
            account.user.id, "logged_in", subject=opened.session.id, origin=origin
        )
        return await self._grant(account.user, opened)

    async def _grant(self, user: User, rotated: Rotated) -> Grant:
        return Grant(
            user=user,
            session_id=rotated.session.id,
            access_token=await self.access_tokens.issue(user, rotated.session.id),
            refresh_token=rotated.token.text(),
            expires_in_seconds=int(self.access_tokens.lifetime.total_seconds()),
        )

    async def _after_end(self, session: Session, kind: str, origin: Origin) -> None:
        self._recent.forget_user(session.user_id)
        await self._audit.record(session.user_id, kind, subject=session.id, origin=origin)

    async def _renew_hash(self, account: Account, password: str) -> None:
        if not self.passwords.needs_renewal(account.password_hash):
            return
        encoded = await self.passwords.hash(password)
        try:
            await self._accounts.save(replace(account, password_hash=encoded))
        except PlumblineError as error:
            # The log-in is good either way; the next one tries again.
            log.info("hash_renewal_failed", code=error.code)
