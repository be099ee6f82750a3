"""From a model's wish to an outcome: arguments read, budget kept, failures turned into results."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import orjson
import structlog

from shared.assistant.digests import digest
from shared.assistant.llm import CallPart
from shared.assistant.model import Caller, Json, Toolbox, ToolOutcome
from shared.kernel.errors import PlumblineError
from shared.platform.tracing import span

log = structlog.get_logger(__name__)

LONGEST_TOLD: Final = 48_000
LONGEST_ARGUMENTS: Final = 32_000
_TIMEOUT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """A call to make, or (`outcome`) one whose result is known already."""

    call: CallPart
    ref: str
    arguments: Mapping[str, Json]
    outcome: ToolOutcome | None = None


def plan(calls: Sequence[CallPart], earlier: Sequence[ToolOutcome], most: int) -> list[Step]:
    """Give each call its ref; refuse arguments that are no JSON object, and what is over budget.

    A call made before in this answer, with the same arguments, is answered as it was then.
    """
    known = {(each.name, each.digest_of_call): each for each in map(_Known, earlier)}
    steps: list[Step] = []
    number = len(earlier)
    for call in calls:
        arguments = _arguments(call.arguments)
        again = known.get((call.name, digest(arguments))) if arguments is not None else None
        if again is not None and not again.outcome.is_error:
            steps.append(Step(call, again.outcome.ref, arguments or {}, again.outcome))
            continue
        number += 1
        ref, outcome = f"t{number}", None
        if arguments is None:
            detail = f"Arguments are a JSON object of at most {LONGEST_ARGUMENTS:,} characters"
            outcome = _error(call.name, ref, "malformed_arguments", detail)
        elif number > most:
            outcome = _error(call.name, ref, "budget_spent", "No more tools in this answer")
        steps.append(Step(call, ref, arguments or {}, outcome))
    return steps


async def run(step: Step, caller: Caller, toolbox: Toolbox) -> ToolOutcome:
    """Make a planned call. Never raises but when cancelled."""
    if step.outcome is not None:
        return step.outcome
    name = step.call.name
    try:
        with span(f"execute_tool {name}", gen_ai__tool__name=name):
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                return await toolbox.call(name, step.arguments, caller, ref=step.ref)
    except TimeoutError:
        return _error(name, step.ref, "tool_timed_out", "The tool did not answer in time")
    except PlumblineError as error:
        return _error(name, step.ref, error.code, error.detail)
    except Exception:
        log.exception("tool_failed", tool=name)
        return _error(name, step.ref, "tool_failed", "The tool failed; try another way")


def told(outcome: ToolOutcome) -> str:
    """Return an outcome as the model reads it: its ref, its label, its value, cut when too long."""
    label: dict[str, Any] = {
        "ref": outcome.ref,
        "as_of": outcome.as_of,
        "sources": outcome.sources,
        "value": outcome.value,
    }
    text = _dump(label)
    if len(text) <= LONGEST_TOLD:
        return text
    value = _dump(outcome.value)
    note = f"The first {LONGEST_TOLD:,} of {len(value):,} characters; ask for less"
    return _dump({**label, "value": None, "note": note, "beginning": value[:LONGEST_TOLD]})


class _Known:
    """An earlier outcome beside what it was asked."""

    def __init__(self, outcome: ToolOutcome) -> None:
        self.outcome, self.name = outcome, outcome.name
        self.digest_of_call = digest(dict(outcome.arguments))


def _arguments(text: str) -> dict[str, Json] | None:
    if len(text) > LONGEST_ARGUMENTS:
        return None
    try:
        value = orjson.loads(text or "{}")
    except orjson.JSONDecodeError:
        return None
    return cast("dict[str, Json]", value) if isinstance(value, dict) else None


def _error(name: str, ref: str, code: str, detail: str) -> ToolOutcome:
    value = {"error": {"code": code, "detail": detail}}
    return ToolOutcome(ref, name, {}, value, digest(value), is_error=True)


def _dump(value: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
