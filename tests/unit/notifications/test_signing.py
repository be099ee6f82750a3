"""Signatures of webhooks, as the Standard Webhooks specification has them."""

import json
from datetime import UTC, datetime

from shared.notifications.model import Notification
from shared.notifications.signing import new_secret, signature, signed_headers
from shared.notifications.webhook_body import webhook_body

AT = datetime(2021, 2, 25, 15, 2, 10, tzinfo=UTC)


def test_the_example_of_the_documentation_comes_out() -> None:
    # docs.svix.com/receiving/verifying-payloads/how-manual: id, timestamp 1614265330, body, result.
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        AT,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_around_a_rotation_both_secrets_sign() -> None:
    old, new = new_secret(), new_secret()
    headers = signed_headers([new, old], "d", AT, b"{}")
    assert headers["webhook-signature"].split() == [
        signature(new, "d", AT, b"{}"),
        signature(old, "d", AT, b"{}"),
    ]
    assert headers["webhook-timestamp"] == "1614265330"


def test_the_body_is_the_same_in_every_attempt() -> None:
    notification = Notification(
        id="n", key="k", kind="alert", title="Tïtle", text="T", created_at=AT, data={"b": 1, "a": 2}
    )
    body = webhook_body(notification)
    assert body == webhook_body(notification.model_copy(update={"read": True, "read_at": AT}))
    assert json.loads(body)["type"] == "notification.alert"
