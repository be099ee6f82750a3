"""BM25 over passages with SQLite's FTS5, in memory: built when a corpus is first asked.

Titles of documents and sections count three times as much as text. Words are stemmed (Porter), so
`dividends` finds `dividend`.
"""

import re
import sqlite3
from collections.abc import Sequence
from threading import Lock
from typing import Final

from shared.knowledge.model import Passage

_WORD: Final = re.compile(r"[^\W_]+(?:[.&'’-][^\W_]+)*", re.UNICODE)
_IDLE: Final = frozenset(
    "a an and are as at be by did do does for from had has have how i in is it its me my of on "
    "or our said "
    "say says tell that the their them they this to was we were what when where which who why "
    "will with you "
    "your about can could should would there".split()
)
_MOST_WORDS: Final = 24


class FullTextIndex:
    """An index of passages in their given order. One connection, one lock: searches are short."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(title, section, body, tokenize='porter "
            "unicode61')"
        )
        self._connection.executemany(
            "INSERT INTO passages(rowid, title, section, body) VALUES (?, ?, ?, ?)",
            [(at, one.document, one.section, one.text) for at, one in enumerate(passages)],
        )

    def search(self, query: str, limit: int) -> list[tuple[int, float]]:
        """Return places and scores, best first. Words are never read as FTS5's own syntax."""
        words = terms(query)
        if not words:
            return []
        # Any word may match; BM25 puts what has more of them, and rarer ones, first.
        expression = " OR ".join(f'"{word}"' for word in words)
        with self._lock:
            rows = self._connection.execute(
                "SELECT rowid, bm25(passages, 3.0, 3.0, 1.0) AS score FROM passages "
                "WHERE passages MATCH ? ORDER BY score, rowid LIMIT ?",
                (expression, limit),
            ).fetchall()
        return [(int(at), -float(score)) for at, score in rows]

    def __del__(self) -> None:
        """Release the memory when the corpus has changed and the index is forgotten."""
        self._connection.close()


def terms(query: str) -> list[str]:
    """Return the words of a query that say something; all of them if none does."""
    words = [word.replace('"', "") for word in _WORD.findall(query.casefold())]
    telling = [word for word in words if word not in _IDLE]
    return list(dict.fromkeys(telling or words))[:_MOST_WORDS]
