"""Installs what a clone needs and builds the page: `python3.13 tools/bootstrap.py [--test]`.

Runs on a bare Python 3.13. Every step is skipped when its inputs have not changed since it last
succeeded; independent steps run side by side. Output goes to `.make/*.log` and is shown on failure.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import FrameType
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
WORK: Final = ROOT / ".make"
VENV: Final = ROOT / ".venv"
LOCK: Final = ROOT / "requirements-dev.txt"
FRONTEND: Final = ROOT / "frontend"
LOCALHOST: Final = ROOT / "tools" / "localhost"
OLDEST_NODE: Final = (20, 19)
NOT_SOURCES: Final = frozenset({"node_modules", "dist", "test-results", "coverage", ".vite"})
SHOWN_LINES: Final = 25
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NPM_QUIET: Final = ("--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts")

_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_is_stopping = threading.Event()


class Failed(Exception):
    """A step did not succeed; the message is for the person at the terminal."""


def main() -> int:
    """Run the steps; 0 when everything is in place."""
    signal.signal(signal.SIGINT, _on_signal)
    signal.signal(signal.SIGTERM, _on_signal)
    signal.signal(signal.SIGHUP, _on_signal)
    try:
        WORK.mkdir(exist_ok=True)
        _check_node()
        steps: list[Callable[[], None]] = [install_python_packages, install_node_packages]
        if "--test" in sys.argv:
            steps.append(install_browser)
        _side_by_side(steps)
    except (Failed, OSError) as error:
        _kill_running()
        if not _is_stopping.is_set():
            print(f"plumbline: {error}", file=sys.stderr)
        return 130 if _is_stopping.is_set() else 1
    return 0


def install_python_packages() -> None:
    """Make `.venv` and install the lock into it, with uv where possible: it is ten times faster."""
    python = VENV / "bin" / "python"
    if not _runs(python):
        _step(
            "Python environment", "venv", [sys.executable, "-m", "venv", str(VENV)], hint=_NO_VENV
        )
    stamp = VENV / ".plumbline-lock"
    wanted = _digest([LOCK])
    if _is_stamped(stamp, wanted):
        return
    log = "python-packages"
    try:
        uv = _uv(python)
        _step("Python packages", log, [uv, "pip", "install", "-p", str(python), "-r", str(LOCK)])
    except Failed:
        if _is_stopping.is_set():
            raise
        command = [str(python), "-m", "pip", "install", "--require-hashes", "-r", str(LOCK)]
        _step("Python packages, with pip", log, command)
    stamp.write_text(wanted)


def install_node_packages() -> None:
    """Install the storage emulator, then the page's packages, then build the page."""
    _npm_ci("Storage emulator", LOCALHOST)
    if not (FRONTEND / "package.json").exists():
        return
    _npm_ci("Page packages", FRONTEND)
    sources = _digest(_sources(FRONTEND))
    stamp = WORK / "page.stamp"
    if _is_stamped(stamp, sources) and (FRONTEND / "dist" / "index.html").exists():
        return
    _step("Page", "page-build", [_npm(), "run", "--silent", "build"], folder=FRONTEND)
    stamp.write_text(sources)


def install_browser() -> None:
    """Find Chromium for the browser tests; install Debian's where we may."""
    if os.environ.get("PLUMBLINE_CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Failed(
            "The browser tests need Chromium: install it (on Debian: sudo apt-get install "
            "chromium) or name it with PLUMBLINE_CHROMIUM=/path/to/chromium"
        )
    _step("Package lists", "apt", ["apt-get", "update", "-qq"])
    packages = ["chromium", "fonts-liberation"]
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    _step("Chromium", "apt", command)


_NO_VENV: Final = "this Python lacks its venv module; on Debian: apt-get install python3.13-venv"


def _check_node() -> None:
    node = shutil.which("node")
    found = _output([node, "--version"]) if node else ""
    numbers = re.match(r"v(\d+)\.(\d+)", found)
    wanted = ".".join(map(str, OLDEST_NODE))
    if numbers is None:
        raise Failed(f"Node.js is missing; install version {wanted} or newer (https://nodejs.org)")
    if (int(numbers[1]), int(numbers[2])) < OLDEST_NODE:
        raise Failed(f"Node.js is {found.strip()}; install version {wanted} or newer")
    _npm()


def _npm() -> str:
    npm = shutil.which("npm")
    if npm is None:
        raise Failed("npm is missing; it comes with Node.js (on Debian: apt-get install npm)")
    return npm


def _npm_ci(title: str, folder: Path) -> None:
    stamp = folder / "node_modules" / ".plumbline-lock"
    wanted = _digest([folder / "package-lock.json"])
    if not _is_stamped(stamp, wanted):
        _step(title, folder.name, [_npm(), "ci", *NPM_QUIET], folder=folder)
        stamp.write_text(wanted)


def _uv(python: Path) -> str:
    """Return uv, installed into the environment from the lock's own pinned and hashed entry."""
    found = shutil.which("uv") or shutil.which("uv", path=str(python.parent))
    if found is None:
        entry = re.search(r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
        if entry is None:
            raise Failed(f"{LOCK.name} does not pin uv")
        pinned = WORK / "uv.txt"
        pinned.write_text(entry[0])
        command = [str(python), "-m", "pip", "install", "--require-hashes", "-r", str(pinned)]
        _step("uv", "uv", command)
    return found or str(python.parent / "uv")


def _step(
    title: str, log_name: str, command: Sequence[str], *, folder: Path = ROOT, hint: str = ""
) -> None:
    """Run a command in a process group of its own. Raises: Failed with the end of its output."""
    if _is_stopping.is_set():
        raise Failed("stopped")
    print(f"  … {title}", flush=True)
    began = time.monotonic()
    log = WORK / f"{log_name}.log"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with _lock:
        _running.add(process)
    code = process.wait()
    with _lock:
        _running.discard(process)
    if code != 0:
        shown = "\n".join(log.read_text(errors="replace").splitlines()[-SHOWN_LINES:])
        reason = f"{title} failed{f': {hint}' if hint else ''}; the whole output is in {log}"
        raise Failed(f"{shown}\nplumbline: {reason}" if shown and not hint else reason)
    print(f"  ✓ {title} ({time.monotonic() - began:.1f} s)", flush=True)


def _side_by_side(steps: Sequence[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(steps)) as pool:
        futures: list[Future[None]] = [pool.submit(step) for step in steps]
        # Short waits, so that signals are handled by the main thread meanwhile.
        while not all(future.done() for future in futures):
            done, _ = wait(futures, timeout=0.2, return_when=FIRST_EXCEPTION)
            if any(future.exception() for future in done):
                _kill_running()
        problems = [error for future in futures if (error := future.exception())]
    if problems:
        raise problems[0]


def _kill_running() -> None:
    with _lock:
        for process in _running:
            try:
                os.killpg(process.pid, signal.SIGTERM)
            except ProcessLookupError:
                continue


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    _is_stopping.set()
    _kill_running()


def _runs(python: Path) -> bool:
    code = "import sys; print(sys.version_info[:2] == (3, 13))"
    return _output([str(python), "-c", code]).strip() == "True"


def _output(command: Sequence[str | None]) -> str:
    arguments = [part for part in command if part is not None]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout if done.returncode == 0 else ""


def _sources(folder: Path) -> Iterable[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        for name in sorted(names):
            yield Path(parent) / name


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_stamped(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


if __name__ == "__main__":
    sys.exit(main())
