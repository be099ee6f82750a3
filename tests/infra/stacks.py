"""The stacks that are proven: the three that ship, and two with their switches on."""

from functools import cache
from typing import Any, Final

from tests.infra.simulation import Capture, simulate

NAMES: Final = ("dev", "staging", "prod", "full", "keyed")
SECRET: Final = "a-provider-key-of-somebody"  # pragma: allowlist secret
FULL: Final[dict[str, Any]] = {
    "secondLocation": "northeurope",
    "pageDomain": "app.example.com",
    "apiDomain": "api.example.com",
    "apiCertificate": "api-example-com",
    "githubRepository": "somebody/plumbline",
    "isPrivate": True,
    "alwaysReadyInstances": 1,
    "alertEmails": ["operator@example.com"],
    "adminEmails": ["operator@example.com"],
    "oidcIssuer": "https://login.example.com/tenant/v2.0",
    "oidcClientId": "plumbline",
    "oidcName": "Example",
    "measuresVisits": True,
    "mailDataLocation": "Germany",
    "models": [
        {"name": "chat", "model": "gpt-5-mini", "version": "2025-08-07", "capacity": 50},
        {"name": "embed", "model": "text-embedding-3-small", "version": "1", "capacity": 50},
    ],
}


@cache
def captured(name: str) -> Capture:
    """Return what a stack consists of.

    `full` is production with every switch on, `keyed` is dev with a provider's key
    and without mail.
    """
    if name == "full":
        return simulate("prod", FULL)
    if name == "keyed":
        return simulate("dev", {"sendsMail": False}, secrets={"openaiApiKey": SECRET})
    return simulate(name)
