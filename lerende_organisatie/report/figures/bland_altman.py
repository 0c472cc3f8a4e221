"""The Bland-Altman picture: differences against means, with the limits of agreement, and nobody to be seen by name."""

from __future__ import annotations

from pathlib import Path as FilePath

import numpy as np

from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.psychometrics.reliability.bland_altman import BlandAltman, Bound
from lerende_organisatie.report.figures.drawing import (
    ACCENT,
    RULE,
    SOFT,
    Drawing,
    Ellipse,
    Label,
    Rectangle,
    Segment,
    Shape,
)
from lerende_organisatie.report.figures.picture import write_picture

WIDTH, HEIGHT = 620.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 96.0, 14.0, 40.0
CELLS = (16, 12)


def bland_altman_picture(
    found: BlandAltman,
    path: str | FilePath,
    *,
    individuals: bool = False,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    means: str = "mean of both",
    differences: str = "second minus first",
) -> FilePath:
    """Draw differences against means with the mean difference, the limits of agreement and their intervals.

    Parameters
    ----------
    found : BlandAltman
    path : str or Path
        Ends in ``.svg`` or ``.png``.
    individuals : bool
        Draw every respondent as a dot. Without it squares are shaded by how many respondents lie in them, and those
        with fewer than ``minimum_group_size`` are left white, so that the picture can be published.
    minimum_group_size : int
    means, differences : str
        What the axes are called.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        Another ending, or a file that cannot be written.

    References
    ----------
    Bland, J. M., & Altman, D. G. (1999). Statistical Methods in Medical Research, 8, 135-160.
    """
    drawing = draw_bland_altman(found, individuals, minimum_group_size, means, differences)
    return write_picture(drawing, path, "agreement")


def draw_bland_altman(found: BlandAltman, individuals: bool, minimum: int, means: str, differences: str) -> Drawing:
    """The picture as shapes; arguments as of :func:`bland_altman_picture`."""
    x, y = found.means, found.differences
    ends = (found.lower_limit.ci_lower, found.upper_limit.ci_upper)
    low, high = (min(ends[0], *_range(y, individuals)), max(ends[1], *_range(y, individuals)))
    left, right = _range(x, individuals)
    right = max(right, left + 1e-9)

    def across(value: float) -> float:
        return LEFT + (value - left) / (right - left) * (WIDTH - LEFT - RIGHT)

    def down(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)

    shapes: list[Shape] = []
    if individuals:
        shapes += [
            Ellipse(across(float(a)), down(float(b)), 2.2, 2.2, ACCENT, ACCENT, 0.5) for a, b in zip(x, y, strict=True)
        ]
    else:
        counts, edges_x, edges_y = np.histogram2d(x, y, CELLS, ((left, right), (low, high)))
        for (i, j), count in np.ndenumerate(counts):
            if count >= minimum:
                corner = across(float(edges_x[i])), down(float(edges_y[j + 1]))
                size = across(float(edges_x[i + 1])) - corner[0], down(float(edges_y[j])) - corner[1]
                shapes.append(Rectangle(*corner, *size, _shade(count / counts.max()), "none"))
    bounds: tuple[tuple[Bound, str, bool], ...] = (
        (found.upper_limit, "upper limit", True),
        (found.mean_difference, "mean", False),
        (found.lower_limit, "lower limit", True),
    )
    for bound, name, dashed in bounds:
        for edge in (bound.ci_lower, bound.ci_upper):
            shapes.append(Segment(LEFT, down(edge), WIDTH - RIGHT, down(edge), RULE, 0.7, dashed=True))
        shapes.append(
            Segment(LEFT, down(bound.estimate), WIDTH - RIGHT, down(bound.estimate), ACCENT, 1.4, dashed=dashed)
        )
        shapes.append(Label(WIDTH - RIGHT + 6, down(bound.estimate) + 3.5, f"{name} {bound.estimate:.2f}", 10, "start"))
    for value in np.linspace(low, high, 5):
        shapes.append(Label(LEFT - 7, down(value) + 3.5, f"{value:.2f}", 10, "end", SOFT))
    for value in np.linspace(left, right, 5):
        shapes.append(Label(across(value), HEIGHT - 24, f"{value:.2f}", 10, "middle", SOFT))
    shapes.append(
        Label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, f"{means} (vertical: {differences})", 10.5, "middle", SOFT)
    )
    hidden = "" if individuals else f"; squares with fewer than {minimum} respondents are left white"
    limits = f"{found.lower_limit.estimate:.2f} to {found.upper_limit.estimate:.2f}"
    description = (
        f"{differences} against {means} of {found.n} respondents: mean difference "
        f"{found.mean_difference.estimate:.2f}, limits of agreement {limits}{hidden}"
    )
    return Drawing(WIDTH, HEIGHT, tuple(shapes), description)


def _range(values: np.ndarray, individuals: bool) -> tuple[float, float]:
    """The ends of an axis: the extremes, or where single respondents are not shown two round percentiles."""
    if individuals:
        return float(values.min()), float(values.max())
    low, high = np.quantile(values, [0.01, 0.99])
    return float(np.floor(10 * low) / 10), float(np.ceil(10 * high) / 10)


def _shade(share: float) -> str:
    """White to the accent colour."""
    strength = 0.2 + 0.8 * share
    rgb = [int(ACCENT[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - strength * (255 - channel)):02x}" for channel in rgb)
