"""Making a report's figures again from its manifest, and telling what has become of each."""

import json
from dataclasses import dataclass
from typing import Any, Final, cast

from shared.kernel.errors import Malformed
from shared.reports.codec import read_request
from shared.reports.compose.composing import compose
from shared.reports.document import figures
from shared.reports.manifest import SCHEMA, body_digest, figures_digest
from shared.reports.press import Press

_PDF_MARK: Final = b"%PDF-"
_HTML_MARK: Final = '<script type="application/json" id="manifest">'


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison found; a report is verified when every list here is empty.

    `differing`: figures by reference, with what the file says and what is there today (of files
    that hold figures, which JSON ones do). `changed_inputs`: answers that are not what they were.
    """

    figures: int
    is_intact: bool
    is_same: bool
    changed_inputs: tuple[str, ...] = ()
    differing: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether the manifest is whole and every figure is what it was."""
        return self.is_intact and self.is_same and not self.differing


async def verify(data: bytes, press: Press) -> Verdict:
    """Make the figures of a report's file again and compare. Raises: Malformed, NotFound."""
    document = _json(data)
    manifest = document.get("manifest", document) if document else _embedded(data)
    if manifest.get("schema") != SCHEMA:
        raise Malformed("This file holds no manifest of a report", "no_manifest")
    request = read_request(manifest["request"])
    answers = await press.answers(str(manifest["owner"]), request)
    again = compose(request, answers)
    digests = answers.digests()
    changed = [name for name, known in manifest["inputs"].items() if digests.get(name) != known]
    found = {one.ref: one.value for one in figures(again) if one.ref}
    printed = dict(_printed(document)) if document else {}
    differing = [
        (ref, value, found.get(ref)) for ref, value in printed.items() if found.get(ref) != value
    ]
    return Verdict(
        figures=len(found),
        is_intact=body_digest(manifest) == manifest["sha256"],
        is_same=figures_digest(again) == manifest["figures_sha256"],
        changed_inputs=tuple(changed),
        differing=tuple(differing),
    )


def _json(data: bytes) -> dict[str, Any]:
    try:
        found: object = json.loads(data)
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _embedded(data: bytes) -> dict[str, Any]:
    """Return the manifest inside a PDF, HTML or zip file; empty when there is none."""
    if data.startswith(_PDF_MARK):
        return _json(_attached(data))
    if data.startswith(b"PK"):
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _json(archive.read("manifest.json"))
    text = data.decode(errors="replace")
    _, mark, rest = text.partition(_HTML_MARK)
    return _json(rest.partition("</script>")[0].encode()) if mark else {}


def _attached(data: bytes) -> bytes:
    import io

    from pypdf import PdfReader

    found = PdfReader(io.BytesIO(data)).attachments.get("manifest.json", [b""])
    return found[0]


def _printed(found: object) -> list[tuple[str, Any]]:
    """Return every figure a JSON file prints, by reference."""
    if isinstance(found, list):
        return [pair for member in cast("list[object]", found) for pair in _printed(member)]
    if not isinstance(found, dict):
        return []
    members = cast("dict[str, Any]", found)
    if members.get("ref") and "unit" in members and "text" in members:
        return [(members["ref"], members["value"])]
    return [pair for name, each in members.items() if name != "manifest" for pair in _printed(each)]
