"""The overview for a board as one page: per dimension the schools as a caterpillar, and whether their order counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.report.rendered import written
from lerende_organisatie.report.schools.page import style
from lerende_organisatie.report.schools.school_report import names_in
from lerende_organisatie.schools.board import RANKING_SOURCE, BoardOverview, board_overview
from lerende_organisatie.schools.profiles import Profiles
from lerende_organisatie.studies.bilingual import Text, check_language
from lerende_organisatie.studies.numbers import Numbers

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.schools.survey import Staff

TITLE = Text("Our schools side by side", "Onze scholen naast elkaar")
SCHOOLS = Text("{count} schools", "{count} scholen")
NO_RANKS = Text(
    "No league table. Schools stand in the order of their names: their averages are not reliable enough to rank them "
    "({reliability}; ranking asks for {needs} or more).",
    "Geen ranglijst. De scholen staan op naam: hun gemiddelden zijn niet betrouwbaar genoeg om ze te rangschikken "
    "({reliability}; rangschikken vraagt {needs} of meer).",
)
RANKS = Text(
    "Schools stand from high to low. Their averages are reliable enough for that ({reliability}), but schools "
    "whose bars "
    "overlap cannot be told apart.",
    "De scholen staan van hoog naar laag. Hun gemiddelden zijn daarvoor betrouwbaar genoeg ({reliability}), maar "
    "scholen "
    "waarvan de balken overlappen zijn niet te onderscheiden.",
)
APART = Text(
    "Of all pairs of schools {share} can be told apart.",
    "Van alle paren scholen is {share} van elkaar te onderscheiden.",
)
KEY = Text(
    "Dot: the school's average, drawn towards that of all schools as far as few colleagues answered; open ring: "
    "the average "
    "as it was answered. Bar: two schools whose bars do not overlap differ. Upright line: the average of all "
    "schools in "
    "the survey.",
    "Stip: het gemiddelde van de school, naar dat van alle scholen getrokken naarmate er minder collega's "
    "antwoordden; open "
    "rondje: het gemiddelde zoals het is ingevuld. Balk: twee scholen waarvan de balken niet overlappen "
    "verschillen. Staande "
    "lijn: het gemiddelde van alle scholen in het onderzoek.",
)
LEFT_OUT = Text(
    "{count} schools are not shown because fewer than {minimum} colleagues answered.",
    "{count} scholen staan er niet bij omdat minder dan {minimum} collega's hebben geantwoord.",
)
ONE_LEFT_OUT = Text(
    "One school is not shown because fewer than {minimum} colleagues answered.",
    "Eén school staat er niet bij omdat minder dan {minimum} collega's hebben geantwoord.",
)
SOURCE = Text("Why not rank: {source}", "Waarom niet rangschikken: {source}")

NAMED_UP_TO = 80
"""With more schools than this the picture has no names."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BoardReport(Cited):
    """The page for a board; made by :func:`board_report`.

    Attributes
    ----------
    overview : BoardOverview
    instrument : Instrument
    structure : str
    language : {"en", "nl"}
    """

    CITES: ClassVar[tuple[str, ...]] = (*BoardOverview.CITES, *Profiles.CITES)

    overview: BoardOverview
    instrument: Instrument
    structure: str
    language: str

    def to_html(self, path: str | Path | None = None, language: str | None = None) -> str:
        """The page as one self-contained HTML file.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.
        language : {"en", "nl"}, optional

        Returns
        -------
        str

        Raises
        ------
        OptionError
            There is no page in that language, or the file cannot be written.
        """
        chosen = check_language(language or self.language)
        return written(_page(self.overview, self.instrument, self.structure, chosen), path)

    def __repr__(self) -> str:
        return f"BoardReport: {self.overview!r}"


def board_report(
    responses: Responses,
    schools: Iterable[object] | None = None,
    *,
    language: str = "nl",
    staff: Staff | None = None,
    threshold: float | None = None,
    wave: object | None = None,
    level: float = 0.95,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> BoardReport:
    """The schools of a board on one page, each dimension as a caterpillar plot with shrinkage.

    Parameters
    ----------
    responses : Responses
        Of the whole survey, with a cluster, the school.
    schools : iterable, optional
        Those of the board; all of the survey if left out.
    language : {"en", "nl"}
    staff, threshold, wave, level, minimum_group_size
        As in :func:`profiles`.

    Returns
    -------
    BoardReport

    Raises
    ------
    OptionError
        There is no such school or language; see also :func:`profiles`.
    PrivacyError
        None of the schools has enough respondents.
    DataError
        A school has more respondents than staff.
    """
    check_language(language)
    found = board_overview(
        responses,
        schools,
        staff=staff,
        threshold=threshold,
        wave=wave,
        level=level,
        minimum_group_size=minimum_group_size,
    )
    return BoardReport(found, responses.instrument, responses.structure, language)


def _page(found: BoardOverview, instrument: Instrument, structure: str, language: str) -> str:
    numbers = Numbers(language)
    names = names_in(instrument, structure, language)
    scale = (float(instrument.response_scale.minimum), float(instrument.response_scale.maximum))

    def say(text: Text) -> str:
        return text.in_language(language)

    count = found.table.index.get_level_values("school").nunique()
    facts = [say(SCHOOLS).format(count=numbers.count(count))]
    without = len(found.left_out)
    if without:
        text = say(ONE_LEFT_OUT if without == 1 else LEFT_OUT)
        facts.append(text.format(count=without, minimum=found.profiles.minimum_group_size))
    body = "".join(f"<li>{escape(fact)}</li>" for fact in facts)
    parts = [f"<header><h1>{escape(say(TITLE))}</h1><ul>{body}</ul></header>", f"<p class=key>{escape(say(KEY))}</p>"]
    for dimension, row in found.dimensions.iterrows():
        figures = {
            "reliability": numbers.fixed(float(row["reliability"])),
            "needs": numbers.fixed(found.ranking_needs),
        }
        said = say(RANKS if row["ranking_supported"] else NO_RANKS).format(**figures)
        if pd.notna(row["pairs_apart"]):
            said += " " + say(APART).format(share=numbers.percent(float(row["pairs_apart"]), 0))
        picture = caterpillar(found.table.loc[[dimension]].droplevel(0), float(row["survey_mean"]), scale, numbers)
        title = names.dimensions[str(dimension)]
        parts.append(f"<section class=board><h2>{escape(title)}</h2><p>{escape(said)}</p>{picture}</section>")
    source = say(SOURCE).format(source=RANKING_SOURCE)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(say(TITLE))}</title>\n<style>\n{style()}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + f"\n<footer><p>{escape(source)}</p></footer>\n</main>\n</body>\n</html>\n"
    )


def caterpillar(table: pd.DataFrame, survey_mean: float, scale: tuple[float, float], numbers: Numbers) -> str:
    """Schools under each other with their shrunken means, comparison bars and means as answered.

    Parameters
    ----------
    table : DataFrame
        One row per school, as in :class:`BoardOverview`.
    survey_mean : float
    scale : tuple of float
    numbers : Numbers

    Returns
    -------
    str
        SVG.
    """
    named = len(table) <= NAMED_UP_TO
    dot = 3.4 if named else 1.3
    step = 15.0 if named else 4.0
    left, right, top = (190.0 if named else 10.0), 590.0, 16.0
    height = top + step * len(table) + 6

    def x(value: float) -> float:
        share = (value - scale[0]) / (scale[1] - scale[0])
        return left + 8 + min(max(share, 0.0), 1.0) * (right - left - 16)

    shapes = [
        f'<line x1="{x(survey_mean):.1f}" y1="{top - 3}" x2="{x(survey_mean):.1f}" y2="{height:.0f}" stroke="#a8561c" '
        'stroke-width="1.5"/>'
    ]
    for value in range(int(scale[0]), int(scale[1]) + 1):
        shapes.append(
            f'<text x="{x(value):.1f}" y="10" font-size="10" text-anchor="middle" fill="#5c6673">{value}</text>'
        )
    for at, row in enumerate(table.reset_index().to_dict("records")):
        y = top + step * (at + 0.5)
        says = f"{row['school']}: {numbers.fixed(row['shrunken'])}"
        if named:
            label = str(row["school"])
            short = label if len(label) <= 30 else label[:29] + "…"
            text = f'x="{left - 4}" y="{y + 3.5:.1f}" font-size="11" text-anchor="end"'
            shapes.append(f"<text {text}>{escape(short)}</text>")
        low, high = x(row["comparison_lower"]), x(row["comparison_upper"])
        shapes.append(
            f'<g><title>{escape(says)}</title><line x1="{low:.1f}" y1="{y:.1f}" x2="{high:.1f}" y2="{y:.1f}" '
            f'stroke="#0b5c68" stroke-opacity=".35" stroke-width="{min(step - 2, 5):.0f}"/>'
            f'<circle cx="{x(row["mean"]):.1f}" cy="{y:.1f}" r="{dot:.1f}" fill="none" stroke="#5c6673"/>'
            f'<circle cx="{x(row["shrunken"]):.1f}" cy="{y:.1f}" r="{dot:.1f}" fill="#0b5c68"/></g>'
        )
    return (
        f'<svg class="caterpillar" viewBox="0 0 600 {height:.0f}" role="img" '
        f'aria-label="{escape(str(len(table)))}">{"".join(shapes)}</svg>'
    )
