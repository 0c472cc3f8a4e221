"""Power curves: what larger studies find more often, with the error that the simulation itself leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from lerende_organisatie.errors import OptionError
from lerende_organisatie.report.figures.drawing import (
    ACCENT,
    RULE,
    SOFT,
    WARM,
    Drawing,
    Ellipse,
    Label,
    Segment,
    Shape,
)
from lerende_organisatie.report.figures.picture import write_picture

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.psychometrics.planning.curves import PowerCurve

WIDTH, HEIGHT = 640.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 190.0, 14.0, 44.0
COLOURS = (ACCENT, WARM, "#4a5fa5", "#6b7d1e", "#8a3f78", "#5c6673")
REACH = 1.96
"""Monte Carlo errors drawn to either side."""
NAME_APART = 12.0


def power_picture(
    found: PowerCurve, path: str | FilePath, what: Sequence[str] | None = None, *, wanted: float = 0.80
) -> FilePath:
    """Draw power against the size of the study, each point with its 95% Monte Carlo interval.

    Parameters
    ----------
    found : PowerSimulation, InvariancePower, DifferencePower or ReliabilityPower
    path : str or Path
        Ends in ``.svg`` or ``.png``.
    what : sequence of str, optional
        Which curves, by their names in ``found.curve["what"]``, six at most; the first six if left out.
    wanted : float
        Where a dashed line is drawn.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        There is no such curve, more than six are asked for, or the file cannot be written.
    """
    curve = found.curve
    known = list(dict.fromkeys(curve["what"]))
    chosen = known[: len(COLOURS)] if what is None else list(what)
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise OptionError(f"{', '.join(map(repr, unknown))}: choose from {', '.join(map(repr, known))}")
    if not 1 <= len(chosen) <= len(COLOURS):
        raise OptionError(f"what names {len(chosen)} curves; a picture holds one to {len(COLOURS)}")
    return write_picture(draw_power_curves(curve, chosen, wanted), path, "power")


def draw_power_curves(curve: pd.DataFrame, chosen: Sequence[str], wanted: float) -> Drawing:
    """The picture as shapes; arguments as of :func:`power_picture`."""
    size = curve.columns[0]
    sizes = sorted(curve[size].unique())
    low, high = float(sizes[0]), float(sizes[-1])
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT

    def across(value: float) -> float:
        return LEFT + (0.5 if high == low else (value - low) / (high - low)) * (right - LEFT - 12) + 6

    def down(value: float) -> float:
        return bottom - min(max(value, 0.0), 1.0) * (bottom - TOP)

    shapes: list[Shape] = []
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        shapes.append(Segment(LEFT, down(tick), right, down(tick), RULE, 0.6))
        shapes.append(Label(LEFT - 7, down(tick) + 3.5, f"{tick:.1f}", 10, "end", SOFT))
    shapes.append(Segment(LEFT, down(wanted), right, down(wanted), SOFT, 1.0, dashed=True))
    for value in _apart([float(value) for value in sizes], across):
        shapes.append(Segment(across(value), bottom, across(value), bottom + 4, RULE, 0.8))
        shapes.append(Label(across(value), bottom + 16, f"{value:g}", 10, "middle", SOFT))
    axis = AXIS.get(str(size), str(size))
    shapes.append(Label((LEFT + right) / 2, HEIGHT - 8, f"{axis} (vertical: share of surveys)", 10.5, "middle", SOFT))
    ends: list[tuple[float, str, str]] = []
    told = []
    for name, colour in zip(chosen, COLOURS, strict=False):
        rows = curve[curve["what"] == name].dropna(subset="power").sort_values(size)
        points = [(float(x), float(y), float(e)) for x, y, e in rows[[size, "power", "mc_error"]].to_numpy(dtype=float)]
        for (x1, y1, _), (x2, y2, _) in pairwise(points):
            shapes.append(Segment(across(x1), down(y1), across(x2), down(y2), colour, 1.6))
        for x, y, error in points:
            said = f"{name}, {size} {x:g}: {y:.2f} (Monte Carlo error {error:.3f})"
            shapes.append(
                Segment(across(x), down(y - REACH * error), across(x), down(y + REACH * error), colour, 1.2, title=said)
            )
            shapes.append(Ellipse(across(x), down(y), 2.8, 2.8, colour, colour, title=said))
        if points:
            ends.append((down(points[-1][1]), name, colour))
            told.append(f"{name} {', '.join(f'{y:.2f} at {x:g}' for x, y, _ in points)}")
    height = 0.0
    for y, name, colour in sorted(ends):
        height = max(y, height + NAME_APART)
        shapes.append(Label(right + 8, height + 3.5, name, 10, "start", colour))
    description = (
        f"Power against {axis}: {'; '.join(told)}. Bars are 95% Monte Carlo intervals; the dashed line is {wanted:g}"
    )
    return Drawing(WIDTH, HEIGHT, tuple(shapes), description)


AXIS = {"n": "respondents", "schools": "schools"}


def _apart(values: list[float], across: Callable[[float], float]) -> list[float]:
    """The values whose labels do not stand on each other."""
    kept: list[float] = []
    for value in values:
        if not kept or across(value) - across(kept[-1]) >= 30:
            kept.append(value)
    return kept
