"""Arguments and options that several commands share, and how they become a call of ``read_responses``."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lerende_organisatie.errors import OptionError

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses


def _column(what: str) -> Any:
    return typer.Option(help=f"Column with {what}.", rich_help_panel="Columns of the export", metavar="COLUMN")


def _reading(name: str, what: str, metavar: str) -> Any:
    return typer.Option(name, help=what, rich_help_panel="How the export is written", metavar=metavar)


Exports = Annotated[
    list[str],
    typer.Argument(
        metavar="EXPORT...",
        help="The export: CSV, Excel, Parquet, SPSS (.sav) or Stata (.dta). For one export per language, give each "
        "as LANGUAGE=FILE: nl=dutch.csv en=english.csv",
        show_default=False,
    ),
]
InstrumentName = Annotated[
    str,
    typer.Option("--instrument", "-i", help="A name of the catalogue, or a YAML or JSON file.", metavar="NAME|FILE"),
]
Languages = Annotated[
    list[str],
    typer.Option("--language", "-l", help="Language of the report; give it twice for two reports.", metavar="en|nl"),
]
Word = Annotated[bool, typer.Option("--word", help="Write the report as a Word document too; needs the extra 'word'.")]
StructureName = Annotated[
    str | None,
    typer.Option(
        "--structure",
        "-s",
        help="Which of the instrument's factor structures; its own default if left out.",
        metavar="NAME",
    ),
]
Respondent = Annotated[str | None, _column("who answered")]
Group = Annotated[str | None, _column("the groups to compare, the language for example")]
Cluster = Annotated[str | None, _column("the school")]
Role = Annotated[str | None, _column("the role")]
Sector = Annotated[str | None, _column("the sector")]
Wave = Annotated[str | None, _column("the occasion")]
Weight = Annotated[str | None, _column("the sampling weight")]
ColumnMap = Annotated[
    Path | None,
    _reading("--columns", "CSV with columns item and column: where the export names an item otherwise.", "FILE"),
]
MissingCodes = Annotated[
    list[str] | None, _reading("--missing-code", "Stands for no answer, 99 for example; give it once per code.", "CODE")
]
Separator = Annotated[
    str | None, _reading("--separator", "Between the cells of a CSV file; found if left out.", "SIGN")
]
Decimal = Annotated[str | None, _reading("--decimal", "Decimal sign of a CSV file; found if left out.", ".|,")]
Encoding = Annotated[str | None, _reading("--encoding", "Of a CSV file, utf-8 for example; found if left out.", "NAME")]
Sheet = Annotated[str | None, _reading("--sheet", "Worksheet of an Excel file; the first if left out.", "NAME")]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the export holds what; None where the export has no such column."""

    respondent: str | None = None
    group: str | None = None
    cluster: str | None = None
    role: str | None = None
    sector: str | None = None
    wave: str | None = None
    weight: str | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """How the export is written, as far as the user says."""

    mapping: Path | None = None
    missing_codes: tuple[str, ...] = ()
    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    sheet: str | None = None


def read(exports: list[str], instrument: str, structure: str | None, columns: Columns, writing: Writing) -> Responses:
    """Read exports against an instrument.

    Parameters
    ----------
    exports : list of str
        One path, or several of the form LANGUAGE=PATH.
    instrument : str
        A name of the catalogue, or a path.
    structure : str, optional
    columns : Columns
    writing : Writing

    Returns
    -------
    Responses
    """
    import lerende_organisatie as lo
    from lerende_organisatie.instrument.loading import load_questionnaire

    return lo.read_responses(
        sources(exports),
        load_questionnaire(instrument),
        respondent=columns.respondent,
        group=columns.group,
        cluster=columns.cluster,
        role=columns.role,
        sector=columns.sector,
        wave=columns.wave,
        weight=columns.weight,
        columns=None if writing.mapping is None else column_mapping(writing.mapping),
        structure=structure,
        missing_codes=codes(list(writing.missing_codes)),
        sheet=writing.sheet,
        separator=writing.separator,
        decimal=writing.decimal,
        encoding=writing.encoding,
    )


def codes(given: list[str] | None) -> tuple[int | str, ...]:
    """Codes for no answer, those that read as whole numbers as numbers.

    Parameters
    ----------
    given : list of str or None

    Returns
    -------
    tuple of int or str
    """
    return tuple(_code(text) for text in given or ())


def _code(text: str) -> int | str:
    """A code for no answer: a whole number where it reads as one."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text


def sources(exports: list[str]) -> str | dict[str, str]:
    """The exports as ``read_responses`` takes them: one path, or a path for each language.

    Parameters
    ----------
    exports : list of str

    Returns
    -------
    str or dict

    Raises
    ------
    OptionError
        Several exports without the language of each, or one language twice.
    """
    if len(exports) == 1 and ("=" not in exports[0] or Path(exports[0]).exists()):
        return exports[0]
    by_language: dict[str, str] = {}
    for export in exports:
        language, equals, path = export.partition("=")
        if not equals or not path or not language.isalpha():
            raise OptionError(
                f"{export!r}: with several exports, give each as LANGUAGE=FILE: nl=dutch.csv en=english.csv"
            )
        if language in by_language:
            raise OptionError(
                f"language {language!r} has two exports: {by_language[language]} and {path}; join them first"
            )
        by_language[language] = path
    return by_language


def column_mapping(path: Path) -> Mapping[str, str]:
    """The column of each item out of a CSV file with columns ``item`` and ``column``.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict of str to str

    Raises
    ------
    OptionError
        The file has other columns, an empty cell or an item twice.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            separator = ";" if first.count(";") > first.count(",") else ","
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=separator))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise OptionError(f"{path} is not a CSV file in UTF-8: {fault}") from None
    mapping: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        item, column = (row.get("item") or "").strip(), (row.get("column") or "").strip()
        if not item or not column:
            raise OptionError(
                f"{path}, line {number}: give an item and a column under the headings 'item' and 'column'"
            )
        if item in mapping:
            raise OptionError(f"{path}, line {number}: item {item!r} stands there twice")
        mapping[item] = column
    if not mapping:
        raise OptionError(f"{path} names no item; it needs the headings 'item' and 'column' and a line per item")
    return mapping
