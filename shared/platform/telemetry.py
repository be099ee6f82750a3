"""Structured logs: one JSON object a line, event names with fields."""

import logging
import sys

import structlog


def configure_logging(*, level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's records to stderr as JSON, once a process."""
    shared_processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.dict_tracebacks,
    ]
    structlog.configure(
        processors=[*shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_processors,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    if not any(getattr(existing, "plumbline", False) for existing in root.handlers):
        handler.plumbline = True  # type: ignore[attr-defined]
        root.addHandler(handler)
        root.setLevel(level)
    for noisy in ("azure", "azure.core.pipeline.policies.http_logging_policy", "yfinance"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
