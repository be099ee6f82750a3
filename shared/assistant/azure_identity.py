"""Tokens for Azure OpenAI from an identity: no key to keep."""

from typing import TYPE_CHECKING, Final

from shared.assistant.configuration import TokenSource

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

_SCOPE: Final = "https://cognitiveservices.azure.com/.default"


def identity_token(credential: "AsyncTokenCredential") -> TokenSource:
    """Return a source of tokens; the credential keeps and renews them itself."""

    async def token() -> str:
        return (await credential.get_token(_SCOPE)).token

    return token
