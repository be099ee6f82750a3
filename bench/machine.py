"""Facts of the machine and the code a figure belongs to; nothing that names anybody."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Any


def facts(root: Path) -> dict[str, Any]:
    """Return the commit, the processor, cores, memory, Python, and how busy the machine is."""
    return {
        "commit": _git(root, "rev-parse", "--short", "HEAD"),
        "has_uncommitted_changes": bool(_git(root, "status", "--porcelain")),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "system": platform.system(),
            "python": platform.python_version(),
            "load_before": round(os.getloadavg()[0], 2),
        },
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)  # noqa: S607
    except OSError:
        return ""
    return done.stdout.strip()
