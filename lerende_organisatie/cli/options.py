"""Arguments and options that several commands share, and how they become a call of ``read_responses``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerende_organisatie.errors import OptionError

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses

COLUMNS = "Columns of the export"
READING = "How to read the export"

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
Respondent = Annotated[
    str | None, typer.Option(help="Column with who answered.", rich_help_panel=COLUMNS, metavar="COLUMN")
]
Group = Annotated[
    str | None, typer.Option(help="Column with the group, language for one.", rich_help_panel=COLUMNS, metavar="COLUMN")
]
Cluster = Annotated[str | None, typer.Option(help="Column with the school.", rich_help_panel=COLUMNS, metavar="COLUMN")]
Role = Annotated[str | None, typer.Option(help="Column with the role.", rich_help_panel=COLUMNS, metavar="COLUMN")]
Sector = Annotated[str | None, typer.Option(help="Column with the sector.", rich_help_panel=COLUMNS, metavar="COLUMN")]
Wave = Annotated[str | None, typer.Option(help="Column with the occasion.", rich_help_panel=COLUMNS, metavar="COLUMN")]
Weight = Annotated[
    str | None, typer.Option(help="Column with the sampling weight.", rich_help_panel=COLUMNS, metavar="COLUMN")
]
ColumnMap = Annotated[
    Path | None,
    typer.Option(
        "--columns",
        help="CSV with two columns, item and column: where the export names an item otherwise.",
        rich_help_panel=COLUMNS,
        metavar="FILE",
    ),
]
Languages = Annotated[
    list[str],
    typer.Option("--language", "-l", help="Language of the report; give it twice for two reports.", metavar="en|nl"),
]
StructureName = Annotated[
    str | None,
    typer.Option("--structure", "-s", help="Which of the instrument's factor structures; its own default if left out."),
]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the export holds what; None where the export has no such column."""

    respondent: str | None
    group: str | None
    cluster: str | None
    role: str | None
    sector: str | None
    wave: str | None
    weight: str | None
    mapping: Path | None


def read(exports: list[str], instrument: str, columns: Columns) -> Responses:
    """Read exports against an instrument.

    Parameters
    ----------
    exports : list of str
        One path, or several of the form LANGUAGE=PATH.
    instrument : str
        A name of the catalogue, or a path.
    columns : Columns

    Returns
    -------
    Responses
    """
    from lerende_organisatie.instrument.catalogue import load_instrument
    from lerende_organisatie.responses.reading import read_responses

    definition = load_instrument(instrument)
    return read_responses(
        sources(exports),
        definition,
        respondent=columns.respondent,
        group=columns.group,
        cluster=columns.cluster,
        role=columns.role,
        sector=columns.sector,
        wave=columns.wave,
        weight=columns.weight,
        columns=None if columns.mapping is None else column_mapping(columns.mapping),
    )


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
