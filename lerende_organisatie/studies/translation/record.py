"""The record of a translation as typed data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from lerende_organisatie.instrument.faults import PlacedFault, closest, fault, mapping, sequence
from lerende_organisatie.instrument.parts import Check, Definition, Language, Text
from lerende_organisatie.studies.translation.guidelines import GUIDELINE_NUMBERS
from lerende_organisatie.studies.translation.record_parts import (
    Change,
    Contributor,
    Date,
    Decision,
    InterviewRound,
    NotNeeded,
    Permission,
    Pilot,
    Reconciliation,
    Translation,
)

if TYPE_CHECKING:
    import pandas as pd


def consistent(data: Mapping[str, object], /) -> list[PlacedFault]:
    """Roles that nobody has, roles doubled, a language into itself, guidelines that do not exist.

    Parameters
    ----------
    data : mapping
        The record, whatever its shape.

    Returns
    -------
    list of PlacedFault
    """
    faults = []
    if data.get("source_language") is not None and data.get("source_language") == data.get("target_language"):
        faults.append(fault(("target_language",), "is the source language"))
    roles = [str(mapping(one).get("role")) for one in sequence(data.get("contributors"))]
    faults += [
        fault(("contributors", at, "role"), f"{role!r} stands there twice; number them")
        for at, role in enumerate(roles)
        if role in roles[:at]
    ]
    for where, by in _named_roles(data):
        if roles and isinstance(by, str) and by not in roles:
            faults.append(fault(where, f"{by!r} is no role of the contributors{closest(by, roles)}"))
    for key in mapping(data.get("statements")):
        if key not in GUIDELINE_NUMBERS:
            known = ", ".join(GUIDELINE_NUMBERS)
            faults.append(fault(("statements", str(key)), f"is no guideline of the ITC; they are {known}"))
    return faults


def _named_roles(data: Mapping[str, object]) -> list[tuple[tuple[str | int, ...], object]]:
    found: list[tuple[tuple[str | int, ...], object]] = []
    for key in ("forward", "back"):
        found += [((key, at, "by"), mapping(one).get("by")) for at, one in enumerate(sequence(data.get(key)))]
    reconciled = mapping(data.get("reconciliation")).get("by")
    found += [(("reconciliation", "by", at), one) for at, one in enumerate(sequence(reconciled))]
    for at, one in enumerate(sequence(data.get("decisions"))):
        found += [(("decisions", at, "by", k), by) for k, by in enumerate(sequence(mapping(one).get("by")))]
    return found


class TranslationRecord(Definition):
    """How a questionnaire was translated: who did what, when, and why the wording is what it is.

    Parameters
    ----------
    instrument : str
        The name of the instrument.
    source_language, target_language : str
    schema_version : int
    kind : "translation"
    version : str, optional
        Of the translated version.
    started, finished : str, optional
        Dates: a year, a month or a day.
    permission : Permission, optional
    contributors : tuple of Contributor
        By role; names are optional, and left out of files and reports unless asked for.
    construct_overlap : str, optional
        How far the construct exists, and means the same, in both populations.
    irrelevant_differences : str, optional
        What was done about differences of culture and language that have nothing to do with the construct.
    suitability : str, optional
        Whether format, scale, conventions and mode of administration suit the population.
    administration : str, optional
        How instructions and administration were prepared, and what must be kept the same.
    forward, back : tuple of Translation
    reconciliation : Reconciliation, optional
    decisions : tuple of Decision
        Of the committee.
    interviews : tuple of InterviewRound
        Cognitive interviews.
    pilot : Pilot, optional
    changes : tuple of Change
    statements : dict of guideline to str or NotNeeded
        What else there is to say on a guideline of the ITC, by its number ("A-2"), or why it does not apply.
    note : str, optional
    """

    consistent: ClassVar[Check] = staticmethod(consistent)

    instrument: Text
    source_language: Language
    target_language: Language
    schema_version: Literal[1] = 1
    kind: Literal["translation"] = "translation"
    version: Text | None = None
    started: Date | None = None
    finished: Date | None = None
    permission: Permission | None = None
    contributors: tuple[Contributor, ...] = ()
    construct_overlap: Text | None = None
    irrelevant_differences: Text | None = None
    suitability: Text | None = None
    administration: Text | None = None
    forward: tuple[Translation, ...] = ()
    back: tuple[Translation, ...] = ()
    reconciliation: Reconciliation | None = None
    decisions: tuple[Decision, ...] = ()
    interviews: tuple[InterviewRound, ...] = ()
    pilot: Pilot | None = None
    changes: tuple[Change, ...] = ()
    statements: Annotated[dict[Text, Text | NotNeeded], Field(default_factory=dict)]
    note: Text | None = None

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Every item that the record has a wording, decision, finding or change of, in that order."""
        found = [item for one in (*self.forward, *self.back) for item in one.items]
        found += list(self.reconciliation.items) if self.reconciliation else []
        found += [one.item for one in self.decisions if one.item]
        found += [one.item for one in self.changes]
        found += [one.item for part in self.interviews for one in part.findings if one.item]
        return tuple(dict.fromkeys(found))

    def completeness(self) -> pd.DataFrame:
        """What the record says on each of the ITC guidelines.

        Returns
        -------
        DataFrame
            One row per guideline (index ``guideline``): ``topic asks status evidence``; ``status`` is supplied,
            not_applicable or missing, and ``evidence`` says what there is, or what to do.

        References
        ----------
        International Test Commission (2017), The ITC guidelines for translating and adapting tests, 2nd edition,
        doi 10.1080/15305058.2017.1398166; asked in our own words.
        """
        from lerende_organisatie.studies.translation.completeness import completeness_table

        return completeness_table(self)

    def history(self, item: str) -> pd.DataFrame:
        """Everything that happened to one item, in the order of the steps.

        Parameters
        ----------
        item : str

        Returns
        -------
        DataFrame
            Columns ``step by date text``.
        """
        from lerende_organisatie.studies.translation.completeness import history_table

        return history_table(self, item)

    def to_dict(self, names: bool = False) -> dict[str, Any]:
        """The record as nested dicts and lists, without what is not given.

        Parameters
        ----------
        names : bool
            With the names of people, where there are any.

        Returns
        -------
        dict
        """
        data = self.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        data = {"schema_version": self.schema_version, "kind": self.kind, **data}
        if not names:
            for one in data.get("contributors", ()):
                one.pop("name", None)
        return data

    def to_yaml(self, path: str | Path | None = None, names: bool = False) -> str:
        """The record as YAML; reading it back gives an equal record, but for names that were left out.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.
        names : bool
            With the names of people.

        Returns
        -------
        str

        Raises
        ------
        DefinitionError
            The file cannot be written.
        """
        from lerende_organisatie.studies.translation.files import yaml_text

        return yaml_text(self.to_dict(names), path)
