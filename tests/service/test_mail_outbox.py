"""Mails that stay on this machine."""

import asyncio
import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from shared.kernel.errors import InvalidInput, Unavailable
from shared.platform.mail import Mail, NoMailer, OutboxMailer
from tests.fakes.manual_clock import ManualClock

MAIL = Mail("ada@example.org", "Grüße", "Hello Ada,\n\nζ = 1/2\n", "alert")


async def test_a_mail_can_be_opened_by_any_mail_program_and_read_by_its_owner_only(
    tmp_path: Path,
) -> None:
    outbox = tmp_path / "outbox"
    await OutboxMailer(outbox, ManualClock()).send(MAIL)
    files = await asyncio.to_thread(lambda: list(outbox.glob("*.eml")))
    message = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("ada@example.org", "Grüße")
    assert message.get_content().replace("\r\n", "\n") == MAIL.text
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


async def test_the_newest_mail_comes_first(tmp_path: Path) -> None:
    clock = ManualClock()
    mailer = OutboxMailer(tmp_path, clock)
    assert await mailer.list_recent() == []
    for subject in ("one", "two", "three"):
        clock.advance(1)
        await mailer.send(Mail("ada@example.org", subject, "", "alert"))
    recent = await mailer.list_recent(limit=2)
    assert [mail["subject"] for mail in recent] == ["three", "two"]


@pytest.mark.parametrize(
    ("to", "subject"),
    [("ada@example.org\r\nBcc: eve@example.org", "x"), ("ada@example.org", "x\nBcc: eve@e.org")],
)
async def test_a_line_break_cannot_smuggle_in_a_header(
    tmp_path: Path, to: str, subject: str
) -> None:
    mailer = OutboxMailer(tmp_path, ManualClock())
    with pytest.raises(InvalidInput):
        await mailer.send(Mail(to, subject, "", "alert"))
    assert await mailer.list_recent() == []


async def test_an_address_with_letters_beyond_ascii_is_kept(tmp_path: Path) -> None:
    mailer = OutboxMailer(tmp_path, ManualClock())
    await mailer.send(Mail("jürgen@example.org", "x", "", "alert"))
    assert (await mailer.list_recent())[0]["to"] == "jürgen@example.org"


async def test_without_a_mail_service_sending_says_so() -> None:
    with pytest.raises(Unavailable):
        await NoMailer().send(MAIL)
