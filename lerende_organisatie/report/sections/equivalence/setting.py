"""What every section of the translation report needs: the study, the words and the number formats of the language."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.report.document import Column, Kind, Remark
from lerende_organisatie.report.sections.setting import gathered_remarks, headed_column
from lerende_organisatie.report.wording import Words
from lerende_organisatie.studies.numbers import Numbers
from lerende_organisatie.studies.rival_models import text_in
from lerende_organisatie.studies.translation.study import EquivalenceStudy


@dataclass(frozen=True, slots=True)
class EquivalenceSetting:
    """A study that is put into words.

    Attributes
    ----------
    study : EquivalenceStudy
    words : Words
    numbers : Numbers
    """

    study: EquivalenceStudy
    words: Words
    numbers: Numbers

    @property
    def language(self) -> str:
        """The language of the report."""
        return self.words.language

    def dimension(self, key: str) -> str:
        """The name of a dimension.

        Parameters
        ----------
        key : str

        Returns
        -------
        str
        """
        found = next((one for one in self.study.structure.dimensions if one.id == key), None)
        return key if found is None else text_in(found.label, self.language)

    def column(self, key: str, kind: Kind = "text", decimals: int = 2, head: str | None = None) -> Column:
        """A column whose heading is in the catalogue.

        Parameters
        ----------
        key : str
        kind : str
        decimals : int
        head : str, optional
            Key of the heading without ``head.``.

        Returns
        -------
        Column
        """
        return headed_column(self.words, key, kind, decimals, head)

    def remarks(self, where: str) -> tuple[Remark, ...]:
        """The warnings of a section.

        Parameters
        ----------
        where : str

        Returns
        -------
        tuple of Remark
        """
        return gathered_remarks(self.words, (("", note) for note in self.study.notes if note.where == where))
