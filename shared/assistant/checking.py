"""One check of an answer's figures, however often it is asked for.

The loop checks before it decides on a repair, and who stores the answer checks what is stored:
most of the time the same text on the same evidence.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from shared.assistant.model import Claim, ClaimChecker, ToolOutcome

_REMEMBERED: Final = 512

type _Key = tuple[str, str, tuple[tuple[str, str], ...]]


class RememberingChecker:
    """Asks another checker, once for each text and evidence."""

    def __init__(self, checker: ClaimChecker) -> None:
        self._checker = checker
        self._known: OrderedDict[_Key, list[Claim]] = OrderedDict()

    def check(
        self, text: str, outcomes: Sequence[ToolOutcome], *, question: str = ""
    ) -> list[Claim]:
        """Return every figure in the text with its verdict, in reading order."""
        key = (question, text, tuple((each.ref, each.digest) for each in outcomes))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._checker.check(text, outcomes, question=question)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found
