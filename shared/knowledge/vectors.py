"""Nearest passages by meaning: brute force over unit vectors, fast enough for one person's."""

from collections.abc import Sequence
from typing import Final

import numpy as np

_LEAST_SIMILAR: Final = 0.3


class VectorIndex:
    """Vectors of passages, in their order. Shape (n, d), rows scaled to length one."""

    def __init__(self, vectors: Sequence[Sequence[float]]) -> None:
        rows = np.asarray(vectors, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        self._rows = rows / np.where(lengths > 0, lengths, 1)

    def nearest(self, vector: Sequence[float], limit: int) -> list[int]:
        """Return places of the most similar passages, the best first.

        By cosine similarity; what is hardly similar at all is left out.
        """
        wanted = np.asarray(vector, dtype=np.float32)
        length = float(np.linalg.norm(wanted)) or 1.0
        scores = self._rows @ wanted / length
        order = np.argsort(-scores, kind="stable")[:limit]
        return order[scores[order] >= _LEAST_SIMILAR].tolist()
