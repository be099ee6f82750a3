"""Holding the whole audit trail against its register, and sealing months that are over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.audit.events import AuditEvent, first_break
from shared.audit.log import AuditLog
from shared.audit.register import BEGAN, REGISTERS, SEALED, month_before
from shared.kernel.clock import Clock

_OLDEST_MONTHS: Final = 120


@dataclass(slots=True)
class Findings:
    """How many streams were checked, and a line about each that is not as it was."""

    checked: int = 0
    broken: list[str] = field(default_factory=list[str])


class AuditInspection:
    """Reads every stream the register knows of."""

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def verify(self) -> tuple[Findings, set[str]]:
        """Return the findings, and the streams (`user:month`) that are registered."""
        findings, known = Findings(), set[str]()
        seals: Mapping[str, AuditEvent] = {}
        month = self._this_month()
        for _ in range(_OLDEST_MONTHS):
            registers = {name: await self._audit.read_all(name, month) for name in REGISTERS}
            began = _subjects(registers, BEGAN)
            for name, events in registers.items():
                if events or f"{name}:{month}" in seals:
                    _check(findings, f"{name}:{month}", events, seals)
            for stream in sorted(set(began) | {s for s in seals if s.endswith(f":{month}")}):
                user_id = stream.rpartition(":")[0]
                if user_id not in REGISTERS:
                    known.add(stream)
                    events = await self._audit.read_all(user_id, month)
                    _check(findings, stream, events, seals)
            seals = _subjects(registers, SEALED)
            month = month_before(month)
        return findings, known

    async def seal_month_before(self) -> int:
        """Enter the ends of last month's streams into this month's register; return how many.

        For a timer: what is sealed already stays as it is.
        """
        now = self._this_month()
        month, done = month_before(now), set[str]()
        for name in REGISTERS:
            done |= set(_subjects({name: await self._audit.read_all(name, now)}, SEALED))
        count = 0
        for name in REGISTERS:
            register = await self._audit.read_all(name, month)
            streams = set(_subjects({name: register}, BEGAN)) | {f"{name}:{month}"}
            for stream in sorted(streams - done) if register else []:
                events = await self._audit.read_all(stream.rpartition(":")[0], month)
                if events:
                    await self._seal(name, stream, events)
                    count += 1
        return count

    async def _seal(self, register: str, stream: str, events: list[AuditEvent]) -> None:
        details = {"events": len(events), "last": events[-1].hash}
        await self._audit.record(register, SEALED, actor="audit", subject=stream, details=details)

    def _this_month(self) -> str:
        return f"{self._clock.now():%Y%m}"


def _subjects(registers: Mapping[str, list[AuditEvent]], kind: str) -> dict[str, AuditEvent]:
    found: dict[str, AuditEvent] = {}
    for events in registers.values():
        for event in events:
            if event.kind == kind:
                found.setdefault(event.subject, event)
    return found


def _check(
    findings: Findings, stream: str, events: list[AuditEvent], seals: Mapping[str, AuditEvent]
) -> None:
    findings.checked += 1
    place, seal = first_break(stream, events), seals.get(stream)
    named = stream.replace(":", " ")
    if not events:
        findings.broken.append(f"{named}: registered, and gone")
    elif place is not None:
        findings.broken.append(f"{named}: broken at entry {place}")
    elif seal is not None and not _holds(events, seal):
        findings.broken.append(f"{named}: not the {seal.details['events']} entries it was")


def _holds(events: list[AuditEvent], seal: AuditEvent) -> bool:
    # What came in while the month was turning may stand behind the seal.
    count = int(seal.details["events"])
    return len(events) >= count and events[count - 1].hash == seal.details["last"]
