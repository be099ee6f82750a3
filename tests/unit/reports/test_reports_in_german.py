"""Every text a report may hold has its German, with the same values in it, in the page's words."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

from shared.analytics.performance_report import PerformanceReport
from shared.analytics.risk_report import RiskReport
from shared.analytics.summary import Summary
from shared.reports.compose.writing import (
    day_of_year,
    long_day,
    money,
    month_name,
    percent,
    price,
    quantity,
    short_day,
    with_currency,
)
from shared.reports.language.wording import named, names, reason, reasons, say, sentences, speaking

ROOT = Path(__file__).resolve().parents[3]
PAGE: dict[str, object] = json.loads((ROOT / "frontend/src/languages/de.json").read_text("utf-8"))
SAYING = {"say", "column"}
WITH_REASONS = ("performance_report", "risk_report", "summary", "xirr")
OTHERWISE = {
    # On the page a verb and a tab, in a report a noun and a column.
    "Measure", "Yield on cost", "Tracking error a year",
}  # fmt: skip


def texts(said: ast.expr, constants: Mapping[str, ast.expr], file: str) -> Iterator[str]:
    """Yield the texts an expression may be; one that cannot be read is a fault."""
    match said:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one, constants, file)
            yield from texts(other, constants, file)
        case ast.Dict(values=values):
            for value in values:
                yield from texts(value, constants, file)
        case (
            ast.Subscript(value=ast.Name(id=name))
            | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"))
        ) if name in constants:
            yield from texts(constants[name], constants, file)
        case _ if file in {"wording.py", "heads.py"}:
            return  # what is handed on
        case _:
            raise AssertionError(f"{file}: say a text itself, not {ast.unparse(said)}")


def told() -> set[str]:
    """Return every text that the source of reports says."""
    found: set[str] = set()
    for file in (ROOT / "shared/reports").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = {
            node.target.id: node.value
            for node in tree.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                found |= set(texts(node.args[0], constants, file.name))
    return found - {""}


def keys_of(file: str) -> set[str]:
    """Return the keys of a module's table of ratios."""
    table = next(
        node.value
        for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_RATIOS"
    )
    assert isinstance(table, ast.Dict)
    return {ast.literal_eval(key) for key in table.keys if key}


def ratios() -> set[str]:
    """Return the ratios of a company that reports call by their source's name."""
    of_sources = (f"shared/market/parsers/{one}.py" for one in ("yahoo_summary", "alpha_vantage"))
    found = set[str]().union(*map(keys_of, of_sources)) - keys_of("shared/reports/compose/stock.py")
    return {name.replace("_", " ").capitalize() for name in found}


def measures() -> set[str]:
    """Return what notes may be about, as tables name those without a word."""
    kinds = (RiskReport, PerformanceReport, Summary)
    return {each.name.replace("_", " ") for kind in kinds for each in fields(kind)}


def values(text: str) -> list[str]:
    return sorted(set(re.findall(r"\{\w+\}", text)))


def test_every_text_of_a_report_has_its_german_and_none_is_left_over() -> None:
    said = told()
    assert len(said) > 200
    assert said - sentences().keys() == set()
    assert sentences().keys() - said - ratios() - measures() == set()


def test_every_ratio_a_source_gives_has_its_german() -> None:
    assert len(ratios()) > 25
    assert ratios() - sentences().keys() == set()


def test_both_languages_name_the_same_values() -> None:
    pairs = [*sentences().items(), *_reason_pairs()]
    assert [one for one, other in pairs if values(one) != values(other)] == []


def _reason_pairs() -> list[tuple[str, str]]:
    text = (ROOT / "shared/reports/language/reasons.de.txt").read_text(encoding="utf-8")
    pairs = (block.partition("\n=> ") for block in text.strip().split("\n\n"))
    return [(one, other) for one, _, other in pairs]


def test_reports_use_the_words_of_the_page() -> None:
    common = {text for text in sentences() if isinstance(PAGE.get(text), str)}
    assert len(common) > 60
    assert {text for text in common if PAGE[text] != sentences()[text]} == OTHERWISE
    refusals = (ROOT / "frontend/src/languages/told.de.txt").read_text(encoding="utf-8")
    for english, german in _reason_pairs():
        assert PAGE.get(english) == german or f"{english}\n=> {german}" in refusals
    of_the_page = {value for value in PAGE.values() if isinstance(value, str)}
    file = (ROOT / "shared/reports/language/names.de.txt").read_text(encoding="utf-8")
    assert {line.partition(" = ")[2] for line in file.splitlines()} <= of_the_page


def notes() -> Iterator[str]:
    """Yield every sentence of the modules that say why a figure is unknown."""
    for file in WITH_REASONS:
        tree = ast.parse((ROOT / f"shared/analytics/{file}.py").read_text(encoding="utf-8"))
        # Docstrings explain, and the pieces of an f-string are no sentences.
        apart = {
            id(piece)
            for node in ast.walk(tree)
            for piece in (
                [node.value]
                if isinstance(node, ast.Expr)
                else node.values
                if isinstance(node, ast.JoinedStr)
                else []
            )
        }
        for node in ast.walk(tree):
            if id(node) in apart:
                continue
            match node:
                case ast.Constant(value=str(text)):
                    said = text
                case ast.JoinedStr(values=parts):
                    said = "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts
                    )
                case _:
                    continue
            if len(re.findall(r"[a-z]{2,} ", said)) > 1 and not said.startswith("{"):
                yield said


def test_every_reason_why_a_figure_is_unknown_has_its_german() -> None:
    found = set(notes())
    assert len(found) >= len(reasons()) - 1
    with speaking("de"):
        assert [said for said in found if reason(said) == said] == []


def test_a_reason_tells_its_days_and_numbers_as_the_language_writes_them() -> None:
    told = "several rates make these flows cancel: -0.5, 1.25"
    spanned = (
        "something held had no price or rate from 2021-03-31 to 2021-04-01; "
        "ask for a period from 2021-04-03"
    )
    with speaking("de"):
        assert reason(told) == "mehrere Zinssätze gleichen diese Zahlungen aus: -0,5, 1,25"
        assert reason(spanned) == (
            "etwas im Bestand hatte von 31.03.2021 bis 01.04.2021 keinen Kurs; "
            "wählen Sie einen Zeitraum ab 03.04.2021"
        )
    assert reason(told) == told


def test_figures_are_written_as_the_page_writes_them() -> None:
    with speaking("de"):
        assert money("1234.5", "EUR").text == "1.234,50"
        assert money("-1234567.891", "CHF", signed=True).text == "−1.234.567,89"
        assert money("12", "JPY", signed=True).text == "+12"
        assert with_currency(price("1234.5678", "EUR")).text == "1.234,5678 €"
        assert with_currency(price("3.5", "CHF")).text == "3,50 CHF"
        assert with_currency(price(None, "CHF")).text == "–"
        assert percent(0.12345).text == "12,34 %"
        assert quantity("1000.25").text == "1.000,25"
        assert money("1234.5", "EUR").value == "1234.5"
    assert with_currency(price("1234.5", "EUR")).text == "1,234.50 EUR"


def test_days_and_months_are_written_as_the_language_has_them() -> None:
    with speaking("de"):
        assert short_day("2025-12-31") == "31.12.2025"
        assert day_of_year("2025-03-01") == "01.03."
        assert long_day(date(2024, 3, 1)) == "1. März 2024"
        assert month_name("2024-03") == "März 2024"
    assert (short_day("2025-12-31"), day_of_year("2025-03-01")) == ("31 Dec 2025", "1 Mar")


def test_names_of_data_are_german_where_they_are_known_and_stay_where_not() -> None:
    with speaking("de"):
        found = [named(one) for one in ("Health Care", "Germany", "etf", "Llama wool")]
    assert found == ["Gesundheit", "Deutschland", "ETF", "Llama wool"]
    assert named("Health Care") == "Health Care"
    assert len(names()) > 250


def test_a_language_ends_with_its_report() -> None:
    with speaking("de"):
        assert say("Holdings") == "Positionen"
    assert say("Holdings") == "Holdings"
