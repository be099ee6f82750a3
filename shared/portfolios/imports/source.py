"""A file as the parsers look at it: its text, its records, its JSON or XML root, each made once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, cast

from shared.kernel.errors import Malformed
from shared.portfolios.imports.repeated_columns import warnings
from shared.portfolios.imports.table import Columns, Row, records, rows_under

_HEADER_WITHIN: Final = 40
_XML_NAME_WITHIN: Final = 2_000


@dataclass
class Source:
    """A decoded file and the column mapping its sender gave, if any (our column → theirs).

    `told` is what was seen of its tables as they were read, and belongs among the warnings.
    """

    text: str
    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    told: list[str] = field(default_factory=list[str])

    @cached_property
    def records(self) -> list[tuple[int, list[str]]]:
        """Return the non-blank records of a delimited text, with their numbers."""
        return records(self.text)

    @property
    def is_xml(self) -> bool:
        """Whether the text looks like XML."""
        return self.text.lstrip().startswith("<")

    @property
    def is_json(self) -> bool:
        """Whether the text looks like a JSON object or array."""
        return self.text.lstrip()[:1] in {"{", "["}

    @property
    def is_delimited(self) -> bool:
        """Whether the text is neither XML nor JSON."""
        return not self.is_xml and not self.is_json

    def xml_mentions(self, element: str) -> bool:
        """Say whether an element opens near the top of an XML text."""
        return self.is_xml and f"<{element}" in self.text[:_XML_NAME_WITHIN]

    @cached_property
    def json(self) -> Any:
        """Return the parsed JSON. Raises: Malformed."""
        try:
            return json.loads(self.text)
        # ValueError alone: a number of more digits than Python reads.
        except (ValueError, RecursionError) as error:
            where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            raise Malformed(f"The file is not valid JSON{where}") from error

    @property
    def json_object(self) -> dict[str, Any]:
        """Return the root of a JSON text if it is an object, else an empty one."""
        root = self.json
        return cast("dict[str, Any]", root) if isinstance(root, dict) else {}

    def header(self, *names: str) -> int | None:
        """Return the index among `records` of the header that has all these columns."""
        if not self.is_delimited:
            return None
        for index, (_, cells) in enumerate(self.records[:_HEADER_WITHIN]):
            if Columns(cells).has(*names):
                return index
        return None

    def rows(self, *names: str) -> Sequence[Row]:
        """Return the rows under the header that has these columns. Raises: Malformed."""
        index = self.header(*names)
        if index is None:
            raise Malformed(f"No row of the file has the columns {', '.join(names)}")
        rows = list(rows_under(self.records, index))
        self.told += warnings(rows)
        return rows
