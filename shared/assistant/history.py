"""What an analyst is told of the conversation so far: the latest messages, and a summary before.

The summary is made from the messages' own sentences, so that it holds nothing that was not said.
Figures are left out of it: they are of their day, and an answer looks them up anew. Pure.
"""

import re
from collections.abc import Sequence
from typing import Final

from shared.assistant.model import Message, Turn

LONGEST_TOLD: Final = 24_000
_LONGEST_SUMMARY: Final = 4_000
_LONGEST_LINE: Final = 240
KEPT_WHOLE: Final = 6
_FIGURE: Final = re.compile(r"[^\s|]*\d[^\s|]*")
_OPENING: Final = "Earlier in this conversation, condensed (figures left out; look them up anew):"


def turns(messages: Sequence[Message], summary: str) -> list[Turn]:
    """Return the conversation as an analyst reads it, at most `LONGEST_TOLD` characters."""
    told: list[Turn] = []
    room = LONGEST_TOLD - len(summary)
    for message in reversed(messages):
        room -= len(message.content)
        if room < 0:
            break
        if message.content:
            told.append(Turn(message.role, message.content))
    told.reverse()
    if summary:
        told.insert(0, Turn("assistant", f"{_OPENING}\n{summary}"))
    return told


def is_long(messages: Sequence[Message]) -> bool:
    """Whether part of these messages should move into the summary."""
    total = sum(len(message.content) for message in messages)
    return total > LONGEST_TOLD // 2 and len(messages) > KEPT_WHOLE


def condensed(summary: str, messages: Sequence[Message]) -> tuple[str, str]:
    """Return the summary with all but the latest messages taken in, and the id of the last of them.

    When it grows over its bound the oldest lines go.
    """
    taken = messages[:-KEPT_WHOLE]
    lines = [*summary.splitlines(), *(_line(each) for each in taken if each.content)]
    while sum(len(line) + 1 for line in lines) > _LONGEST_SUMMARY:
        lines.pop(0)
    return "\n".join(lines), taken[-1].id


def _line(message: Message) -> str:
    first = re.split(r"(?<=[.!?])\s|\n", message.content.strip(), maxsplit=1)[0]
    if message.role == "assistant":
        first = _FIGURE.sub("…", first)
    who = "They asked" if message.role == "user" else "You answered"
    return f"- {who}: {first[:_LONGEST_LINE]}"
