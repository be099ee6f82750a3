"""The questions asked of the logs, by the alerts and the workbook: Kusto over the workspace.

The alerts use only what the Functions host and Azure write by themselves (one AppRequests row an
invocation, named after its function; StorageQueueLogs), so they hold from the first minute and when
the app itself cannot speak. The app's own spans carry its service name as their role: they tell
routes apart, which the host cannot, and are a sample. Its measurements are whole.
"""

from typing import Final

# The name under which function_app.py registers it; a test compares.
INGESTION_TIMER: Final = "market_ingestion_tick"

APP_ROLE: Final = "plumbline"
_HOST: Final = f"AppRequests | where AppRoleName != '{APP_ROLE}'"
_HTTP: Final = f"{_HOST} | where isnotempty(Url)"

SERVER_ERRORS: Final = f"{_HTTP} | where toint(ResultCode) >= 500"

# A handful of requests after a cold start is no trend: at least twenty.
SLOW: Final = (
    f"{_HTTP} | summarize requests = count(), p95 = percentile(DurationMs, 95)"
    " | where requests >= 20 and p95 > 2000"
)

POISONED: Final = (
    "StorageQueueLogs | where OperationName == 'PutMessage' and Uri has '-poison'"
    " and toint(StatusCode) < 300"
)

INGESTION_RUNS: Final = f"{_HOST} | where OperationName == '{INGESTION_TIMER}' and Success == true"

TRAFFIC: Final = (
    f"{_HTTP} | summarize requests = count(), failed = countif(toint(ResultCode) >= 500)"
    " by bin(TimeGenerated, 15m) | render timechart"
)
LATENCY: Final = (
    f"{_HTTP} | summarize p50 = percentile(DurationMs, 50), p95 = percentile(DurationMs, 95),"
    " p99 = percentile(DurationMs, 99) by bin(TimeGenerated, 15m) | render timechart"
)
BACKGROUND: Final = (
    f"{_HOST} | where isempty(Url)"
    " | summarize runs = count(), failed = countif(Success == false),"
    " slowest_ms = max(DurationMs) by OperationName | order by runs desc"
)
EXCEPTIONS: Final = (
    "AppExceptions | summarize count = count(), last = max(TimeGenerated) by ProblemId"
    " | top 20 by count"
)
COLD_STARTS: Final = (
    "AppTraces | where Message startswith 'Host initialized'"
    " | summarize starts = count() by bin(TimeGenerated, 1h) | render timechart"
)
LOG_VOLUME: Final = (
    "Usage | where IsBillable | summarize megabytes = sum(Quantity)"
    " by DataType, bin(TimeGenerated, 1d) | render timechart"
)

SLOWEST_ROUTES: Final = (
    f"AppRequests | where AppRoleName == '{APP_ROLE}' and isnotempty(Url)"
    " | summarize requests = sum(ItemCount), p95 = percentile(DurationMs, 95) by Name"
    " | top 20 by p95"
)
STORE_CALLS: Final = (
    f"AppDependencies | where AppRoleName == '{APP_ROLE}' and isnotempty(Target)"
    " | summarize calls = sum(ItemCount), p95 = percentile(DurationMs, 95) by Name | top 20 by p95"
)


def _summed(measure: str, label: str) -> str:
    return (
        f"AppMetrics | where Name == '{measure}' | extend label = tostring(Properties['{label}'])"
        " | summarize total = sum(Sum) by label, bin(TimeGenerated, 1h) | render timechart"
    )


# The app's own measures: shared/platform/measures.py has them all, and a test compares.
REQUEST_UNITS: Final = _summed(
    "azure.cosmosdb.client.operation.request_charge", "db.collection.name"
)
INGESTED: Final = _summed("plumbline.ingestion.rows", "provider")
QUARANTINED: Final = _summed("plumbline.ingestion.quarantined", "provider")
PROVIDERS: Final = _summed("plumbline.provider.calls", "outcome")
TOKENS: Final = _summed("gen_ai.client.token.usage", "gen_ai.request.model")
CLAIMS: Final = _summed("plumbline.assistant.claims", "verdict")
FALLBACKS: Final = _summed("plumbline.assistant.fallbacks", "error.type")
USE: Final = (
    "AppMetrics | where Name in ('plumbline.portfolios.created', 'plumbline.imports.rows',"
    " 'plumbline.reports.finished') | summarize total = sum(Sum) by Name, bin(TimeGenerated, 1d)"
    " | render timechart"
)
