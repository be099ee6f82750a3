"""The audit trail."""

from shared.audit.events import NOWHERE, AuditEvent, Origin, digest, first_break, genesis
from shared.audit.log import AuditLog

__all__ = ["NOWHERE", "AuditEvent", "AuditLog", "Origin", "digest", "first_break", "genesis"]
