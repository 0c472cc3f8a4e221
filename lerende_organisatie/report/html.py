"""A document as one self-contained HTML file: no network, no script, no font from elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TypeGuard

from markupsafe import Markup

from lerende_organisatie.report.document import (
    Checks,
    Column,
    Document,
    Figure,
    Fold,
    Key,
    Listing,
    Paragraph,
    Points,
    Remark,
    Table,
)
from lerende_organisatie.report.figures.drawing import Drawing
from lerende_organisatie.studies.numbers import NOT_THERE, Numbers

NUMERIC = frozenset({"count", "fixed", "bounded", "percent", "p", "interval", "interval_fixed"})
"""Kinds of columns whose values are aligned to the right."""

_BLOCKS = {
    Paragraph: "paragraph",
    Table: "table",
    Figure: "figure",
    Remark: "remark",
    Points: "points",
    Listing: "listing",
    Key: "key",
    Checks: "checks",
    Fold: "fold",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is printed.

    Attributes
    ----------
    text : str or Markup
    css : str
    style : str
        The tint, in a table that is tinted.
    """

    text: str
    css: str
    style: str = ""


def render_html(document: Document) -> str:
    """Write a document as HTML.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        Every text in it is escaped.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("lerende_organisatie.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = files("lerende_organisatie.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    numbers = Numbers(document.language)
    environment.filters["unbroken"] = lambda text: re.sub(
        r" ([=<>≤≥]) ", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text
    )
    environment.globals.update(
        kind_of=lambda block: _BLOCKS[type(block)],
        table_number=_numbering(document, Table),
        figure_number=_numbering(document, Figure),
        cells_of=lambda table, index, row: cells_of(table, index, row, numbers),
        heading_of=_heading,
        group_before=lambda table, index: dict(table.groups).get(index, ""),
        numeric=lambda column: column.kind in NUMERIC,
    )
    return environment.get_template("report.html.j2").render(document=document, style=Markup(style))


def cells_of(table: Table, index: int, row: Mapping[str, object], numbers: Numbers) -> list[Cell]:
    """A row as it is printed.

    Parameters
    ----------
    table : Table
    index : int
        The number of the row.
    row : mapping
    numbers : Numbers

    Returns
    -------
    list of Cell
    """
    tinted = [
        abs(value)
        for column in table.columns
        if table.strongest and column.tinted and _finite(value := row.get(column.key))
    ]
    cells = []
    for place, column in enumerate(table.columns):
        value = row.get(column.key)
        flagged = (index, column.key) in table.flags and not column.kind.startswith("interval")
        places = min(column.decimals, table.coarser.get((index, column.key), column.decimals))
        text = printed(replace(column, decimals=places), row, numbers, f"{table.key}-{index}-{place}")
        if table.triangle and column.key not in row:
            text = ""
        css = ["num"] if column.kind in NUMERIC else [column.kind]
        css += ["flag"] if flagged else []
        style = ""
        if column.tinted and _finite(value):
            style = _tint(value)
            css += ["tint"] + (["largest"] if tinted and abs(value) == max(tinted) else [])
        if flagged:
            text = Markup('{}<span class="dagger">†</span>').format(text)
        cells.append(Cell(text, " ".join(css), style))
    return cells


def printed(column: Column, row: Mapping[str, object], numbers: Numbers, key: str = "") -> str:
    """A value as it is printed.

    Parameters
    ----------
    column : Column
    row : mapping
    numbers : Numbers
    key : str
        Unique in the page, for a drawing.

    Returns
    -------
    str
    """
    value = row.get(column.key)
    if column.kind == "interval" or column.kind == "interval_fixed":
        lower, upper = row.get(f"{column.key}_ci_lower"), row.get(f"{column.key}_ci_upper")
        if not isinstance(lower, float | int) or not isinstance(upper, float | int):
            return NOT_THERE
        return numbers.interval(lower, upper, column.decimals, bounded=column.kind == "interval")
    if value is None:
        return NOT_THERE
    if isinstance(value, Drawing):
        return value.svg(key, "cell-drawing")
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, float | int):
        return str(value)
    if column.kind == "count":
        return numbers.count(value)
    if column.kind == "fixed":
        return numbers.fixed(value, column.decimals)
    if column.kind == "bounded":
        return numbers.bounded(value, column.decimals)
    if column.kind == "percent":
        return numbers.percent(value, column.decimals).removesuffix("%")
    if column.kind == "p":
        return numbers.p_cell(value)
    return str(value)


def _finite(value: object) -> TypeGuard[float]:
    """Whether a value is a number that can be drawn; a correlation that could not be computed is none."""
    return isinstance(value, float) and math.isfinite(value)


def _tint(value: float) -> str:
    """A background from white to teal for positive and to brown for negative values; the ink stays readable."""
    strength = min(abs(value), 1.0) ** 1.6
    red, green, blue = (120, 186, 182) if value >= 0 else (216, 168, 110)
    mixed = (round(255 + strength * (channel - 255)) for channel in (red, green, blue))
    return "background:#" + "".join(f"{channel:02x}" for channel in mixed)


def _heading(column: Column) -> str:
    """The heading of a column; that of a drawing is a drawing of its axis."""
    return Markup(column.heading) if column.kind == "drawing" else column.heading


def _numbering(document: Document, kind: type) -> dict[str, int]:
    """The number of every table, or of every figure."""
    numbers: dict[str, int] = {}

    def count(blocks: tuple[object, ...]) -> None:
        for block in blocks:
            if isinstance(block, Fold):
                count(block.blocks)
            elif isinstance(block, kind):
                numbers[block.key] = len(numbers) + 1  # type: ignore[attr-defined]

    for section in document.sections:
        count(section.blocks)
    return numbers
