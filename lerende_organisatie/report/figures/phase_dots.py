"""Where a group stands on each subdimension, one row under the other: mean, quartiles, counts that may be shown."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from lerende_organisatie.report.figures.drawing import (
    ACCENT,
    INK,
    RULE,
    SOFT,
    Drawing,
    Ellipse,
    Label,
    Rectangle,
    Segment,
    Shape,
)

WIDTH, LEFT, RIGHT = 360.0, 22.0, 338.0
TOP, ROW = 22.0, 62.0
BAND = "#cfe3e5"


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A subdimension; what may not be shown is None.

    Attributes
    ----------
    name : str
    note : str
        At the right of the name.
    mean, lower, upper : float or None
    counts : tuple of ((int, ...), int)
        Phases and how many people chose one of them.
    """

    name: str
    note: str
    mean: float | None
    lower: float | None
    upper: float | None
    counts: tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True, slots=True)
class PhaseDots:
    """The subdimensions of one dimension on the scale of the phases.

    Attributes
    ----------
    rows : tuple of PhaseRow
    n_phases : int
    description : str
    """

    rows: tuple[PhaseRow, ...]
    n_phases: int
    description: str


def draw_phase_dots(data: PhaseDots) -> Drawing:
    """Draw them: a dot at the mean, a band over the middle half, counts above the phases that they are of.

    Parameters
    ----------
    data : PhaseDots

    Returns
    -------
    Drawing
    """

    def place(phase: float) -> float:
        return LEFT + (phase - 1) / (data.n_phases - 1) * (RIGHT - LEFT)

    shapes: list[Shape] = []
    bottom = TOP + ROW * len(data.rows)
    for phase in range(1, data.n_phases + 1):
        shapes.append(Segment(place(phase), TOP - 6, place(phase), bottom - 8, "#e4e8ec", 1.0))
        shapes.append(Label(place(phase), 11, str(phase), 10, "middle", SOFT))
    for number, row in enumerate(data.rows):
        y = TOP + ROW * number + 44
        shapes.append(Label(0, y - 30, textwrap.shorten(row.name, 46, placeholder="…"), 11.5, bold=True))
        shapes.append(Label(WIDTH, y - 30, row.note, 10, "end", SOFT))
        shapes.append(Segment(place(1), y, place(data.n_phases), y, RULE, 1.2))
        if row.lower is not None and row.upper is not None:
            start, end = place(row.lower) - 5, place(row.upper) + 5
            shapes.append(Rectangle(start, y - 5, end - start, 10, BAND, rounded=5))
        shapes += _counts(row, y, place, data.n_phases)
        if row.mean is not None:
            shapes.append(
                Ellipse(place(row.mean), y, 5.5, 5.5, ACCENT, "#ffffff", 1.5, title=f"{row.name}: {row.mean:g}")
            )
    return Drawing(WIDTH, bottom, tuple(shapes), data.description)


def _counts(row: PhaseRow, y: float, place: object, n_phases: int) -> list[Shape]:
    """How many people, above each phase or over the phases that are counted together."""
    assert callable(place)
    shapes: list[Shape] = []
    for phases, count in row.counts:
        if count == 0 or len(phases) == n_phases:
            continue
        middle = (place(phases[0]) + place(phases[-1])) / 2
        if len(phases) > 1:
            shapes.append(Segment(place(phases[0]), y - 12, place(phases[-1]), y - 12, SOFT, 1.0))
        shapes.append(Label(middle, y - 14, str(count), 10, "middle", INK))
    return shapes
