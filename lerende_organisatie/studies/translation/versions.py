"""The language versions side by side: who takes part, items and reliability in each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import DataError, OptionError, PrivacyError
from lerende_organisatie.privacy import check_minimum, is_small, part_of
from lerende_organisatie.psychometrics.groups import label_text, near_duplicates
from lerende_organisatie.psychometrics.reliability.alpha import cronbach_alpha
from lerende_organisatie.psychometrics.reliability.items import item_analysis
from lerende_organisatie.psychometrics.reliability.omega import mcdonald_omega
from lerende_organisatie.responses.responses import check_responses
from lerende_organisatie.studies.rival_models import Noted, noting, publishable
from lerende_organisatie.studies.translation.study import GroupSize, ItemInGroup, ScaleInGroup

if TYPE_CHECKING:
    from lerende_organisatie.instrument.parts import Structure
    from lerende_organisatie.responses.responses import Responses

COUNTING = frozenset({"SmallSampleWarning", "MissingDataWarning", "SparseCategoryWarning", "ItemWarning", "failure"})
"""Warnings that say how many respondents they are about."""

COARSE = 2
"""Decimals of figures whose number of answers is withheld."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The answers that are compared.

    Attributes
    ----------
    structure : Structure
    scales : dict of dimension to tuple of items
        Items that every version has answers to.
    frame : DataFrame
        Keyed answers of those with any, and the group column as a category, the reference group first.
    answers : DataFrame
        The same as given.
    column : str
    groups : tuple of GroupSize
    n_withheld : int
        Groups that are too small to be shown.
    dropped : tuple of str
        Items that a version has no answers to.
    minimum : int
    """

    structure: Structure
    scales: dict[str, tuple[str, ...]]
    frame: pd.DataFrame
    answers: pd.DataFrame
    column: str
    groups: tuple[GroupSize, ...]
    n_withheld: int
    dropped: tuple[str, ...]
    minimum: int

    @property
    def n(self) -> int:
        """Respondents of all groups."""
        return len(self.frame)

    @property
    def items(self) -> tuple[str, ...]:
        """All items that are compared."""
        return tuple(item for members in self.scales.values() for item in members)

    @property
    def incomplete(self) -> bool:
        """Whether answers are missing."""
        return bool(self.frame[list(self.items)].isna().any(axis=None))

    def rows(self, group: str) -> pd.DataFrame:
        """The rows of one group."""
        return self.frame[(self.frame[self.column] == group).to_numpy()]


def versions_of(
    responses: Responses, structure: str | None, group: str | None, reference: str | None, minimum: int
) -> Versions:
    """The language versions that can be compared.

    Parameters
    ----------
    responses : Responses
    structure : str or None
    group : str or None
        A column; by default the one that was read as the group.
    reference : str or None
        A group; by default the first in the data.
    minimum : int

    Returns
    -------
    Versions

    Raises
    ------
    OptionError, DataError, PrivacyError
        As :func:`lerende_organisatie.translation_report` says.
    """
    check_responses(responses, "translation_report")
    check_minimum(minimum)
    hypothesis = responses.instrument.structure(structure or responses.structure)
    column = _column(responses, group)
    items = [item for item in responses.item_ids if any(item in members for members in hypothesis.scales.values())]
    keyed = responses.keyed
    there = keyed[items].notna().any(axis=1) & keyed[column].notna()
    labels = keyed.loc[there, column].map(label_text)
    counts = {str(label): int(n) for label, n in labels.value_counts(sort=False).items()}
    if faults := near_duplicates(counts, column):
        raise DataError("the language versions", faults)
    shown = [label for label, n in counts.items() if not is_small(n, minimum)]
    if len(shown) < 2:
        found = f"column {column!r} has {len(counts)} group(s)"
        if len(counts) >= 2:
            few = f"{len(shown)} of them of at least minimum_group_size={minimum}"
            raise PrivacyError(f"{found}, {few}; two or more are compared.")
        raise DataError("the language versions", [f"{found}; two or more are compared"])
    if reference is not None and reference not in shown:
        raise OptionError(f"reference={reference!r} is no group that can be shown; they are {', '.join(shown)}")
    first = reference or shown[0]
    order = [first, *(label for label in shown if label != first)]
    keep = labels[labels.isin(order)]
    frame = keyed.loc[keep.index, items].assign(**{column: pd.Categorical(keep, categories=order)})
    answered = {item: frame.groupby(column, observed=True)[item].count() for item in items}
    usable = [item for item in items if (answered[item] >= minimum).all() and frame[item].min() < frame[item].max()]
    scales = {key: tuple(i for i in members if i in usable) for key, members in hypothesis.scales.items()}
    scales = {key: members for key, members in scales.items() if len(members) > 1}
    if not scales:
        raise DataError("the language versions", ["no dimension has two items that every version answered"])
    return Versions(
        hypothesis,
        scales,
        frame,
        responses.items.loc[keep.index],
        column,
        tuple(GroupSize(label, counts[label]) for label in order),
        len(counts) - len(order),
        tuple(item for item in items if item not in usable),
        minimum,
    )


def _column(responses: Responses, group: str | None) -> str:
    if group is None:
        found = responses.design("group")
        if found is None:
            raise OptionError("there is no group column; read the responses with group=, or name a column with group=")
        return str(found.name)
    if group not in responses.frame.columns:
        raise OptionError(f"group={group!r} is no column of the responses")
    return group


def without_small_counts(text: str, versions: Versions) -> str:
    """A message without a number that is of a few respondents, or that leaves a few of a version out.

    Parameters
    ----------
    text : str
    versions : Versions

    Returns
    -------
    str
        Such numbers are replaced by an ellipsis.
    """
    totals = (versions.n, *(group.n for group in versions.groups))

    def shown(match: re.Match[str]) -> str:
        number = int(match[0])
        telling = is_small(number, versions.minimum) or any(
            is_small(total - number, versions.minimum) for total in totals
        )
        return "…" if telling else match[0]

    return re.sub(r"(?<![\w.,])\d+(?![\w.,]*\d|%)", shown, text)


def safe_note(note: Noted, versions: Versions) -> Noted:
    """A warning as it may be published.

    Parameters
    ----------
    note : Noted
    versions : Versions

    Returns
    -------
    Noted
    """
    kept = publishable(note, versions.n, versions.minimum)
    if kept.category not in COUNTING:
        return kept
    return replace(kept, message=without_small_counts(kept.message, versions))


def items_by_group(versions: Versions) -> tuple[ItemInGroup, ...]:
    """Every item in every language version.

    Parameters
    ----------
    versions : Versions

    Returns
    -------
    tuple of ItemInGroup
    """
    found = []
    for dimension, members in versions.scales.items():
        for group in versions.groups:
            rows = versions.rows(group.label)[list(members)]
            rest = _item_rest(rows)
            for item in members:
                answers = rows[item].dropna()
                n = part_of(group.n, len(answers), versions.minimum)
                figures: list[float] = [float(answers.mean()), float(answers.std())]
                if n is None:
                    figures = [round(figure, COARSE) for figure in figures]
                found.append(ItemInGroup(item, dimension, group.label, n, figures[0], figures[1], rest.get(item)))
    return tuple(found)


def _item_rest(rows: pd.DataFrame) -> dict[str, float | None]:
    """Corrected item–total correlations; none where they cannot be computed."""
    try:
        table, _ = noting("items", lambda: item_analysis(rows).table)
    except DataError:
        return {}
    return {str(item): None if pd.isna(value) else float(value) for item, value in table["item_rest"].items()}


def scales_by_group(versions: Versions) -> tuple[tuple[ScaleInGroup, ...], tuple[Noted, ...]]:
    """The reliability of every dimension in every language version.

    Parameters
    ----------
    versions : Versions

    Returns
    -------
    tuple of ScaleInGroup, tuple of Noted
    """
    found, notes = [], []
    for dimension, members in versions.scales.items():
        for group in versions.groups:
            rows = versions.rows(group.label)[list(members)].dropna()
            n = part_of(group.n, len(rows), versions.minimum)
            figures: list[float | None] = []
            for coefficient in (cronbach_alpha, mcdonald_omega):
                try:
                    one, _ = noting("reliability", lambda use=coefficient, data=rows: use(data))  # type: ignore[misc]
                    figures += [one.estimate, one.ci_lower, one.ci_upper]
                except DataError as error:
                    figures += [None, None, None]
                    notes.append(Noted("reliability", "failure", f"{dimension}, {group.label}: {error.faults[0]}"))
            found.append(ScaleInGroup(dimension, group.label, n, *figures))
    return tuple(found), tuple(dict.fromkeys(notes))
