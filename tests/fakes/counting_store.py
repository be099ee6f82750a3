"""A document store that remembers which calls were made of it, in order."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.platform.documents import DocumentStore


class CountingStore:
    def __init__(self, inner: "DocumentStore") -> None:
        self._inner = inner
        self.calls: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._inner, name)

        async def counted(container: str, *arguments: Any, **options: Any) -> Any:
            self.calls.append((name, container))
            return await call(container, *arguments, **options)

        return counted
