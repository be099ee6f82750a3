"""What the documents tell people to type, open or set is there."""

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from shared.settings import Settings

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split()
# A decision and a list of sources say how things were, there and then.
DOCUMENTS = [
    name
    for name in TRACKED
    if name.endswith(".md") and not name.endswith(("SOURCES.md", "CHANGELOG.md"))
]
CURRENT = [name for name in DOCUMENTS if "/decisions/" not in name]
CODE = (".py", ".ts", ".tsx", ".mjs", ".cjs", ".yml", ".yaml", ".sh", "Makefile")
FILE = re.compile(r"[\w./-]+/[\w.-]+\.(?:py|md|json|ya?ml|toml|sh|[mc]js|csv|tsx?|css|txt)\b")


@cache
def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def in_code(text: str) -> Iterator[str]:
    """Yield what stands between backticks, one line or a block."""
    yield from re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("name", CURRENT)
def test_every_make_target_that_is_told_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    told = {
        target
        for code in in_code(text_of(name))
        for target in re.findall(r"(?:^|[;&] *|[A-Z_]=\S+ )make ([a-z][a-z-]*)", code, re.MULTILINE)
    }
    assert told <= targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_into_the_repository_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(name))
    folder = (ROOT / name).parent
    assert [link for link in links if "://" not in link and not (folder / link).exists()] == []


@pytest.mark.parametrize("name", CURRENT)
def test_every_file_that_is_named_exists(name: str) -> None:
    """By its whole path or the end of it, as one says `lib/money.ts` of the page's."""
    named = {path for code in in_code(text_of(name)) for path in FILE.findall(code)}
    named -= {"/config.json"}  # made for each installation
    ends = [f"/{path}" for path in TRACKED]
    assert [
        path
        for path in named
        if not any(end.endswith("/" + path.removeprefix("../")) for end in ends)
    ] == []


@pytest.mark.parametrize("name", CURRENT)
def test_every_module_that_is_run_exists(name: str) -> None:
    modules = re.findall(r"python -m ([\w.]+)", text_of(name))
    places = [ROOT / module.replace(".", "/") for module in modules]
    assert [
        str(place)
        for place in places
        if not place.with_suffix(".py").exists() and not (place / "__main__.py").exists()
    ] == []


@pytest.mark.parametrize("name", CURRENT)
def test_every_setting_that_is_named_is_read(name: str) -> None:
    fields = {f"PLUMBLINE_{field.upper()}" for field in Settings.model_fields}
    named = set(re.findall(r"PLUMBLINE_[A-Z0-9_]*[A-Z0-9]", text_of(name))) - fields
    code = [text_of(path) for path in TRACKED if path.endswith(CODE)]
    assert {setting for setting in named if not any(setting in text for text in code)} == set()


@pytest.mark.parametrize("name", CURRENT)
def test_every_route_that_is_told_exists(name: str) -> None:
    paths = json.loads(text_of("docs/openapi.json"))["paths"]
    known = {
        (method.upper(), re.sub(r"\{[^}]*\}", "{}", path))
        for path, methods in paths.items()
        for method in methods
    }
    told = re.findall(r"\b(GET|POST|PUT|PATCH|DELETE) (/api/[\w/{}-]+)", text_of(name))
    assert {(m, re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")) for m, path in told} <= known


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_decision_that_is_cited_was_taken(name: str) -> None:
    taken = {int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("0*.md")}
    cited = {int(number) for number in re.findall(r"[Dd]ecision (\d+)", text_of(name))}
    assert cited <= taken
