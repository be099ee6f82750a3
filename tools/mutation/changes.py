"""The small changes there are to a file's functions, by mutmut's operators (BSD-3).

`python -m tools.mutation.changes FILE …` prints them as JSON. A process of its own: mutmut lies
beside the environment (`.make/mutmut`), not in it, and brings another pytest.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any, TypedDict


class Change(TypedDict):
    """One function with one thing in it changed."""

    name: str
    """As mutmut would call it: module, function, and the number of the change."""
    file: str
    module: str
    owner: str
    """The class whose method it is; empty for a function of the module."""
    function: str
    first_line: int
    last_line: int
    """Of the statement that is changed."""
    before: str
    after: str
    """The whole function, before and after."""


def changes(file: str) -> list[Change]:
    """Return every change to a file's functions; decorated ones are left alone, as by mutmut."""
    cst: Any = importlib.import_module("libcst")
    metadata: Any = importlib.import_module("libcst.metadata")
    mutation: Any = importlib.import_module("mutmut.mutation.file_mutation")
    wrapper = metadata.MetadataWrapper(cst.parse_module(Path(file).read_text()))
    nothing_ignored = mutation.IgnoredCode(set(), set(), set())
    visitor = mutation.MutationVisitor(mutation.mutation_operators, nothing_ignored)
    tree = wrapper.visit(visitor)
    places = wrapper.resolve(metadata.PositionProvider)
    parents = wrapper.resolve(metadata.ParentNodeProvider)
    found: list[Change] = []
    for function, some in mutation.group_by_top_level_node(visitor.mutations).items():
        if not isinstance(function, cst.FunctionDef):
            continue
        owner = _owner(cst, parents, function)
        module = file.removesuffix(".py").replace("/", ".")
        mangled = mutation.mangle_function_name(name=function.name.value, class_name=owner or None)
        for number, each in enumerate(some, 1):
            place = places[_statement(cst, parents, each.original_node)]
            after = mutation.deep_replace(function, each.original_node, each.mutated_node)
            found.append(
                Change(
                    name=f"{module}.{mangled}__mutmut_{number}",
                    file=file,
                    module=module,
                    owner=owner,
                    function=function.name.value,
                    first_line=place.start.line,
                    last_line=place.end.line,
                    before=tree.code_for_node(function),
                    after=tree.code_for_node(after),
                )
            )
    return found


def _owner(cst: Any, parents: Any, function: Any) -> str:
    block = parents[function]
    above = parents.get(block)
    return above.name.value if isinstance(above, cst.ClassDef) else ""


def _statement(cst: Any, parents: Any, node: Any) -> Any:
    """Return the innermost statement around a node: its lines run when the node does."""
    statements = (cst.SimpleStatementLine, cst.BaseCompoundStatement)
    while not isinstance(node, statements):
        node = parents[node]
    return node


if __name__ == "__main__":
    print(json.dumps([change for file in sys.argv[1:] for change in changes(file)]))
