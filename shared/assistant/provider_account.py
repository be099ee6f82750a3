"""A model provider's account, asked through the vendor's SDK: does it answer, what does it offer.

Questions with one answer go this way, with the SDK's retries and authentication; the answers that
stream are read by `model_http` (decision 50 says why).
"""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from shared.kernel.errors import Unavailable

_TIMEOUT_SECONDS: Final = 2.5
_KEPT_SECONDS: Final = 60.0


class ProviderAccount:
    """One provider. What it said last counts for a minute: readiness is asked often."""

    def __init__(
        self, name: str, base_url: str, token: Callable[[], Awaitable[str]] | None
    ) -> None:
        self._name, self._base_url, self._token = name, base_url, token
        self._offered: frozenset[str] = frozenset()
        self._asked_at = float("-inf")

    async def offered(self) -> frozenset[str]:
        """Return the names of the models that the account may use.

        Raises: Unavailable when the provider cannot be reached or refuses the account.
        """
        if time.monotonic() - self._asked_at > _KEPT_SECONDS:
            self._offered = await self._ask()
            self._asked_at = time.monotonic()
        return self._offered

    async def _ask(self) -> frozenset[str]:
        from openai import APIStatusError, AsyncOpenAI, OpenAIError

        # A local server wants no key, and the SDK will not start without one.
        key = self._token or "none"
        try:
            async with AsyncOpenAI(
                api_key=key, base_url=self._base_url, timeout=_TIMEOUT_SECONDS, max_retries=0
            ) as account:
                return frozenset([model.id async for model in account.models.list()])
        except APIStatusError as error:
            raise Unavailable(
                f"The model provider {self._name} answered {error.status_code}", "model_refused"
            ) from error
        except OpenAIError as error:
            raise Unavailable(
                f"The model provider {self._name} cannot be reached", "model_unreachable"
            ) from error
