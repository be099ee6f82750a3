"""Mail through Azure Communication Services: one REST call by managed identity, no key."""

from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid4, uuid5

from shared.kernel.errors import InvalidInput, Unavailable
from shared.platform.mail import Mail

if TYPE_CHECKING:
    from azure.core import AsyncPipelineClient
    from azure.core.credentials_async import AsyncTokenCredential

_SCOPE: Final = "https://communication.azure.com/.default"
_API_VERSION: Final = "2023-03-31"
_ACCEPTED: Final = 202
_WRONG: Final = 400
_OPTIONS: Final[dict[str, Any]] = {"connection_timeout": 5, "read_timeout": 15}


class AzureMailer:
    """A `Mailer`. Accepted means handed over; what bounces later is in the service's own log."""

    def __init__(
        self, endpoint: str, sender: str, credential: "AsyncTokenCredential", **options: Any
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._sender = sender
        self._credential = credential
        self._options = {**_OPTIONS, **options}
        self._client: AsyncPipelineClient[Any, Any] | None = None

    async def send(self, mail: Mail) -> None:
        from azure.core.exceptions import AzureError
        from azure.core.rest import HttpRequest

        request = HttpRequest(
            "POST",
            f"{self._endpoint}/emails:send?api-version={_API_VERSION}",
            json=self._body(mail),
            # The service takes a repeated operation for the same one: a retry sends no second mail.
            headers={"Operation-Id": _operation(mail)},
        )
        try:
            response = await self._connected().send_request(request)
        except AzureError as error:
            raise Unavailable(
                f"The mail service cannot be reached ({type(error).__name__})", "mail_unreachable"
            ) from error
        if response.status_code == _WRONG:
            raise InvalidInput("The mail service refused the mail's address", "mail_refused")
        if response.status_code != _ACCEPTED:
            raise Unavailable(
                f"The mail service answered {response.status_code}", "mail_unavailable"
            )

    async def close(self) -> None:
        """Release connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _body(self, mail: Mail) -> dict[str, Any]:
        return {
            "senderAddress": self._sender,
            "content": {"subject": mail.subject, "plainText": mail.text},
            "recipients": {"to": [{"address": mail.to}]},
            "userEngagementTrackingDisabled": True,
            **({"headers": dict(mail.headers)} if mail.headers else {}),
        }

    def _connected(self) -> "AsyncPipelineClient[Any, Any]":
        if self._client is None:
            from azure.core import AsyncPipelineClient
            from azure.core.pipeline.policies import (
                AsyncBearerTokenCredentialPolicy,
                AsyncRetryPolicy,
            )

            policies: list[Any] = [
                AsyncRetryPolicy(retry_total=2, retry_backoff_factor=0.4),
                AsyncBearerTokenCredentialPolicy(self._credential, _SCOPE),
            ]
            self._client = AsyncPipelineClient(self._endpoint, policies=policies, **self._options)
        return self._client


def _operation(mail: Mail) -> str:
    """Return the name of a send: the same for mails with one reference, whoever sends them."""
    return str(uuid5(NAMESPACE_URL, mail.reference) if mail.reference else uuid4())
