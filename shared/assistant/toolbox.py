"""The one toolbox: what models, the offline analyst and MCP clients may call."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, cast

import structlog

from shared.assistant.digests import canonical, digest
from shared.assistant.model import Caller, Json, ToolOutcome, ToolSpec
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.tool import Tool, tools_of
from shared.kernel.errors import FieldError, PlumblineError, TooManyRequests, Unavailable

log = structlog.get_logger(__name__)

_TIMEOUT_SECONDS: Final = 25.0
_MOST_BYTES: Final = 100_000
_DATES: Final = ("as_of", "to", "last_day", "price_as_of")


class ServiceToolbox:
    """Tools over the product's services.

    Only tools whose service exists are given to it, so what is listed works. A call never raises
    but when it is cancelled; calls share nothing, so they may run side by side.
    """

    def __init__(self, holders: Iterable[object]) -> None:
        self._tools: dict[str, Tool] = {
            tool.spec.name: tool for holder in holders for tool in tools_of(holder)
        }

    def specs(self, caller: Caller) -> Sequence[ToolSpec]:
        """Return the tools this caller's scopes allow, in a fixed order."""
        return [one.spec for one in self._tools.values() if one.spec.scope in caller.scopes]

    async def call(
        self, name: str, arguments: Mapping[str, Json], caller: Caller, *, ref: str = "t1"
    ) -> ToolOutcome:
        """Call a tool for a caller; what goes wrong is the outcome, with a hint how to go on."""
        known = self._tools.get(name)
        if known is None or known.spec.scope not in caller.scopes:
            offered = ", ".join(spec.name for spec in self.specs(caller))
            return _failed(
                ref,
                name,
                arguments,
                "unknown_tool",
                f"There is no tool {name[:40]!r}",
                f"There are: {offered}",
            )
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                value = await known.call(caller, arguments)
        except TimeoutError:
            return _failed(
                ref, name, arguments, "tool_timed_out", "The tool did not answer in time"
            )
        except PlumblineError as error:
            return _failed(
                ref, name, arguments, error.code, error.detail, _hint(error), error.errors
            )
        except Exception:
            log.exception("tool_failed", tool=name)
            return _failed(ref, name, arguments, "tool_failed", "The tool failed; try another way")
        return _outcome(ref, name, arguments, to_json(value))


def _outcome(ref: str, name: str, arguments: Mapping[str, Json], value: Json) -> ToolOutcome:
    if len(canonical(value)) > _MOST_BYTES:
        return _failed(
            ref, name, arguments, "result_too_large", "The result is too large",
            "Ask for fewer items, a shorter period or a longer interval",
        )  # fmt: skip
    days = [day for day in _found(value, _DATES) if isinstance(day, str)]
    sources = dict.fromkeys(text for text in _found(value, ("source",)) if isinstance(text, str))
    return ToolOutcome(
        ref,
        name,
        arguments,
        value,
        digest(value),
        as_of=date.fromisoformat(max(days)[:10]) if days else None,
        sources=tuple(source for source in sources if source),
    )


def _failed(
    ref: str,
    name: str,
    arguments: Mapping[str, Json],
    code: str,
    detail: str,
    hint: str = "",
    errors: Sequence[FieldError] = (),
) -> ToolOutcome:
    told: dict[str, Json] = {"code": code, "detail": detail}
    if hint:
        told["hint"] = hint
    if errors:
        told["errors"] = [{"pointer": one.pointer, "message": one.message} for one in errors]
    value = {"error": told}
    return ToolOutcome(ref, name, arguments, value, digest(value), is_error=True)


def _hint(error: PlumblineError) -> str:
    match error.code:
        case "invalid_arguments":
            return "Correct the arguments and call again"
        case "unknown_symbol" | "no_history":
            return "Find the symbol with search_symbols"
        case "which_portfolio" | "portfolio_not_found":
            return "List them with portfolios, or ask the person which one is meant"
        case _:
            pass
    if isinstance(error, Unavailable | TooManyRequests):
        return "It may work later; say that this is not available now"
    return ""


def _found(value: Json, keys: Sequence[str]) -> Iterator[Json]:
    """Yield the values of some keys, two levels of lists deep."""
    if isinstance(value, dict):
        for key, one in cast("dict[str, Json]", value).items():
            if key in keys:
                yield one
            else:
                yield from _found(one, keys)
    elif isinstance(value, list):
        for one in cast("list[Json]", value):
            yield from _found(one, keys)
