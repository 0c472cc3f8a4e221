"""What happened while reading: counts of what was read, recoded and left out; nothing that identifies a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

MatchedBy = Literal["name", "capitals", "code", "columns=", "wording"]


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Which column of an export was read as which item.

    Attributes
    ----------
    item : str
        The item's id, or the name of a covariate that ``columns=`` renamed.
    column : str
        The column's name in the export.
    by : str
        ``"name"``, ``"capitals"`` (the name but for capitals and spaces), ``"code"`` (the name ends in it, as a survey
        tool writes questions and their parts), ``"columns="`` or ``"wording"`` (the column is named by the item's
        text, or has it as its variable label).
    """

    item: str
    column: str
    by: MatchedBy


@dataclass(frozen=True, slots=True)
class SourceLog:
    """What was read from one export.

    Attributes
    ----------
    name : str
        The file's name without its folder, or "the frame".
    language : str or None
        The language it was filled in in, where that was said.
    format : str
        ``"csv"``, ``"excel"``, ``"parquet"``, ``"spss"``, ``"stata"`` or ``"frame"``.
    separator, decimal, encoding, sheet : str or None
        As found or given.
    row_word : str
        Whether rows are counted as lines of text or as rows.
    rows_read, rows_kept : int
    rows_blank : int
        Wholly empty rows, not counted as read.
    rows_unanswered : tuple of int
        Where the rows stand that hold no answer to any item and were left out.
    columns : tuple of ColumnMatch
    from_labels : mapping of language to the number of answers given as a label in it
    missing_codes : mapping of code to the number of cells that held it and were set to missing
    by_file_labels : mapping of column to the number of answers read through the labels in the file, because its
        numbers mean something else than those of the scale
    empty : int
        Empty cells in item columns, in the rows kept.
    notes : tuple of str
    """

    name: str
    language: str | None
    format: str
    separator: str | None
    decimal: str | None
    encoding: str | None
    sheet: str | None
    row_word: str
    rows_read: int
    rows_kept: int
    rows_blank: int
    rows_unanswered: tuple[int, ...]
    columns: tuple[ColumnMatch, ...]
    from_labels: Mapping[str, int]
    missing_codes: Mapping[str, int]
    by_file_labels: Mapping[str, int]
    empty: int
    notes: tuple[str, ...] = ()

    @property
    def renamed(self) -> tuple[ColumnMatch, ...]:
        """The columns that were not called as their item."""
        return tuple(match for match in self.columns if match.by != "name")

    def lines(self) -> list[str]:
        """What was read, as lines of text."""
        written = {"separator": self.separator, "decimal sign": self.decimal, "encoding": self.encoding}
        found = [f"{what} {value!r}" for what, value in written.items() if value is not None]
        found += [f"sheet {self.sheet!r}"] if self.sheet is not None else []
        language = f" ({self.language})" if self.language else ""
        lines = [f"{self.name}{language}: {self.format}" + (f", {', '.join(found)}" if found else "")]
        lines.append(f"  {self.rows_read} rows read, {self.rows_kept} kept")
        if self.rows_blank:
            lines.append(f"  {self.rows_blank} blank rows skipped")
        if self.rows_unanswered:
            shown = ", ".join(map(str, self.rows_unanswered[:10])) + (", ..." if len(self.rows_unanswered) > 10 else "")
            count = len(self.rows_unanswered)
            lines.append(f"  {count} left out, no item answered ({self.row_word}s {shown})")
        for by, how in _MATCHED.items():
            count = sum(match.by == by for match in self.columns)
            if count:
                lines.append(f"  {count} columns matched by {how}")
        lines += [f"  {count} answers read from labels in {name!r}" for name, count in self.from_labels.items()]
        lines += [
            f"  column {name!r}: {count} answers read by the labels in the file, not by its numbers"
            for name, count in self.by_file_labels.items()
        ]
        lines += [f"  {count} cells with code {code} set to missing" for code, count in self.missing_codes.items()]
        lines.append(f"  {self.empty} empty cells in the item columns of the rows kept")
        return lines + [f"  {note}" for note in self.notes]

    def to_dict(self) -> dict[str, object]:
        """The same as plain values, for JSON."""
        return {
            "name": self.name,
            "language": self.language,
            "format": self.format,
            "separator": self.separator,
            "decimal": self.decimal,
            "encoding": self.encoding,
            "sheet": self.sheet,
            "rows_read": self.rows_read,
            "rows_kept": self.rows_kept,
            "rows_blank": self.rows_blank,
            "rows_unanswered": list(self.rows_unanswered),
            "columns": [{"item": m.item, "column": m.column, "by": m.by} for m in self.columns],
            "from_labels": dict(self.from_labels),
            "missing_codes": dict(self.missing_codes),
            "by_file_labels": dict(self.by_file_labels),
            "empty": self.empty,
            "notes": list(self.notes),
        }


_MATCHED: Mapping[MatchedBy, str] = {
    "name": "their name",
    "capitals": "their name but for capitals and spaces",
    "code": "the code at the end of their name",
    "columns=": "the mapping columns=",
    "wording": "the wording of their item",
}


@dataclass(frozen=True, slots=True)
class ReadingLog:
    """What was read, recoded and left out, for all exports together.

    Attributes
    ----------
    sources : tuple of SourceLog
    covariates : tuple of str
        The columns kept besides the items.
    design_missing : mapping of a use (``"cluster"``, ``"role"``, ...) to the number of rows kept without a value
    notes : tuple of str
        What concerns all exports.
    """

    sources: tuple[SourceLog, ...]
    covariates: tuple[str, ...] = ()
    design_missing: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        """Rows read from all exports."""
        return sum(source.rows_read for source in self.sources)

    @property
    def rows_kept(self) -> int:
        """Rows with at least one answer."""
        return sum(source.rows_kept for source in self.sources)

    @property
    def rows_unanswered(self) -> int:
        """Rows left out because they hold no answer to any item."""
        return sum(len(source.rows_unanswered) for source in self.sources)

    @property
    def from_labels(self) -> dict[str, int]:
        """Answers given as labels, counted by language."""
        return _total(source.from_labels for source in self.sources)

    @property
    def missing_codes(self) -> dict[str, int]:
        """Cells set to missing, counted by the code that they held."""
        return _total(source.missing_codes for source in self.sources)

    @property
    def empty(self) -> int:
        """Empty cells in item columns, in the rows kept."""
        return sum(source.empty for source in self.sources)

    def summary(self) -> str:
        """What was read, recoded and left out, as text."""
        lines = [line for source in self.sources for line in source.lines()]
        lines += [f"no {use} in {count} rows" for use, count in self.design_missing.items() if count]
        if self.covariates:
            lines.append(f"{len(self.covariates)} other columns kept: {', '.join(self.covariates)}")
        return "\n".join([*lines, *self.notes])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """The same as plain values, for JSON."""
        return {
            "rows_read": self.rows_read,
            "rows_kept": self.rows_kept,
            "rows_unanswered": self.rows_unanswered,
            "from_labels": self.from_labels,
            "missing_codes": self.missing_codes,
            "empty": self.empty,
            "covariates": list(self.covariates),
            "design_missing": dict(self.design_missing),
            "notes": list(self.notes),
            "sources": [source.to_dict() for source in self.sources],
        }


def _total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)
