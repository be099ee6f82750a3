"""What a report's files are called: in the store, and on the disk of who downloads them."""

import re
import unicodedata
from typing import Final

from shared.reports.model import EXTENSIONS, Report, ReportFormat

_LONGEST: Final = 80
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9]+")


def blob_name(report: Report, format: ReportFormat) -> str:
    """Return where a file is kept: below its owner, so that it goes with the account."""
    return f"{report.owner}/{report.id}/report.{EXTENSIONS[format]}"


def file_name(report: Report, format: ReportFormat) -> str:
    """Return a name every file system takes: `portfolio-review-growth-2024-03-31.pdf`."""
    plain = unicodedata.normalize("NFKD", report.title).encode("ascii", "ignore").decode()
    stem = _UNSAFE.sub("-", plain).strip("-").lower()[:_LONGEST].strip("-")
    day = report.request.as_of
    dated = f"{stem}-{day.isoformat()}" if day else stem
    return f"{dated}.{EXTENSIONS[format]}"
