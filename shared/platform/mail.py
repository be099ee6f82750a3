"""The mail port: how the product writes to people.

Locally mails land in an outbox folder, one `.eml` a mail for mail programs and one `.json` for the
outbox page and for tests.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Any, Final, Protocol

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import InvalidInput, Unavailable
from shared.kernel.ids import new_id

_SENDER: Final = "Plumbline <no-reply@plumbline.invalid>"


@dataclass(frozen=True, slots=True)
class Mail:
    """A plain mail to one person. `kind` says what it is for (`verify_email`, `alert`, …).

    `headers` come beside the usual ones. `reference` names what it tells: of two mails with one
    reference, a service that can tell so delivers one.
    """

    to: str
    subject: str
    text: str
    kind: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    reference: str = ""


class Mailer(Protocol):
    """Sends mails. Sending may raise Unavailable."""

    async def send(self, mail: Mail) -> None:
        """Hand a mail over for delivery. Raises: InvalidInput for an impossible address."""
        ...


class NoMailer:
    """Stands where no mail service is configured: says so instead of losing mails quietly."""

    async def send(self, mail: Mail) -> None:
        raise Unavailable("No mail service is configured", "mail_not_configured")


class OutboxMailer:
    """Writes mails into a folder instead of sending them."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    async def send(self, mail: Mail) -> None:
        await asyncio.to_thread(self._write, mail)

    async def list_recent(self, limit: int = 100) -> list[dict[str, Any]]:
        """Return the newest mails as they were written, newest first."""
        return await asyncio.to_thread(self._read, limit)

    def _write(self, mail: Mail) -> None:
        now = self._clock.now()
        name = new_id(now)
        try:
            message = _message(mail)
        except ValueError as error:
            raise InvalidInput("A mail's address or subject holds a line break") from error
        record = {"id": name, "sent_at": rfc3339(now), **asdict(mail)}
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._put(f"{name}.eml", message.as_bytes(policy=SMTPUTF8))
            self._put(f"{name}.json", json.dumps(record, indent=2).encode())
        except OSError as error:
            raise Unavailable("The outbox folder cannot be written") from error

    def _put(self, name: str, data: bytes) -> None:
        scratch = self._folder / f".{name}"
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        scratch.replace(self._folder / name)

    def _read(self, limit: int) -> list[dict[str, Any]]:
        files = sorted(self._folder.glob("*.json"), reverse=True)[:limit]
        return [json.loads(file.read_bytes()) for file in files]


def _message(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = _SENDER
    message["To"] = mail.to
    message["Subject"] = mail.subject
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    return message
