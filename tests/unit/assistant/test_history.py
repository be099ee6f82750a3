"""The conversation as an analyst is told it."""

from shared.assistant import history
from shared.assistant.model import Message, Turn

ABOUT = "Part {} is about Apple, worth 1,234.56 USD. "


def message(number: int, role: str, content: str) -> Message:
    return Message(f"{number:03d}", role, content, "2024-01-01T00:00:00Z")  # type: ignore[arg-type]


def test_a_short_conversation_is_told_whole() -> None:
    said = [message(1, "user", "What is it worth?"), message(2, "assistant", "1,000 USD.")]
    assert history.turns(said, "") == [
        Turn("user", "What is it worth?"),
        Turn("assistant", "1,000 USD."),
    ]


def test_a_long_one_is_condensed_without_its_figures_and_keeps_its_latest_messages() -> None:
    said = [
        message(
            n,
            "user" if n % 2 else "assistant",
            ABOUT.format(n) + "x" * 3000,
        )
        for n in range(1, 13)
    ]
    assert history.is_long(said)
    summary, until = history.condensed("", said)
    assert until == "006"
    assert "Apple" in summary
    answered = [line for line in summary.splitlines() if "You answered" in line]
    assert answered
    assert not any(char.isdigit() for line in answered for char in line)
    told = history.turns(said[6:], summary)
    assert told[0].content.endswith(summary)
    assert told[-1].content == said[-1].content


def test_what_is_told_stays_within_its_bound() -> None:
    said = [message(n, "user", "y" * 8_000) for n in range(20)]
    told = history.turns(said, "s" * 4_000)
    assert sum(len(turn.content) for turn in told) < history.LONGEST_TOLD + 200
