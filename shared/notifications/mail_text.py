"""A notification as a mail, with a way out in one click (RFC 8058). Pure."""

from shared.notifications.model import Notification
from shared.platform.mail import Mail

_HOST = "plumbline.invalid"


def mail_of(
    notification: Notification,
    to: str,
    delivery_id: str,
    token: str,
    page_url: str,
    api_url: str,
) -> Mail:
    """Return the mail. Its `Message-ID` is the delivery's name: the same in every attempt."""
    query = f"token={token}&kind={notification.kind}"
    one_click = f"{api_url}/api/notification-channels/unsubscribe?{query}"
    lines = [notification.text, ""]
    if notification.link:
        lines += [f"{page_url}{notification.link}", ""]
    lines += [
        "--",
        "You get this mail because you asked for it in Plumbline.",
        f"No more mails of this kind: {page_url}/unsubscribe#{query}",
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
