"""`make report-verify FILE=report.pdf`: make a report's figures again and compare them.

Reads the manifest in a PDF, HTML, JSON or CSV report of this installation. Ends with 0 when every
figure is what it was, with 1 when one is not, with 2 when the file cannot be compared.
"""

import asyncio
import sys
from pathlib import Path

from functions.wiring import get_services
from shared.kernel.errors import PlumblineError
from shared.reports.verification import Verdict, verify
from tools.files import unreadable

_SHOWN = 20


async def _verified(data: bytes) -> Verdict:
    services = get_services()
    try:
        return await verify(data, services.report_press)
    finally:
        await services.documents.close()


def main() -> int:
    """Compare the file named on the command line."""
    if len(sys.argv) != 2:  # noqa: PLR2004
        print("plumbline: name the file: make report-verify FILE=report.pdf", file=sys.stderr)
        return 2
    file = Path(sys.argv[1])
    try:
        report = file.read_bytes()
    except OSError as error:
        print(f"plumbline: {unreadable(file, error)}", file=sys.stderr)
        return 2
    try:
        verdict = asyncio.run(_verified(report))
    except (OSError, PlumblineError) as error:
        print(f"plumbline: {error}", file=sys.stderr)
        return 2
    print("\n".join(_said(verdict)))
    return 0 if verdict.is_verified else 1


def _said(verdict: Verdict) -> list[str]:
    lines: list[str] = []
    if not verdict.is_intact:
        lines.append("The manifest was changed after the report was made.")
    for ref, before, now in verdict.differing[:_SHOWN]:
        lines.append(f"{ref}: the file says {before}, today it is {now}")
    if verdict.changed_inputs:
        lines.append(f"Inputs that changed since: {', '.join(verdict.changed_inputs)}")
    if verdict.is_verified:
        lines.append(f"Verified: {verdict.figures} figures, made again, are the same.")
    elif not verdict.is_same:
        lines.append("Made again, the figures are not the same.")
        if not verdict.differing:
            lines.append("The report as JSON holds each figure: verify that file to see which.")
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
