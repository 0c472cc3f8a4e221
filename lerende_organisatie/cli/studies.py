"""The commands about published studies: ``study list``, ``study check`` and ``replicate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from lerende_organisatie.cli import options
from lerende_organisatie.cli.files import write_whole
from lerende_organisatie.cli.progress import doing
from lerende_organisatie.errors import OptionError

study_app = typer.Typer(no_args_is_help=True, help="Published studies: which there are, whether their figures agree.")

StudyName = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A name of the catalogue, or a YAML or JSON file.")]


@study_app.command("list")
def list_() -> None:
    """List the published studies that ship.

    lerende-organisatie study list
    """
    import lerende_organisatie as lo

    table = lo.list_studies()[["name", "year", "n", "items", "dimensions", "method", "label"]]
    typer.echo(table.astype(object).where(table.notna(), "").to_string(index=False))


@study_app.command()
def check(name: StudyName) -> None:
    """Hold a study's printed figures against each other.

    lerende-organisatie study check latvia2023
    """
    import lerende_organisatie as lo

    found = lo.check_study(name)
    for row in found.checks:
        implied = f" (implied: {row.implied})" if row.implied else ""
        typer.echo(f"{row.verdict:>16}  {row.check}: printed {row.printed}{implied}; {row.why}")
    typer.echo(f"{found.study}: {len(found.checks)} checks, {len(found.disagreements)} to look at")


def replicate(
    export: options.Exports,
    study: Annotated[str, typer.Option("--study", help="A published study: a name or a YAML file.")] = "kools2020",
    instrument: options.InstrumentName = "slo",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A .json file to write as well.")] = None,
    structure: options.StructureName = None,
    cluster: options.Cluster = None,
    columns: options.ColumnMap = None,
    missing_code: options.MissingCodes = None,
    separator: options.Separator = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
) -> None:
    """Do a published study's analysis on your answers, and put published and new side by side.

    lerende-organisatie replicate export.csv --study kools2020 --cluster school --output replication.json
    """
    import lerende_organisatie as lo

    if output is not None and output.suffix.lower() != ".json":
        raise OptionError(f"{output} should end in .json")
    written = options.Writing(columns, tuple(missing_code or ()), separator, decimal, encoding, sheet)
    with doing(f"reading {', '.join(export)}"):
        responses = options.read(export, instrument, None, options.Columns(cluster=cluster), written)
    with doing(f"replicating {study}"):
        found = lo.replicate(responses, study, structure=structure)
    typer.echo(found.summary())
    if output is not None:
        text = json.dumps(found.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)
        write_whole(output, lambda path: path.write_text(text, encoding="utf-8") and None, overwrite)
        typer.echo(f"{output}: the same figures as JSON")
