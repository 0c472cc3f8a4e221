"""The commands ``bundle`` and ``verify``: the same numbers from a second person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lerende_organisatie.cli import options
from lerende_organisatie.cli.progress import doing
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE


def bundle(
    export: options.Exports,
    output: Annotated[Path, typer.Option("--output", "-o", help="A new or empty folder.")],
    instrument: options.InstrumentName = "slo",
    include_data: Annotated[
        bool, typer.Option("--include-data", help="Copy the answers too; only if they may be given away.")
    ] = False,
    structure: options.StructureName = None,
    estimator: Annotated[str, typer.Option("--estimator", help="As for validate.")] = "MLR",
    minimum_group_size: Annotated[
        int, typer.Option("--minimum-group-size", help="No group or cell below this size is shown; at least 3.")
    ] = MINIMUM_GROUP_SIZE,
    respondent: options.Respondent = None,
    group: options.Group = None,
    cluster: options.Cluster = None,
    role: options.Role = None,
    sector: options.Sector = None,
    wave: options.Wave = None,
    weight: options.Weight = None,
    columns: options.ColumnMap = None,
    missing_code: options.MissingCodes = None,
    separator: options.Separator = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
) -> None:
    """Validate an export and keep what a second person needs to get the same numbers.

    The folder gets bundle.json (fingerprint of the export, how it was read and analysed, seeds, versions),
    instrument.yaml, report.json and reproduce.py; not the answers, unless --include-data is given.

        lerende-organisatie bundle export.csv --cluster school --output bundle

        lerende-organisatie verify bundle export.csv
    """
    import lerende_organisatie as lo

    with doing(f"validating {', '.join(export)}"):
        made = lo.bundle(
            options.sources(export),
            output,
            instrument=instrument,
            respondent=respondent,
            group=group,
            cluster=cluster,
            role=role,
            sector=sector,
            wave=wave,
            weight=weight,
            columns=None if columns is None else options.column_mapping(columns),
            structure=structure,
            missing_codes=options.codes(missing_code),
            sheet=sheet,
            separator=separator,
            decimal=decimal,
            encoding=encoding,
            estimator=estimator,
            minimum_group_size=minimum_group_size,
            include_data=include_data,
        )
    typer.echo(f"{made.folder}: {', '.join(made.files)}")
    if include_data:
        typer.echo("The bundle holds the answers of people; guard it as you guard the answers.")
    typer.echo(f"To get the same numbers: lerende-organisatie verify {output} {' '.join(export)}")


def verify(
    folder: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A folder that the command bundle wrote.")],
    export: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EXPORT...]", help="The same export; may be left out when the bundle holds it."),
    ] = None,
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0, help="How far a number may be off, relative to one or itself.")
    ] = 1e-6,
) -> None:
    """Do the analysis of a bundle again and compare every number. Ends with code 1 when one differs.

    lerende-organisatie verify bundle export.csv
    """
    import lerende_organisatie as lo

    with doing(f"analysing again what {folder} holds"):
        found = lo.verify(folder, options.sources(export) if export else None, tolerance=tolerance)
    typer.echo(found.summary())
    if not found.same_numbers:
        raise typer.Exit(1)
