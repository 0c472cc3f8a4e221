"""The commands about forms, sessions and plans: ``form``, ``session`` and ``plan``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from lerende_organisatie.cli.files import write_whole
from lerende_organisatie.errors import OptionError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE

if TYPE_CHECKING:
    from lerende_organisatie.instrument.parts import Level
    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.schools.improvement.cycle import Step
    from lerende_organisatie.schools.selfscan.session import ScanSession

session_app = typer.Typer(no_args_is_help=True, help="A self-scan with a group: files in, the picture, decisions.")
plan_app = typer.Typer(
    no_args_is_help=True, help="The improvement plan: goals through the cycle, and what came of them."
)

Output = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]
Language = Annotated[str | None, typer.Option("--language", "-l", help="Its first language if left out.")]
LevelName = Annotated[str | None, typer.Option("--level", help="team, school or board.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")]
SessionFile = Annotated[Path, typer.Argument(metavar="SESSION", help="The session's .yaml or .json file.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan's .yaml or .json file.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]


def form(
    instrument: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A name of the catalogue, or a file.")],
    output: Output = Path("form.html"),
    language: Language = None,
    level: LevelName = None,
    overwrite: Overwrite = False,
) -> None:
    """Write a page on which people fill in a questionnaire or a scan, without a network.

    Send or copy the file; everyone opens it on a phone or laptop and hands back the .json file that it gives.

        lerende-organisatie form zelfscan --language nl --output form.html
    """
    import lerende_organisatie as lo

    page = lo.form_page(instrument, language, _level(level))
    write_whole(output, lambda path: path.write_text(page, encoding="utf-8"), overwrite)
    typer.echo(f"{output}: open it in a browser; nothing that is filled in leaves the device")


def _level(level: str | None) -> Level | None:
    if level not in (None, "team", "school", "board"):
        raise OptionError(f"--level {level}: give team, school or board")
    return cast("Level | None", level)


def _session(path: Path) -> ScanSession:
    from lerende_organisatie.schools.selfscan.session import ScanSession

    return ScanSession.load(path)


@session_app.command("new")
def session_new(
    scan: Annotated[str, typer.Argument(metavar="NAME|FILE", help="zelfscan, zelfscan-bestuur, or a file.")],
    title: Annotated[str, typer.Option("--title", help="For whom it is, and when.")],
    output: Output = Path("session.yaml"),
    level: LevelName = None,
    minimum_group_size: Annotated[
        int, typer.Option("--minimum-group-size", help="Nothing is shown about fewer people; at least 3.")
    ] = MINIMUM_GROUP_SIZE,
) -> None:
    """Begin a session.

    lerende-organisatie session new zelfscan --title "Team 3, autumn" --level team --output session.yaml
    """
    from lerende_organisatie.schools.selfscan.session import ScanSession

    if output.exists():
        raise OptionError(f"{output} is there already; give another name with --output")
    session = ScanSession.new(scan, title=title, level=_level(level), minimum_group_size=minimum_group_size)
    session.save(output)
    typer.echo(f"{output}: a session about the {session.level}; add people's files with `session add`")


@session_app.command("add")
def session_add(
    session: SessionFile,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="People's files, or folders that hold them.")],
) -> None:
    """Add people's files; those that cannot be taken are named with the reason, and the others are kept.

    lerende-organisatie session add session.yaml answers/
    """
    added = _session(session).add(files)
    added.session.save(session)
    for outcome in added.outcomes:
        why = f": {'; '.join(outcome.faults)}" if outcome.faults else ""
        typer.echo(f"{outcome.file}: {outcome.what}{why}", err=outcome.what == "refused")
    typer.echo(f"{session}: {len(added.session.ratings)} people")
    if added.refused:
        raise typer.Exit(1)


@session_app.command("show")
def session_show(
    session: SessionFile,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the picture as a page.")] = None,
    language: Language = None,
    overwrite: Overwrite = False,
) -> None:
    """Show the group its picture; from here on it is fixed whose ratings are in it.

    lerende-organisatie session show session.yaml --output picture.html --language nl
    """
    import lerende_organisatie as lo

    loaded = _session(session)
    shown = loaded if loaded.status == "closed" else loaded.reveal()
    picture = shown.picture()
    if output is not None:
        page = lo.session_page(shown, language)
        write_whole(output, lambda path: path.write_text(page, encoding="utf-8"), overwrite)
    if shown is not loaded:
        shown.save(session)
    typer.echo(f"{shown.title}: {picture.n} people, {shown.status}")
    columns = ["n", "mean", "agreement", "median", "phases"]
    typer.echo(picture.table[columns].to_string(na_rep="-"))
    for name, named in (("high", picture.high), ("low", picture.low), ("divided", picture.divided)):
        if named:
            typer.echo(f"{name}: {', '.join(named)}")
    chosen = shown.scan.languages[0] if language is None else language
    for question in picture.questions:
        typer.echo(f"? {question.text.get(chosen, '')}")
    if output is not None:
        typer.echo(f"The page: {output}")


@session_app.command("agree")
def session_agree(
    session: SessionFile,
    subdimension: Annotated[str, typer.Argument()],
    phase: Annotated[int, typer.Argument()],
    reason: Reason,
) -> None:
    """Record the phase on which the group settles, with the reason.

    lerende-organisatie session agree session.yaml visie_leren 3 --reason "The student council saw phase 3."
    """
    _session(session).agree(subdimension, phase, reason).save(session)
    typer.echo(f"{session}: {subdimension}, phase {phase}")


@session_app.command("choose")
def session_choose(
    session: SessionFile,
    subdimension: Annotated[str, typer.Argument()],
    reason: Reason,
    step: Annotated[str | None, typer.Option("--step", help="A next step.")] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who takes it: a role or team.")] = None,
    when: Annotated[str | None, typer.Option("--when", help="By which day, as 2026-03-31.")] = None,
) -> None:
    """Choose a priority, with the reason and, where it is known, a next step.

    lerende-organisatie session choose session.yaml visie_leren --reason "All else rests on it."
    """
    chosen = _session(session).prioritise(subdimension, reason)
    if step is not None:
        if who is None:
            raise OptionError("--step goes with --who: a role or a team that takes it")
        chosen = chosen.plan_step(subdimension, step, who=who, when=when)
    chosen.save(session)
    typer.echo(f"{session}: {len(chosen.priorities)} priorities, {len(chosen.next_steps)} next steps")


@session_app.command("close")
def session_close(session: SessionFile) -> None:
    """Close a session: nothing is added or changed any more.

    lerende-organisatie session close session.yaml
    """
    closed = _session(session).close()
    closed.save(session)
    typer.echo(f"{session}: closed, with {len(closed.priorities)} priorities; `plan new` makes a plan of them")


@plan_app.command("new")
def plan_new(
    session: SessionFile,
    output: Output = Path("plan.yaml"),
    title: Annotated[str | None, typer.Option("--title", help="That of the session if left out.")] = None,
) -> None:
    """Begin a plan with a goal for every priority of a session; the file can be filled in by hand.

    lerende-organisatie plan new session.yaml --output plan.yaml
    """
    from lerende_organisatie.schools.improvement.plan import ImprovementPlan

    if output.exists():
        raise OptionError(f"{output} is there already; give another name with --output")
    plan = ImprovementPlan.from_session(_session(session), title)
    plan.save(output)
    typer.echo(f"{output}: {len(plan.goals)} goals; fill in the file, then take steps with `plan move`")


@plan_app.command("show")
def plan_show(plan: PlanFile) -> None:
    """Show where every goal stands, and what its next step still needs.

    lerende-organisatie plan show plan.yaml
    """
    from lerende_organisatie.schools.improvement.cycle import FORWARD, lacking
    from lerende_organisatie.schools.improvement.plan import ImprovementPlan

    loaded = ImprovementPlan.load(plan)
    typer.echo(loaded.title)
    for goal in loaded.goals:
        typer.echo(f"\n{goal.id} ({goal.priority}): {goal.step}\n  {goal.goal or goal.because}")
        for to in FORWARD[goal.step]:
            needed = lacking(goal, to)
            typer.echo(f"  next: {to}" + (", which needs" if needed else ""))
            for line in needed:
                typer.echo(f"    - {line}")
        for review in goal.reviews:
            held = "not held yet" if review.held is None else f"held {review.held}: {review.findings or ''}"
            typer.echo(f"  review {review.planned}: {held}")


@plan_app.command("move")
def plan_move(
    plan: PlanFile,
    goal: Annotated[str, typer.Argument()],
    step: Annotated[str, typer.Argument(help="verkennen, verdiepen, analyseren, besluiten, implementeren, ...")],
    reason: Reason,
    on: Annotated[str | None, typer.Option("--on", help="The day, as 2026-03-31; today if left out.")] = None,
) -> None:
    """Take a goal to another step of the cycle.

    lerende-organisatie plan move plan.yaml goal1 verdiepen --reason "The team wants to know why."
    """
    from lerende_organisatie.schools.improvement.plan import ImprovementPlan

    day = date.today().isoformat() if on is None else on
    moved = ImprovementPlan.load(plan).move(goal, cast("Step", step), reason=reason, on=day)
    moved.save(plan)
    typer.echo(f"{plan}: {goal} is at {step}")


@plan_app.command("compare")
def plan_compare(
    plan: PlanFile,
    session: Annotated[Path | None, typer.Option("--session", help="The next session.")] = None,
    export: Annotated[str | None, typer.Option("--export", help="Answers of the next wave, with --instrument.")] = None,
    instrument: Annotated[str, typer.Option("--instrument", "-i", help="Of the export.")] = "slo",
    indicator: Annotated[list[str] | None, typer.Option("--indicator", help="NAME=VALUE, as it is now.")] = None,
) -> None:
    """Set the next wave beside the expectations that were written down.

    lerende-organisatie plan compare plan.yaml --session next.yaml --indicator absence=4.5
    """
    import lerende_organisatie as lo
    from lerende_organisatie.instrument.loading import load_questionnaire
    from lerende_organisatie.schools.improvement.plan import ImprovementPlan

    if session is not None and export is not None:
        raise OptionError("give --session or --export, not both; compare twice for two waves")
    wave: ScanSession | Responses | None = None
    if session is not None:
        wave = _session(session)
    elif export is not None:
        wave = lo.read_responses(export, load_questionnaire(instrument))
    typer.echo(ImprovementPlan.load(plan).compare(wave, _indicators(indicator or [])).table.to_string(na_rep="-"))


def _indicators(given: list[str]) -> dict[str, float]:
    found = {}
    for text in given:
        name, _, value = text.partition("=")
        try:
            found[name] = float(value.replace(",", "."))
        except ValueError:
            raise OptionError(f"--indicator {text}: give NAME=VALUE, for example absence=4.5") from None
    return found
