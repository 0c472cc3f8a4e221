"""The command about language versions: ``translation-report``."""

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
    import pandas as pd


def translation_report(
    export: options.Exports,
    instrument: options.InstrumentName = "slo",
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the report.")] = Path("translation"),
    record: Annotated[Path | None, typer.Option("--record", help="How it was translated: a YAML or JSON file.")] = None,
    ratings: Annotated[
        Path | None,
        typer.Option("--ratings", help="Experts' ratings: a CSV file, one row per expert, a column per item."),
    ] = None,
    language: options.Languages = ["en"],  # noqa: B006
    structure: options.StructureName = None,
    reference: Annotated[str | None, typer.Option("--reference", help="The version to compare with.")] = None,
    ordered: Annotated[bool, typer.Option("--ordered", help="Treat the items as ordinal.")] = False,
    partial: Annotated[
        bool | None, typer.Option("--partial/--no-partial", help="Search what to set free where scalar does not hold.")
    ] = None,
    word: options.Word = False,
    minimum_group_size: Annotated[
        int, typer.Option("--minimum-group-size", help="Nothing about fewer respondents is shown; at least 3.")
    ] = MINIMUM_GROUP_SIZE,
    group: options.Group = None,
    cluster: options.Cluster = None,
    columns: options.ColumnMap = None,
    missing_code: options.MissingCodes = None,
    separator: options.Separator = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
) -> None:
    """Whether language versions measure the same: one report, its figures as JSON, its tables as CSV.

    The folder gets report.html, report.json and tables/; with --word also report.docx. No name, no row of a person and
    nothing about fewer people than the minimum group size stands in any of them.

        lerende-organisatie translation-report nl=dutch.csv en=english.csv --record record.yaml

        lerende-organisatie translation-report export.sav --group language --ratings experts.csv --word
    """
    import lerende_organisatie as lo
    from lerende_organisatie.report.word import check_word
    from lerende_organisatie.studies.bilingual import check_language

    languages = [check_language(one) for one in dict.fromkeys(language)]
    if word:
        check_word()
    check_minimum(minimum_group_size)
    check_folder(output)
    kept = None if record is None else lo.load_translation(record)
    rated = None if ratings is None else _ratings(ratings)
    written = options.Writing(columns, tuple(missing_code or ()), separator, decimal, encoding, sheet)
    with doing(f"reading {', '.join(export)}"):
        responses = options.read(export, instrument, structure, options.Columns(group=group, cluster=cluster), written)
    with doing(f"comparing the versions: {responses.n} respondents") as step:
        report = lo.translation_report(
            responses,
            record=kept,
            ratings=rated,
            reference=reference,
            ordered=ordered,
            partial=partial,
            minimum_group_size=minimum_group_size,
            language=languages[0],
            progress=step,
        )
    with whole_folder(output) as folder, doing("writing the report"):
        for number, one in enumerate(languages):
            name = "report" if number == 0 else f"report.{one}"
            report.to_html(folder / f"{name}.html", language=one)
            if word:
                report.to_docx(folder / f"{name}.docx", language=one)
        report.to_json(folder / "report.json")
        report.to_csv(folder / "tables")
    typer.echo(report.verdict)
    typer.echo(f"The report: {(output / 'report.html').resolve()}")


def _ratings(path: Path) -> pd.DataFrame:
    """Experts' ratings out of a CSV file; a column that names the experts is left out."""
    import pandas as pd

    try:
        table = pd.read_csv(path, sep=None, engine="python", encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError) as fault:
        raise OptionError(f"{path} is not a CSV file in UTF-8: {fault}") from None
    named = [column for column in table.columns if str(column).strip().casefold() in {"expert", "rater", "id"}]
    return table.drop(columns=named)
