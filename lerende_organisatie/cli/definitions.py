"""The commands about instruments: ``instrument list``, ``show``, ``check`` and ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerende_organisatie.cli.files import write_whole
from lerende_organisatie.errors import OptionError

if TYPE_CHECKING:
    from lerende_organisatie.instrument import Instrument, PhasedScan

instrument_app = typer.Typer(no_args_is_help=True, help="The questionnaires: which there are, what they ask, your own.")

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A name of the catalogue, or a YAML or JSON file.")]


@instrument_app.command("list")
def list_() -> None:
    """List the instruments that ship.

    lerende-organisatie instrument list
    """
    import lerende_organisatie as lo

    typer.echo(lo.list_instruments().to_string(index=False))


@instrument_app.command()
def show(
    name: Name,
    language: Annotated[str | None, typer.Option("--language", "-l", help="Language of the wording.")] = None,
) -> None:
    """Show an instrument: its scale, its dimensions and what each item asks.

    lerende-organisatie instrument show slo --language nl
    """
    import lerende_organisatie as lo

    instrument: Instrument | PhasedScan = lo.load_instrument(name)
    chosen = instrument.languages[0] if language is None else language
    if chosen not in instrument.languages:
        raise OptionError(f"{instrument.name} is not in {chosen!r}; it is in {', '.join(instrument.languages)}")
    if isinstance(instrument, lo.PhasedScan):
        _show_scan(instrument, chosen)
        return
    scale = instrument.response_scale
    typer.echo(f"{instrument.title[chosen]} ({instrument.name} {instrument.version})")
    typer.echo("answers: " + ", ".join(f"{value} {scale.label(value, chosen)}" for value in scale.values))
    typer.echo(f"structures: {', '.join(instrument.structures)} (default {instrument.default_structure})")
    for dimension in instrument.dimensions:
        typer.echo(f"\n{dimension.name(chosen)} ({dimension.id})")
        for item in dimension.items:
            asked = instrument.item(item)
            typer.echo(f"  {asked.id}  {asked.text(chosen)}{' (reverse-keyed)' if asked.reverse else ''}")


def _show_scan(scan: PhasedScan, language: str) -> None:
    typer.echo(f"{scan.title[language]} ({scan.name} {scan.version}), a phased scan for {', '.join(scan.levels)}")
    for dimension in scan.dimensions:
        typer.echo(f"\n{dimension.name(language)} ({dimension.id})")
        for sub in dimension.subdimensions:
            typer.echo(f"  {sub.name(language)} ({sub.id})")
            for number, label in enumerate(scan.phase_labels[language], start=1):
                typer.echo(f"    {label}: {sub.description(number, language)}")
                typer.echo(f"      -> {sub.next_step(number, language)}")


@instrument_app.command()
def check(name: Name) -> None:
    """Check a definition; every fault is listed with its place.

    lerende-organisatie instrument check mine.yaml
    """
    import lerende_organisatie as lo

    instrument: Instrument | PhasedScan = lo.load_instrument(name)
    if isinstance(instrument, lo.PhasedScan):
        typer.echo(
            f"{name} is a valid definition of a phased scan: {len(instrument.dimensions)} dimensions, "
            f"{len(instrument.subdimensions)} subdimensions, {instrument.n_phases} phases, "
            f"languages {', '.join(instrument.languages)}"
        )
        return
    typer.echo(
        f"{name} is a valid definition: {len(instrument.item_ids)} items, {len(instrument.dimensions)} dimensions, "
        f"languages {', '.join(instrument.languages)}, structures {', '.join(instrument.structures)}"
    )


@instrument_app.command()
def export(
    name: Name,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .yaml or .json file.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
) -> None:
    """Write a definition to a file, to start your own from or to archive with a study.

    lerende-organisatie instrument export slo --output mine.yaml
    """
    import lerende_organisatie as lo

    instrument: Instrument | PhasedScan = lo.load_instrument(name)
    suffix = output.suffix.lower()
    if suffix in {".yaml", ".yml"}:
        write_whole(output, instrument.to_yaml, overwrite)
    elif suffix == ".json":
        write_whole(output, instrument.to_json, overwrite)
    else:
        raise OptionError(f"{output} should end in .yaml or .json")
    typer.echo(f"{output}: {instrument.name} {instrument.version}")
