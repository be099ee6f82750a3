"""Password hashing: argon2id with OWASP's parameters, off the event loop, a few at a time.

OWASP Password Storage Cheat Sheet: 19 MiB, 2 iterations, 1 lane. Older hashes are recognised and
renewed at the next log-in.
"""

import asyncio
import unicodedata
from base64 import b64encode
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pwdlib.hashers.argon2 import Argon2Hasher

MEMORY_KIB: Final = 19_456
ITERATIONS: Final = 2
LANES: Final = 1
_AT_ONCE: Final = 4
# Well-formed, and the hash of nothing: verifying against it costs what any verification costs.
_DECOY: Final = (
    f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p={LANES}"
    f"${b64encode(b'plumbline decoy!').decode().rstrip('=')}"
    f"${b64encode(bytes(32)).decode().rstrip('=')}"
)


class Passwords:
    """Hashes and verifies. At most four hashes run at once, so that memory stays bounded."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return the encoded argon2id hash of a password."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _bytes(password))

    async def verify(self, password: str, encoded: str | None) -> bool:
        """Say whether a password matches.

        With `encoded` None (no such account) it does the same work and says no.
        """
        async with self._turn:
            matches = await asyncio.to_thread(
                self._hasher.verify, _bytes(password), encoded or _DECOY
            )
        return matches and encoded is not None

    def needs_renewal(self, encoded: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)

    @cached_property
    def _hasher(self) -> "Argon2Hasher":
        from pwdlib.hashers.argon2 import Argon2Hasher

        return Argon2Hasher(time_cost=ITERATIONS, memory_cost=MEMORY_KIB, parallelism=LANES)


def normalised(password: str) -> str:
    """Return the form that is hashed: NFKC, so that one keyboard's ü equals another's."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    # JSON can carry half a surrogate pair; odd, but no reason to fail.
    return normalised(password).encode(errors="surrogatepass")
