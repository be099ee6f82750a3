"""Trees label their nodes in English; the page reads the labels by their templates.

A label that is made here and that the page does not know would stay English on a German page.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ANALYTICS = ROOT / "shared" / "analytics"
PAGE = ROOT / "frontend" / "src" / "api" / "told-label-names.ts"

# What makes a node or hands a label on, with the label in front.
MAKERS = {
    "Node", "_amount", "_closed", "_covariance", "_fact", "_finely",
    "_flows", "_largest", "_leaf", "_loss", "_moves", "_paid", "_plus", "_share", "_withheld",
    "active", "assumption", "constant", "constant_of", "difference", "exactly", "fact", "figure",
    "irr", "joined", "measured", "paths", "product", "quotient", "series", "share_of_entry",
    "total",
}  # fmt: skip


def template(label: ast.expr) -> Iterator[str]:
    """Yield a label with `{}` for every value in it; nothing for one that is handed on."""
    if isinstance(label, ast.Constant) and isinstance(label.value, str):
        yield label.value
    if isinstance(label, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "{}" for one in label.values)
        yield "".join(map(str, parts))
    if isinstance(label, ast.IfExp):
        yield from template(label.body)
        yield from template(label.orelse)


def made() -> set[str]:
    """Return the templates of every label in the modules that explain."""
    found: set[str] = set()
    for file in (*ANALYTICS.glob("explain*.py"), ANALYTICS / "tracing.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in MAKERS:
                    found.update(template(node.args[0]))
    return found


def known() -> set[str]:
    """Return the templates that the page reads, with their values unnamed."""
    source = PAGE.read_text(encoding="utf-8")
    return {re.sub(r"\{\w+\}", "{}", one) for one in re.findall(r'\bt\(\s*"([^"]+)"', source)}


def test_the_page_knows_every_label_of_a_tree() -> None:
    labels = made()
    assert len(labels) > 100
    unknown = labels - known()
    assert {one for one in unknown if re.search(r"[A-Za-z]", one)} == set()
