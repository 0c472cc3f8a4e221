"""A text in every language that a report can be written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from lerende_organisatie.errors import OptionError

Language = Literal["en", "nl"]
"""The languages of a report."""

LANGUAGES: tuple[str, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in English and in Dutch.

    Attributes
    ----------
    en, nl : str
        The text; names in braces are filled in by :meth:`str.format`.
    """

    en: str
    nl: str

    def in_language(self, language: str) -> str:
        """The text in one language.

        Parameters
        ----------
        language : {"en", "nl"}

        Returns
        -------
        str
        """
        return self.nl if language == "nl" else self.en


def check_language(language: str) -> str:
    """The language of a report, refused when there is no text in it.

    Parameters
    ----------
    language : str

    Returns
    -------
    str

    Raises
    ------
    OptionError
        For any other language than those in :data:`LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise OptionError(f"language={language!r}: a report can be written in {' or '.join(map(repr, LANGUAGES))}.")
    return language
