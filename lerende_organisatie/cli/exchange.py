"""The command ``export``: a questionnaire for a survey tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from lerende_organisatie.instrument.exchange.exporting import Tool

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A name of the catalogue, or a YAML or JSON file.")]


def export(
    instrument: Name,
    tool: Annotated[str, typer.Option("--tool", "-t", help="limesurvey, xlsform, qualtrics or paper.")],
    output: Annotated[Path, typer.Option("--output", "-o", help=".txt, .xlsx, .txt or .html.")],
    language: Annotated[
        list[str] | None, typer.Option("--language", "-l", help="Language; more than once for a form in several.")
    ] = None,
    per_page: Annotated[int, typer.Option("--per-page", min=1, help="Items on a page.")] = 10,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
) -> None:
    """Write a questionnaire so that a survey tool reads it, or so that it can be printed.

    lerende-organisatie export slo --tool limesurvey --language nl --language en --output slo.txt

    lerende-organisatie export slo --tool paper --language nl --output slo.html
    """
    import lerende_organisatie as lo

    made = lo.export_questionnaire(
        instrument, output, cast("Tool", tool), languages=language, per_page=per_page, overwrite=overwrite
    )
    typer.echo(f"{made.path}: {instrument} for {made.tool} in {', '.join(made.languages)}")
    typer.echo("The answers come back with: lerende-organisatie validate EXPORT --instrument " + instrument)
