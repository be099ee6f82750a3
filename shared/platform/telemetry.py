"""Structured logs: one JSON object a line, event names with fields.

Events pass through the standard library, because that is where the Functions worker listens: it
files each record under the invocation it belongs to and sends it to Application Insights.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog

_NOISY: Final = ("azure", "httpx2", "uvicorn", "yfinance")
_TRACEBACK: Final = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def configure_logging(*, level: int = logging.INFO) -> None:
    """Set up structlog, and stderr as the place of all records where there is none yet."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _TRACEBACK,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.setLevel(level)
    # In Azure the worker has put its own handler there.
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_JsonFormatter())
        root.addHandler(handler)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _render(_logger: object, _method: str, event: Any) -> tuple[tuple[str], dict[str, Any]]:
    return (_json(event),), {"extra": {"is_rendered": True}}


class _JsonFormatter(logging.Formatter):
    """Leaves our own lines as they are and gives other libraries' records the same shape."""

    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, "is_rendered", False):
            return record.getMessage()
        event: dict[str, Any] = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return _json(event)


def _json(event: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
