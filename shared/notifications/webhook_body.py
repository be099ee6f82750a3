"""What a webhook is sent: a JSON object with a type, a time and the notification. Pure."""

import json

from shared.kernel.clock import rfc3339
from shared.notifications.model import Notification


def webhook_body(notification: Notification) -> bytes:
    """Return the body: the same bytes in every attempt."""
    shown = notification.model_dump(mode="json", exclude={"key", "read", "read_at"})
    body = {
        "type": f"notification.{notification.kind}",
        "timestamp": rfc3339(notification.created_at),
        "data": shown,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
