"""What every report can do: write itself as HTML, Word, JSON and CSV."""

from __future__ import annotations

import json
from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.studies.bilingual import check_language

if TYPE_CHECKING:
    from lerende_organisatie.report.document import Document


class RendersItself(Cited):
    """A report that knows its document and its plain values."""

    __slots__ = ()

    language: str
    """Of the report where none is named."""

    @abstractmethod
    def _document_in(self, language: str) -> Document:
        """The report in one of the languages that there are."""

    def document(self, language: str | None = None) -> Document:
        """The report as sections, tables and figures, before it is rendered.

        Parameters
        ----------
        language : {"en", "nl"}, optional

        Returns
        -------
        Document

        Raises
        ------
        OptionError
            There is no report in that language.
        """
        return self._document_in(check_language(language or self.language))

    @abstractmethod
    def to_dict(self) -> dict[str, object]:
        """Everything that was computed as plain values, at full precision.

        Returns
        -------
        dict
            Lists, dicts, texts, numbers and None.
        """

    def to_html(self, path: str | Path | None = None, language: str | None = None) -> str:
        """The report as one self-contained HTML file.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.
        language : {"en", "nl"}, optional

        Returns
        -------
        str

        Raises
        ------
        OptionError
            There is no report in that language, or the file cannot be written.
        """
        from lerende_organisatie.report.html import render_html

        return written(render_html(self.document(language)), path)

    def to_docx(self, path: str | Path, language: str | None = None) -> None:
        """The report as a Word document; needs the extra ``word``.

        Parameters
        ----------
        path : str or Path
        language : {"en", "nl"}, optional

        Raises
        ------
        MissingExtraError
            python-docx is not installed.
        OptionError
            There is no report in that language, or the file cannot be written.
        """
        from lerende_organisatie.report.word import write_word

        write_word(self.document(language), Path(path))

    def to_json(self, path: str | Path | None = None) -> str:
        """The plain values as JSON.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.

        Returns
        -------
        str

        Raises
        ------
        OptionError
            The file cannot be written.
        """
        return written(json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n", path)

    def to_csv(self, folder: str | Path, language: str | None = None) -> tuple[Path, ...]:
        """Every table of the report as a CSV file in a folder.

        Parameters
        ----------
        folder : str or Path
            Made when it is not there.
        language : {"en", "nl"}, optional
            Of names and labels.

        Returns
        -------
        tuple of Path
            The files, in the order of the report.

        Raises
        ------
        OptionError
            There is no report in that language, or the folder cannot be written to.
        """
        from lerende_organisatie.report.csv_tables import csv_text

        place = Path(folder)
        files = []
        try:
            place.mkdir(parents=True, exist_ok=True)
            for table in self.document(language).tables():
                file = place / f"{table.key}.csv"
                file.write_text(csv_text(table), encoding="utf-8-sig", newline="")
                files.append(file)
        except OSError as error:
            raise OptionError(f"{place}: the tables cannot be written there ({error.strerror or error}).") from error
        return tuple(files)

    def _repr_html_(self) -> str:
        """The report inside a notebook, in a frame of its own."""
        from markupsafe import escape

        return f'<iframe srcdoc="{escape(self.to_html())}" style="width:100%;height:40rem;border:0"></iframe>'


def written(text: str, path: str | Path | None) -> str:
    """The text, also written to a file when there is a path.

    Parameters
    ----------
    text : str
    path : str or Path, optional

    Returns
    -------
    str

    Raises
    ------
    OptionError
        The file cannot be written.
    """
    if path is not None:
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            raise OptionError(f"{path} cannot be written ({error.strerror or error}).") from error
    return text
