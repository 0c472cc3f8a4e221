"""What every section needs: the study, the words and the number formats of the language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lerende_organisatie.report.document import Column, Kind, Remark
from lerende_organisatie.report.wording import CATALOGUE, Words
from lerende_organisatie.studies.numbers import Numbers
from lerende_organisatie.studies.rival_models import Noted, text_in
from lerende_organisatie.studies.study import ValidationStudy


@dataclass(frozen=True, slots=True)
class Setting:
    """A study that is put into words.

    Attributes
    ----------
    study : ValidationStudy
    words : Words
    numbers : Numbers
    """

    study: ValidationStudy
    words: Words
    numbers: Numbers

    @property
    def language(self) -> str:
        """The language of the report."""
        return self.words.language

    def dimension(self, key: str) -> str:
        """The name of a dimension or factor of any structure, or its key where it has none.

        Parameters
        ----------
        key : str

        Returns
        -------
        str
        """
        structures = (self.study.structure, *self.study.instrument.structures.values())
        for structure in structures:
            for dimension in structure.dimensions:
                if dimension.id == key:
                    return text_in(dimension.label, self.language)
        return key.replace("_", " ")

    def wording(self, item: str) -> str:
        """The wording of an item.

        Parameters
        ----------
        item : str

        Returns
        -------
        str
        """
        found = self.study.instrument.item(item)
        for language in (self.language, "en"):
            if language in found.wording:
                return found.text(language)
        return found.text(next(iter(found.wording)))

    def label(self, value: int) -> str:
        """The label of an answer.

        Parameters
        ----------
        value : int

        Returns
        -------
        str
        """
        scale = self.study.instrument.response_scale
        language = next(
            (choice for choice in (self.language, "en") if choice in scale.labels), next(iter(scale.labels), None)
        )
        return str(value) if language is None else scale.label(value, language)

    def column(self, key: str, kind: Kind = "text", decimals: int = 2, head: str | None = None) -> Column:
        """A column whose heading is in the catalogue.

        Parameters
        ----------
        key : str
            Of the value in every row.
        kind : str
        decimals : int
        head : str, optional
            Key of the heading without ``head.``; the key of the value if not given.

        Returns
        -------
        Column
        """
        return headed_column(self.words, key, kind, decimals, head)

    def remarks(self, notes: Iterable[Noted], about: str = "") -> tuple[Remark, ...]:
        """Warnings as remarks beside their numbers.

        Parameters
        ----------
        notes : iterable of Noted
        about : str
            What they are about, for each line.

        Returns
        -------
        tuple of Remark
        """
        return self.gathered((about, note) for note in notes)

    def gathered(self, notes: Iterable[tuple[str, Noted]]) -> tuple[Remark, ...]:
        """Warnings about several things, one remark per kind of warning.

        Parameters
        ----------
        notes : iterable of (str, Noted)
            What each is about, and the warning.

        Returns
        -------
        tuple of Remark
        """
        return gathered_remarks(self.words, notes)


def headed_column(words: Words, key: str, kind: Kind = "text", decimals: int = 2, head: str | None = None) -> Column:
    """A column whose heading is in the catalogue.

    Parameters
    ----------
    words : Words
    key : str
        Of the value in every row.
    kind : str
    decimals : int
    head : str, optional
        Key of the heading without ``head.``; the key of the value if not given.

    Returns
    -------
    Column
    """
    name = f"head.{head or key}"
    title = words(f"{name}.title") if f"{name}.title" in CATALOGUE else ""
    return Column(key, words(name), kind, decimals, title)


def gathered_remarks(words: Words, notes: Iterable[tuple[str, Noted]]) -> tuple[Remark, ...]:
    """Warnings about several things, one remark per kind of warning.

    Parameters
    ----------
    words : Words
    notes : iterable of (str, Noted)
        What each is about, and the warning.

    Returns
    -------
    tuple of Remark
    """
    by_category: dict[str, dict[str, None]] = {}
    for about, note in notes:
        line = f"{about}: {note.message}" if about else note.message
        by_category.setdefault(note.category, {})[line] = None
    label = words("warning")
    return tuple(Remark("\n".join(lines), "mixed", f"{label} ({category})") for category, lines in by_category.items())
