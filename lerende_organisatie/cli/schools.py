"""The command for schools and boards: ``school-report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerende_organisatie.cli import options
from lerende_organisatie.cli.files import check_folder, whole_folder
from lerende_organisatie.cli.progress import doing
from lerende_organisatie.errors import OptionError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum

if TYPE_CHECKING:
    from lerende_organisatie.report.schools.school_report import SchoolReports


def school_report(
    export: options.Exports,
    instrument: options.InstrumentName = "slo",
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the pages.")] = Path("schools"),
    language: Annotated[str, typer.Option("--language", "-l", help="Language of the pages.", metavar="nl|en")] = "nl",
    school: Annotated[
        list[str] | None, typer.Option("--school", help="A school; give it once per school. All if left out.")
    ] = None,
    staff: Annotated[
        str | None, typer.Option("--staff", help="Column with the number of staff of the school.", metavar="COLUMN")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="From which mean a dimension counts as in place; 4.0 of 1 to 5.")
    ] = None,
    structure: options.StructureName = None,
    minimum_group_size: Annotated[
        int, typer.Option("--minimum-group-size", help="Nothing is shown about fewer respondents; at least 3.")
    ] = MINIMUM_GROUP_SIZE,
    jobs: Annotated[int, typer.Option("--jobs", help="Processes; -1 for every core.")] = -1,
    respondent: options.Respondent = None,
    cluster: options.Cluster = None,
    role: options.Role = None,
    sector: options.Sector = None,
    wave: options.Wave = None,
    columns: options.ColumnMap = None,
    missing_code: options.MissingCodes = None,
    separator: options.Separator = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
) -> None:
    """Write a page or two for every school, for a team meeting, and an overview for their board.

    The folder gets schools/NAME.html for every school with enough respondents, schools/summary.csv, which says who was
    left out and why, and overview.html with the schools side by side.

        lerende-organisatie school-report export.csv --cluster school --role role --output pages

        lerende-organisatie school-report export.sav --cluster school --staff fte --language en --school "De Linde"
    """
    import lerende_organisatie as lo
    from lerende_organisatie.studies.bilingual import check_language

    check_language(language)
    check_minimum(minimum_group_size)
    if cluster is None:
        raise OptionError("say which column holds the school: --cluster COLUMN")
    if jobs == 0:
        raise OptionError("--jobs must be 1 or more, or -1 for every core")
    check_folder(output)
    columns_of = options.Columns(respondent, None, cluster, role, sector, wave)
    written = options.Writing(columns, tuple(missing_code or ()), separator, decimal, encoding, sheet)
    with doing(f"reading {', '.join(export)}"):
        responses = options.read(export, instrument, structure, columns_of, written)
    with whole_folder(output) as folder:
        with doing("computing all schools"):
            reports: SchoolReports = lo.school_report(
                responses,
                school or None,
                language=language,
                staff=staff,
                threshold=threshold,
                minimum_group_size=minimum_group_size,
            )
            board = lo.board_report(
                responses,
                reports.schools,
                language=language,
                staff=staff,
                threshold=threshold,
                minimum_group_size=minimum_group_size,
            )
        with doing(f"writing the pages of {len(reports)} schools") as step:
            summary = reports.write(
                folder / "schools", n_jobs=jobs, progress=lambda done, total: step("schools", done - 1, total)
            )
            board.to_html(folder / "overview.html")
    without = int((summary["report"] == "no").sum())
    typer.echo(f"{len(reports)} schools have a page; {without} have none (schools/summary.csv says why)")
    typer.echo(f"The pages: {(output / 'schools').resolve()}")
