"""Which account somebody known to an OpenID provider has: `oidc:{digest of issuer and subject}`.

Issuer and subject together name a person for good; an address only leads to an account the first
time, and only if the provider has proven it. An account whose own address nobody had proven until
then may have been made by a stranger in waiting: it changes hands whole, without password, sessions
and API tokens.
"""

import asyncio
import hashlib
from typing import Final

from shared.audit import AuditLog, Origin
from shared.identity.addresses import canonical_address
from shared.identity.api_tokens import ApiTokens
from shared.identity.model import IdentityPolicy, User
from shared.identity.names import display_name
from shared.identity.oidc.model import ExternalIdentity, refusal
from shared.identity.recent_callers import RecentCallers
from shared.identity.repository import Account, AccountRepository, with_proven_address
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, InvalidInput, NotAllowed, NotFound
from shared.kernel.ids import new_id
from shared.platform.containers import IDENTITY, USER_DATA
from shared.platform.documents import DocumentStore, Query

_PREFIX: Final = "identity-link:"
_ATTEMPTS: Final = 20
_PAUSE_SECONDS: Final = 0.05
# No password hash: verifying against it does a verification's work and says no.
NO_PASSWORD: Final = ""


class ExternalLinks:
    """Finds, makes and removes the accounts' links to a provider's people."""

    def __init__(
        self,
        documents: DocumentStore,
        clock: Clock,
        accounts: AccountRepository,
        api_tokens: ApiTokens,
        recent: RecentCallers,
        audit: AuditLog,
        policy: IdentityPolicy,
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._accounts = accounts
        self._api_tokens = api_tokens
        self._recent = recent
        self._audit = audit
        self._policy = policy

    async def account_of(self, person: ExternalIdentity, origin: Origin) -> User:
        """Return the account of a provider's person, linked or made if need be.

        Raises: NotAuthenticated (`oidc_no_email`, `oidc_email_not_verified`), NotAllowed.
        """
        key = _key(person)
        account = await self._linked(key)
        if account is None:
            found = await self._found_or_made(person, origin)
            account = await self._link(key, _admitted(found), person, origin)
        return _admitted(account).user

    async def erase(self, user_id: str) -> None:
        """Delete a user's links; safe to repeat."""
        query = Query(prefix=_PREFIX)
        for document in await self._documents.query(USER_DATA.name, user_id, query):
            key = f"oidc:{document.id.removeprefix(_PREFIX)}"
            found = await self._documents.find(IDENTITY.name, key, key)
            if found is not None and found.body["user_id"] == user_id:
                await self._documents.delete(IDENTITY.name, key, key, if_match=found.etag)

    async def _linked(self, key: str) -> Account | None:
        found = await self._documents.find(IDENTITY.name, key, key)
        return await self._accounts.find(found.body["user_id"]) if found else None

    async def _found_or_made(self, person: ExternalIdentity, origin: Origin) -> Account:
        for _ in range(_ATTEMPTS):
            try:
                return await self._by_address(person, origin)
            except AlreadyExists:
                # Being registered this instant, maybe by a second click: soon there to be found.
                await asyncio.sleep(_PAUSE_SECONDS)
        raise refusal()

    async def _by_address(self, person: ExternalIdentity, origin: Origin) -> Account:
        try:
            address = canonical_address(person.email)
        except InvalidInput as error:
            raise refusal("oidc_no_email") from error
        present = await self._accounts.find_by_address(address)
        if present is None:
            return await self._make(person, address, origin)
        if not person.is_email_proven:
            raise refusal("oidc_email_not_verified")
        if present.user.disabled or present.user.email_verified:
            return present
        return await self._hand_over(present, origin)

    async def _make(self, person: ExternalIdentity, address: str, origin: Origin) -> Account:
        now = self._clock.now()
        user = User(
            id=new_id(now),
            email=address,
            display_name=_shown_name(person.name, address),
            created_at=now,
            updated_at=now,
        )
        account = Account(user, NO_PASSWORD, epoch=0)
        if person.is_email_proven:
            account = with_proven_address(account, self._policy)
        stored = await self._accounts.add(account)
        await self._audit.record(
            user.id, "registered", origin=origin, after=stored.user.model_dump(mode="json")
        )
        return stored

    async def _hand_over(self, account: Account, origin: Origin) -> Account:
        user_id = account.user.id
        await self._api_tokens.revoke_all(user_id)
        _, after = await self._accounts.change(
            user_id,
            lambda present: with_proven_address(present, self._policy).with_password(NO_PASSWORD),
        )
        self._recent.forget_user(user_id)
        await self._audit.record(user_id, "email_verified", origin=origin)
        return after

    async def _link(
        self, key: str, account: Account, person: ExternalIdentity, origin: Origin
    ) -> Account:
        user_id = account.user.id
        note = {
            "issuer": person.issuer,
            "subject": person.subject,
            "linked_at": rfc3339(self._clock.now()),
        }
        # First the user's own note: a link nobody knows of would outlive the account.
        await self._documents.upsert(
            USER_DATA.name, user_id, _PREFIX + key.removeprefix("oidc:"), note
        )
        present = await self._documents.find(IDENTITY.name, key, key)
        if present is not None:
            # Of an account that is gone, or made by another click a moment ago.
            linked = await self._accounts.find(present.body["user_id"])
            if linked is not None:
                return linked
            await self._forget(key)
        try:
            await self._documents.create(IDENTITY.name, key, key, {"user_id": user_id})
        except AlreadyExists as error:
            linked = await self._linked(key)
            if linked is None:
                raise refusal() from error
            return linked
        await self._audit.record(user_id, "provider_linked", origin=origin)
        return account

    async def _forget(self, key: str) -> None:
        try:
            await self._documents.delete(IDENTITY.name, key, key)
        except NotFound:
            return


def _admitted(account: Account) -> Account:
    if account.user.disabled:
        raise NotAllowed("This account is disabled", "account_disabled")
    return account


def _key(person: ExternalIdentity) -> str:
    # Issuers hold no space, so the two cannot run into each other.
    whole = f"{person.issuer} {person.subject}"
    return f"oidc:{hashlib.sha256(whole.encode()).hexdigest()}"


def _shown_name(name: str, address: str) -> str:
    for candidate in (name, address.partition("@")[0]):
        try:
            return display_name(candidate)
        except InvalidInput:
            continue
    return "Investor"
