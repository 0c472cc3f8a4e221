"""A user's table of items or texts, from CSV, Excel or a frame, as rows of text under known names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.faults import closest, shown
from lerende_organisatie.instrument.reading import LARGEST_FILE, read_text

SAME = {
    "item_id": "item", "id": "item", "name": "item",
    "dimension_id": "dimension", "scale": "dimension", "factor": "dimension",
    "lang": "language", "taal": "language",
    "text": "wording", "statement": "wording", "formulering": "wording",
    "subdimensie": "subdimension", "fase": "phase", "beschrijving": "description", "volgende_stap": "next_step",
    "published_alpha": "alpha", "published_loading": "loading", "reversed": "reverse",
}  # fmt: skip
"""Other headers that are understood."""

PREFIXES = {
    "text": "wording", "wording": "wording", "label": "label", "dimension_label": "label",
    "description": "description", "beschrijving": "description",
    "next_step": "next_step", "volgende_stap": "next_step",
}  # fmt: skip
"""What may stand before a language; a language alone is a wording."""

MOST_ROWS, MOST_COLUMNS = 5_000, 100
"""Of a worksheet; a text that says it is larger is cut off there."""

PASSED_OVER = frozenset({"provenance", "note", "comment", "remark", "opmerking"})
"""Headers of columns that say nothing about the definition."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: how a message names it, and its cells by column, blank where there is nothing."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of items.

    Attributes
    ----------
    columns : the known names of the columns: ``item``, ``dimension``, ``wording_nl`` and so on
    rows : the rows that are not wholly blank
    source : the name of the file, if it was one
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    source: str | None

    def languages(self, what: str, offered: Iterable[str]) -> tuple[str, ...]:
        """The languages, out of those offered, in which there is a column of wordings or labels."""
        return tuple(language for language in offered if f"{what}_{language}" in self.columns)


def read_table(
    table: object, what: str, languages: Sequence[str], allowed: frozenset[str], required: tuple[str, ...]
) -> Table:
    """The table with its headers under their known names.

    Parameters
    ----------
    table : DataFrame or path to a CSV file (separated by comma, semicolon or tab; UTF-8) or an Excel workbook
    what : how a message names the table
    languages : those of the instrument
    allowed : the names that say something here; ``wording_*`` and ``label_*`` stand for one column per language
    required : the names that must be there

    Raises
    ------
    DefinitionError
        It cannot be read, or its headers are not known, doubled or absent.
    """
    if isinstance(table, pd.DataFrame):
        headers, records, source = _from_frame(table)
    elif isinstance(table, str | Path) and Path(table).suffix.lower() == ".xlsx":
        headers, records = _from_excel(Path(table), what)
        source = Path(table).name
    elif isinstance(table, str | Path):
        headers, records = _from_csv(read_text(Path(table), what, (".csv", ".tsv", ".txt")), what)
        source = Path(table).name
    else:
        raise DefinitionError(what, [f"give a DataFrame or the path of a CSV or Excel file, not {shown(table)}"])
    names = [_known_name(header, languages) for header in headers]
    faults = _header_faults(headers, names, languages, allowed, required)
    if faults:
        raise DefinitionError(what, faults)
    rows = []
    for where, values in records:
        cells = {name: value.strip() for name, value in zip(names, values, strict=True) if name not in PASSED_OVER}
        if any(cells.values()):
            rows.append(Row(where, cells))
    if not rows:
        raise DefinitionError(what, ["has no rows"])
    return Table(tuple(name for name in names if name not in PASSED_OVER), tuple(rows), source)


def _from_frame(frame: pd.DataFrame) -> tuple[list[str], list[tuple[str, list[str]]], None]:
    blank = frame.isna().to_numpy()
    records = [
        (f"row {shown(label)}", ["" if empty else str(value) for value, empty in zip(values, gaps, strict=True)])
        for label, values, gaps in zip(frame.index, frame.itertuples(index=False, name=None), blank, strict=True)
    ]
    return [str(header) for header in frame.columns], records, None


def _from_csv(text: str, what: str) -> tuple[list[str], list[tuple[str, list[str]]]]:
    first = text.lstrip().split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise DefinitionError(what, [f"not CSV: {error}"]) from None
    lines = [line for line in lines if line]
    if not lines:
        raise DefinitionError(what, ["is empty"])
    headers, *body = lines
    ragged = [
        f"row {n} has {len(line)} cells, the header {len(headers)}; put text that holds {separator!r} in quotes"
        for n, line in enumerate(body, start=2)
        if len(line) != len(headers)
    ]
    if ragged:
        raise DefinitionError(what, ragged)
    return headers, [(f"row {n}", line) for n, line in enumerate(body, start=2)]


def _from_excel(path: Path, what: str) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The first worksheet, without formulas being worked out."""
    from openpyxl import load_workbook

    if not path.is_file():
        raise DefinitionError(what, [f"there is no file {path}; it was looked for in {Path.cwd()}"])
    if path.stat().st_size > LARGEST_FILE:
        raise DefinitionError(what, [f"{path.name} is larger than {LARGEST_FILE:,} bytes"])
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        lines = [
            ["" if cell is None else str(cell) for cell in line]
            for line in book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        ]
        book.close()
    except Exception as error:  # noqa: BLE001  a damaged workbook fails in any way that zip, XML and openpyxl know
        raise DefinitionError(what, [f"{path.name} cannot be read as a workbook: {error}"]) from None
    if not lines or not any(lines[0]):
        raise DefinitionError(what, ["the first row of the first worksheet has no headers"])
    width = max(place for place, header in enumerate(lines[0], start=1) if header)
    headers, *body = [line[:width] + [""] * (width - len(line)) for line in lines]
    return headers, [(f"row {n}", line) for n, line in enumerate(body, start=2)]


def _known_name(header: str, languages: Iterable[str]) -> str:
    plain = re.sub(r"[\s\-]+", "_", header.strip().lower())
    codes = {language.lower().replace("-", "_"): language for language in languages}
    if plain in codes:
        return f"wording_{codes[plain]}"
    for prefix, name in PREFIXES.items():
        code = plain.removeprefix(prefix + "_")
        if code != plain and code in codes:
            return f"{name}_{codes[code]}"
    return SAME.get(plain, plain)


def _header_faults(
    headers: Sequence[str],
    names: Sequence[str],
    languages: Sequence[str],
    allowed: frozenset[str],
    required: Sequence[str],
) -> list[str]:
    known = {name for name in allowed if not name.endswith("_*")}
    known |= {name[:-1] + code for name in allowed if name.endswith("_*") for code in languages}
    faults = [f"there is no column {name!r}" for name in required if name not in names]
    for name in dict.fromkeys(names):
        same = [header for header, other in zip(headers, names, strict=True) if other == name]
        if len(same) > 1 and name not in PASSED_OVER:
            faults.append(f"the columns {', '.join(map(shown, same))} mean the same; keep one")
        if name not in known | PASSED_OVER:
            hint = closest(name, known) or f"; known are {', '.join(sorted(known))}. Rename or remove it"
            faults.append(f"the column {shown(same[0])} is not known{hint}")
    return faults
