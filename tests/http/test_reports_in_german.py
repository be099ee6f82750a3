"""Reports of every kind for who reads German: no English is left in a file, and no figure moves."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any, cast

import httpx2
import pytest
from pypdf import PdfReader

from functions.wiring import Services
from shared.reports.verification import verify
from tests.http.test_reports import KINDS, about, ask, deliver

type Headers = dict[str, str]

PREFERENCES = {"locale": "de-DE", "currency": "EUR", "time_zone": "Europe/Berlin"}
# The same in both languages: data, marks, and words that German has, too.
SHARED = re.compile(
    r"""[A-Z]{2,5}|[−+\d.,%\ ]*|–|[$€]|Portfolio|Symbol|Name|Few|Beta|Alpha|Information\ Ratio
    |Apple\ Inc\.\ \(AAPL\)|(AAPL|KO|MSFT)\n.+|Growth\ &\ <Income>|NASDAQ|EBITDA""",
    re.VERBOSE,
)
NOT_TEXT = set("ref dates_ref id key type days kind align paper as_of".split())
UNITS = {"money", "price", "percent", "ratio", "quantity", "count", "days", "date", "text"}
PROPER = re.compile(r"Growth\W+Income\W|\(The\)|Value\s+at\s+Risk")
# Words of English reports that no German one may hold, in whatever part of it.
ENGLISH = (
    "the and of with from is are not year month day days value gain cost total return price weight "
    "risk income holding holdings sector currency country benchmark measure peak trough fall falls "
    "prepared page sources definitions since beginning week lots matched average last nothing each "
    "closing dividends reinvested share amount period drawdown proceeds quantity opened closed"
).split()


async def make(
    client: httpx2.AsyncClient, services: Services, headers: Headers, **wanted: Any
) -> dict[str, bytes]:
    """Return the files of a report by format."""
    formats = ["pdf", "html", "md", "csv", "json"]
    asked = await ask(client, headers, formats=formats, **wanted)
    await deliver(services)
    path = f"/api/reports/{asked['id']}/download?format="
    found = {each: await client.get(path + each, headers=headers) for each in formats}
    assert {each.status_code for each in found.values()} == {200}
    return {name: each.content for name, each in found.items()}


async def read_german(client: httpx2.AsyncClient, headers: Headers) -> None:
    answer = await client.put(
        "/api/users/me/preferences", json=PREFERENCES, headers={**headers, "If-Match": "*"}
    )
    assert answer.status_code == 200, answer.text


@pytest.fixture(params=KINDS)
async def both(
    request: pytest.FixtureRequest, client: httpx2.AsyncClient, services: Services, ada: Headers
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The same report in English and in German."""
    kind: str = request.param
    wanted = {"kind": kind, "period": "max", **await about(client, ada, kind)}
    english = await make(client, services, ada, **wanted)
    await read_german(client, ada)
    return english, await make(client, services, ada, **wanted)


def pairs(one: Any, other: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Walk two documents of one shape; yield the leaves with their names."""
    assert type(one) is type(other), name
    if isinstance(one, dict):
        mine, theirs = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        assert list(mine) == list(theirs), name
        for key, each in mine.items():
            yield from pairs(each, theirs[key], key)
    elif isinstance(one, list):
        listed, others = cast("list[Any]", one), cast("list[Any]", other)
        assert len(listed) == len(others), name
        for each, its in zip(listed, others, strict=True):
            yield from pairs(each, its, name)
    else:
        yield name, one, other


def shown(file: bytes) -> dict[str, Any]:
    """Return a JSON report without what differs from one to the next."""
    document: dict[str, Any] = json.loads(file)
    for name in ("manifest", "known_at", "sources", "footnotes"):
        del document[name]
    for section in document["sections"]:
        section["blocks"] = [each for each in section["blocks"] if each["type"] != "narrative"]
    return document


GERMAN_TOO = {"benchmark", "drawdown"}
"""Words of the assistant's German sentences: a loan word is no English sentence."""


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-zÄÖÜäöüß]+", text.lower()))


def test_every_text_is_german_and_every_figure_the_same(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    english, german = (shown(files["json"]) for files in both)
    assert (english["language"], german["language"]) == ("en", "de")
    translated = 0
    for name, one, other in pairs(english, german):
        if name in NOT_TEXT or not isinstance(one, str) or name == "value":
            assert one == other, name
        elif one == other and not (name == "unit" and one in UNITS):
            assert SHARED.fullmatch(one), f"{name}: {one}"
        translated += one != other
    assert translated > 15


def test_no_english_word_is_left_in_what_people_read(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    files = both[1]
    pages = PdfReader(io.BytesIO(files["pdf"])).pages
    html = files["html"].decode().partition("</style>")[2].partition("<script")[0]
    texts = {
        "pdf": "\n".join(page.extract_text() for page in pages),
        "html": re.sub(r"<[^>]*aria-label=\"([^\"]*)\"[^>]*>|<[^>]+>", r" \1 ", html),
        "md": files["md"].decode(),
    }
    for name, text in texts.items():
        found = words_of(PROPER.sub("", unescape(text)))
        assert (found & set(ENGLISH)) - GERMAN_TOO == set(), name
        assert {"quellen", "definitionen", "erstellt", "am"} <= found, name
    if "narrative" in str(json.loads(files["json"])["sections"]):
        assert "Geschrieben von der Auswertung ohne Sprachmodell" in texts["md"]
    assert f"Seite 1 von {len(pages)}" in " ".join(texts["pdf"].split())
    assert b'<html lang="de">' in files["html"]
    root: Any = PdfReader(io.BytesIO(files["pdf"])).trailer["/Root"]
    assert root["/Lang"].startswith("de")


def test_csv_files_keep_the_heads_and_names_that_programs_read(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    english, german = (zipfile.ZipFile(io.BytesIO(files["csv"])) for files in both)
    assert english.namelist() == german.namelist()
    for name in english.namelist():
        if name != "manifest.json":
            assert english.read(name) == german.read(name), name


async def test_every_german_file_is_verified_against_the_data(
    both: tuple[dict[str, bytes], dict[str, bytes]], services: Services
) -> None:
    for name in ("pdf", "html", "csv", "json"):
        verdict = await verify(both[1][name], services.report_press)
        assert verdict.is_verified, name
        assert verdict.changed_inputs == ()


async def test_the_language_is_that_of_when_it_was_asked_for(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    asked = await ask(client, ada, kind="stock_analysis", symbol="AAPL", formats=["md"])
    await read_german(client, ada)
    await deliver(services)
    path = f"/api/reports/{asked['id']}/download"
    text = (await client.get(path, headers=ada)).text
    assert "## Sources and definitions" in text


async def test_a_report_of_before_languages_is_english(services: Services) -> None:
    from shared.reports.codec import read_request, request_body
    from shared.reports.model import ReportRequest

    body = request_body(ReportRequest("risk", portfolio_id="p"))
    del body["language"]
    assert read_request(body).language == "en"
