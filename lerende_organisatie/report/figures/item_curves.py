"""The expected answer to an item by the score that people are matched on, a line for every group."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.report.figures.drawing import ACCENT, RULE, SOFT, WARM, Drawing, Label, Path, Segment, Shape

WIDTH, HEIGHT = 620.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 26.0, 40.0
COLOURS = (ACCENT, WARM, "#5b4a9c", "#2e7d32", "#9c2f55", "#5c6673")
APART = 13.0
"""Distance between the names."""


@dataclass(frozen=True, slots=True)
class CurveLine:
    """A group's line."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ItemCurves:
    """The lines of one item.

    Attributes
    ----------
    lines : tuple of CurveLine
    low, high : float
        The lowest and highest answer.
    x_axis, y_axis : str
    description : str
    """

    lines: tuple[CurveLine, ...]
    low: float
    high: float
    x_axis: str
    y_axis: str
    description: str


def draw_curves(data: ItemCurves) -> Drawing:
    """Draw the lines, their names at the upper left, where rising lines leave room.

    Parameters
    ----------
    data : ItemCurves

    Returns
    -------
    Drawing
    """
    first = min(line.x[0] for line in data.lines)
    last = max(line.x[-1] for line in data.lines)

    def across(value: float) -> float:
        return LEFT + (value - first) / ((last - first) or 1.0) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return TOP + (data.high - value) / ((data.high - data.low) or 1.0) * (HEIGHT - TOP - BOTTOM)

    shapes: list[Shape] = []
    tick = data.low
    while tick <= data.high:
        shapes.append(Segment(LEFT, up(tick), WIDTH - RIGHT, up(tick), "#e9ecef", 0.8))
        shapes.append(Label(LEFT - 7, up(tick) + 3.5, f"{tick:g}", 10, "end", SOFT))
        tick += 1
    for share in range(5):
        value = first + share / 4 * (last - first)
        shapes.append(Segment(across(value), HEIGHT - BOTTOM, across(value), HEIGHT - BOTTOM + 4, RULE, 0.8))
        shapes.append(Label(across(value), HEIGHT - BOTTOM + 16, f"{value:.0f}", 10, "middle", SOFT))
    shapes.append(Label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, data.x_axis, 10.5, "middle", SOFT))
    shapes.append(Label(LEFT - 36, TOP - 12, data.y_axis, 10, "start", SOFT))
    for at, line in enumerate(data.lines):
        points = tuple((across(x), up(y)) for x, y in zip(line.x, line.y, strict=True))
        shapes.append(Path(points, COLOURS[at % len(COLOURS)], 2.0))
    shapes += _names(data.lines)
    return Drawing(WIDTH, HEIGHT, tuple(shapes), data.description)


def _names(lines: tuple[CurveLine, ...]) -> list[Shape]:
    """The names in the order of the lines' middles, at the upper left."""
    middle = len(lines[0].y) // 2
    order = sorted(range(len(lines)), key=lambda at: -lines[at].y[middle])
    top = TOP + 14.0
    return [
        Label(LEFT + 12, top + APART * place, lines[at].name, 11, "start", COLOURS[at % len(COLOURS)], bold=True)
        for place, at in enumerate(order)
    ]
