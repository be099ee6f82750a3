"""A tool is a method: its signature is the schema, its docstring the description.

    class MarketTools:
        @tool("Quotes")
        async def quotes(self, caller: Caller, symbols: Symbols) -> Json:
            '''Last closing price of each symbol.'''

The first parameter after `self` is the caller: it comes from the request, and a model neither sees
nor sets it.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final, Literal, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from shared.assistant.model import Caller, Json, ToolSpec
from shared.kernel.errors import FieldError, InvalidInput

type Scope = Literal["read", "trade-draft"]
type Method = Callable[..., Awaitable[Json]]

_MARK: Final = "__plumbline_tool__"
_MOST_ERRORS: Final = 8


@dataclass(frozen=True, slots=True)
class _Mark:
    title: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool ready to be called: its spec, the model of its arguments, the method bound."""

    spec: ToolSpec
    arguments: type[BaseModel]
    method: Method

    async def call(self, caller: Caller, given: Mapping[str, Json]) -> Json:
        """Call the tool. Raises: InvalidInput for wrong arguments, and what the tool raises."""
        try:
            read = self.arguments.model_validate(dict(given))
        except ValidationError as error:
            raise _refusal(error) from error
        values = {name: getattr(read, name) for name in type(read).model_fields}
        return await self.method(caller, **values)


def tool[T: Method](title: str, scope: Scope = "read") -> Callable[[T], T]:
    """Mark a method as a tool."""

    def mark(method: T) -> T:
        setattr(method, _MARK, _Mark(title, scope))
        return method

    return mark


def tools_of(holder: object) -> Iterator[Tool]:
    """Yield the tools of an object, in the order they are written in."""
    for name, function, mark in _marked(type(holder)):
        spec, arguments = _prepared(name, function, mark)
        yield Tool(spec, arguments, getattr(holder, name))


def prepare(module: ModuleType) -> None:
    """Do what making the tools of a module's classes costs, 70 ms for all there are, in advance."""
    for holder in vars(module).values():
        if isinstance(holder, type) and holder.__module__ == module.__name__:
            for marked in _marked(holder):
                _ = _prepared(*marked)


def _marked(holder: type) -> Iterator[tuple[str, Method, _Mark]]:
    for name, function in vars(holder).items():
        mark = getattr(function, _MARK, None)
        if isinstance(mark, _Mark):
            yield name, function, mark


@cache
def _prepared(name: str, function: Method, mark: _Mark) -> tuple[ToolSpec, type[BaseModel]]:
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())[2:]
    fields: dict[str, Any] = {
        one.name: (hints[one.name], ... if one.default is inspect.Parameter.empty else one.default)
        for one in parameters
    }
    config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    arguments = create_model(name, __config__=config, **fields)
    description = inspect.cleandoc(function.__doc__ or "")
    spec = ToolSpec(name, mark.title, description, _schema(arguments), mark.scope)
    return spec, arguments


def _schema(arguments: type[BaseModel]) -> dict[str, Json]:
    """Return a schema without references or titles: models read it better, and it is shorter."""
    whole = arguments.model_json_schema()
    definitions = whole.pop("$defs", {})
    flat = cast("dict[str, Json]", _flat(whole, definitions))
    flat.setdefault("properties", {})
    return flat


def _flat(node: Json, definitions: Mapping[str, Json]) -> Json:
    if isinstance(node, list):
        return [_flat(item, definitions) for item in cast("list[Json]", node)]
    if not isinstance(node, dict):
        return node
    found = cast("dict[str, Json]", node)
    while "$ref" in found:  # an alias of an alias
        target = cast("dict[str, Json]", definitions[found["$ref"].rsplit("/", 1)[-1]])
        found = {**target, **{key: value for key, value in found.items() if key != "$ref"}}
    return {
        key: _named(value, definitions) if key == "properties" else _flat(value, definitions)
        for key, value in found.items()
        if not (key == "title" and isinstance(value, str))
    }


def _named(properties: Json, definitions: Mapping[str, Json]) -> Json:
    return {name: _flat(value, definitions) for name, value in dict(properties).items()}


def _refusal(error: ValidationError) -> InvalidInput:
    errors = [
        FieldError("/" + "/".join(str(part) for part in one["loc"]), one["msg"])
        for one in error.errors(include_url=False, include_input=False)[:_MOST_ERRORS]
    ]
    told = "; ".join(f"{one.pointer}: {one.message}" for one in errors)
    return InvalidInput(f"Wrong arguments: {told}", "invalid_arguments", errors=tuple(errors))
