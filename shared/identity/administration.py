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
        """Return users in order of registration, those after the id `after`; none at the end."""
        accounts = await self._accounts.list_page(after=after, limit=limit)
        return [account.user for account in accounts]

    async def set_roles(
        self, admin: Principal, user_id: str, roles: Iterable[Role], origin: Origin = NOWHERE
    ) -> User:
        """Give a user exactly these roles (and `user`). Raises: NotFound, Conflict for oneself."""
        wanted = {Role.USER, *roles}
        ordered = tuple(role for role in Role if role in wanted)
        return await self._change(admin, user_id, "roles_changed", {"roles": ordered}, origin)

    async def set_disabled(
        self, admin: Principal, user_id: str, disabled: bool, origin: Origin = NOWHERE
    ) -> User:
        """Shut an account out, ending its sessions, or let it in again.

        Raises: NotFound, Conflict for oneself.
        """
        kind = "disabled" if disabled else "enabled"
        return await self._change(admin, user_id, kind, {"disabled": disabled}, origin)

    async def _change(
        self,
        admin: Principal,
        user_id: str,
        kind: str,
        changes: Mapping[str, object],
        origin: Origin,
    ) -> User:
        if admin.user_id == user_id:
            # An installation must not lose its last administrator by a slip.
            raise Conflict("Administrators do not change themselves", "own_account")
        now = self._clock.now()

        def changed(account: Account) -> Account:
            after = account.with_user(**changes, updated_at=now)
            return after.without_sessions() if after.user.disabled else after

        before, after = await self._accounts.change(user_id, changed)
        self._recent.forget_user(user_id)
        await self._audit.record(
            user_id,
            kind,
            actor=admin.user_id,
            origin=origin,
            before=before.user.model_dump(mode="json"),
            after=after.user.model_dump(mode="json"),
        )
        return after.user
