"""How webhooks are signed, as the Standard Webhooks specification has it. Pure.

    webhook-id          names the delivery: the same in every attempt, to drop repeats by
    webhook-timestamp   seconds since 1970, of this attempt
    webhook-signature   `v1,` + base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`

Around a change of the secret there are two signatures, by the new one and by the one before.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Final

_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """Return a secret as receivers are given it."""
    return _PREFIX + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(secret: str, delivery_id: str, at: datetime, body: bytes) -> str:
    """Return one signature."""
    signed = b".".join([delivery_id.encode(), str(int(at.timestamp())).encode(), body])
    key = b64decode(secret.removeprefix(_PREFIX))
    return "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()


def signed_headers(
    keys: Sequence[str], delivery_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """Return the headers of an attempt; `keys`: the secret, and the one before while it counts."""
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signature(key, delivery_id, at, body) for key in keys),
    }
