"""Which characters of a text are spoken for."""


class Taken:
    """The characters of a text that belong to something already, asked in time of their own length.

    A text of sums has as many figures as every other character: a list of spans would be gone
    through for each of them.
    """

    def __init__(self, text: str) -> None:
        self._marks = bytearray(len(text))

    def take(self, start: int, end: int) -> None:
        """Let the characters of a span belong to something."""
        self._marks[start:end] = b"\1" * (end - start)

    def has_any(self, start: int, end: int) -> bool:
        """Whether a character of this span is taken."""
        return self._marks.find(1, start, end) >= 0
