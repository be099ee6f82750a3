"""What administrators do to accounts: look, give roles, disable."""

from collections.abc import Iterable, Mapping

from shared.audit import NOWHERE, AuditLog, Origin
from shared.identity.model import Principal, Role, User
from shared.identity.recent_callers import RecentCallers
from shared.identity.repository import Account, AccountRepository
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict


class Administration:
    """For callers whose role has been checked; every change is audited in the user's stream."""

    def __init__(
        self, accounts: AccountRepository, recent: RecentCallers, audit: AuditLog, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._recent = recent
        self._audit = audit
        self._clock = clock

    async def list_users(self, *, after: str | None = None, limit: int = 50) -> list[User]:
        """Return users in order of registration, those after the id `after`."""
        accounts = await self._accounts.list_page(after=after, limit=limit)
        return [account.user for account in accounts]

    async def change(
        self,
        admin: Principal,
        user_id: str,
        *,
        roles: Iterable[Role] | None = None,
        disabled: bool | None = None,
        origin: Origin = NOWHERE,
    ) -> User:
        """Give a user exactly these roles (and `user`), shut them out or let them in again.

        Shutting out ends every session. Raises: NotFound, Conflict for oneself.
        """
        if admin.user_id == user_id:
            # An installation must not lose its last administrator by a slip.
            raise Conflict("Administrators do not change themselves", "own_account")
        changes: dict[str, object] = {"updated_at": self._clock.now()}
        if roles is not None:
            wanted = {Role.USER, *roles}
            changes["roles"] = tuple(role for role in Role if role in wanted)
        if disabled is not None:
            changes["disabled"] = disabled
        before, after = await self._accounts.change(
            user_id, lambda account: _changed(account, changes)
        )
        self._recent.forget_user(user_id)
        await self._record(admin, before.user, after.user, origin)
        return after.user

    async def _record(self, admin: Principal, before: User, after: User, origin: Origin) -> None:
        await self._audit.record(
            after.id,
            "account_changed",
            actor=admin.user_id,
            origin=origin,
            details={"roles": " ".join(after.roles), "disabled": after.disabled},
            before=before.model_dump(mode="json"),
            after=after.model_dump(mode="json"),
        )


def _changed(account: Account, changes: Mapping[str, object]) -> Account:
    after = account.with_user(**changes)
    return after.without_sessions() if after.user.disabled else after
