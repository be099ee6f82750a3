"""What goes through a person's mailbox or replaces a password: verify, forget, reset, change."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from shared.audit import NOWHERE, AuditLog, Origin
from shared.identity.addresses import address_digest, canonical_address
from shared.identity.api_tokens import ApiTokens
from shared.identity.credentials import Passwords
from shared.identity.mail_tokens import MailTokens, Purpose, invalid_link
from shared.identity.model import IdentityPolicy, Principal, User
from shared.identity.password_policy import check_password
from shared.identity.recent_callers import RecentCallers
from shared.identity.repository import Account, AccountRepository, with_proven_address
from shared.identity.sessions import Sessions
from shared.identity.throttle import Throttle
from shared.kernel.errors import FieldError, InvalidInput, PlumblineError, TooManyRequests
from shared.kernel.language import Language, worded
from shared.platform.mail import Mail, Mailer

log = structlog.get_logger(__name__)

_SUBJECTS: Final[dict[Purpose, str]] = {
    "verify_email": "Confirm your e-mail address",
    "reset_password": "Choose a new password",
}
_TEXTS: Final[dict[Purpose, str]] = {
    "verify_email": """Hello {name},

please confirm that this address is yours:

{link}

The link works once, for {days} days. If you did not register, ignore this mail.
""",
    "reset_password": """Hello {name},

someone, hopefully you, asked for a new password. Choose it here:

{link}

The link works once, for {minutes} minutes. If it was not you, ignore this mail:
nothing has changed.
""",
}
_PATHS: Final[dict[Purpose, str]] = {
    "verify_email": "verify-email",
    "reset_password": "reset-password",
}


class Recovery:
    """Proves addresses and renews passwords."""

    def __init__(
        self,
        accounts: AccountRepository,
        sessions: Sessions,
        api_tokens: ApiTokens,
        tokens: MailTokens,
        passwords: Passwords,
        throttle: Throttle,
        recent: RecentCallers,
        mailer: Mailer,
        audit: AuditLog,
        policy: IdentityPolicy,
        languages: Callable[[str], Awaitable[Language]],
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._api_tokens = api_tokens
        self._tokens = tokens
        self._passwords = passwords
        self._throttle = throttle
        self._recent = recent
        self._mailer = mailer
        self._audit = audit
        self._policy = policy
        self._languages = languages

    async def send_verification(self, user_id: str) -> None:
        """Mail a link that proves the address, unless it is proven.

        For after an answer has been sent: a mail that cannot be sent is logged, not raised. Asking
        too often sends nothing.
        """
        account = await self._accounts.find(user_id)
        if account is None or account.user.email_verified:
            return
        try:
            # Whose address it is nobody has proven: it must not be filled with our mails.
            digest = address_digest(account.user.email)
            async with self._throttle.attempt(f"verify:{digest}", ""):
                lifetime = self._policy.verification_lifetime
        except TooManyRequests as error:
            log.info("verification_not_sent", code=error.code)
            return
        await self._send(account, "verify_email", lifetime)

    async def verify_email(self, token: str, origin: Origin = NOWHERE) -> User:
        """Take a mailed token as proof of the address. Raises: InvalidInput."""
        account = await self._owner(token)
        await self._tokens.redeem(token, account.epoch, "verify_email")
        _, after = await self._accounts.change(
            account.user.id, lambda present: with_proven_address(present, self._policy)
        )
        self._recent.forget_user(account.user.id)
        await self._audit.record(account.user.id, "email_verified", origin=origin)
        return after.user

    async def forgot_password(self, email: str, origin: Origin = NOWHERE) -> None:
        """Mail a link to choose a new password, if there is such an account.

        For after an answer has been sent, so that neither its content nor its time tells who has
        an account; for the same reason nothing is raised. Asking too often sends nothing.
        """
        try:
            address = canonical_address(email)
            async with self._throttle.attempt(f"forgot:{address_digest(address)}", ""):
                account = await self._accounts.find_by_address(address)
        except (InvalidInput, TooManyRequests) as error:
            log.info("reset_not_sent", code=error.code)
            return
        if account is None or account.user.disabled:
            return
        await self._audit.record(account.user.id, "password_forgotten", origin=origin)
        lifetime = self._policy.reset_lifetime
        await self._send(account, "reset_password", lifetime)

    async def reset_password(self, token: str, password: str, origin: Origin = NOWHERE) -> None:
        """Set a new password by a mailed token and end every session. Raises: InvalidInput."""
        account = await self._owner(token)
        self._check(account.user, password)
        await self._tokens.redeem(token, account.epoch, "reset_password")
        encoded = await self._passwords.hash(password)
        await self._accounts.change(
            account.user.id,
            lambda present: with_proven_address(present, self._policy).with_password(encoded),
        )
        if not account.user.email_verified:
            # Whoever used the account until now never proved to own the address.
            await self._api_tokens.revoke_all(account.user.id)
        self._recent.forget_user(account.user.id)
        await self._throttle.forgive(address_digest(account.user.email))
        await self._audit.record(account.user.id, "password_reset", origin=origin)

    async def change_password(
        self, caller: Principal, current: str, password: str, origin: Origin = NOWHERE
    ) -> None:
        """Replace the password and end all sessions but the caller's.

        Raises: InvalidInput (`wrong_password`, `weak_password`), TooManyRequests.
        """
        account = await self._accounts.get(caller.user_id)
        digest = address_digest(account.user.email)
        async with self._throttle.attempt(digest, origin.address) as attempt:
            attempt.succeeded = await self._passwords.verify(current, account.password_hash)
        if not attempt.succeeded:
            raise InvalidInput(
                "The current password is wrong",
                "wrong_password",
                errors=(FieldError("/current_password", "is wrong"),),
            )
        self._check(account.user, password)
        encoded = await self._passwords.hash(password)
        _, after = await self._accounts.change(
            caller.user_id, lambda present: present.with_password(encoded)
        )
        await self._sessions.adopt(caller.user_id, caller.session_id, after.epoch)
        self._recent.forget_user(caller.user_id)
        await self._audit.record(caller.user_id, "password_changed", origin=origin)

    async def _owner(self, token: str) -> Account:
        account = await self._accounts.find(self._tokens.user_of(token))
        if account is None or account.user.disabled:
            raise invalid_link()
        return account

    def _check(self, user: User, password: str) -> None:
        personal = (user.email, user.display_name)
        check_password(password, personal=personal, pointer="/new_password")

    async def _send(self, account: Account, purpose: Purpose, lifetime: timedelta) -> None:
        user = account.user
        try:
            language = await self._languages(user.id)
            token = await self._tokens.issue(user.id, account.epoch, purpose, lifetime)
            text = worded(
                language,
                _TEXTS[purpose],
                name=user.display_name,
                # Behind the # it stays out of server logs and referrers.
                link=f"{self._policy.page_url}/{_PATHS[purpose]}#token={token}",
                days=lifetime.days,
                minutes=int(lifetime.total_seconds() // 60),
            )
            subject = worded(language, _SUBJECTS[purpose])
            await self._mailer.send(Mail(user.email, subject, text, purpose))
        except PlumblineError as error:
            log.warning("mail_not_sent", kind=purpose, code=error.code)
