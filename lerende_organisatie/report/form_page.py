"""The offline form: one HTML file in which a person fills in a questionnaire or a scan; nothing leaves the device."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from lerende_organisatie.errors import OptionError
from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.instrument.parts import Level
from lerende_organisatie.instrument.phased_scan import PhasedScan
from lerende_organisatie.report.wording.form import form_words, role_labels


@dataclass(frozen=True, slots=True)
class _Option:
    value: int
    text: str
    phase: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    id: str
    text: str
    options: tuple[_Option, ...]
    phased: bool


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    asked: tuple[_Asked, ...]


def form_page(
    instrument: Instrument | PhasedScan | str | Path, language: str | None = None, level: Level | None = None
) -> str:
    """A page that a person fills in on a phone or a laptop, without a network.

    It saves on the device while it is being filled in, and gives a JSON file that ``read_responses`` (a questionnaire)
    or ``ScanSession.add`` (a scan) reads. Its content security policy allows its own script and style and nothing
    else, so that nothing can be sent anywhere.

    Parameters
    ----------
    instrument : Instrument, PhasedScan, or what `load_instrument` takes
    language : str, optional
        Of the instrument; its first if not given. Buttons are Dutch in Dutch and English in every other language.
    level : {"team", "school", "board"}, optional
        What the answers are about: of a scan its first level if not given, of a questionnaire that of its items.

    Returns
    -------
    str
        A complete HTML document; every text in it is escaped.

    Raises
    ------
    OptionError
        The instrument is not there in that language or for that level.
    """
    from lerende_organisatie.instrument.loading import load_instrument

    known = load_instrument(instrument) if isinstance(instrument, str | Path) else instrument
    chosen = known.languages[0] if language is None else language
    if chosen not in known.languages:
        raise OptionError(f"{known.name} is not in {chosen!r}, but in {', '.join(known.languages)}")
    if isinstance(known, PhasedScan):
        about: Level = known.levels[0] if level is None else level
        instruction = known.instruction_text(chosen, about)
        parts = _scan_parts(known, chosen)
        ours = {sub.provenance.kind for sub in known.subdimensions} == {"own"}
    else:
        known = known if level is None else known.for_level(level)
        about = known.items[0].level
        instruction = known.instruction_text(chosen)
        parts = _questionnaire_parts(known, chosen)
        ours = {item.provenance.kind for item in known.items} == {"own"}
    words = form_words(chosen)
    return _rendered(
        "form.html.j2",
        "form.css",
        "form.js",
        {
            "instrument": known,
            "language": chosen,
            "level": about,
            "title": known.title[chosen],
            "instruction": instruction,
            "parts": parts,
            "n_asked": sum(len(part.asked) for part in parts),
            "roles": [*role_labels(about, chosen), ("", words["no_role"])],
            "words": words,
            "ours": ours,
        },
    )


def _scan_parts(scan: PhasedScan, language: str) -> tuple[_Part, ...]:
    return tuple(
        _Part(
            dimension.name(language),
            tuple(
                _Asked(
                    sub.id,
                    sub.name(language),
                    tuple(
                        _Option(number, sub.description(number, language), label)
                        for number, label in enumerate(scan.phase_labels[language], start=1)
                    ),
                    phased=True,
                )
                for sub in dimension.subdimensions
            ),
        )
        for dimension in scan.dimensions
    )


def _questionnaire_parts(instrument: Instrument, language: str) -> tuple[_Part, ...]:
    scale = instrument.response_scale
    options = tuple(_Option(value, scale.label(value, language)) for value in scale.values)
    return tuple(
        _Part(
            dimension.name(language),
            tuple(
                _Asked(item, instrument.item(item).text(language), options, phased=False) for item in dimension.items
            ),
        )
        for dimension in instrument.dimensions
    )


def _rendered(template: str, style_name: str, script_name: str | None, values: dict[str, object]) -> str:
    """A template filled in, under a policy that allows its own style and script by their hashes and nothing else."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    folder = files("lerende_organisatie.report").joinpath("templates")
    style = folder.joinpath(style_name).read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    script = ""
    if script_name is not None:
        script = folder.joinpath(script_name).read_text(encoding="utf-8")
        policy += f"; script-src '{_hash(script)}'"
    environment = Environment(
        loader=PackageLoader("lerende_organisatie.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(template)
    return page.render(**values, policy=policy, style=Markup(style), script=Markup(script))


def rendered_without_script(template: str, style_name: str, values: dict[str, object]) -> str:
    """A template filled in, under a policy that allows its own style by its hash, no script and no request.

    Parameters
    ----------
    template, style_name : str
        Names in the templates folder.
    values : dict
        What the template needs, beside ``style`` and ``policy``.

    Returns
    -------
    str
    """
    return _rendered(template, style_name, None, values)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
