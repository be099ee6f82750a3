"""A notification as a mail, with a way out in one click (RFC 8058). Pure."""

from dataclasses import dataclass

from shared.kernel.language import Language, worded
from shared.notifications.model import Notification
from shared.platform.mail import Mail

_HOST = "plumbline.invalid"


@dataclass(frozen=True, slots=True)
class MailLinks:
    """Where links in mails lead: the page, and the API for one-click unsubscribing."""

    page_url: str
    api_url: str


def mail_of(
    notification: Notification,
    to: str,
    delivery_id: str,
    token: str,
    links: MailLinks,
    language: Language,
) -> Mail:
    """Return the mail. Its `Message-ID` is the delivery's name: the same in every attempt."""
    query = f"token={token}&kind={notification.kind}"
    one_click = f"{links.api_url}/api/notification-channels/unsubscribe?{query}"
    lines = [notification.text, ""]
    if notification.link:
        lines += [f"{links.page_url}{notification.link}", ""]
    lines += [
        "--",
        worded(language, "You get this mail because you asked for it in Plumbline."),
        worded(
            language,
            "No more mails of this kind: {link}",
            link=f"{links.page_url}/unsubscribe#{query}",
        ),
    ]
    return Mail(
        to=to,
        subject=" ".join(notification.title.split())[:200],
        text="\n".join(lines),
        kind=notification.kind,
        headers={
            "Message-ID": f"<{delivery_id}@{_HOST}>",
            "List-Unsubscribe": f"<{one_click}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        reference=delivery_id,
    )
