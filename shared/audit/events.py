"""Entries of the audit trail, and the chain of hashes that holds them together."""

import hashlib
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

_LONGEST_AGENT: Final = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from. `address` is for limits in memory; only `network` is stored."""

    address: str = ""
    user_agent: str = ""

    @property
    def network(self) -> str:
        """The address without its host part, empty when it is no IP address."""
        try:
            parsed = ipaddress.ip_address(self.address)
        except ValueError:
            return ""
        width = 24 if isinstance(parsed, ipaddress.IPv4Address) else 48
        return str(ipaddress.ip_network(f"{parsed}/{width}", strict=False))

    @property
    def agent(self) -> str:
        """The user agent, cut to a length worth keeping."""
        return self.user_agent[:_LONGEST_AGENT]


NOWHERE: Final = Origin()


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry: `actor` did `kind` to `subject`; digests tell the state before and after."""

    stream: str
    sequence: int
    at: str
    kind: str
    actor: str
    subject: str
    network: str
    user_agent: str
    details: Mapping[str, str | int | bool]
    before: str | None
    after: str | None
    previous_hash: str
    hash: str = ""


def digest(value: Any) -> str | None:
    """Return the SHA-256 of a JSON value in canonical form; None stays None."""
    if value is None:
        return None
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def genesis(stream: str) -> str:
    """Return what the first event of a stream names as the hash before it."""
    return hashlib.sha256(f"plumbline-audit:{stream}".encode()).hexdigest()


def first_break(stream: str, events: Sequence[AuditEvent]) -> int | None:
    """Return the first sequence number at which a chain is broken, or None.

    The end of a stream cut off whole cannot be seen from inside it; the register tells of that.
    """
    expected = genesis(stream)
    for place, event in enumerate(events, start=1):
        intact = event.sequence == place and event.previous_hash == expected
        if not intact or event.hash != sealed(event).hash:
            return place
        expected = event.hash
    return None


def sealed(event: AuditEvent) -> AuditEvent:
    """Return the event with the hash of everything else in it."""
    unsealed = replace(event, hash="")
    return replace(event, hash=digest(asdict(unsealed)) or "")
