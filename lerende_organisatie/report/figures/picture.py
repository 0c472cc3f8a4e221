"""A drawing as a PNG, for where SVG cannot go."""

from __future__ import annotations

import io
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from lerende_organisatie.errors import OptionError
from lerende_organisatie.report.figures.drawing import (
    Arc,
    Drawing,
    Ellipse,
    Label,
    Path,
    Rectangle,
    Segment,
    Shape,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RESOLUTION = 220
POINTS = 0.72
"""Points of type per unit of the canvas: a hundred units are an inch."""


def png(drawing: Drawing) -> bytes:
    """Draw it with matplotlib.

    Parameters
    ----------
    drawing : Drawing

    Returns
    -------
    bytes
        A PNG image.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(drawing.width / 100, drawing.height / 100), dpi=RESOLUTION)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, drawing.width)
    axes.set_ylim(drawing.height, 0)
    axes.axis("off")
    for order, shape in enumerate(drawing.shapes):
        _draw(axes, shape, order)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", facecolor="white", metadata={"Description": drawing.description})
    return buffer.getvalue()


def write_picture(drawing: Drawing, path: str | FilePath, key: str) -> FilePath:
    """Write a drawing as a file of its own.

    Parameters
    ----------
    drawing : Drawing
    path : str or Path
        Ends in ``.svg`` or ``.png``.
    key : str
        Names markers and patterns.

    Returns
    -------
    Path

    Raises
    ------
    OptionError
        Another ending, or a file that cannot be written.
    """
    target = FilePath(path)
    if target.suffix == ".svg":
        content = drawing.svg(key).encode()
    elif target.suffix == ".png":
        content = png(drawing)
    else:
        raise OptionError(f"path must end in .svg or .png, not {target.name!r}")
    try:
        target.write_bytes(content)
    except OSError as reason:
        raise OptionError(f"{target.name} cannot be written: {reason.strerror}") from None
    return target


def _draw(axes: Axes, shape: Shape, order: int) -> None:
    """One shape on the axes, above those before it."""
    from matplotlib import patches
    from matplotlib.path import Path as Curve

    if isinstance(shape, Rectangle):
        edge = "none" if shape.stroke == "none" else shape.stroke
        axes.add_patch(
            patches.Rectangle(
                (shape.x, shape.y),
                shape.width,
                shape.height,
                facecolor=shape.fill,
                edgecolor=edge,
                linewidth=POINTS,
                hatch="///" if shape.hatched else None,
                zorder=order,
            )
        )
    elif isinstance(shape, Ellipse):
        axes.add_patch(
            patches.Ellipse(
                (shape.cx, shape.cy),
                2 * shape.rx,
                2 * shape.ry,
                facecolor=shape.fill,
                edgecolor=shape.stroke,
                linewidth=shape.width * POINTS,
                zorder=order,
            )
        )
    elif isinstance(shape, Segment):
        style = "--" if shape.dashed else "-"
        if shape.arrow:
            axes.annotate(
                "",
                (shape.x2, shape.y2),
                (shape.x1, shape.y1),
                zorder=order,
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": shape.stroke,
                    "linewidth": shape.width * POINTS,
                    "alpha": shape.opacity,
                    "mutation_scale": 5,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
        else:
            axes.plot(
                [shape.x1, shape.x2],
                [shape.y1, shape.y2],
                style,
                color=shape.stroke,
                linewidth=shape.width * POINTS,
                alpha=shape.opacity,
                zorder=order,
            )
    elif isinstance(shape, Arc):
        middle = shape.x - shape.bulge
        points = [(shape.x, shape.y1), (middle, shape.y1), (middle, shape.y2), (shape.x, shape.y2)]
        curve = Curve(points, [Curve.MOVETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4])
        axes.add_patch(
            patches.PathPatch(
                curve,
                facecolor="none",
                edgecolor=shape.stroke,
                linewidth=shape.width * POINTS,
                alpha=shape.opacity,
                zorder=order,
            )
        )
    elif isinstance(shape, Path):
        x, y = zip(*shape.points, strict=True)
        axes.plot(x, y, "-", color=shape.stroke, linewidth=shape.width * POINTS, zorder=order)
    elif isinstance(shape, Label):
        axes.text(
            shape.x,
            shape.y,
            shape.text,
            fontsize=shape.size * POINTS,
            color=shape.fill,
            zorder=order,
            ha={"start": "left", "middle": "center", "end": "right"}[shape.anchor],
            va="baseline",
            fontweight="bold" if shape.bold else "normal",
            fontstyle="italic" if shape.italic else "normal",
            parse_math=False,
        )
