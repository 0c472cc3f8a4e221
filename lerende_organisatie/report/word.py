"""A document as a Word file: headings, text, tables and figures, for a co-author who comments in Word."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lerende_organisatie.errors import MissingExtraError, OptionError
from lerende_organisatie.report.document import (
    Block,
    Checks,
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
from lerende_organisatie.report.figures.picture import png
from lerende_organisatie.report.html import NUMERIC, printed
from lerende_organisatie.studies.numbers import NOT_THERE, Numbers

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

WIDE = 9
"""Tables with more columns than this are set smaller."""


def write_word(document: Document, path: Path) -> None:
    """Write a document as a Word file.

    Parameters
    ----------
    document : Document
    path : Path

    Raises
    ------
    MissingExtraError
        python-docx is not installed.
    OptionError
        The file cannot be written.
    """
    check_word()
    import docx

    word = docx.Document()
    _styles(word)
    word.add_paragraph(document.subtitle, style="Subtitle")
    word.add_heading(document.title, 0)
    for label, value in document.facts:
        _run_in(word.add_paragraph(), f"{label}: ", value)
    writer = _Writer(word, document)
    for section in document.sections:
        word.add_heading(section.title, 1)
        for block in section.blocks:
            writer.block(block)
    word.add_paragraph(document.words["made_with"])
    try:
        word.save(str(path))
    except OSError as error:
        raise OptionError(f"{path} cannot be written ({error.strerror or error}).") from error


def check_word() -> None:
    """Refuse to begin on a Word document that cannot be written.

    Raises
    ------
    MissingExtraError
        python-docx is not installed.
    """
    if find_spec("docx") is None:
        raise MissingExtraError("a Word document needs python-docx (the extra 'word'): pip install python-docx")


def _styles(word: WordDocument) -> None:
    from docx.shared import Mm, Pt

    normal: Any = word.styles["Normal"]
    normal.font.name = "Cambria"
    normal.font.size = Pt(10.5)
    for section in word.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)


def _run_in(paragraph: Any, label: str, text: str) -> None:
    """A paragraph that begins in bold."""
    paragraph.add_run(label).bold = True
    paragraph.add_run(text)


class _Writer:
    """Writes blocks and counts tables and figures as it goes."""

    def __init__(self, word: WordDocument, document: Document) -> None:
        self._word = word
        self._document = document
        self._numbers = Numbers(document.language)
        self._tables = 0
        self._figures = 0

    def block(self, block: Block) -> None:
        """Write one block."""
        word = self._word
        if isinstance(block, Paragraph):
            if block.heading:
                word.add_heading(block.heading, 3)
            if block.text:
                word.add_paragraph(block.text)
        elif isinstance(block, Remark):
            _run_in(word.add_paragraph(), f"{block.label}. " if block.label else "", block.text)
        elif isinstance(block, Points):
            for point in block.points:
                _run_in(word.add_paragraph(), f"{point.label} ({point.verdict}). ", point.text)
        elif isinstance(block, Listing):
            for text, link in block.items:
                word.add_paragraph(f"{text} {link}".strip())
        elif isinstance(block, Key):
            word.add_paragraph(" · ".join(text for text, _ in block.entries))
        elif isinstance(block, Checks):
            self._checks(block)
        elif isinstance(block, Figure):
            self._figure(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Fold):
            word.add_heading(block.summary, 2)
            for inner in block.blocks:
                self.block(inner)

    def _checks(self, checks: Checks) -> None:
        self._word.add_heading(checks.heading, 2)
        self._word.add_paragraph(checks.summary)
        rows = []
        for line in checks.lines:
            answer = line.text + (f" → {line.place_label}" if line.place else "")
            rows.append([line.status_label, line.asks, "\n".join(filter(None, [answer, line.user_text]))])
        self._grid([], rows, [False, False, False], 8.5)

    def _figure(self, figure: Figure) -> None:
        from docx.shared import Mm

        self._figures += 1
        height = 215 if figure.tall else None
        image = io.BytesIO(png(figure.drawing))
        ratio = figure.drawing.height / figure.drawing.width
        if height is not None and 165 * ratio > height:
            self._word.add_picture(image, height=Mm(height))
        else:
            self._word.add_picture(image, width=Mm(165))
        label = f"{self._document.words['figure']} {self._figures}. "
        _run_in(self._word.add_paragraph(), label, figure.caption)

    def _table(self, table: Table) -> None:
        self._tables += 1
        caption = self._word.add_paragraph()
        _run_in(caption, f"{self._document.words['table']} {self._tables}. ", table.caption)
        caption.paragraph_format.keep_with_next = True
        columns = [column for column in table.columns if column.kind != "drawing"]
        groups = dict(table.groups)
        rows: list[list[str]] = []
        for index, row in enumerate(table.rows):
            if index in groups:
                rows.append([groups[index]] + [""] * (len(columns) - 1))
            cells = []
            for column in columns:
                places = min(column.decimals, table.coarser.get((index, column.key), column.decimals))
                text = str(printed(replace(column, decimals=places), row, self._numbers))
                if table.triangle and column.key not in row:
                    text = ""
                flagged = (index, column.key) in table.flags and not column.kind.startswith("interval")
                flag = "†" if flagged and text != NOT_THERE else ""
                cells.append(text + flag)
            rows.append(cells)
        size = 7.0 if len(columns) > WIDE else 8.5
        self._grid([c.heading for c in columns], rows, [c.kind in NUMERIC for c in columns], size)
        for note in table.notes:
            self._small(note)

    def _small(self, text: str) -> None:
        from docx.shared import Pt

        self._word.add_paragraph().add_run(text).font.size = Pt(8)

    def _grid(self, header: list[str], rows: list[list[str]], numeric: list[bool], size: float) -> None:
        """A table with rules above, below and under its header only."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        lines = ([header] if header else []) + rows
        grid = self._word.add_table(rows=len(lines), cols=len(numeric))
        grid.style = "Light List" if header else "Table Grid"
        cells = grid._cells  # every access through rows and columns builds this list anew
        for place, text in enumerate(text for line in lines for text in line):
            paragraph = cells[place].paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(text).font.size = Pt(size)
            if numeric[place % len(numeric)]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._word.add_paragraph()
