"""The answers to one item as a stacked bar that diverges from the middle of the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lerende_organisatie.report.figures.drawing import (
    INK,
    MISSING,
    RULE,
    SOFT,
    Drawing,
    Label,
    Rectangle,
    Segment,
    Shape,
    diverging_palette,
)

WIDTH, HEIGHT, BAR = 244.0, 15.0, 11.0
MISSING_WIDTH = 30.0
GAP = 6.0


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of the bar.

    Attributes
    ----------
    categories : tuple of int
        Positions on the scale, from 0; none for missing answers alone.
    missing : bool
        Whether missing answers are counted in.
    share : float
        Of all respondents.
    title : str
        What it is, in words.
    """

    categories: tuple[int, ...]
    missing: bool
    share: float
    title: str


@dataclass(frozen=True, slots=True)
class AnswerBar:
    """The answers to one item.

    Attributes
    ----------
    parts : tuple of BarPart
    n_categories : int
    reach_left, reach_right : float
        The largest share on either side among all items drawn together, so that their middles align.
    description : str
    """

    parts: tuple[BarPart, ...]
    n_categories: int
    reach_left: float
    reach_right: float
    description: str


def left_share(parts: Sequence[BarPart], n_categories: int) -> float:
    """The share of the bar that lies left of the middle of the scale.

    Parameters
    ----------
    parts : sequence of BarPart
    n_categories : int

    Returns
    -------
    float
        Half of the middle category counts as left.
    """
    middle = (n_categories - 1) / 2
    total = 0.0
    for part in parts:
        if part.categories:
            weights = [1.0 if place < middle else 0.5 if place == middle else 0.0 for place in part.categories]
            total += part.share * sum(weights) / len(weights)
    return total


def answered_share(parts: Sequence[BarPart]) -> float:
    """The share of the parts that stand for an answer.

    Parameters
    ----------
    parts : sequence of BarPart

    Returns
    -------
    float
    """
    return sum(part.share for part in parts if part.categories)


def draw_answer_bar(bar: AnswerBar) -> Drawing:
    """Draw the bar, its middle where that of every other bar of the table is.

    Parameters
    ----------
    bar : AnswerBar

    Returns
    -------
    Drawing
    """
    palette = diverging_palette(bar.n_categories)
    scale, centre = _scale(bar.reach_left, bar.reach_right)
    top = (HEIGHT - BAR) / 2
    x = centre - left_share(bar.parts, bar.n_categories) * scale
    shapes: list[Shape] = []
    for part in bar.parts:
        if part.categories:
            width = part.share * scale
            fill = palette[part.categories[len(part.categories) // 2]]
            together = len(part.categories) > 1 or part.missing
            shapes.append(Rectangle(x, top, width, BAR, fill, hatched=together, title=part.title))
            x += width
    shapes.append(Segment(centre, 0, centre, HEIGHT, INK, 0.8))
    start = WIDTH - MISSING_WIDTH
    for part in bar.parts:
        if not part.categories and part.share > 0:
            width = max(0.6, min(1.0, part.share * 4) * MISSING_WIDTH)
            shapes.append(Rectangle(start, top + 3, width, BAR - 6, MISSING, title=part.title))
    shapes.append(Segment(start, 1, start, HEIGHT - 1, RULE, 0.8))
    return Drawing(WIDTH, HEIGHT, tuple(shapes), bar.description)


def draw_axis(reach_left: float, reach_right: float, low: str, high: str, missing: str) -> Drawing:
    """The axis above the bars.

    Parameters
    ----------
    reach_left, reach_right : float
        As in :class:`AnswerBar`.
    low, high, missing : str
        What the sides and the column of missing answers are called.

    Returns
    -------
    Drawing
    """
    scale, centre = _scale(reach_left, reach_right)
    shapes: list[Shape] = [
        Label(centre - 7, 10, f"← {low}", 9.5, "end", SOFT),
        Label(centre + 7, 10, f"{high} →", 9.5, "start", SOFT),
        Label(WIDTH, 10, missing, 9.5, "end", SOFT),
    ]
    if centre < 60:
        shapes[0] = Label(0, 10, f"← {low}", 9.5, "start", SOFT)
    for step in (-0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0):
        if -reach_left - 0.02 <= step <= reach_right + 0.02:
            x = centre + step * scale
            shapes.append(Segment(x, 15, x, 20, RULE if step else INK, 0.8))
            shapes.append(Label(x, 28, f"{abs(step) * 100:.0f}", 8.5, "middle", SOFT))
    return Drawing(WIDTH, 30, tuple(shapes), f"{low} – {high}")


def _scale(reach_left: float, reach_right: float) -> tuple[float, float]:
    """Units per share, and where the middle is."""
    room = WIDTH - MISSING_WIDTH - GAP
    scale = room / max(reach_left + reach_right, 1e-9)
    return scale, reach_left * scale
