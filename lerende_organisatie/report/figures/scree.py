"""The scree plot: eigenvalues in falling order."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.report.figures.drawing import (
    ACCENT,
    PAPER,
    RULE,
    SOFT,
    Drawing,
    Ellipse,
    Label,
    Path,
    Segment,
    Shape,
)

WIDTH, HEIGHT = 620.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 12.0, 14.0, 36.0


@dataclass(frozen=True, slots=True)
class Scree:
    """Eigenvalues and how many components are kept.

    Attributes
    ----------
    eigenvalues : tuple of float
    kept : int
    axis : str
        What the horizontal axis is called.
    threshold : str
        What the line at one is called.
    description : str
    """

    eigenvalues: tuple[float, ...]
    kept: int
    axis: str
    threshold: str
    description: str


def draw_scree(scree: Scree) -> Drawing:
    """Draw the eigenvalues; the components that are kept are filled.

    Parameters
    ----------
    scree : Scree

    Returns
    -------
    Drawing
    """
    values = scree.eigenvalues
    top = max(*values, 1.0) * 1.05
    step = next((size for size in (0.5, 1, 2, 5, 10, 20, 50) if top / size <= 6), 100)
    across = (WIDTH - LEFT - RIGHT) / max(len(values) - 1, 1)

    def place(index: int, value: float) -> tuple[float, float]:
        return LEFT + index * across, TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM)

    shapes: list[Shape] = []
    tick = 0.0
    while tick <= top:
        y = place(0, tick)[1]
        shapes.append(Segment(LEFT, y, WIDTH - RIGHT, y, "#e9ecef", 0.8))
        shapes.append(Label(LEFT - 7, y + 3.5, f"{tick:g}", 10, "end", SOFT))
        tick += step
    one = place(0, 1.0)[1]
    shapes.append(Segment(LEFT, one, WIDTH - RIGHT, one, SOFT, 1.0, dashed=True))
    shapes.append(Label(WIDTH - RIGHT, one - 5, scree.threshold, 10, "end", SOFT))
    points = tuple(place(index, value) for index, value in enumerate(values))
    shapes.append(Path(points, RULE, 1.5))
    for index, (x, y) in enumerate(points):
        kept = index < scree.kept
        shapes.append(Ellipse(x, y, 3.6 if kept else 2.4, 3.6 if kept else 2.4, ACCENT if kept else PAPER, ACCENT, 1.0))
    every = 1 if len(values) <= 15 else 5 if len(values) <= 40 else 10
    for index in range(len(values)):
        if index == 0 or (index + 1) % every == 0:
            shapes.append(Label(points[index][0], HEIGHT - 20, str(index + 1), 10, "middle", SOFT))
    shapes.append(Label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, scree.axis, 10.5, "middle", SOFT))
    return Drawing(WIDTH, HEIGHT, tuple(shapes), scree.description)
