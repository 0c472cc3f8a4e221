"""The instrument: items, response scale and factor structures as one typed, versioned, citable definition."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, StrictInt, ValidationInfo, field_validator

from lerende_organisatie.errors import OptionError
from lerende_organisatie.instrument import consistency
from lerende_organisatie.instrument.faults import closest
from lerende_organisatie.instrument.parts import (
    Check,
    Dimension,
    Item,
    Language,
    Level,
    Name,
    Provenance,
    ResponseScale,
    Structure,
    Text,
    Translations,
    fields,
    filled,
)
from lerende_organisatie.instrument.written import WrittenDefinition

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dimension", "Instrument", "Item", "Provenance", "ResponseScale", "Structure"]


class Instrument(WrittenDefinition):
    """A questionnaire: what is asked, how it can be answered, and which items form which dimension.

    Parameters
    ----------
    schema_version : 1
        The version of this format.
    kind : "questionnaire"
    name : str
    title : dict of language to str
    version : str
        The version of this definition.
    languages : tuple of str
        Every text must be there in each of them.
    instruction : dict of language to str
        What respondents read first; ``{referent}`` stands for the team, school or board.
    citation : tuple of str
        The publications to cite.
    licence : str
    response_scale : ResponseScale
    referents : dict of level to dict of language to str
        What ``{referent}`` stands for, for example ``{"school": {"en": "our school", "nl": "onze school"}}``.
    structures : dict of name to Structure
    default_structure : str
        The structure that gives each item its dimension; it holds every item once.
    items : tuple of Item

    Raises
    ------
    DefinitionError
        The definition cannot be used; every fault is listed with its place.
    """

    consistent: ClassVar[Check] = staticmethod(consistency.instrument_faults)

    schema_version: Annotated[StrictInt, Field(ge=1, le=1)]
    kind: Literal["questionnaire"]
    name: Name
    title: Translations
    version: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    instruction: Translations
    citation: tuple[Text, ...] = ()
    licence: Text
    note: Text | None = None
    response_scale: ResponseScale
    referents: dict[Level, Translations] = Field(default_factory=dict)
    structures: Annotated[dict[Name, Structure], Field(min_length=1)]
    default_structure: Name
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @field_validator("structures", mode="before")
    @classmethod
    def _named_by_key(cls, structures: object) -> object:
        """A structure that does not repeat its name has the name it stands under."""
        if not isinstance(structures, Mapping):
            return structures
        return {
            key: {"name": key, **value} if isinstance(value, Mapping) else value for key, value in structures.items()
        }

    @field_validator("items", mode="after")
    @classmethod
    def _placed(cls, items: tuple[Item, ...], info: ValidationInfo) -> tuple[Item, ...]:
        """Give each item its dimension and referents, which are stored in the structure and the referents alone."""
        structures: Mapping[str, Structure] = info.data.get("structures", {})
        referents: Mapping[str, Mapping[str, str]] = info.data.get("referents", {})
        default = structures.get(info.data.get("default_structure", ""))
        if default is None:
            return items
        home = {item: dimension for dimension, members in default.scales.items() for item in members}
        return tuple(
            item.placed(home[item.id], referents.get(item.level, {})) if item.id in home else item for item in items
        )

    def __repr__(self) -> str:
        dimensions = len(self.dimensions)
        return f"<Instrument {self.name} {self.version}: {len(self.items)} items, {dimensions} dimensions>"

    def __str__(self) -> str:
        return repr(self)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of the items, in the order in which they are asked."""
        return tuple(item.id for item in self.items)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions of the default structure."""
        return self.structures[self.default_structure].dimensions

    def item(self, item_id: str) -> Item:
        """The item with an id.

        Raises
        ------
        OptionError
            There is no such item.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise OptionError(f"{self.name} has no item {item_id!r}{closest(str(item_id), self.item_ids)}")

    def structure(self, name: str | None = None) -> Structure:
        """A structure by name; the default structure without a name.

        Raises
        ------
        OptionError
            There is no such structure.
        """
        chosen = self.default_structure if name is None else name
        if chosen not in self.structures:
            raise OptionError(f"{self.name} has no structure {chosen!r}; there are {', '.join(self.structures)}")
        return self.structures[chosen]

    def model_syntax(self, structure: str | None = None, second_order: bool = False) -> str:
        """A structure as a measurement model in lavaan's syntax.

        Parameters
        ----------
        structure : str, optional
            The name of a structure; the default structure if not given.
        second_order : bool
            Add the higher-order factor on which the dimensions load.

        Raises
        ------
        OptionError
            There is no such structure, or it names no higher-order factor.
        """
        return self.structure(structure).model_syntax(second_order=second_order)

    def instruction_text(self, language: str) -> str:
        """The instruction in a language, with the referent filled in.

        Raises
        ------
        OptionError
            There is no instruction in that language.
        """
        if language not in self.instruction:
            raise OptionError(f"{self.name} is not there in {language!r}, but in {', '.join(self.languages)}")
        referent = self.referents.get(self.items[0].level, {}).get(language)
        return filled(self.instruction[language], referent)

    def for_level(self, level: Level) -> Instrument:
        """The same instrument, speaking of a team, a school or a board.

        Parameters
        ----------
        level : {"team", "school", "board"}

        Raises
        ------
        OptionError
            The definition has no referent for that level.
        """
        if level not in self.referents:
            offered = ", ".join(self.referents) or "none"
            raise OptionError(f"{self.name} has no referent for the level {level!r}; there is: {offered}")
        items = [{**fields(item), "level": level} for item in self.items]
        return Instrument(**{**fields(self), "items": items})

    def with_wording(
        self,
        table: pd.DataFrame | str | Path,
        *,
        kind: Literal["licensed", "published", "user"] = "licensed",
        source: str | None = None,
        partial: bool = False,
    ) -> Instrument:
        """The same instrument in the wording of a table, for example the licensed one.

        Parameters
        ----------
        table : DataFrame, or path to CSV or Excel (.xlsx)
            Either the columns ``item, language, wording`` or ``item`` and one column per language (``nl`` or
            ``wording_nl``). Capitals, spaces and hyphens in headers do not matter.
        kind : {"licensed", "published", "user"}
            What the provenance of the replaced wordings says.
        source : str, optional
            Where the wording comes from; the file's name if not given.
        partial : bool
            Items that the table leaves out keep their wording; otherwise each one left out is a fault.

        Raises
        ------
        DefinitionError
            The table cannot be read or does not fit the instrument; every fault is listed.
        """
        from lerende_organisatie.instrument.tables import reworded

        return reworded(self, table, kind=kind, source=source, partial=partial)

    def with_allocation(
        self,
        table: pd.DataFrame | str | Path,
        *,
        kind: Literal["licensed", "published", "user"] = "licensed",
        source: str | None = None,
    ) -> Instrument:
        """The same instrument with items, dimensions and published values as a table gives them.

        Without wording the table says anew in which dimension each item stands. With wording its items take the place
        of the instrument's, and the result speaks the languages of the table. A structure that joins whole
        dimensions (as ``theory7`` joins two of ``kools2020``) joins those of the table; one that cannot be carried over
        is left out with a warning.

        Parameters
        ----------
        table : DataFrame, or path to CSV or Excel (.xlsx)
            Columns ``item, dimension`` and, where known, ``label_LANGUAGE`` (of the dimension), ``wording_LANGUAGE``,
            ``alpha``, ``loading``, ``reverse``. Capitals, spaces and hyphens in headers do not matter.
        kind : {"licensed", "published", "user"}
            What the provenance of allocation and wording says.
        source : str, optional
            Where the table comes from; the file's name if not given.

        Raises
        ------
        DefinitionError
            The table cannot be read or does not make an instrument; every fault is listed.

        Warns
        -----
        RecodedWarning
            A structure could not be carried over.
        """
        from lerende_organisatie.instrument.tables import reallocated

        return reallocated(self, table, kind=kind, source=source)

    def codebook(self) -> pd.DataFrame:
        """One row per item: id, dimension, reverse, level, facet, provenance and the wording per language."""
        import pandas as pd

        rows = [
            {
                "id": item.id,
                "dimension": item.dimension,
                "reverse": item.reverse,
                "level": item.level,
                "facet": item.facet,
                "provenance": item.provenance.kind,
                **{f"wording_{language}": item.text(language) for language in self.languages},
            }
            for item in self.items
        ]
        return pd.DataFrame(rows)
