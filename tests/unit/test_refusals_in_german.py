"""The page tells what is refused, and why, in German; it finds the sentence by its English.

A sentence that is made here and that `told.de.txt` of the page lacks would stay English on a
German page. So every error that can reach a person, every reason of a row that an import did not
take and every reason why an alert cannot watch is read out of the source.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "frontend" / "src" / "languages" / "told.de.txt"

NOT_FOR_PEOPLE = (
    # Vendors' answers and jobs: a person meets what came of them, by its code.
    "shared/market/parsers/", "shared/market/providers/", "shared/market/pipeline.py",
    "shared/market/payloads.py", "shared/market/schema_versions.py", "shared/market/kept.py",
    "shared/market/jobs.py", "shared/market/fact_jobs.py", "shared/market/backfill_watch.py",
    "shared/market/company.py", "shared/market/parser.py", "shared/market/loader.py",
    "shared/market/processor.py", "shared/market/service.py", "shared/market/retriever.py",
    "shared/market/restatement.py", "shared/market/registry.py", "shared/market/joining.py",
    "shared/alerts/jobs.py", "shared/alerts/digests.py", "shared/alerts/evaluation.py",
    "shared/notifications/deliveries.py", "shared/reports/agenda.py", "shared/reports/claims.py",
    "shared/reports/clockwork.py", "shared/reports/compose/", "shared/reports/verification.py",
    "functions/queues.py",
    # Tools answer the assistant, which tells it in the language of the question.
    "shared/assistant/tools/", "shared/assistant/offline_analyst/",
    "shared/assistant/calculator.py",
    "shared/assistant/model_http.py", "shared/assistant/openai_", "shared/assistant/receipts.py",
    "shared/assistant/agent.py", "shared/assistant/models.py", "functions/http/mcp_",
    # What only who runs the service can mend.
    "shared/platform/", "shared/audit/", "shared/identity/signing_keys.py",
)  # fmt: skip
SENTENCES_FIRST = {"FieldError": 1, "reject": 1, "note": 1, "_missing": 2, "problem": 2}
"""Calls beside those of errors that take a sentence, and where."""
ROWS = {"BadRow", "Note"}


def files() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("shared", "functions"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if not name.startswith(NOT_FOR_PEOPLE):
                yield name, ast.parse(file.read_text(encoding="utf-8"))


def families() -> set[str]:
    """Return the names of the kernel's errors and of all that derive from them."""
    kernel = ast.parse((ROOT / "shared/kernel/errors.py").read_text(encoding="utf-8"))
    trees = [kernel, *(tree for _, tree in files())]
    classes = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    found = {"PlumblineError"}
    while True:
        grown = {one.name for one in classes if found & {ast.unparse(base) for base in one.bases}}
        if grown <= found:
            return found
        found |= grown


def template(said: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    """Yield a sentence with `{}` for every value in it; nothing for one that is handed on."""
    match said:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from template(one, constants)
            yield from template(other, constants)
        case ast.Name(id=name) if name in constants:
            yield from template(constants[name], {})
        case _:
            return


def said_by(call: ast.Call, file: str, errors: set[str]) -> ast.expr | None:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    is_row = name in ROWS and "/imports/" in file
    place = 0 if name in errors or is_row else SENTENCES_FIRST.get(name)
    return call.args[place] if place is not None and len(call.args) > place else None


def sentences() -> dict[str, str]:
    """Return every sentence, with the file that says it."""
    errors, found = families(), dict[str, str]()
    for file, tree in files():
        constants = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (said := said_by(node, file, errors)) is not None:
                found.update(dict.fromkeys(template(said, constants), file))
    return found


def german() -> list[tuple[str, str]]:
    """Return the English and German templates of the page."""
    blocks = PAGE.read_text(encoding="utf-8").strip().split("\n\n")
    return [(one, other) for one, other in (block.split("\n=> ") for block in blocks)]


def is_a_sentence(text: str) -> bool:
    # Codes, and what consists of values alone.
    return " " in text and re.search(r"[a-z]{3}", text) is not None


def test_the_page_knows_the_german_of_every_refusal_and_reason() -> None:
    said = {text: file for text, file in sentences().items() if is_a_sentence(text)}
    assert len(said) > 350
    known = {re.sub(r"\{\d\}", "{}", english) for english, _ in german()}
    missing = {text: file for text, file in said.items() if text not in known}
    assert missing == {}, f"give them their German in {PAGE.relative_to(ROOT)}"


def test_every_reason_of_a_row_is_among_them() -> None:
    rows = [text for text, file in sentences().items() if "/imports/" in file]
    assert len(rows) > 130


def test_a_translation_tells_the_values_of_its_sentence_and_no_others() -> None:
    for english, translated in german():
        told = set(re.findall(r"\{\d\}", translated))
        assert told <= set(re.findall(r"\{\d\}", english)), english
        assert translated.strip() == translated != "", english


def test_no_sentence_is_there_twice() -> None:
    english = [one for one, _ in german()]
    assert len(english) == len(set(english))
