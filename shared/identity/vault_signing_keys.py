"""Signing keys as the versions of one secret in a vault.

The newest enabled version signs, the last few verify. Adding a version rotates: workers notice
within a minute, or at once when a token of the new key reaches them, and nobody is logged out.
Disabling a version takes its key away, with all tokens it signed.
"""

from datetime import datetime, timedelta
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.identity.signing_keys import SigningKey, find_key, load_key
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.platform.key_vault import SecretVersion

SECRET_NAME: Final = "plumbline-signing-key"  # noqa: S105 - its name, not the secret
_KEPT: Final = 3
_LOOK_AGAIN: Final = timedelta(seconds=60)
_LOOK_FOR_UNKNOWN: Final = timedelta(seconds=2)


class Vault(Protocol):
    """What is needed of a vault. Any call may raise Unavailable."""

    async def versions(self, name: str) -> list[SecretVersion]:
        """Return a secret's enabled versions, oldest first."""
        ...

    async def add(self, name: str, value: str) -> None:
        """Make this the newest version of a secret."""
        ...


class VaultSigningKeys:
    """`SigningKeys` over a vault. Known keys go on serving while the vault does not answer."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._keys: tuple[SigningKey, ...] = ()
        self._read_at: datetime | None = None

    async def newest(self) -> SigningKey:
        return (await self._current(_LOOK_AGAIN))[-1]

    async def find(self, kid: str) -> SigningKey | None:
        known = find_key(await self._current(_LOOK_AGAIN), kid)
        return known or find_key(await self._current(_LOOK_FOR_UNKNOWN), kid)

    async def all(self) -> tuple[SigningKey, ...]:
        return await self._current(_LOOK_AGAIN)

    async def rotate(self) -> SigningKey:
        """Add a key that signs from now on."""
        await self._add()
        self._read_at = None
        return await self.newest()

    async def _current(self, longest_age: timedelta) -> tuple[SigningKey, ...]:
        now = self._clock.now()
        if self._read_at is None or abs(now - self._read_at) > longest_age:
            try:
                self._keys = await self._read()
            except Unavailable:
                if not self._keys:
                    raise
            self._read_at = now
        return self._keys

    async def _read(self) -> tuple[SigningKey, ...]:
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
        pem = generate_private_key(SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        await self._vault.add(SECRET_NAME, pem.decode())
