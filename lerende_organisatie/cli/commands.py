"""The commands for people with an export: ``demo``, ``validate`` and ``score``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from lerende_organisatie.cli import options
from lerende_organisatie.cli.bundle import bundle, verify
from lerende_organisatie.cli.definitions import instrument_app
from lerende_organisatie.cli.exchange import export
from lerende_organisatie.cli.files import check_folder, whole_folder, write_whole
from lerende_organisatie.cli.progress import doing
from lerende_organisatie.cli.scans import form, plan_app, session_app
from lerende_organisatie.cli.schools import school_report
from lerende_organisatie.cli.studies import replicate, study_app
from lerende_organisatie.cli.translation import translation_report
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.responses.scoring import Method
    from lerende_organisatie.studies.scores import ScoresWithError

DEMO_SURVEY = "synthetic_survey.csv"

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 a fault in the input, 2 a fault in the command, 3 a fault of this program.",
)
app.add_typer(instrument_app, name="instrument")
app.add_typer(session_app, name="session")
app.add_typer(plan_app, name="plan")
app.command("form")(form)
app.add_typer(study_app, name="study")
app.command()(replicate)
app.command()(bundle)
app.command()(verify)
app.command()(translation_report)
app.command()(export)
app.command("school-report")(school_report)


def _version(wanted: bool) -> None:
    if wanted:
        import lerende_organisatie

        typer.echo(f"lerende-organisatie {lerende_organisatie.__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Measure the school as a learning organisation and prove that the measurement holds.

    Begin with a survey that ships, synthetic answers to the slo questionnaire:

        lerende-organisatie demo

    Then your own export:

        lerende-organisatie validate export.sav --respondent id --cluster school
    """


@app.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the report.")] = Path("demo"),
    n: Annotated[int, typer.Option("--n", min=1, help="Respondents.")] = 1703,
    schools: Annotated[
        int | None, typer.Option("--schools", min=1, help="Schools; about one for every ten respondents if left out.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="One seed, one survey.")] = 2020,
    language: options.Languages = ["en", "nl"],  # noqa: B006 typer copies it
    word: options.Word = False,
) -> None:
    """Run the main job on a synthetic survey, to see what the report is.

    Simulates staff in schools who answer the slo questionnaire, writes the answers as synthetic_survey.csv, reads that
    file back as if it were your export, and validates the measurement.

        lerende-organisatie demo --output demo

        lerende-organisatie demo --n 400 --schools 40 --seed 7 --language nl
    """
    import lerende_organisatie as lo
    from lerende_organisatie.studies.simulation import marked_synthetic

    languages = _languages(language)
    _check_word(word)
    check_folder(output)
    instrument = lo.load_instrument("slo")
    with doing(f"simulating {n} respondents"):
        simulated = lo.simulate(instrument, n=n, schools=schools, seed=seed)
    with whole_folder(output) as folder:
        simulated.frame.to_csv(folder / DEMO_SURVEY, index=False)
        with doing(f"reading {DEMO_SURVEY}"):
            responses = lo.read_responses(
                folder / DEMO_SURVEY,
                instrument,
                respondent="respondent",
                cluster="school",
                role="role",
                sector="sector",
            )
        _write_report(marked_synthetic(responses, seed), folder, languages, MINIMUM_GROUP_SIZE, word)
    typer.echo("The answers are synthetic; no figure in the report says anything about real schools.")
    _say_where(output)


@app.command()
def validate(
    export: options.Exports,
    instrument: options.InstrumentName = "slo",
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the report.")] = Path("report"),
    language: options.Languages = ["en"],  # noqa: B006
    structure: options.StructureName = None,
    word: options.Word = False,
    estimator: Annotated[
        str, typer.Option("--estimator", help="MLR is robust against answers that are not normal; ML is not.")
    ] = "MLR",
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
    """Validate the measurement in an export: one report, its figures as JSON, its tables as CSV.

    The folder gets report.html (one file, no network needed), report.json and tables/; with --word also report.docx,
    for a co-author who comments in Word. No row of a person and no cell
    below the minimum group size stands in any of them.

        lerende-organisatie validate export.sav --respondent id --cluster school --role role

        lerende-organisatie validate export.csv --instrument mine.yaml --output report --language nl

        lerende-organisatie validate nl=dutch.csv en=english.csv --columns names.csv
    """
    languages = _languages(language)
    _check_word(word)
    check_minimum(minimum_group_size)
    check_folder(output)
    columns_of = options.Columns(respondent, group, cluster, role, sector, wave, weight)
    written = options.Writing(columns, tuple(missing_code or ()), separator, decimal, encoding, sheet)
    with doing(f"reading {', '.join(export)}"):
        responses = options.read(export, instrument, structure, columns_of, written)
    with whole_folder(output) as folder:
        _write_report(responses, folder, languages, minimum_group_size, word, estimator)
    _say_where(output)


@app.command()
def score(
    export: options.Exports,
    instrument: options.InstrumentName = "slo",
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV file for the scores.")] = Path("scores.csv"),
    method: Annotated[str, typer.Option("--method", help="mean, sum, or pomp (percent of maximum possible).")] = "mean",
    minimum_answered: Annotated[
        float,
        typer.Option("--minimum-answered", min=0, max=1, help="Share of a dimension's items that must be answered."),
    ] = 0.5,
    structure: options.StructureName = None,
    respondent: options.Respondent = None,
    columns: options.ColumnMap = None,
    missing_code: options.MissingCodes = None,
    separator: options.Separator = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
) -> None:
    """Score every respondent on every dimension, into a CSV file.

    The file holds one row per person: guard it as you guard the answers. It holds scores and, with --respondent, who
    answered; every other column of the export is left out.

        lerende-organisatie score export.csv --respondent id --output scores.csv

        lerende-organisatie score export.sav --instrument mine.yaml --method pomp --minimum-answered 0.8
    """
    import lerende_organisatie as lo

    written = options.Writing(columns, tuple(missing_code or ()), separator, decimal, encoding, sheet)
    with doing(f"reading {', '.join(export)}"):
        responses = options.read(export, instrument, structure, options.Columns(respondent), written)
    scores = lo.score(responses, method=cast("Method", method), minimum_answered=minimum_answered)
    _write_scores(scores, responses, respondent, output, overwrite)


def _write_scores(
    scores: ScoresWithError, responses: Responses, respondent: str | None, output: Path, overwrite: bool
) -> None:
    table = scores.table.reset_index(drop=True)
    if respondent is not None:
        from lerende_organisatie.responses.plain_text import safe_cell

        who = responses.frame[respondent]
        table.insert(0, respondent, [safe_cell(name) if isinstance(name, str) else name for name in who])
    write_whole(output, lambda path: table.to_csv(path, index=False), overwrite)
    for dimension, n, error in zip(scores.sem.index, scores.n_scored, scores.sem, strict=True):
        typer.echo(f"{dimension}: n {n}, standard error of measurement {error:.3f}")
    others = [name for name in responses.frame.columns if name not in (*responses.instrument.item_ids, respondent)]
    if others:
        typer.echo(f"left out: {len(others)} other column{'s' * (len(others) > 1)} ({', '.join(map(str, others))})")
    typer.echo(f"{output}: one row for each of {len(table)} respondents; guard it as you guard the answers")


def _languages(asked: list[str]) -> list[str]:
    """The languages in the order asked for, each once; refused before the long work if there is no report in one."""
    from lerende_organisatie.studies.bilingual import check_language

    return [check_language(language) for language in dict.fromkeys(asked)]


def _check_word(wanted: bool) -> None:
    """Refuse before the long work what could not be written after it."""
    if wanted:
        from lerende_organisatie.report.word import check_word

        check_word()


def _write_report(
    responses: Responses,
    folder: Path,
    languages: list[str],
    minimum_group_size: int,
    word: bool,
    estimator: str = "MLR",
) -> None:
    """Validate and write what the folder is to hold."""
    import lerende_organisatie as lo

    with doing(f"validating: {responses.n} respondents, {len(responses.instrument.item_ids)} items") as step:
        report = lo.validate(
            responses,
            estimator=estimator,
            minimum_group_size=minimum_group_size,
            language=languages[0],
            progress=step,
        )
    with doing("writing the report"):
        for number, language in enumerate(languages):
            name = "report" if number == 0 else f"report.{language}"
            report.to_html(folder / f"{name}.html", language=language)
            if word:
                report.to_docx(folder / f"{name}.docx", language=language)
        report.to_json(folder / "report.json")
        report.to_csv(folder / "tables")


def _say_where(output: Path) -> None:
    typer.echo(f"The report: {(output / 'report.html').resolve()}")
