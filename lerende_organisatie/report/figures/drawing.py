"""What every figure has in common: a drawing of shapes on a canvas, written as SVG that reads aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

INK = "#1f2733"
SOFT = "#5c6673"
RULE = "#c9cfd6"
ACCENT = "#0b5c68"
WARM = "#a8561c"
PAPER = "#ffffff"
MISSING = "#8b95a1"


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle; hatched where counts are shown together."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = "none"
    hatched: bool = False
    rounded: float = 0.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line, possibly with an arrowhead."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str = RULE
    width: float = 1.0
    dashed: bool = False
    arrow: bool = False
    opacity: float = 1.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse around a centre."""

    cx: float
    cy: float
    rx: float
    ry: float
    fill: str = PAPER
    stroke: str = INK
    width: float = 1.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Arc:
    """A curve between two points on a vertical line that bulges to the left."""

    x: float
    y1: float
    y2: float
    bulge: float
    stroke: str = ACCENT
    width: float = 1.0
    opacity: float = 1.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text."""

    x: float
    y: float
    text: str
    size: float = 11.0
    anchor: Literal["start", "middle", "end"] = "start"
    fill: str = INK
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A line through several points."""

    points: tuple[tuple[float, float], ...]
    stroke: str = ACCENT
    width: float = 1.5


Shape = Rectangle | Segment | Ellipse | Arc | Label | Path


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a canvas of its own units, with what it shows in words.

    Attributes
    ----------
    width, height : float
    shapes : tuple of Shape
        Drawn in this order.
    description : str
        For whoever cannot see it.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    description: str

    def svg(self, key: str, class_name: str = "figure") -> Markup:
        """The drawing as SVG to stand in an HTML page.

        Parameters
        ----------
        key : str
            Unique in the page: markers and patterns are named by it.
        class_name : str

        Returns
        -------
        Markup
            Every text in it is escaped.
        """
        body = Markup("").join(_shape(shape, key) for shape in self.shapes)
        marks = Markup("")
        if any(isinstance(shape, Rectangle) and shape.hatched for shape in self.shapes):
            marks += Markup(
                '<pattern id="{0}-h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
                '<rect width="5" height="5" fill="#fff" fill-opacity=".15"/>'
                '<line x1="0" y1="0" x2="0" y2="5" stroke="#fff" stroke-width="2.4"/></pattern>'
            ).format(key)
        if any(isinstance(shape, Segment) and shape.arrow for shape in self.shapes):
            marks += Markup(
                '<marker id="{0}-a" viewBox="0 0 8 8" refX="7.4" refY="4" markerWidth="6.5" markerHeight="6.5" '
                'orient="auto-start-reverse" markerUnits="userSpaceOnUse">'
                '<path d="M0 .8 8 4 0 7.2z" fill="{1}"/></marker>'
            ).format(key, SOFT)
        defs = Markup("<defs>{}</defs>").format(marks) if marks else Markup("")
        return Markup(
            '<svg class="{0}" viewBox="0 0 {1} {2}" role="img" aria-label="{3}" '
            'preserveAspectRatio="xMinYMid meet" xmlns="http://www.w3.org/2000/svg">{4}{5}</svg>'
        ).format(class_name, _n(self.width), _n(self.height), self.description, defs, body)


def _n(value: float) -> str:
    """A coordinate, short."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def _title(text: str) -> Markup:
    return Markup("<title>{}</title>").format(text) if text else Markup("")


def _attributes(**values: object) -> Markup:
    parts = [
        Markup('{}="{}"').format(name.replace("_", "-"), _n(value) if isinstance(value, float | int) else value)
        for name, value in values.items()
        if value is not None
    ]
    return Markup(" ").join(parts)


def _shape(shape: Shape, key: str) -> Markup:
    """One shape as SVG."""
    if isinstance(shape, Rectangle):
        box = _attributes(
            x=shape.x, y=shape.y, width=shape.width, height=shape.height, rx=shape.rounded if shape.rounded else None
        )
        stroke = Markup("") if shape.stroke == "none" else Markup(' stroke="{}"').format(shape.stroke)
        body = Markup('<rect {} fill="{}"{}>{}</rect>').format(box, shape.fill, stroke, _title(shape.title))
        if shape.hatched:
            body += Markup('<rect {} fill="url(#{}-h)" pointer-events="none"/>').format(box, key)
        return body
    if isinstance(shape, Segment):
        line = _attributes(
            x1=shape.x1,
            y1=shape.y1,
            x2=shape.x2,
            y2=shape.y2,
            stroke=shape.stroke,
            stroke_width=shape.width,
            stroke_dasharray="3 3" if shape.dashed else None,
            stroke_opacity=shape.opacity if shape.opacity < 1 else None,
            marker_end=f"url(#{key}-a)" if shape.arrow else None,
        )
        return Markup("<line {}>{}</line>").format(line, _title(shape.title))
    if isinstance(shape, Ellipse):
        ellipse = _attributes(
            cx=shape.cx, cy=shape.cy, rx=shape.rx, ry=shape.ry, fill=shape.fill, stroke=shape.stroke,
            stroke_width=shape.width,
        )  # fmt: skip
        return Markup("<ellipse {}>{}</ellipse>").format(ellipse, _title(shape.title))
    if isinstance(shape, Arc):
        x, middle, start, end = (_n(one) for one in (shape.x, shape.x - shape.bulge, shape.y1, shape.y2))
        curve = f"M{x} {start}C{middle} {start} {middle} {end} {x} {end}"
        line = _attributes(
            d=curve, fill="none", stroke=shape.stroke, stroke_width=shape.width, stroke_opacity=shape.opacity
        )
        return Markup("<path {}>{}</path>").format(line, _title(shape.title))
    if isinstance(shape, Path):
        curve = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in shape.points)
        return Markup("<path {}/>").format(
            _attributes(d=curve, fill="none", stroke=shape.stroke, stroke_width=shape.width)
        )
    attributes = _attributes(
        x=shape.x,
        y=shape.y,
        font_size=shape.size,
        text_anchor=None if shape.anchor == "start" else shape.anchor,
        fill=shape.fill,
        font_weight="600" if shape.bold else None,
        font_style="italic" if shape.italic else None,
    )
    return Markup("<text {}>{}</text>").format(attributes, escape(shape.text))


def diverging_palette(n: int) -> tuple[str, ...]:
    """Colours for ordered answers, brown to teal through a light grey; told apart by the colour-blind.

    Parameters
    ----------
    n : int
        Number of categories.

    Returns
    -------
    tuple of str
        One colour per category, from low to high.

    References
    ----------
    Anchors after the colour-blind-safe scheme BrBG of Brewer, C. A., https://colorbrewer2.org.
    """
    if n == 1:
        return ("#dcdfe2",)
    anchors: Sequence[tuple[float, tuple[int, int, int]]] = (
        (0.0, (154, 91, 26)),
        (0.25, (220, 185, 125)),
        (0.5, (224, 226, 228)),
        (0.75, (116, 187, 180)),
        (1.0, (10, 112, 106)),
    )
    colours = []
    for index in range(n):
        place = index / (n - 1)
        below = max((anchor for anchor in anchors if anchor[0] <= place), key=lambda anchor: anchor[0])
        above = min((anchor for anchor in anchors if anchor[0] >= place), key=lambda anchor: anchor[0])
        span = above[0] - below[0]
        part = (place - below[0]) / span if span else 0.0
        mixed = (round(low + part * (high - low)) for low, high in zip(below[1], above[1], strict=True))
        colours.append("#" + "".join(f"{channel:02x}" for channel in mixed))
    return tuple(colours)
