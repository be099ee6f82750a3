"""Builds what is deployed: the app's files, its packages for Azure, and the commit they are from.

`python -m tools.package FOLDER` fills FOLDER and writes FOLDER.zip. What `.funcignore` names stays
out; packages come from requirements.txt alone, as wheels for the Linux that Flex Consumption runs,
so nothing is built or chosen on the way: what was tested is what runs.
"""

import argparse
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ".python_packages/lib/site-packages"
_PLATFORM: Final = "x86_64-manylinux_2_28"
_PYTHON: Final = "3.13"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a zip's oldest date: the same content makes the same zip
_MEBIBYTE: Final = 1024 * 1024
_LISTED: Final = 12
# Where it is worth it. Named, because elsewhere a folder `tests` may be part of the package.
_WITH_TESTS: Final = ("numpy", "pandas", "scipy")


def deployed_files() -> list[Path]:
    """Return the tracked files that `.funcignore` lets through, relative to the repository."""
    tracked = _git("ls-files")
    ignored = set(_git("ls-files", "--cached", "--ignored", "--exclude-from=.funcignore"))
    return [Path(name) for name in tracked if name not in ignored and name != ".funcignore"]


def copy_app(folder: Path) -> None:
    """Copy the app's own files and say which commit they are."""
    for name in deployed_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    [commit] = _git("rev-parse", "HEAD")
    (folder / "commit.txt").write_text(f"{commit}\n")


def install_packages(folder: Path) -> None:
    """Install the lock's wheels for Azure into the folder where the worker looks for them."""
    command = ["uv", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    command += ["--python-platform", _PLATFORM, "--python-version", _PYTHON]
    command += ["--target", str(folder / PACKAGES), "-r", "requirements.txt"]
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)
    _leave_out_tests(folder / PACKAGES)


def _leave_out_tests(packages: Path) -> None:
    """Remove the tests that packages bring along: a tenth of all bytes, loaded by nobody."""
    for distribution in _WITH_TESTS:
        for tests in sorted((packages / distribution).rglob("tests")):
            if tests.is_dir():
                shutil.rmtree(tests)


def write_zip(folder: Path, archive: Path) -> None:
    """Write the folder as a zip whose bytes depend on its content only."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, path.read_bytes())


def sizes(folder: Path) -> list[tuple[str, int]]:
    """Return every package and its bytes, the largest first."""
    found = [(path.name, _size([path])) for path in (folder / PACKAGES).iterdir()]
    return sorted(found, key=lambda each: -each[1])


def _size(paths: Iterable[Path]) -> int:
    files = (f for path in paths for f in ([path] if path.is_file() else path.rglob("*")))
    return sum(file.stat().st_size for file in files if file.is_file())


def _git(*arguments: str) -> list[str]:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def main() -> None:
    """Build the package and list what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    copy_app(folder)
    install_packages(folder)
    archive = folder.with_suffix(".zip")
    write_zip(folder, archive)
    for name, size in sizes(folder)[:_LISTED]:
        print(f"  {size / _MEBIBYTE:6.1f} MB  {name}")
    unpacked, packed = _size([folder]) / _MEBIBYTE, archive.stat().st_size / _MEBIBYTE
    print(f"package: {unpacked:.0f} MB unpacked, {packed:.0f} MB as {archive.name}")


if __name__ == "__main__":
    main()
