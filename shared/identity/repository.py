"""Accounts in the document store: `user:{id}`, `email:{digest}` claiming an address, a directory.

These lie in different partitions, so they cannot be written at once. A claim starts pending,
names its future user, and is confirmed when that user exists; a pending claim whose user does not
exist after a minute (its maker died in between) may be taken over. Every step is a conditional
write, so of two who want one address exactly one gets it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from shared.identity.addresses import address_digest
from shared.identity.model import IdentityPolicy, Role, User
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import (
    AlreadyExists,
    FieldError,
    NotFound,
    PreconditionFailed,
    Unavailable,
)
from shared.kernel.ids import is_document_id
from shared.platform.containers import IDENTITY, OPS
from shared.platform.documents import Document, DocumentStore, Json, Query

_ABANDONED_AFTER: Final = timedelta(minutes=1)
_ATTEMPTS: Final = 20
_DIRECTORY: Final = "users"
_NOBODY: Final = "00000000000000000000000000"


@dataclass(frozen=True, slots=True)
class Account:
    """A user with what only identity itself may see.

    `epoch` counts the times all sessions were ended: a session of an older epoch is dead.
    """

    user: User
    password_hash: str
    epoch: int
    etag: str = ""

    def with_user(self, **changes: object) -> "Account":
        """Return the account with fields of its user changed."""
        return replace(self, user=self.user.model_copy(update=changes))

    def with_password(self, password_hash: str) -> "Account":
        """Return the account with a new password and no session left."""
        return replace(self, password_hash=password_hash, epoch=self.epoch + 1)

    def without_sessions(self) -> "Account":
        """Return the account in a new epoch."""
        return replace(self, epoch=self.epoch + 1)


def with_proven_address(account: Account, policy: IdentityPolicy) -> Account:
    """Return the account with its address proven; who was named an administrator becomes one."""
    user = account.user
    roles = set(user.roles)
    if user.email in policy.admin_addresses:
        roles.add(Role.ADMIN)
    return account.with_user(
        email_verified=True, roles=tuple(role for role in Role if role in roles)
    )


class AccountRepository:
    """Loads and saves accounts."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def find(self, user_id: str) -> Account | None:
        """Return an account, or None."""
        if not is_document_id(user_id):
            return None
        found = await self._documents.find(IDENTITY.name, _user_id(user_id), _user_id(user_id))
        return _account(found) if found else None

    async def get(self, user_id: str) -> Account:
        """Return an account. Raises: NotFound."""
        account = await self.find(user_id)
        if account is None:
            raise NotFound("There is no such user", "user_not_found")
        return account

    async def find_by_address(self, address: str) -> Account | None:
        """Return the account of a canonical address, or None; two reads in either case."""
        claim = await self._find_claim(address)
        account = await self.find(claim.body["user_id"] if claim else _NOBODY)
        return account if account and account.user.email == address else None

    async def add(self, account: Account) -> Account:
        """Store a new account and claim its address.

        Raises: AlreadyExists with code `email_taken`.
        """
        address, user_id = account.user.email, account.user.id
        claim = await self._claim(address, user_id)
        # Users lie in a partition each; this is the list of them. An entry without its user, should
        # the next step fail, is passed over.
        await self._documents.upsert(OPS.name, _DIRECTORY, user_id, {})
        key = _user_id(user_id)
        stored = await self._documents.create(IDENTITY.name, key, key, _body(account))
        confirmed = {"user_id": user_id, "pending_since": None}
        try:
            await self._documents.replace(
                IDENTITY.name, claim.id, claim.id, confirmed, if_match=claim.etag
            )
        except (PreconditionFailed, NotFound) as error:
            await self._delete(IDENTITY.name, key, key)
            await self._delete(OPS.name, _DIRECTORY, user_id)
            raise _taken() from error
        return _account(stored)

    async def save(self, account: Account) -> Account:
        """Replace an account. Raises: NotFound, PreconditionFailed when it has changed since."""
        key = _user_id(account.user.id)
        body = _body(account)
        stored = await self._documents.replace(
            IDENTITY.name, key, key, body, if_match=account.etag or None
        )
        return replace(account, etag=stored.etag)

    async def change(
        self, user_id: str, change: Callable[[Account], Account]
    ) -> tuple[Account, Account]:
        """Apply a change to the present state, again if it moved; return it before and after.

        Raises: NotFound.
        """
        for _ in range(_ATTEMPTS):
            before = await self.get(user_id)
            try:
                return before, await self.save(change(before))
            except PreconditionFailed:
                continue
        raise Unavailable("This account is changed too often at once", retry_after_seconds=1)

    async def remove(self, account: Account) -> None:
        """Delete an account and give its address free; what is gone already is no error."""
        key = _user_id(account.user.id)
        claim = await self._find_claim(account.user.email)
        if claim and claim.body["user_id"] == account.user.id:
            await self._delete(IDENTITY.name, claim.id, claim.id)
        await self._delete(IDENTITY.name, key, key)
        await self._delete(OPS.name, _DIRECTORY, account.user.id)

    async def list_page(self, *, after: str | None, limit: int) -> list[Account]:
        """Return accounts in order of registration, those after the id `after`."""
        accounts: list[Account] = []
        while True:
            query = Query(after=after, limit=limit)
            entries = await self._documents.query(OPS.name, _DIRECTORY, query)
            keys = [_user_id(entry.id) for entry in entries]
            found = await self._documents.read_many(IDENTITY.name, [(key, key) for key in keys])
            # Who was erased may still be in the directory.
            accounts += [_account(found[key, key]) for key in keys if (key, key) in found]
            if len(accounts) >= limit or len(entries) < limit:
                return accounts[:limit]
            after = entries[-1].id

    async def _find_claim(self, address: str) -> Document | None:
        key = _claim_id(address)
        return await self._documents.find(IDENTITY.name, key, key)

    async def _claim(self, address: str, user_id: str) -> Document:
        key = _claim_id(address)
        body = {"user_id": user_id, "pending_since": rfc3339(self._clock.now())}
        try:
            return await self._documents.create(IDENTITY.name, key, key, body)
        except AlreadyExists:
            return await self._take_over(address, body)

    async def _take_over(self, address: str, body: Json) -> Document:
        claim = await self._find_claim(address)
        if claim is None or not await self._is_abandoned(claim):
            raise _taken()
        try:
            return await self._documents.replace(
                IDENTITY.name, claim.id, claim.id, body, if_match=claim.etag
            )
        except (PreconditionFailed, NotFound) as error:
            raise _taken() from error

    async def _is_abandoned(self, claim: Document) -> bool:
        since = claim.body["pending_since"]
        if since is None or self._clock.now() - datetime.fromisoformat(since) < _ABANDONED_AFTER:
            return False
        return await self.find(claim.body["user_id"]) is None

    async def _delete(self, container: str, partition: str, id: str) -> None:
        try:
            await self._documents.delete(container, partition, id)
        except NotFound:
            return


def _user_id(user_id: str) -> str:
    return f"user:{user_id}"


def _claim_id(address: str) -> str:
    return f"email:{address_digest(address)}"


def _body(account: Account) -> dict[str, Any]:
    return {
        "user": account.user.model_dump(mode="json"),
        "password_hash": account.password_hash,
        "epoch": account.epoch,
    }


def _account(document: Document) -> Account:
    body = document.body
    return Account(
        User.model_validate(body["user"]), body["password_hash"], body["epoch"], document.etag
    )


def _taken() -> AlreadyExists:
    return AlreadyExists(
        "There is an account with this e-mail address",
        "email_taken",
        errors=(FieldError("/email", "is taken"),),
    )
