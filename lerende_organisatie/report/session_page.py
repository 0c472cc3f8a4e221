"""The group's picture as one HTML file: radar, dot plots, what stands out, questions, decisions; no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from lerende_organisatie.errors import OptionError
from lerende_organisatie.report.figures.phase_dots import PhaseDots, PhaseRow, draw_phase_dots
from lerende_organisatie.report.figures.radar import Radar, draw_radar
from lerende_organisatie.report.form_page import rendered_without_script
from lerende_organisatie.report.wording.form import role_labels
from lerende_organisatie.report.wording.session import session_words
from lerende_organisatie.schools.selfscan.picture import DIVIDED, GroupPicture, Spread, block_name
from lerende_organisatie.studies.numbers import Numbers

if TYPE_CHECKING:
    from lerende_organisatie.instrument.phased_scan import PhasedScan, ScanDimension
    from lerende_organisatie.schools.selfscan.session import ScanSession

UNITED = 0.75
"""Agreement A from which the group is said to agree: of five phases, all chose one of two neighbours."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A subdimension as the page prints it."""

    id: str
    name: str
    mean: str
    median: str
    agreement: str
    n: str
    phases: str
    spread: str
    standing: tuple[tuple[str, str], ...]
    next_step: str
    consensus: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A dimension as the page prints it."""

    id: str
    name: str
    mean: str
    dots: Markup
    rows: tuple[_Row, ...]


def session_page(session: ScanSession, language: str | None = None) -> str:
    """The session's picture and decisions as a page to show on a screen or to print.

    Parameters
    ----------
    session : ScanSession
        Revealed.
    language : str, optional
        Of the scan; its first if not given.

    Returns
    -------
    str
        A complete HTML document without script, whose policy allows no request; nothing in it is about fewer people
        than the minimum group size.

    Raises
    ------
    PrivacyError
        The session has not been revealed, or there are too few ratings.
    OptionError
        The scan is not there in that language.
    """
    scan = session.scan
    chosen = scan.languages[0] if language is None else language
    if chosen not in scan.languages:
        raise OptionError(f"{scan.name} is not in {chosen!r}, but in {', '.join(scan.languages)}")
    picture = session.picture()
    words = session_words(chosen)
    numbers = Numbers("nl" if chosen == "nl" else "en")
    names = {sub.id: sub.name(chosen) for sub in scan.subdimensions}
    names |= {dimension.id: dimension.name(chosen) for dimension in scan.dimensions}
    roles = dict(role_labels(session.level, chosen))
    return rendered_without_script(
        "session.html.j2",
        "session.css",
        {
            "language": chosen,
            "words": words,
            "session": session,
            "title": session.title,
            "scan_title": scan.title[chosen],
            "referent": scan.referent(chosen, session.level),
            "n": picture.n,
            "minimum": picture.minimum_group_size,
            "roles": [(roles.get(role, role), count) for role, count in picture.roles],
            "waiting": session.n_waiting > 0,
            "radar": _radar(scan, picture, chosen, numbers),
            "parts": [_part(dimension, session, picture, chosen, numbers) for dimension in scan.dimensions],
            "high": [names[sub] for sub in picture.high],
            "low": [names[sub] for sub in picture.low],
            "divided": [names[sub] for sub in picture.divided[:5]],
            "questions": [(names[one.low], names[one.high], one.text.get(chosen, "")) for one in picture.questions],
            "contrasts": [
                (
                    names[one.subdimension],
                    roles.get(one.low_role, one.low_role),
                    numbers.fixed(one.low, 1),
                    roles.get(one.high_role, one.high_role),
                    numbers.fixed(one.high, 1),
                )
                for one in picture.role_contrasts
            ],
            "priorities": [
                (
                    names[one.subdimension],
                    one.reason,
                    [s for s in session.next_steps if s.subdimension == one.subdimension],
                )
                for one in session.priorities
            ],
        },
    )


def _radar(scan: PhasedScan, picture: GroupPicture, language: str, numbers: Numbers) -> Markup:
    words = session_words(language)
    axes = tuple((dimension.name(language), picture.dimensions[dimension.id]) for dimension in scan.dimensions)
    said = "; ".join(f"{name}: {numbers.fixed(value, 1)}" for name, value in axes)
    radar = Radar(axes, 1, scan.n_phases, f"{words['radar']}. {said}.")
    return draw_radar(radar).svg("radar", "radar")


def _part(
    dimension: ScanDimension, session: ScanSession, picture: GroupPicture, language: str, numbers: Numbers
) -> _Part:
    spreads = [picture.spread(sub.id) for sub in dimension.subdimensions]
    words = session_words(language)
    rows = tuple(
        PhaseRow(
            sub.name(language),
            "" if spread.mean is None else f"{words['mean_short']} {numbers.fixed(spread.mean, 1)}",
            spread.centre,
            spread.lower_quartile,
            spread.upper_quartile,
            spread.blocks,
        )
        for sub, spread in zip(dimension.subdimensions, spreads, strict=True)
    )
    said = "; ".join(f"{row.name}: {numbers.fixed(row.mean, 1)}" for row in rows)
    dots = PhaseDots(rows, session.scan.n_phases, f"{words['dots']} {dimension.name(language)}. {said}.")
    return _Part(
        id=dimension.id,
        name=dimension.name(language),
        mean=numbers.fixed(picture.dimensions[dimension.id], 1),
        dots=draw_phase_dots(dots).svg(f"dots-{dimension.id}", "dots"),
        rows=tuple(_row(spread, session, language, numbers) for spread in spreads),
    )


def _row(spread: Spread, session: ScanSession, language: str, numbers: Numbers) -> _Row:
    words = session_words(language)
    sub = session.scan.subdimension(spread.subdimension)
    standing: tuple[tuple[str, str], ...] = ()
    next_step = ""
    agreed = next((one for one in session.consensus if one.subdimension == sub.id), None)
    if spread.centre is not None or agreed is not None:
        phase = agreed.phase if agreed is not None else int((spread.centre or 1) + 0.5)
        label = session.scan.phase_labels[language][phase - 1]
        standing = ((label, sub.description(phase, language)),)
        next_step = sub.next_step(phase, language)
    return _Row(
        id=sub.id,
        name=sub.name(language),
        mean=numbers.fixed(spread.mean, 2 if spread.mean is not None and round(spread.mean, 1) != spread.mean else 1),
        median=numbers.fixed(spread.median, 1),
        agreement=numbers.fixed(spread.agreement, 2),
        n=words["withheld"] if spread.n is None else str(spread.n),
        phases=_phases(spread.blocks, session.scan.n_phases),
        spread=_said(spread, language),
        standing=standing,
        next_step=next_step,
        consensus=None if agreed is None else (session.scan.phase_labels[language][agreed.phase - 1], agreed.reason),
    )


def _phases(blocks: Sequence[tuple[tuple[int, ...], int]], n_phases: int) -> str:
    """Counts by phase; nothing where all phases are counted together."""
    return (
        ""
        if any(len(phases) == n_phases for phases, _ in blocks)
        else "; ".join(f"{block_name(phases)}: {count}" for phases, count in blocks)
    )


def _said(spread: Spread, language: str) -> str:
    """The agreement in words."""
    words = session_words(language)
    if spread.agreement is None:
        return words["agreement_withheld"]
    if spread.agreement < DIVIDED:
        return words["divided_word"]
    return words["united_word"] if spread.agreement >= UNITED else words["mixed_word"]
