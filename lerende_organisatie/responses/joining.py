"""One frame from one export, or from one per language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.responses.covariates import with_labels
from lerende_organisatie.responses.versions import Version

LANGUAGE = "language"
"""The name of the column that says which export a respondent comes from."""


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """The rows kept of all exports under each other.

    Attributes
    ----------
    frame : DataFrame
        n rows; the items in the instrument's order, then the other columns.
    versions : tuple of Version
    version_of_row, row_of_version : ndarray (n,)
        Which export a row comes from, and which of its rows it is.
    names : mapping of use to column name
    notes : tuple of str
    faults : tuple of str
    """

    frame: pd.DataFrame
    versions: tuple[Version, ...]
    version_of_row: NDArray[np.intp]
    row_of_version: NDArray[np.intp]
    names: Mapping[str, str]
    notes: tuple[str, ...]
    faults: tuple[str, ...]

    def places(self, positions: Sequence[int] | NDArray[np.intp]) -> str:
        """Rows of the frame as a message names them: where they stand in their export."""
        parts: list[str] = []
        for number, version in enumerate(self.versions):
            rows = [self.row_of_version[place] for place in positions if self.version_of_row[place] == number]
            if rows:
                prefix = f"{version.language} " if len(self.versions) > 1 else ""
                parts.append(prefix + version.table.places(rows))
        return " and ".join(parts)


def joined(versions: Sequence[Version], items: Sequence[str], required: Sequence[str], group_named: bool) -> Joined:
    """Put the rows kept of each export under each other.

    Several exports get a column ``language`` that says which one a row comes from; it is the group to compare unless
    the caller named one. Codes of other columns become the labels that their file gives them, unless the exports
    label them differently, for then only the codes say the same in each.

    Parameters
    ----------
    versions : sequence of Version
    items : sequence of str
        All items of the instrument, in its order.
    required : sequence of str
        Those whose absence the version itself reports.
    group_named : bool
        Whether the caller named the group column.
    """
    faults: list[str] = []
    notes: list[str] = []
    read = {item for version in versions for item in version.answers}
    if len(versions) > 1:
        for version in versions:
            absent = [item for item in sorted(read - set(required)) if item not in version.answers]
            if absent:
                faults.append(f"{version.language}: no column for {', '.join(absent)}, which other versions have")
    present = [item for item in items if all(item in version.answers for version in versions)]
    answers = pd.DataFrame(
        np.concatenate([_codes(version, present) for version in versions]) if present else None,
        columns=present,
        index=None if present else range(sum(int(version.kept.sum()) for version in versions)),
        dtype=float,
    )
    columns = _covariates(versions, notes)
    names: dict[str, str] = {use: name for version in versions for use, name in version.names.items()}
    if len(versions) > 1:
        if LANGUAGE not in columns:
            columns[LANGUAGE] = _language(versions)
            if not group_named:
                names["group"] = LANGUAGE
        elif not group_named:
            faults.append(
                f"the exports have a column {LANGUAGE!r} of their own; give group={LANGUAGE!r} to compare by it, or "
                "rename it so that the column can say which export a respondent comes from"
            )
    frame = pd.concat([answers, pd.DataFrame(columns, index=answers.index)], axis=1)
    lengths = [int(version.kept.sum()) for version in versions]
    return Joined(
        frame=frame,
        versions=tuple(versions),
        version_of_row=np.repeat(np.arange(len(versions), dtype=np.intp), lengths),
        row_of_version=np.concatenate([np.flatnonzero(version.kept) for version in versions]).astype(np.intp),
        names=names,
        notes=tuple(notes),
        faults=tuple(faults),
    )


def _codes(version: Version, items: Sequence[str]) -> NDArray[np.float64]:
    return np.column_stack([version.answers[item].codes for item in items])[version.kept]


def _language(versions: Sequence[Version]) -> pd.Series:
    names = [str(version.language) for version in versions]
    lengths = [int(version.kept.sum()) for version in versions]
    return pd.Series(np.repeat(np.array(names, dtype=object), lengths), dtype="str")


def _covariates(versions: Sequence[Version], notes: list[str]) -> dict[str, pd.Series]:
    """Every column that any export has besides the items, with labels in place of codes."""
    names = list(dict.fromkeys(name for version in versions for name in version.covariates.columns))
    columns: dict[str, pd.Series] = {}
    for name in names:
        having = [version for version in versions if name in version.covariates.columns]
        if len(having) < len(versions):
            shown = " and ".join(str(version.language) for version in having)
            notes.append(f"column {name!r} is only in {shown}; it is missing for the others")
        column = _stacked(versions, name)
        labels = [version.covariates.labels.get(name, {}) for version in having]
        if all(label == labels[0] for label in labels):
            column = with_labels(column, labels[0]) if labels[0] else column
        else:
            notes.append(f"column {name!r} keeps its codes, because the exports label them differently")
        columns[name] = column
    return columns


def _stacked(versions: Sequence[Version], name: str) -> pd.Series:
    parts: list[pd.Series] = []
    for version in versions:
        column = version.covariates.columns.get(name)
        if column is None:
            parts.append(pd.Series(np.full(int(version.kept.sum()), np.nan)))
        else:
            parts.append(column[version.kept].reset_index(drop=True))
    filled = [part for part in parts if part.notna().any()]
    kinds = {pd.api.types.is_numeric_dtype(part.dtype) for part in filled}
    if len(kinds) > 1:
        parts = [part.map(_as_text, na_action="ignore").astype("str") for part in parts]
    elif kinds == {False}:
        parts = [part if part.notna().any() else part.astype(object) for part in parts]
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _as_text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
