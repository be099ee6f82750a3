"""Who we are to Azure: one credential for all adapters, closed by whoever made it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential


def azure_credential(client_id: str = "") -> "AsyncTokenCredential":
    """Return the user-assigned identity `client_id`, or else what this machine has.

    Without a `client_id` that is the system-assigned identity in Azure and the developer's own
    login elsewhere. Share it; never enter it as a context manager, which would close it for all.
    """
    from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential

    if client_id:
        return ManagedIdentityCredential(client_id=client_id)
    return DefaultAzureCredential()
