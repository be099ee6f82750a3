"""The German catalogue of the analyst without a model says all that the English chapters say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from shared.analytics.scenarios import CRISES
from shared.assistant import tools
from shared.assistant.offline_analyst import chapters, prose
from shared.assistant.offline_analyst.catalogue import (
    refusal,
    refusals,
    say,
    sentences,
    speaking,
    words,
)

FOLDER = Path(chapters.__file__).parent
FILES = [*FOLDER.glob("*.py"), FOLDER.parent / "prose.py", FOLDER.parent / "analyst.py",
         FOLDER.parent / "desk.py", FOLDER.parent / "which_portfolio.py"]  # fmt: skip
WITHOUT_GERMAN = {"greeting", "usage", "unknown"}
"""Chapters whose German is in `german.py`."""


def _said() -> Iterator[str]:
    for file in FILES:
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign):
                continue
            if getattr(function, "name", "") in WITHOUT_GERMAN:
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "say":
                    for text in ast.walk(call.args[0]):
                        if isinstance(text, ast.Constant) and isinstance(text.value, str):
                            yield text.value.strip()


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_sentence_has_its_german() -> None:
    said = set(_said())
    assert len(said) > 150
    assert sorted(said - set(sentences()) - set(words())) == []


def test_german_sentences_use_no_field_the_english_has_not() -> None:
    strange = [one for one, german in sentences().items() if _fields(german) - _fields(one)]
    assert strange == []


def test_figures_are_written_as_the_language_has_them() -> None:
    with speaking(True):
        assert prose.money("-1234.5", "EUR") == "−1.234,50\u00a0€"
        assert prose.money("1234567.891", "USD") == "1.234.567,89\u00a0$"
        assert prose.percent(0.1234) == "12,3\u00a0%"
        assert prose.points(-0.0123) == "1,23"
        assert prose.day("2021-03-05") == "5. März 2021"
        assert prose.number("1234.5") == "1.234,5"
        assert prose.gained("-5", "CHF") == "5,00\u00a0CHF verloren"
        assert prose.listed(["a", "b", "c"]) == "a, b und c"
        assert say("The positions:") == "Die Positionen:"
    assert prose.money("-1234.5", "EUR") == "−€1,234.50"
    assert prose.money("1234.5", "CHF") == "CHF 1,234.50"
    assert prose.percent(0.1234) == "12.3%"
    assert prose.day("2021-03-05") == "5 March 2021"


def _refused() -> Iterator[str]:
    """Yield what the tools say when they refuse, with `X1` for what stands in for values."""
    raised = re.compile(r'raise \w+\(\s*((?:f?"(?:[^"\\]|\\.)*"\s*)+)')
    for file in Path(tools.__file__).parent.glob("*.py"):
        for match in raised.finditer(file.read_text(encoding="utf-8")):
            text = re.sub(r'"\s*f?"', "", match[1].strip().removeprefix("f")).strip('"')
            text = text.replace("{wanted[:60]!r}{_offer(found)}", "'X1'").replace(
                "{_offer(found)}", ""
            )
            yield re.sub(r"\{len\([^}]*\}", "61", re.sub(r"\{(?!len)[^}]*\}", "X1", text))


def test_what_tools_refuse_has_its_german() -> None:
    said = set(_refused())
    assert len(said) >= 15
    assert [one for one in said if not any(shape.fullmatch(one) for shape, _ in refusals())] == []
    with speaking(True):
        assert refusal("No prices of XYZ are known by 2021-03-31") == (
            "Bis zum 2021-03-31 ist kein Kurs von XYZ bekannt"
        )
        assert refusal("Something nobody foresaw") == "Something nobody foresaw"
    assert refusal("There is no portfolio yet") == "There is no portfolio yet"


def test_names_of_crises_and_sectors_have_their_german() -> None:
    with speaking(True):
        assert [one.label for one in CRISES if say("{name}", name=one.label) == one.label] == []
        assert say("{name}", name="Financial Services") == "Finanzdienstleistungen"
