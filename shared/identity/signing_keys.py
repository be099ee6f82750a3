"""The keys that sign access tokens: the newest signs, all kept ones verify.

Rotating adds a key; tokens signed before stay valid until they expire, so nobody is logged out.
Locally the keys are files; in Azure they come from Key Vault through the same port.
"""

import asyncio
import os
import tempfile
from abc import ABC, abstractmethod
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable

_COORDINATE_BYTES: Final = 32
_LOOK_AGAIN: Final = timedelta(seconds=60)
_LOOK_FOR_UNKNOWN: Final = timedelta(seconds=2)
_PATTERN: Final = "access-token-*.pem"


@dataclass(frozen=True)
class SigningKey:
    """A P-256 key pair with the id tokens name it by (its RFC 7638 thumbprint)."""

    private: EllipticCurvePrivateKey = field(repr=False)

    @cached_property
    def public(self) -> EllipticCurvePublicKey:
        """The half that verifies."""
        return self.private.public_key()

    @cached_property
    def kid(self) -> str:
        """The thumbprint of the public key."""
        return thumbprint(self.public)

    def jwk(self) -> dict[str, str]:
        """The public key as RFC 7517 writes it."""
        x, y = _coordinates(self.public)
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": x,
            "y": y,
            "kid": self.kid,
            "use": "sig",
            "alg": "ES256",
        }


class SigningKeys(Protocol):
    """Where keys come from. Any call may raise Unavailable."""

    async def newest(self) -> SigningKey:
        """Return the key that signs now."""
        ...

    async def find(self, kid: str) -> SigningKey | None:
        """Return the kept key of that id; looks for new ones when it knows none."""
        ...

    async def all(self) -> tuple[SigningKey, ...]:
        """Return every key that still verifies, oldest first."""
        ...


class RememberedKeys(ABC):
    """`SigningKeys` that are read again once a minute, and sooner for a key nobody knows yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keys: tuple[SigningKey, ...] = ()
        self._read_at: datetime | None = None

    @abstractmethod
    async def _read(self) -> tuple[SigningKey, ...]:
        """Return the kept keys, oldest first; make the first one."""

    async def newest(self) -> SigningKey:
        return (await self._current(_LOOK_AGAIN))[-1]

    async def find(self, kid: str) -> SigningKey | None:
        known = find_key(await self._current(_LOOK_AGAIN), kid)
        return known or find_key(await self._current(_LOOK_FOR_UNKNOWN), kid)

    async def all(self) -> tuple[SigningKey, ...]:
        return await self._current(_LOOK_AGAIN)

    async def _current(self, longest_age: timedelta) -> tuple[SigningKey, ...]:
        now = self._clock.now()
        if self._read_at is None or abs(now - self._read_at) > longest_age:
            self._keys = await self._read()
            self._read_at = now
        return self._keys


class FileSigningKeys(RememberedKeys):
    """Keys as PEM files of one folder, readable by the owner only, numbered in order of making."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(clock)
        self._folder = folder

    async def rotate(self, keep: int = 3) -> SigningKey:
        """Add a key that signs from now on and forget all but the newest `keep`."""
        self._keys = await asyncio.to_thread(self._add_and_prune, keep)
        self._read_at = self._clock.now()
        return self._keys[-1]

    async def _read(self) -> tuple[SigningKey, ...]:
        return await asyncio.to_thread(self._read_or_make)

    def _read_or_make(self) -> tuple[SigningKey, ...]:
        try:
            files = self._files()
            if not files:
                self._add(1)
                files = self._files()
            return tuple(load_key(file.read_bytes(), file.name) for file in files)
        except OSError as error:
            raise Unavailable(f"The signing keys in {self._folder} cannot be used") from error

    def _add_and_prune(self, keep: int) -> tuple[SigningKey, ...]:
        self._read_or_make()
        try:
            while not self._add(_number(self._files()[-1]) + 1):
                pass
            for old in self._files()[:-keep]:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(f"The signing keys in {self._folder} cannot be written") from error
        return self._read_or_make()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(_PATTERN))

    def _add(self, number: int) -> bool:
        """Put a new key under a number; False when another process was first."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes it 0600. Linking a finished file is atomic and fails when the name is taken,
        # so no process ever reads half a key and all agree on whose key it is.
        handle, scratch = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(new_pem())
                file.flush()
                os.fsync(file.fileno())
            os.link(scratch, self._folder / f"access-token-{number:04d}.pem")
        except FileExistsError:
            return False
        finally:
            Path(scratch).unlink(missing_ok=True)
        return True


def thumbprint(key: EllipticCurvePublicKey) -> str:
    """Return the RFC 7638 thumbprint of a P-256 public key."""
    x, y = _coordinates(key)
    canonical = f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'
    return _base64url(sha256(canonical.encode()).digest())


def new_pem() -> bytes:
    """Return a new P-256 private key as an unencrypted PEM file."""
    return generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def load_key(pem: bytes, where: str) -> SigningKey:
    """Return the key of a PEM file. Raises: Unavailable, naming where it lies."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise Unavailable(f"{where} holds no private key") from error
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise Unavailable(f"{where} holds no P-256 key")
    return SigningKey(key)


def find_key(keys: tuple[SigningKey, ...], kid: str) -> SigningKey | None:
    """Return the key of that id, if it is among them."""
    return next((key for key in keys if key.kid == kid), None)


def _number(file: Path) -> int:
    return int(file.stem.rpartition("-")[2])


def _coordinates(key: EllipticCurvePublicKey) -> tuple[str, str]:
    numbers = key.public_numbers()
    return (
        _base64url(numbers.x.to_bytes(_COORDINATE_BYTES)),
        _base64url(numbers.y.to_bytes(_COORDINATE_BYTES)),
    )


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
