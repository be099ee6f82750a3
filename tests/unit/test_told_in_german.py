"""Every sentence people are told outside of the page has its German, with the same values in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.kernel.language import german, language_of, worded
from shared.reports.model import TITLES

ROOT = Path(__file__).resolve().parents[2]


def templates(root: ast.Module) -> set[str]:
    """Return the sentences that a module hands to `worded`; constants count by their values."""
    constants: dict[str, ast.expr] = {}
    for node in root.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            constants[node.target.id] = node.value
    found: set[str] = set()
    for node in ast.walk(root):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "worded":
            found |= set(sentences(node.args[1], constants))
    return found


def sentences(said: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    """Yield the texts an expression may be."""
    match said:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from sentences(body, constants)
            yield from sentences(orelse, constants)
        case ast.Dict(values=values):
            for value in values:
                yield from sentences(value, constants)
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name) if name in constants:
            yield from sentences(constants[name], constants)
        case _:
            return


def told() -> set[str]:
    """Return every sentence of the product that is told in the reader's language."""
    found = set(TITLES.values())
    for part in ("shared", "functions"):
        for file in (ROOT / part).rglob("*.py"):
            found |= templates(ast.parse(file.read_text(encoding="utf-8")))
    return found


def test_every_sentence_has_its_german_and_none_is_left_over() -> None:
    assert told() - german().keys() == set()
    assert german().keys() - told() == set()


def test_both_languages_name_the_same_values() -> None:
    def named(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", text))

    assert {english for english, said in german().items() if named(english) != named(said)} == set()


def test_a_locale_has_a_language_and_an_unknown_one_is_english() -> None:
    spoken = {"de": "de", "de-AT": "de", "DE-ch": "de", "en-GB": "en", "den": "en", "fr": "en"}
    assert {locale: language_of(locale) for locale in spoken} == spoken
    assert worded("de", "{title} is ready", title="Risikobericht: A") == (
        "Risikobericht: A ist fertig"
    )
