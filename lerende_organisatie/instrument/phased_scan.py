"""The phased scan: dimensions, their subdimensions, and for each a description of every phase and a next step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StrictInt, StringConstraints
from pydantic_core import PydanticCustomError

from lerende_organisatie.errors import OptionError
from lerende_organisatie.instrument import scan_consistency
from lerende_organisatie.instrument.faults import closest, shown
from lerende_organisatie.instrument.parts import (
    LONGEST_TEXT,
    UNMARKED,
    Check,
    Definition,
    Language,
    Level,
    Name,
    Provenance,
    Text,
    Translations,
    filled,
)
from lerende_organisatie.instrument.written import WrittenDefinition

if TYPE_CHECKING:
    import pandas as pd


def _scan_name(text: str) -> str:
    plain = text.replace("-", "")
    if not (plain.isascii() and plain.isalnum() and text[0].isalpha() and len(text) <= 60):
        raise PydanticCustomError(
            "scan_name",
            "{shown} is not a name: begin with a letter, then letters, digits or '-', 60 at most",
            {"shown": shown(text)},
        )
    return text


ScanName = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=LONGEST_TEXT), AfterValidator(_scan_name)
]


class Phase(Definition):
    """What one sees in a school in this phase, and what it could do next.

    Parameters
    ----------
    description : dict of language to str
    next_step : dict of language to str
    """

    description: Annotated[Translations, Field(min_length=1)]
    next_step: Annotated[Translations, Field(min_length=1)]


class Subdimension(Definition):
    """One thing that is rated: which of the phases looks most like us now.

    Parameters
    ----------
    id : str
    label : dict of language to str
    phases : tuple of Phase
        From the first to the last; as many as the scan has phase labels.
    provenance : Provenance
        Of the texts.
    """

    id: Name
    label: Annotated[Translations, Field(min_length=1)]
    phases: Annotated[tuple[Phase, ...], Field(min_length=3, max_length=9)]
    provenance: Provenance = UNMARKED

    def name(self, language: str) -> str:
        """The label in a language.

        Raises
        ------
        OptionError
            There is no label in that language.
        """
        return _text(self.label, language, f"subdimension {self.id}")

    def description(self, phase: int, language: str) -> str:
        """What one sees in a phase, counted from 1.

        Raises
        ------
        OptionError
            There is no such phase, or no text in that language.
        """
        return _text(self._phase(phase).description, language, f"phase {phase} of {self.id}")

    def next_step(self, phase: int, language: str) -> str:
        """What could be done next from a phase, counted from 1.

        Raises
        ------
        OptionError
            There is no such phase, or no text in that language.
        """
        return _text(self._phase(phase).next_step, language, f"phase {phase} of {self.id}")

    def _phase(self, phase: object) -> Phase:
        if isinstance(phase, bool) or not isinstance(phase, int) or not 1 <= phase <= len(self.phases):
            raise OptionError(f"{shown(phase)} is not a phase of {self.id}; there are 1 to {len(self.phases)}")
        return self.phases[phase - 1]


class ScanDimension(Definition):
    """Subdimensions that belong together.

    Parameters
    ----------
    id : str
    label : dict of language to str
    subdimensions : tuple of Subdimension
    """

    id: Name
    label: Annotated[Translations, Field(min_length=1)]
    subdimensions: Annotated[tuple[Subdimension, ...], Field(min_length=1)]

    def name(self, language: str) -> str:
        """The label in a language.

        Raises
        ------
        OptionError
            There is no label in that language.
        """
        return _text(self.label, language, f"dimension {self.id}")


class Tension(Definition):
    """A pair of dimensions of which one conditions the other; a contrast between them is put as a question.

    Parameters
    ----------
    low, high : str
        The ids of the dimension that is seen early and of the one that is seen late while it needs the first.
    question : dict of language to str
        What the group is asked.
    """

    low: Name
    high: Name
    question: Annotated[Translations, Field(min_length=1)]


class PhasedScan(WrittenDefinition):
    """A self-scan in phases: of every subdimension people say which phase looks most like their school now.

    Parameters
    ----------
    schema_version : 1
        The version of this format.
    kind : "phased_scan"
    name : str
    title : dict of language to str
    version : str
        The version of this definition.
    languages : tuple of str
        Every text must be there in each of them.
    instruction : dict of language to str
        What people read first; ``{referent}`` stands for the team, school or board.
    citation : tuple of str
        The publications to cite.
    licence : str
    note : str, optional
        What a reader should know, for example whose texts these are.
    referents : dict of level to dict of language to str
        For whom the scan can be filled in, and what ``{referent}`` then stands for.
    phase_labels : dict of language to tuple of str
        The names of the phases, from the first to the last.
    dimensions : tuple of ScanDimension
    tensions : tuple of Tension
        Contrasts between dimensions that are put as a question.

    Raises
    ------
    DefinitionError
        The definition cannot be used; every fault is listed with its place.
    """

    consistent: ClassVar[Check] = staticmethod(scan_consistency.scan_faults)

    schema_version: Annotated[StrictInt, Field(ge=1, le=1)]
    kind: Literal["phased_scan"]
    name: ScanName
    title: Translations
    version: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    instruction: Translations
    citation: tuple[Text, ...] = ()
    licence: Text
    note: Text | None = None
    referents: Annotated[dict[Level, Translations], Field(min_length=1)]
    phase_labels: dict[Language, Annotated[tuple[Text, ...], Field(min_length=3, max_length=9)]]
    dimensions: Annotated[tuple[ScanDimension, ...], Field(min_length=1)]
    tensions: tuple[Tension, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<PhasedScan {self.name} {self.version}: {len(self.dimensions)} dimensions, "
            f"{len(self.subdimensions)} subdimensions, {self.n_phases} phases>"
        )

    def __str__(self) -> str:
        return repr(self)

    @property
    def n_phases(self) -> int:
        """How many phases there are."""
        return len(self.phase_labels[self.languages[0]])

    @property
    def levels(self) -> tuple[Level, ...]:
        """For whom the scan can be filled in."""
        return tuple(self.referents)

    @property
    def subdimensions(self) -> tuple[Subdimension, ...]:
        """All subdimensions, in the order in which they are rated."""
        return tuple(sub for dimension in self.dimensions for sub in dimension.subdimensions)

    @property
    def subdimension_ids(self) -> tuple[str, ...]:
        """The ids of the subdimensions, in the order in which they are rated."""
        return tuple(sub.id for sub in self.subdimensions)

    def subdimension(self, subdimension_id: str) -> Subdimension:
        """The subdimension with an id.

        Raises
        ------
        OptionError
            There is no such subdimension.
        """
        for sub in self.subdimensions:
            if sub.id == subdimension_id:
                return sub
        known = self.subdimension_ids
        raise OptionError(f"{self.name} has no subdimension {subdimension_id!r}{closest(str(subdimension_id), known)}")

    def dimension(self, dimension_id: str) -> ScanDimension:
        """The dimension with an id.

        Raises
        ------
        OptionError
            There is no such dimension.
        """
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        known = [dimension.id for dimension in self.dimensions]
        raise OptionError(f"{self.name} has no dimension {dimension_id!r}{closest(str(dimension_id), known)}")

    def instruction_text(self, language: str, level: str | None = None) -> str:
        """The instruction in a language, with the team, school or board filled in.

        Parameters
        ----------
        language : str
        level : {"team", "school", "board"}, optional
            The first that the scan offers, if not given.

        Raises
        ------
        OptionError
            There is no instruction in that language, or the scan is not for that level.
        """
        referent = self.referent(language, level)
        return filled(_text(self.instruction, language, self.name), referent)

    def referent(self, language: str, level: str | None = None) -> str:
        """What the team, school or board is called.

        Raises
        ------
        OptionError
            The scan is not there in that language, or not for that level.
        """
        chosen = self.levels[0] if level is None else level
        for offered, names in self.referents.items():
            if offered == chosen:
                return _text(names, language, self.name)
        raise OptionError(f"{self.name} is not for the level {chosen!r}, but for {', '.join(self.levels)}")

    def with_texts(
        self,
        table: pd.DataFrame | str | Path,
        *,
        kind: Literal["licensed", "published", "user"] = "licensed",
        source: str | None = None,
    ) -> PhasedScan:
        """The same scan in the texts of a table, for example the licensed ones.

        The result is there in the languages of the table alone: a text of ours would not be a translation of it.

        Parameters
        ----------
        table : DataFrame, or path to CSV or Excel (.xlsx)
            One row per subdimension and phase: ``subdimension, phase`` and per language ``description_nl`` and
            ``next_step_nl``; or ``subdimension, phase, language, description, next_step`` with a row per language too.
            ``label_nl`` (or ``label``) gives the subdimension another name. Every cell must be filled.
        kind : {"licensed", "published", "user"}
            What the provenance of the texts says.
        source : str, optional
            Where they come from; the file's name if not given.

        Returns
        -------
        PhasedScan

        Raises
        ------
        DefinitionError
            The table cannot be read or leaves a cell empty; every fault is listed.
        """
        from lerende_organisatie.instrument.scan_tables import retold

        return retold(self, table, kind=kind, source=source)

    def texts(self) -> pd.DataFrame:
        """The texts as :meth:`with_texts` takes them: one row per subdimension and phase.

        Returns
        -------
        DataFrame
            Columns dimension, subdimension, phase and per language label, description and next_step.
        """
        import pandas as pd

        rows = []
        for dimension in self.dimensions:
            for sub in dimension.subdimensions:
                for number, phase in enumerate(sub.phases, start=1):
                    row: dict[str, object] = {"dimension": dimension.id, "subdimension": sub.id, "phase": number}
                    for language in self.languages:
                        row[f"label_{language}"] = sub.label[language]
                        row[f"description_{language}"] = phase.description[language]
                        row[f"next_step_{language}"] = phase.next_step[language]
                    rows.append(row)
        return pd.DataFrame(rows)


def _text(texts: dict[str, str], language: str, what: str) -> str:
    if language not in texts:
        raise OptionError(f"{what} is not there in {language!r}, but in {', '.join(texts)}")
    return texts[language]
