"""The app settings of the Function App, by the names `shared/settings.py` reads.

Free of Pulumi, so that a test can load the very same names and values into the app's settings.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.config import StackConfig


def app_settings(config: "StackConfig", facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return every setting. `facts` are what only the made resources know (or their outputs)."""
    settings = {
        # The host: storage and telemetry by identity.
        "AzureWebJobsStorage__accountName": facts["storage_account"],
        "AzureWebJobsStorage__credential": "managedidentity",
        "AzureWebJobsStorage__clientId": facts["client_id"],
        "APPLICATIONINSIGHTS_CONNECTION_STRING": facts["insights_connection"],
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": facts["insights_authentication"],
        # The app.
        "AZURE_CLIENT_ID": facts["client_id"],
        "COSMOS_ENDPOINT": facts["cosmos_endpoint"],
        "PLUMBLINE_STAGE": config.stage,
        "PLUMBLINE_TELEMETRY_SAMPLE": str(config.trace_share),
        "PLUMBLINE_DOCUMENT_STORE": "cosmos",
        "PLUMBLINE_COSMOS_DATABASE": facts["cosmos_database"],
        "PLUMBLINE_KEY_VAULT_URL": facts["key_vault_url"],
        "PLUMBLINE_WEB_ORIGINS": facts["web_origins"],
        # Without a domain of one's own the platform's host name stands in links of mails.
        "PLUMBLINE_API_URL": f"https://{config.api_domain}" if config.api_domain else "",
        "PLUMBLINE_MARKET_PROVIDERS": ",".join(config.market_providers),
        # The first deployed model answers; without any, the offline analyst does.
        "AZURE_OPENAI_ENDPOINT": facts["model_endpoint"],
        "AZURE_OPENAI_DEPLOYMENT": config.models[0].name if config.models else "",
        "PLUMBLINE_MAIL_ENDPOINT": facts["mail_endpoint"],
        "PLUMBLINE_MAIL_SENDER": facts["mail_sender"],
        **_sign_in(config, facts["host_name"]),
        "PLUMBLINE_ADMIN_EMAILS": ",".join(config.admin_emails),
        "PLUMBLINE_REFRESH_COOKIE": str(config.is_one_site).lower(),
        # Matrices here are small; numpy's threads waiting for work would take the only core.
        "OPENBLAS_NUM_THREADS": "1",
        # The one place an instance may write; it is gone with the instance.
        "PLUMBLINE_DATA_DIR": "/tmp/plumbline",  # noqa: S108
    }
    return {name: value for name, value in settings.items() if value != ""}


def _sign_in(config: "StackConfig", host_name: str) -> dict[str, str]:
    """Return what sign-in with the organisation's provider needs; its secret is in the vault."""
    provider = config.oidc
    if provider is None:
        return {}
    return {
        "PLUMBLINE_OIDC_ISSUER": provider.issuer,
        "PLUMBLINE_OIDC_CLIENT_ID": provider.client_id,
        "PLUMBLINE_OIDC_NAME": provider.name,
        "PLUMBLINE_OIDC_TRUSTS_EMAIL": str(provider.trusts_email).lower(),
        "PLUMBLINE_OIDC_REDIRECT_URI": (
            f"https://{config.api_domain or host_name}/api/auth/oidc/callback"
        ),
    }
