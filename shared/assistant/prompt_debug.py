"""Every request to a model as a file, for a developer on their own machine; never elsewhere."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from itertools import count
from pathlib import Path

import orjson

from shared.assistant.llm import LanguageModel, ModelRequest, Part


class WatchedModel:
    """A model whose requests and answers are written to a folder, numbered in order."""

    def __init__(self, model: LanguageModel, folder: Path) -> None:
        self._model, self._folder, self._numbers = model, folder, count(1)

    @property
    def id(self) -> str:
        return self._model.id

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Part]:
        """Yield the model's parts. Raises: ModelError."""
        parts: list[Part] = []
        try:
            async with aclosing(self._model.stream(request)) as stream:
                async for part in stream:
                    parts.append(part)
                    yield part
        finally:
            self._write(request, parts)

    def _write(self, request: ModelRequest, parts: list[Part]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{self.id.replace('/', '-')}-{next(self._numbers):04d}.json"
        content = {"request": asdict(request), "parts": [asdict(part) for part in parts]}
        options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
        (self._folder / name).write_bytes(orjson.dumps(content, default=str, option=options))
