"""Names and role-assignment GUIDs: the same on every run, different between installations.

Names follow Microsoft's abbreviations (`st`, `kv`, `cosmos`, …). Where Azure wants a name that is
unique in the world, six hex digits of the subscription, stack and generation follow. Raising
`plumbline:generation` gives fresh names, for as long as a deleted vault holds its own.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("6f5f2b0e-4c55-4b0a-9f0e-6d1a6b8a3c11")
_PRODUCT: Final = "plumbline"


@dataclass(frozen=True, slots=True)
class Names:
    """The physical name of everything in one stack."""

    subscription: str
    stack: str
    generation: int

    @property
    def suffix(self) -> str:
        """Six hex digits that make global names unique."""
        return self.guid("names", str(self.generation)).replace("-", "")[:6]

    def local(self, kind: str) -> str:
        """Return a name that must be unique in its resource group only."""
        return f"{kind}-{_PRODUCT}-{self.stack}"

    def everywhere(self, kind: str) -> str:
        """Return a name that must be unique in Azure, with dashes; a vault takes 24 characters."""
        return f"{kind}-{_PRODUCT}-{self.stack[:4]}-{self.suffix}"

    def letters(self, kind: str) -> str:
        """Return a globally unique name of letters and digits only, at most 24 characters."""
        return f"{kind}{_PRODUCT}{self.stack[:5]}{self.suffix}"

    def guid(self, *parts: str) -> str:
        """Return a GUID that the same parts always give in this subscription and stack."""
        return str(uuid5(_NAMESPACE, "/".join((self.subscription, self.stack, *parts))))
