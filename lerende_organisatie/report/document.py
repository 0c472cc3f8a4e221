"""A report as data: sections of paragraphs, tables, figures and folded detail, before anything is rendered.

HTML, Word and CSV are made of the same document, so that they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from lerende_organisatie.report.figures.drawing import Drawing

Kind = Literal["text", "id", "count", "fixed", "bounded", "percent", "p", "interval", "interval_fixed", "drawing"]
Tone = Literal["good", "mixed", "poor", "note"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key : str
        The key of its value in every row; for an interval the stem of ``key_ci_lower`` and ``key_ci_upper``.
    heading : str
    kind : str
        How its values are printed: text, id, count, fixed, bounded (between -1 and 1), percent (of a share), p,
        interval, interval_fixed or drawing.
    decimals : int
    title : str
        The heading in full, where it is a symbol.
    tinted : bool
        Whether its cells are tinted by their value.
    """

    key: str
    heading: str
    kind: Kind = "text"
    decimals: int = 2
    title: str = ""
    tinted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; values at full precision.

    Attributes
    ----------
    key : str
        Its name, also that of its CSV file.
    caption : str
    columns : tuple of Column
    rows : tuple of mapping
        Values by column key. None is not given.
    notes : tuple of str
    flags : frozenset of (int, str)
        Row number and column key of values that miss a convention; they are marked in print.
    strong : frozenset of int
        Rows that stand out.
    groups : tuple of (int, str)
        Row number before which a heading stands, and that heading.
    coarser : mapping of (int, str) to int
        Decimals of cells that are given to fewer than the rest of their column.
    triangle : bool
        Whether cells without a value are left empty (the lower half of a symmetric matrix).
    strongest : bool
        Whether the largest tinted value of each row stands out.
    dense : bool
        Set in smaller type.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, object], ...]
    notes: tuple[str, ...] = ()
    flags: frozenset[tuple[int, str]] = frozenset()
    strong: frozenset[int] = frozenset()
    groups: tuple[tuple[int, str], ...] = ()
    coarser: Mapping[tuple[int, str], int] = field(default_factory=dict)
    triangle: bool = False
    strongest: bool = False
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a small heading may stand before it."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption and what it shows in words."""

    key: str
    caption: str
    drawing: Drawing
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the reader must see: a warning beside its number."""

    text: str
    tone: Tone = "note"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One of the findings: a bold summary, the sentence and how it turned out."""

    label: str
    text: str
    tone: Tone
    verdict: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """The findings together."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of texts; each may end in a link."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What the colours of a drawing mean: a text and its colour each."""

    caption: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One answered line of the checklist."""

    asks: str
    status: str
    status_label: str
    text: str
    place: str
    place_label: str
    user_text: str


@dataclass(frozen=True, slots=True)
class Checks:
    """The checklist of one standard."""

    heading: str
    summary: str
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Detail that is folded on screen and open in print."""

    summary: str
    blocks: tuple[Block, ...]


Block = Paragraph | Table | Figure | Remark | Points | Listing | Key | Checks | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    Attributes
    ----------
    key : str
        Its anchor.
    title : str
    blocks : tuple of Block
    new_page : bool
        Whether it begins on a new page in print.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The report.

    Attributes
    ----------
    language : str
    title, subtitle : str
    facts : tuple of (str, str)
        What stands under the title: a label and its value.
    sections : tuple of Section
    words : mapping of str to str
        The page's own words (contents, notes, ...).
    """

    language: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> Iterator[Table]:
        """Every table of the report, also the folded ones."""
        for section in self.sections:
            yield from _tables(section.blocks)


def _tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Fold):
            yield from _tables(block.blocks)
