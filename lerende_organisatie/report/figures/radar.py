"""Dimensions on the axes of a radar, joined to one shape."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import Literal

from lerende_organisatie.report.figures.drawing import ACCENT, INK, RULE, SOFT, Drawing, Ellipse, Label, Path, Shape

WIDTH, HEIGHT = 360.0, 310.0
CENTRE, RADIUS = (180.0, 158.0), 96.0

WIDEST = 6.3
"""Units that a letter of a label takes in a wide typeface."""


@dataclass(frozen=True, slots=True)
class Radar:
    """Values of several dimensions on one scale.

    Attributes
    ----------
    axes : tuple of (str, float or None)
        Labels and values; None where there is nothing to show.
    low, high : int
        The ends of the scale: the centre and the rim.
    description : str
    """

    axes: tuple[tuple[str, float | None], ...]
    low: int
    high: int
    description: str


def draw_radar(data: Radar) -> Drawing:
    """Draw it: a ring for every whole value, an axis for every dimension, a dot where the group stands.

    Parameters
    ----------
    data : Radar

    Returns
    -------
    Drawing
    """
    n = len(data.axes)

    def place(axis: int, value: float) -> tuple[float, float]:
        share = (value - data.low + 1) / (data.high - data.low + 1)
        angle = 2 * math.pi * axis / n - math.pi / 2
        return CENTRE[0] + RADIUS * share * math.cos(angle), CENTRE[1] + RADIUS * share * math.sin(angle)

    shapes: list[Shape] = []
    for level in range(data.low, data.high + 1):
        ring = [place(axis, level) for axis in range(n)]
        shapes.append(Path((*ring, ring[0]), RULE, 1.0))
    shapes += [Path((CENTRE, place(axis, data.high)), RULE, 1.0) for axis in range(n)]
    shapes += [
        Label(place(0, v)[0] + 4, place(0, v)[1] + 3, str(v), 9, fill=SOFT) for v in range(data.low, data.high + 1)
    ]
    known = [place(axis, value) for axis, (_, value) in enumerate(data.axes) if value is not None]
    if len(known) > 2:
        shapes.append(Path((*known, known[0]), ACCENT, 2.2))
    for axis, (name, value) in enumerate(data.axes):
        if value is not None:
            x, y = place(axis, value)
            shapes.append(Ellipse(x, y, 4, 4, ACCENT, ACCENT, 0, title=f"{name}: {value:g}"))
        shapes += _label(name, place(axis, data.high + 0.55), CENTRE[0])
    return Drawing(WIDTH, HEIGHT, tuple(shapes), data.description)


def _label(name: str, at: tuple[float, float], middle: float) -> list[Shape]:
    """The name of an axis beyond its end, over as many lines as it needs."""
    x, y = at
    anchor: Literal["start", "middle", "end"] = "middle"
    if abs(x - middle) > 30:
        anchor = "start" if x > middle else "end"
    lines = textwrap.wrap(name, 17, break_long_words=False)
    x = min(max(x, 2.0), WIDTH - 2)
    edge = {"start": WIDTH - x, "end": x, "middle": WIDTH}[anchor]
    if anchor != "middle" and max(len(line) for line in lines) * WIDEST > edge:
        lines = textwrap.wrap(name, max(int(edge / WIDEST), 9), break_long_words=False)
    top = y - 6 * (len(lines) - 1) + (3 if abs(y - CENTRE[1]) < RADIUS else (8 if y > CENTRE[1] else -8))
    return [Label(x, top + 12 * number, line, 10.5, anchor, INK) for number, line in enumerate(lines)]
