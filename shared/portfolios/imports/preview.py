"""What confirming a file would do, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.portfolios.imports.drafts import draft
from shared.portfolios.imports.fingerprints import fingerprint_all
from shared.portfolios.imports.reading import BadRow, Entry, Line, Reading
from shared.portfolios.imports.symbols import Key, Resolved, key_of, renamed
from shared.portfolios.model import TransactionDraft
from shared.portfolios.ports import RowVerdict

type Status = Literal["previewed", "confirmed", "cancelled"]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft and the row of the file it comes from."""

    row: int
    draft: TransactionDraft


@dataclass(slots=True)
class ImportPreview:
    """A file's verdicts: accepted + duplicates + rejected + informational = rows.

    `accepted` and `duplicates` count rows; `drafts` holds what would be booked, in the order in
    which it happened, and a row may hold two (both legs of a currency conversion).
    """

    import_id: str
    broker: str
    filename: str
    rows: int
    status: Status = "previewed"
    accepted: int = 0
    duplicates: int = 0
    drafts: list[DraftRow] = field(default_factory=list[DraftRow])
    rejected: list[Line] = field(default_factory=list[Line])
    informational: list[Line] = field(default_factory=list[Line])
    warnings: list[str] = field(default_factory=list[str])

    def to_json(self) -> dict[str, Any]:
        """Return the preview as it is kept between preview and confirmation."""
        return {
            "broker": self.broker,
            "filename": self.filename,
            "rows": self.rows,
            "accepted": self.accepted,
            "duplicates": self.duplicates,
            "drafts": [
                [item.row, item.draft.model_dump(mode="json", exclude_defaults=True)]
                for item in self.drafts
            ],
            "rejected": [[line.row, line.reason] for line in self.rejected],
            "informational": [[line.row, line.reason] for line in self.informational],
            "warnings": self.warnings,
        }

    @classmethod
    def from_json(cls, import_id: str, status: Status, body: Mapping[str, Any]) -> "ImportPreview":
        """Return a preview that was kept."""
        return cls(
            import_id=import_id,
            status=status,
            broker=body["broker"],
            filename=body["filename"],
            rows=body["rows"],
            accepted=body["accepted"],
            duplicates=body["duplicates"],
            drafts=[
                DraftRow(row, TransactionDraft.model_validate(fields))
                for row, fields in body["drafts"]
            ],
            rejected=[Line(row, reason) for row, reason in body["rejected"]],
            informational=[Line(row, reason) for row, reason in body["informational"]],
            warnings=list(body["warnings"]),
        )


def in_time_order(entries: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """Return entries oldest first; within a day as in the file, turned if it is newest first."""
    ordered = sorted(entries, key=lambda item: item[0])
    if ordered and ordered[0][1].trade_date > ordered[-1][1].trade_date:
        ordered = _reversed_rows(ordered)
    return sorted(ordered, key=lambda item: item[1].trade_date)


def _reversed_rows(entries: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """Turn the order of rows, keeping the order of entries inside one row."""
    return sorted(entries, key=lambda item: -item[0])


def draft_rows(
    reading: Reading, symbols: Mapping[Key, Resolved]
) -> tuple[list[DraftRow], list[Line]]:
    """Return the drafts of a reading, oldest first, and the rows that make no valid draft."""
    ordered = in_time_order(reading.entries)
    # In file order, so that a longer export of the same account numbers equal fills alike.
    by_row = dict(zip((id(entry) for _, entry in ordered), _prints(reading, ordered), strict=True))
    drafts: list[DraftRow] = []
    rejected: dict[int, str] = {}
    for row, entry in ordered:
        try:
            drafts.append(DraftRow(row, draft(entry, reading.broker, by_row[id(entry)], symbols)))
        except BadRow as error:
            rejected[row] = str(error)
    return (
        [item for item in drafts if item.row not in rejected],
        [Line(row, reason) for row, reason in rejected.items()],
    )


def _prints(reading: Reading, ordered: Sequence[tuple[int, Entry]]) -> list[str]:
    return list(fingerprint_all(reading.broker, (entry for _, entry in ordered)))


def judge(
    preview: ImportPreview, drafts: Sequence[DraftRow], verdicts: Sequence[RowVerdict]
) -> None:
    """Sort drafts into the preview by the ledger's verdicts; a row is booked whole or not."""
    refused: dict[int, str] = {}
    for item, verdict in zip(drafts, verdicts, strict=True):
        if verdict.verdict == "rejected":
            refused.setdefault(item.row, _reason(verdict))
    told = (text for verdict in verdicts for text in verdict.warnings)
    preview.warnings = list(dict.fromkeys([*preview.warnings, *told]))
    accepted: set[int] = set()
    for item, verdict in zip(drafts, verdicts, strict=True):
        if item.row not in refused and verdict.verdict == "accepted":
            accepted.add(item.row)
            preview.drafts.append(item)
    preview.accepted = len(accepted)
    preview.rejected += [Line(row, reason) for row, reason in refused.items()]


def count_known(preview: ImportPreview, drafts: Sequence[DraftRow]) -> None:
    """Count as duplicates the rows that are neither booked nor refused; put lists in row order."""
    told = {item.row for item in preview.drafts} | {line.row for line in preview.rejected}
    preview.duplicates = len({item.row for item in drafts} - told)
    preview.rejected.sort(key=lambda line: line.row)
    preview.informational.sort(key=lambda line: line.row)


def _reason(verdict: RowVerdict) -> str:
    told = [f"{each.pointer.rsplit('/', 1)[-1]}: {each.message}" for each in verdict.errors]
    return "; ".join(told) or "the ledger refuses it"


def symbol_warnings(reading: Reading, symbols: Mapping[Key, Resolved]) -> list[str]:
    """Tell which symbols market data does not know, and which were booked under a later name."""
    warnings: list[str] = []
    unknown = sorted({each.symbol for each in symbols.values() if not each.is_known})
    if unknown:
        warnings.append(
            "Not known to the market data yet, kept as the broker writes them: "
            + ", ".join(unknown[:40])
            + (f" and {len(unknown) - 40} more" if len(unknown) > 40 else "")  # noqa: PLR2004
        )
    moved = {
        (entry.ticker, symbols[key_of(entry)].symbol)
        for _, entry in reading.entries
        if renamed(entry)
    }
    warnings += [f"{old} is now {new}: booked under {new}" for old, new in sorted(moved, key=str)]
    return warnings
