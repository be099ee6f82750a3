"""Signing keys as the versions of one secret in a vault.

The newest enabled version signs, the last few verify. Adding a version rotates: workers notice
within a minute, or at once when a token of the new key reaches them, and nobody is logged out.
Disabling a version takes its key away, with all tokens it signed.
"""

from typing import Final, Protocol

from shared.identity.signing_keys import RememberedKeys, SigningKey, load_key, new_pem
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.platform.key_vault import SecretVersion

SECRET_NAME: Final = "plumbline-signing-key"  # noqa: S105 - its name, not the secret
_KEPT: Final = 3


class Vault(Protocol):
    """What is needed of a vault. Any call may raise Unavailable."""

    async def versions(self, name: str) -> list[SecretVersion]:
        """Return a secret's enabled versions, oldest first."""
        ...

    async def add(self, name: str, value: str) -> None:
        """Make this the newest version of a secret."""
        ...


class VaultSigningKeys(RememberedKeys):
    """`SigningKeys` over a vault. Known keys go on serving while the vault does not answer."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        super().__init__(clock)
        self._vault = vault

    async def rotate(self) -> SigningKey:
        """Add a key that signs from now on."""
        await self._add()
        self._read_at = None
        return await self.newest()

    async def _read(self) -> tuple[SigningKey, ...]:
        try:
            return await self._versions()
        except Unavailable:
            if not self._keys:
                raise
            return self._keys

    async def _versions(self) -> tuple[SigningKey, ...]:
        versions = await self._vault.versions(SECRET_NAME)
        if not versions:
            # Two workers may both add a first key: both verify, and the newer signs for both.
            await self._add()
            versions = await self._vault.versions(SECRET_NAME)
        return tuple(
            load_key(each.value.encode(), f"{SECRET_NAME}/{each.version}")
            for each in versions[-_KEPT:]
        )

    async def _add(self) -> None:
        await self._vault.add(SECRET_NAME, new_pem().decode())
