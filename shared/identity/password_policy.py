"""Which passwords are refused, offline: too short, widely known, or made of what anyone can guess.

Length does most of the work (NIST SP 800-63B): no rules about classes of characters, no expiry.
"""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from shared.identity.credentials import normalised
from shared.kernel.errors import FieldError, InvalidInput

SHORTEST: Final = 10
LONGEST_BYTES: Final = 1024
_KNOWN_FILE: Final = Path(__file__).with_name("known_passwords.txt")
_FEWEST_DIFFERENT: Final = 5
_SHORTEST_PERSONAL: Final = 4
_MOST_ADDED: Final = 5
_LEET: Final = str.maketrans("0134578@$!|+", "oleastbasilt")
_EDGES: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "!@#$%^&*()",
)
_SHORTEST_RUN: Final = 4


def check_password(password: str, *, personal: tuple[str, ...] = (), pointer: str) -> None:
    """Refuse a password that would not protect anyone.

    `personal`: words an attacker would try first (the address, the name). Raises: InvalidInput with
    code `weak_password` and the given pointer.
    """
    text = normalised(password)
    reason = _reason(text, personal)
    if reason:
        raise InvalidInput(
            f"This password cannot be used: {reason}",
            "weak_password",
            errors=(FieldError(pointer, reason),),
        )


def _reason(text: str, personal: tuple[str, ...]) -> str | None:
    if len(text.encode(errors="surrogatepass")) > LONGEST_BYTES:
        return f"it is longer than {LONGEST_BYTES} bytes"
    if len(text) < SHORTEST:
        return f"it is shorter than {SHORTEST} characters"
    return _guessable(text.casefold(), personal)


def _guessable(folded: str, personal: tuple[str, ...]) -> str | None:
    reasons = {
        f"it has fewer than {_FEWEST_DIFFERENT} different characters": (
            len(set(folded)) < _FEWEST_DIFFERENT
        ),
        "it is on the lists of passwords that are tried first": _is_known(folded),
        "it follows the keyboard or the alphabet": _is_runs(folded),
        "it repeats itself": _is_repeated(folded),
        "it is mostly your name or address": _is_personal(folded, personal),
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _is_known(folded: str) -> bool:
    """A known password, also with digits around it or dressed up (`P@ssw0rd2024!`)."""
    spelled = folded.translate(_LEET)
    stripped = _EDGES.sub("", folded)
    candidates = {folded, spelled, stripped, stripped.translate(_LEET), _EDGES.sub("", spelled)}
    return not candidates.isdisjoint(_known())


def _is_runs(folded: str) -> bool:
    """Nothing but stretches of neighbours on a keyboard, in the alphabet or among the digits."""
    place = 0
    while place < len(folded):
        length = max(_run_length(folded[place:], run) for run in (*_RUNS, *_REVERSED))
        if length < _SHORTEST_RUN and length < len(folded) - place:
            return False
        if length == 0:
            return False
        place += length
    return True


def _run_length(text: str, run: str) -> int:
    start = run.find(text[0])
    if start < 0:
        return 0
    length = 1
    while length < len(text) and run[start + length : start + length + 1] == text[length]:
        length += 1
    return length


def _is_repeated(folded: str) -> bool:
    """One short piece over and over (`abcabcabcabc`), or mostly one character in a row."""
    halves = range(1, len(folded) // 2 + 1)
    if any(folded == (folded[:size] * len(folded))[: len(folded)] for size in halves):
        return True
    return sum(left == right for left, right in pairwise(folded)) > len(folded) * 0.6


def _is_personal(folded: str, personal: tuple[str, ...]) -> bool:
    words = {word for value in (*personal, "plumbline") for word in _words(value)}
    rest = folded
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and len(rest) <= _MOST_ADDED


def _words(value: str) -> list[str]:
    folded = normalised(value).casefold()
    pieces = [folded, *re.split(r"[\W\d_]+", folded), *folded.split("@")]
    return [piece for piece in pieces if len(piece) >= _SHORTEST_PERSONAL]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    lines = _KNOWN_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


_REVERSED: Final = tuple(run[::-1] for run in _RUNS)
