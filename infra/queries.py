"""The questions asked of the logs, by the alerts and the workbook: Kusto over the workspace.

They use only what the Functions host and Azure write by themselves (one AppRequests row an
invocation, named after its function; StorageQueueLogs), so they hold from the first minute.
"""

from typing import Final

# The names under which function_app.py registers them; a test compares.
HTTP_FUNCTION: Final = "http"
INGESTION_TIMER: Final = "market_ingestion_tick"

_HTTP: Final = "AppRequests | where isnotempty(Url)"

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

INGESTION_RUNS: Final = (
    f"AppRequests | where OperationName == '{INGESTION_TIMER}' and Success == true"
)

TRAFFIC: Final = (
    f"{_HTTP} | summarize requests = count(), failed = countif(toint(ResultCode) >= 500)"
    " by bin(TimeGenerated, 15m) | render timechart"
)
LATENCY: Final = (
    f"{_HTTP} | summarize p50 = percentile(DurationMs, 50), p95 = percentile(DurationMs, 95),"
    " p99 = percentile(DurationMs, 99) by bin(TimeGenerated, 15m) | render timechart"
)
BACKGROUND: Final = (
    "AppRequests | where isempty(Url)"
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
