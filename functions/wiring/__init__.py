"""The composition root: settings → clients → services, each made once a worker, when first used.

Nothing here connects or imports an SDK until a service needs it, so that indexing and the first
request stay fast. A module a subject; the bases of its class are the subjects it is made of.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from functions.telemetry_wiring import observe
from functions.wiring.accounts import AccountServices
from functions.wiring.press import PressServices
from shared.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Services", "get_services"]


class Services(AccountServices, PressServices):
    """Everything a trigger may call. Attributes are made on first use and kept."""


@lru_cache(maxsize=1)
def get_services() -> Services:
    """Return this worker's services."""
    settings = load_settings(_read_secrets)
    observe(settings)
    return Services(settings)


def _read_secrets(vault_url: str, client_id: str, names: Sequence[str]) -> Mapping[str, str]:
    from shared.platform.key_vault import read_secrets

    return read_secrets(vault_url, client_id, names)
