"""A worker's telemetry, by its settings: in place before the first request or message."""

from shared.settings import Settings


def observe(settings: Settings) -> None:
    """Install tracer and meter where somebody wants them; else nothing is even imported."""
    if settings.telemetry == "none":
        return
    to_azure = settings.telemetry == "auto" and bool(settings.insights_connection)
    if not to_azure and settings.telemetry == "auto":
        return
    from shared.platform.open_telemetry import OpenTelemetry
    from shared.platform.telemetry_exporters import to_azure_monitor, to_the_log

    exporters = (
        to_azure_monitor(settings.insights_connection, settings.managed_identity_client_id)
        if to_azure
        else to_the_log()
    )
    OpenTelemetry(
        exporters, version=settings.version, stage=settings.stage, sample=settings.telemetry_sample
    ).install()
