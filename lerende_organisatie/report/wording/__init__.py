"""Every text of the report's own, in every language it can be written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lerende_organisatie.report.wording.analyses import ANALYSES
from lerende_organisatie.report.wording.further import FURTHER
from lerende_organisatie.report.wording.headings import HEADINGS
from lerende_organisatie.report.wording.page import PAGE
from lerende_organisatie.report.wording.prose import PROSE
from lerende_organisatie.report.wording.translation import TRANSLATION
from lerende_organisatie.studies.bilingual import Text, check_language

CATALOGUE: Mapping[str, Text] = MappingProxyType({**PAGE, **HEADINGS, **PROSE, **ANALYSES, **FURTHER, **TRANSLATION})
"""All texts by key."""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language.

    Parameters
    ----------
    language : {"en", "nl"}
    """

    language: str

    def __post_init__(self) -> None:
        check_language(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """A text, with its values filled in.

        Parameters
        ----------
        key : str
            Of :data:`CATALOGUE`.
        values : object
            What stands in braces in the text.

        Returns
        -------
        str
        """
        return CATALOGUE[key].in_language(self.language).format(**values)

    def of(self, text: Text) -> str:
        """A text that is there in both languages.

        Parameters
        ----------
        text : Text

        Returns
        -------
        str
        """
        return text.in_language(self.language)
