"""Coefficients with their intervals on a line, one above the other."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.report.figures.drawing import ACCENT, RULE, SOFT, WARM, Drawing, Ellipse, Label, Segment, Shape

WIDTH, HEIGHT = 124.0, 20.0
COLOURS = (ACCENT, WARM)


@dataclass(frozen=True, slots=True)
class Dot:
    """An estimate with its interval; any of the three may be absent."""

    estimate: float | None
    lower: float | None
    upper: float | None
    name: str


@dataclass(frozen=True, slots=True)
class IntervalDots:
    """Two coefficients on one axis.

    Attributes
    ----------
    dots : tuple of Dot
    low, high : float
        The ends of the axis.
    reference : float
        Where a convention is drawn.
    description : str
    """

    dots: tuple[Dot, ...]
    low: float
    high: float
    reference: float
    description: str


def draw_interval_dots(data: IntervalDots) -> Drawing:
    """Draw them, each in its own colour, around a dashed line at the convention.

    Parameters
    ----------
    data : IntervalDots

    Returns
    -------
    Drawing
    """

    def place(value: float) -> float:
        share = (value - data.low) / (data.high - data.low)
        return 4 + min(max(share, 0.0), 1.0) * (WIDTH - 8)

    shapes: list[Shape] = [Segment(4, HEIGHT / 2, WIDTH - 4, HEIGHT / 2, "#e4e8ec", 0.8)]
    if data.low <= data.reference <= data.high:
        shapes.append(Segment(place(data.reference), 0, place(data.reference), HEIGHT, SOFT, 0.8, dashed=True))
    for index, dot in enumerate(data.dots):
        y = HEIGHT / 2 + (index - (len(data.dots) - 1) / 2) * 8
        colour = COLOURS[index % len(COLOURS)]
        if dot.lower is not None and dot.upper is not None:
            shapes.append(Segment(place(dot.lower), y, place(dot.upper), y, colour, 1.6, title=dot.name))
        if dot.estimate is not None:
            shapes.append(Ellipse(place(dot.estimate), y, 2.6, 2.6, colour, colour, 0, title=dot.name))
    return Drawing(WIDTH, HEIGHT, tuple(shapes), data.description)


def draw_dots_axis(low: float, high: float, names: tuple[str, ...], ticks: tuple[tuple[float, str], ...]) -> Drawing:
    """The axis above the dots, with the names of the coefficients in their colours.

    Parameters
    ----------
    low, high : float
    names : tuple of str
    ticks : tuple of (float, str)
        Where a tick stands, and its label.

    Returns
    -------
    Drawing
    """
    shapes: list[Shape] = []
    for index, name in enumerate(names):
        shapes.append(Ellipse(10 + 34 * index, 6, 3, 3, COLOURS[index], COLOURS[index], 0))
        shapes.append(Label(17 + 34 * index, 10, name, 10, "start", COLOURS[index], bold=True))
    for value, text in ticks:
        x = 4 + (value - low) / (high - low) * (WIDTH - 8)
        anchor = "start" if value == low else "end" if value == high else "middle"
        shapes.append(Segment(x, 26, x, 30, RULE, 0.8))
        shapes.append(Label(x, 23, text, 8.5, anchor, SOFT))  # type: ignore[arg-type]
    return Drawing(WIDTH, 30, tuple(shapes), ", ".join(names))
