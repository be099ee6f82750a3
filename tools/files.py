"""What is said of a file that cannot be opened."""

from pathlib import Path


def unreadable(file: Path, error: OSError) -> str:
    """Return the file and the reason in words, without an error's number."""
    reason = error.strerror or str(error)
    return f"{file} cannot be read: {reason[:1].lower()}{reason[1:]}"
