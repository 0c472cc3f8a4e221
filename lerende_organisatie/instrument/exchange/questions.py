"""What a survey tool is asked to ask: the items page by page, and a few questions about the respondent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from lerende_organisatie.errors import DefinitionError, OptionError
from lerende_organisatie.instrument.faults import PlacedFault, fault, mapping
from lerende_organisatie.instrument.parts import Check, Definition, Name, Text, Translations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerende_organisatie.instrument.definition import Instrument

DEFAULT_PER_PAGE = 10
"""Items on a page: a phone shows about so many without losing the labels."""


def _option_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Options that are not in every language of the question."""
    languages = set(mapping(data.get("wording")))
    return [
        fault(("options", code), f"has no text in {', '.join(sorted(languages - set(mapping(texts))))}")
        for code, texts in mapping(data.get("options")).items()
        if languages - set(mapping(texts))
    ]


class BackgroundQuestion(Definition):
    """A question about the respondent, asked before the items.

    Parameters
    ----------
    id : str
        The name of its column in the export: ``"school"``, ``"role"``.
    wording : dict of language to str
    options : dict of code to dict of language to str
        What can be chosen; without options a line of text can be filled in.
    required : bool
    """

    consistent: ClassVar[Check] = staticmethod(_option_faults)

    id: Name
    wording: Annotated[Translations, Field(min_length=1)]
    options: dict[Name, dict[str, Text]] = Field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A questionnaire as a survey tool sees it.

    Attributes
    ----------
    instrument : Instrument
    languages : tuple of str
        The first is the one that the tool starts in.
    background : tuple of BackgroundQuestion
    pages : tuple of tuple of str
        Ids of the items on each page, in the instrument's order.
    """

    instrument: Instrument
    languages: tuple[str, ...]
    background: tuple[BackgroundQuestion, ...]
    pages: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """A name for the form, letters, digits and underscores."""
        return re.sub(r"\W", "_", self.instrument.name)

    def title(self, language: str) -> str:
        """The questionnaire's title."""
        return self.instrument.title[language]

    def instruction(self, language: str) -> str:
        """What respondents read first."""
        return self.instrument.instruction_text(language)

    def item(self, item: str, language: str) -> str:
        """The wording of an item."""
        return self.instrument.item(item).text(language)

    def answers(self, language: str) -> tuple[tuple[int, str], ...]:
        """Values of the response scale with their labels."""
        scale = self.instrument.response_scale
        return tuple((value, scale.label(value, language)) for value in scale.values)


def asked(
    instrument: Instrument,
    languages: Sequence[str] | None,
    background: Sequence[BackgroundQuestion],
    per_page: int,
) -> Asked:
    """Put a questionnaire together for a survey tool.

    Parameters
    ----------
    instrument : Instrument
    languages : sequence of str or None
        None takes all of the instrument's.
    background : sequence of BackgroundQuestion
    per_page : int

    Returns
    -------
    Asked

    Raises
    ------
    OptionError
        A language that the instrument is not in; fewer than one item on a page.
    DefinitionError
        A background question has the name of an item or of another, or lacks a language.
    """
    chosen = tuple(dict.fromkeys(languages)) if languages else instrument.languages
    unknown = [language for language in chosen if language not in instrument.languages]
    if unknown:
        there = ", ".join(instrument.languages)
        raise OptionError(f"{instrument.name} is not there in {', '.join(map(repr, unknown))}, but in {there}")
    if per_page < 1:
        raise OptionError(f"per_page must be a whole number from 1, not {per_page!r}")
    faults = [
        f"response scale: no labels in {language!r}"
        for language in chosen
        if language not in instrument.response_scale.labels
    ]
    taken = set(instrument.item_ids)
    for question in background:
        if question.id in taken:
            faults.append(f"background question {question.id!r}: an item or another question has that name")
        taken.add(question.id)
        lacking = [language for language in chosen if language not in question.wording]
        if lacking:
            faults.append(f"background question {question.id!r}: no wording in {', '.join(lacking)}")
    if faults:
        raise DefinitionError(f"the questionnaire {instrument.name}", faults)
    ids = instrument.item_ids
    pages = tuple(ids[start : start + per_page] for start in range(0, len(ids), per_page))
    return Asked(instrument, chosen, tuple(background), pages)


def one_line(text: str) -> str:
    """Text without line breaks and tabs, for formats that have one line per cell."""
    return " ".join(text.split())
