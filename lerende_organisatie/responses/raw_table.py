"""A table as it stands in an export, before anything is known of the questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Scalar = float | str
"""A code as SPSS and Stata store it."""


@dataclass(frozen=True, slots=True)
class MissingRange:
    """Codes from `low` to `high` that the export itself declares to mean "no answer"."""

    low: Scalar
    high: Scalar

    def holds(self, value: object) -> bool:
        """Whether a value lies in the range."""
        if isinstance(self.low, str) or isinstance(self.high, str):
            return isinstance(value, str) and value.strip() == str(self.low).strip()
        return isinstance(value, (int, float)) and not isinstance(value, bool) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """One export, column by column, with what its format tells about them.

    Attributes
    ----------
    name : str
        What messages call the export: the file's name, or "the frame".
    format : str
        ``"csv"``, ``"excel"``, ``"parquet"``, ``"spss"``, ``"stata"`` or ``"frame"``.
    names : tuple of str
        Column names as they stand there; a name may occur twice.
    columns : tuple of Series, each of n rows
    row_numbers : ndarray (n,)
        Where each row stands as the user sees it: the line of a CSV file, the row of a worksheet, else its position
        counting from 0 (a frame, a Parquet file) or 1 (SPSS, Stata).
    row_word : str
        ``"line"`` or ``"row"``.
    all_text : bool
        Every cell is text, as in a CSV file, so that numbers have still to be recognised.
    texts : mapping of column position to question text (variable label)
    value_labels : mapping of column position to the labels of its codes
    user_missing : mapping of column position to the codes declared missing
    separator, encoding, sheet : str or None
        What was found or given.
    blank_rows : int
        Wholly empty rows, skipped.
    notes : tuple of str
        What was changed on the way here.
    """

    name: str
    format: str
    names: tuple[str, ...]
    columns: tuple[pd.Series, ...]
    row_numbers: NDArray[np.int64]
    row_word: str = "row"
    all_text: bool = False
    texts: Mapping[int, str] = field(default_factory=dict)
    value_labels: Mapping[int, Mapping[Scalar, str]] = field(default_factory=dict)
    user_missing: Mapping[int, tuple[MissingRange, ...]] = field(default_factory=dict)
    separator: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    blank_rows: int = 0
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """The number of rows."""
        return len(self.row_numbers)

    def places(self, positions: Sequence[int] | NDArray[np.int64], most: int = 3) -> str:
        """Rows as a message names them: ``line 4``, ``lines 4, 9, 12 and 20 more``."""
        numbers = [str(self.row_numbers[position]) for position in list(positions)[:most]]
        more = len(positions) - len(numbers)
        word = self.row_word if len(positions) == 1 else f"{self.row_word}s"
        return f"{word} {', '.join(numbers)}" + (f" and {more} more" if more else "")


def table_from_records(
    table: RawTable, header: Sequence[object], records: Sequence[Sequence[object]], series: Callable[..., pd.Series]
) -> RawTable:
    """Fill a table's names and columns from a header and records of the same length.

    Columns without a name are left out where they are empty and named after their position where they are not.
    Second and third header rows of a Qualtrics export (question text, import ids) become the columns' texts.

    Parameters
    ----------
    table : RawTable
        Carries the name, the format and the row number of every record.
    header : sequence of p cells
    records : n sequences of p cells
    series : callable
        Makes a Series of one column's cells.
    """
    notes = list(table.notes)
    rows = table.row_numbers
    texts: dict[int, str] = {}
    extra = _extra_header_rows(records)
    if extra:
        texts = {place: str(cell) for place, cell in enumerate(records[0]) if cell not in (None, "")}
        records, rows = records[extra:], rows[extra:]
        notes.append("question texts and import ids below the header (Qualtrics) were read as such, not as answers")
    cells = list(zip(*records, strict=True)) if records else [()] * len(header)
    names: list[str] = []
    columns: list[pd.Series] = []
    kept_texts: dict[int, str] = {}
    for place, (heading, column) in enumerate(zip(header, cells, strict=True)):
        name = heading_text(heading)
        if not name:
            if all(cell is None or cell == "" for cell in column):
                continue
            name = f"column {place + 1}"
            notes.append(f"the column in place {place + 1} has no name and is called {name!r}")
        if place in texts:
            kept_texts[len(names)] = texts[place]
        names.append(name)
        columns.append(series(column))
    return replace(
        table,
        names=tuple(names),
        columns=tuple(columns),
        row_numbers=rows,
        texts=kept_texts,
        notes=tuple(notes),
    )


def heading_text(heading: object) -> str:
    """A column's name as text; a whole number loses its decimals."""
    if heading is None or (isinstance(heading, float) and np.isnan(heading)):
        return ""
    if isinstance(heading, float) and heading.is_integer():
        return str(int(heading))
    return str(heading).replace("\u00a0", " ").strip()


def _extra_header_rows(records: Sequence[Sequence[object]]) -> int:
    """How many rows below the header belong to it: two in a Qualtrics export, else none."""
    for count, record in enumerate(records[:2], start=1):
        filled = [cell for cell in record if cell not in (None, "")]
        if filled and all(str(cell).replace(" ", "").startswith('{"ImportId"') for cell in filled):
            return count
    return 0
