"""The path diagram: factors in a column, their items beside them with loadings as bars.

A diagram of eight factors and 65 items drawn in the usual star cannot be read. Here every item has a line of its own;
the loading is a bar on a common axis and a number; the correlations of the factors are arcs on the other side, the
stronger the darker (their values are in a table). A second-order factor stands at the left with its own loadings.
"""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.report.figures.drawing import (
    ACCENT,
    INK,
    RULE,
    SOFT,
    WARM,
    Arc,
    Drawing,
    Ellipse,
    Label,
    Rectangle,
    Segment,
    Shape,
)

WIDTH = 760.0
ROW, BETWEEN, TOP, FOOT = 15.0, 12.0, 24.0, 20.0
FACTOR_X, FACTOR_RX, FACTOR_RY = 262.0, 86.0, 21.0
ITEM_X, ITEM_WIDTH = 430.0, 92.0
BAR_X, BAR_WIDTH = 534.0, 130.0
RESIDUAL_X = 748.0
HIGHER_X, HIGHER_RX = 58.0, 54.0


@dataclass(frozen=True, slots=True)
class ItemPath:
    """An item with its standardised loading and its share of unexplained variance."""

    item: str
    loading: float
    loading_text: str
    residual_text: str


@dataclass(frozen=True, slots=True)
class FactorPaths:
    """A factor with its items, and its loading on the second-order factor where there is one."""

    label: str
    items: tuple[ItemPath, ...]
    higher_loading: str | None = None


@dataclass(frozen=True, slots=True)
class PathDiagram:
    """A measurement model.

    Attributes
    ----------
    factors : tuple of FactorPaths
    correlations : tuple of (int, int, float, str)
        Two factors by number, their correlation, and it in words; empty for a second-order model.
    higher : str or None
        The name of the second-order factor.
    loading_heading, residual_heading : str
    weak : float
        Loadings below it in size are drawn in another colour.
    zero, one : str
        The ends of the axis as printed.
    description : str
    """

    factors: tuple[FactorPaths, ...]
    correlations: tuple[tuple[int, int, float, str], ...]
    higher: str | None
    loading_heading: str
    residual_heading: str
    weak: float
    zero: str
    one: str
    description: str


def draw_path_diagram(diagram: PathDiagram) -> Drawing:
    """Draw the model.

    Parameters
    ----------
    diagram : PathDiagram

    Returns
    -------
    Drawing
    """
    shapes: list[Shape] = [
        Label(BAR_X, 12, diagram.loading_heading, 10.5, "start", SOFT),
        Label(RESIDUAL_X, 12, diagram.residual_heading, 10.5, "end", SOFT),
    ]
    centres: list[float] = []
    front: list[Shape] = []
    y = TOP
    for factor in diagram.factors:
        height = max(len(factor.items) * ROW, 2 * FACTOR_RY + 4)
        centre = y + height / 2
        centres.append(centre)
        first = centre - len(factor.items) * ROW / 2
        for index, item in enumerate(factor.items):
            shapes += _item(item, first + (index + 0.5) * ROW, centre, diagram.weak)
        front += _factor(factor.label, centre)
        y += height + BETWEEN
    bottom = y - BETWEEN
    for share in (0.0, 0.5, 1.0):
        x = BAR_X + share * BAR_WIDTH
        shapes.insert(0, Segment(x, TOP - 4, x, bottom + 2, "#e4e8ec", 0.8))
    shapes.append(Label(BAR_X, bottom + 14, diagram.zero, 9.5, "middle", SOFT))
    shapes.append(Label(BAR_X + BAR_WIDTH, bottom + 14, diagram.one, 9.5, "middle", SOFT))
    shapes += _correlations(diagram, centres)
    if diagram.higher is not None:
        front += _higher(diagram, centres)
    return Drawing(WIDTH, bottom + FOOT, (*shapes, *front), diagram.description)


def _item(item: ItemPath, y: float, centre: float, weak: float) -> list[Shape]:
    """One line: arrow, name, bar, loading, residual."""
    colour = ACCENT if abs(item.loading) >= weak else WARM
    length = min(abs(item.loading), 1.0) * BAR_WIDTH
    return [
        Segment(FACTOR_X + FACTOR_RX, centre, ITEM_X - 2, y, SOFT, 0.6, arrow=True, opacity=0.75),
        Rectangle(ITEM_X, y - ROW / 2 + 1.2, ITEM_WIDTH, ROW - 2.4, "#f6f8f9", RULE),
        Label(ITEM_X + ITEM_WIDTH / 2, y + 3.4, _short(item.item, 15), 9.8, "middle"),
        Rectangle(BAR_X, y - 4, max(length, 0.5), 8, colour, title=f"{item.item} {item.loading_text}"),
        Label(BAR_X + BAR_WIDTH + 8, y + 3.6, item.loading_text, 10.2, "start", INK if colour == ACCENT else WARM),
        Label(RESIDUAL_X, y + 3.6, item.residual_text, 10.2, "end", SOFT),
    ]


def _factor(label: str, centre: float) -> list[Shape]:
    """The ellipse with its name on one, two or three lines."""
    lines = _lines(label, 25)
    shapes: list[Shape] = [Ellipse(FACTOR_X, centre, FACTOR_RX, FACTOR_RY, "#ffffff", ACCENT, 1.3, title=label)]
    size = 9.6 if len(lines) < 3 else 8.6
    for index, line in enumerate(lines):
        offset = (index - (len(lines) - 1) / 2) * (size + 1.2)
        shapes.append(Label(FACTOR_X, centre + offset + 3.2, line, size, "middle", INK))
    return shapes


def _correlations(diagram: PathDiagram, centres: list[float]) -> list[Shape]:
    """Arcs between factors; nearer pairs bulge less."""
    shapes: list[Shape] = []
    most = max(len(centres) - 1, 1)
    for first, second, value, text in sorted(diagram.correlations, key=lambda entry: abs(entry[2])):
        distance = abs(first - second) / most
        strength = min(abs(value), 1.0)
        shapes.append(
            Arc(
                FACTOR_X - FACTOR_RX,
                centres[first],
                centres[second],
                40 + 185 * distance,
                ACCENT if value >= 0 else WARM,
                0.5 + 2.0 * strength**2,
                0.15 + 0.75 * strength**2,
                text,
            )
        )
    return shapes


def _higher(diagram: PathDiagram, centres: list[float]) -> list[Shape]:
    """The second-order factor with its arrows and loadings."""
    middle = (centres[0] + centres[-1]) / 2
    shapes: list[Shape] = []
    for factor, centre in zip(diagram.factors, centres, strict=True):
        end = FACTOR_X - FACTOR_RX - 2
        shapes.append(Segment(HIGHER_X + HIGHER_RX * 0.8, middle, end, centre, SOFT, 0.9, arrow=True))
        if factor.higher_loading is not None:
            x = HIGHER_X + HIGHER_RX * 0.8 + 0.74 * (end - HIGHER_X - HIGHER_RX * 0.8)
            at = middle + 0.74 * (centre - middle)
            shapes.append(Rectangle(x - 12, at - 8, 24, 13, "#ffffff"))
            shapes.append(Label(x, at + 2.5, factor.higher_loading, 10.5, "middle", INK, bold=True))
    shapes.append(Ellipse(HIGHER_X, middle, HIGHER_RX, 26, "#eef4f5", ACCENT, 1.6, title=diagram.higher or ""))
    lines = _lines(diagram.higher or "", 15)
    for index, line in enumerate(lines):
        shapes.append(
            Label(HIGHER_X, middle + (index - (len(lines) - 1) / 2) * 11.5 + 3.4, line, 10, "middle", INK, bold=True)
        )
    return shapes


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _lines(text: str, most: int) -> list[str]:
    """The text on up to three lines of about that length; what is left is cut off with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    kept = lines[:3]
    if len(lines) > 3:
        kept[-1] = _short(kept[-1] + " " + lines[3], most)
        kept[-1] = kept[-1] if kept[-1].endswith("…") else kept[-1] + "…"
    return [_short(line, most + 3) for line in kept] or [""]
