"""The rows that an analysis uses: variables of a model, group by group, with clusters and weights, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import (
    AssumptionWarning,
    DataError,
    MissingDataWarning,
    warn_caller,
)
from lerende_organisatie.psychometrics.frames import numeric_items

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LISTWISE_SHARE = 0.10
"""Above this share of rows lost to listwise deletion a warning says so; a convention, named in the message."""


@dataclass(frozen=True, slots=True)
class GroupData:
    """One group's rows.

    Attributes
    ----------
    label : str
        The group; empty where there is one group only.
    values : ndarray (n, p)
        NaN where an answer is missing.
    rows : ndarray of int (n,)
        Their positions in the frame that was given.
    cluster : ndarray of int (n,) or None
        Codes of clusters, from 0, in order of appearance.
    weight : ndarray (n,) or None
        Sampling weights, scaled so that those of all groups sum to all rows used.
    """

    label: str
    values: Floats
    rows: Ints
    cluster: Ints | None = None
    weight: Floats | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows used, and how many were not.

    Attributes
    ----------
    observed : tuple of str
        The p variables.
    groups : tuple of GroupData
        In order of appearance, or of the categories where the group column is categorical.
    n_given : int
        Rows of the frame.
    n_left_out : int
        Rows that were left out: incomplete (listwise), without any answer, without a group.
    index : Index
        The index of the frame that was given.
    """

    observed: tuple[str, ...]
    groups: tuple[GroupData, ...]
    n_given: int
    n_left_out: int
    index: pd.Index

    @property
    def n(self) -> int:
        """Rows used."""
        return sum(len(g.rows) for g in self.groups)


def draw_sample(
    frame: pd.DataFrame,
    observed: Sequence[str],
    *,
    group: str | None = None,
    cluster: str | None = None,
    weights: str | None = None,
    complete: bool = True,
    required: Sequence[str] = (),
    otherwise: str = "fixed_x=False would use them",
    keeping: str = "missing='fiml'",
    minimum: int = 2,
) -> Sample:
    """The rows of a frame that can be used.

    Parameters
    ----------
    frame : DataFrame
    observed : p column names
    group, cluster, weights : column names
    complete : bool
        Leave out every row with a missing answer (listwise deletion); otherwise only rows without any answer.
    required : column names
        Variables without which a row is left out even where incomplete rows are used.
    otherwise : str
        What the warning of rows left out for that advises.
    keeping : str
        The option under which incomplete rows would be used.
    minimum : int
        The least number of rows in a group.

    Raises
    ------
    DataError
        A column is absent or not numeric, a group is too small, a weight is negative, or no row is left.
    """
    faults = [
        f"{what} column {name!r} is not in the data"
        for what, name in (("group", group), ("cluster", cluster), ("weight", weights))
        if name is not None and name not in frame.columns
    ]
    faults += [
        f"{what} column {name!r} stands in the data {int((frame.columns == name).sum())} times"
        for what, name in (("group", group), ("cluster", cluster), ("weight", weights))
        if name is not None and (frame.columns == name).sum() > 1
    ]
    try:
        values = numeric_items(frame, observed)
    except DataError as error:
        raise DataError("the data", [*faults, *error.faults]) from None
    if faults:
        raise DataError("the data", faults)
    missing = np.isnan(values)
    keep: NDArray[np.bool_] = np.asarray(~(missing.any(axis=1) if complete else missing.all(axis=1)))
    needed = np.array([name in set(required) for name in observed], dtype=bool)
    if not complete and (lacking := missing[:, needed].any(axis=1)).any():
        warn_caller(
            f"{int((lacking & keep).sum())} rows miss a fixed covariate ({', '.join(required)}) and are left out; "
            f"{otherwise}",
            MissingDataWarning,
        )
        keep &= ~lacking
    empty = int((~keep).sum())
    if complete and len(frame) and empty > LISTWISE_SHARE * len(frame):
        warn_caller(
            f"listwise deletion leaves out {empty} of {len(frame)} rows ({empty / len(frame):.0%}, above "
            f"{LISTWISE_SHARE:.0%}); {keeping} would use them",
            MissingDataWarning,
        )
    for name, what in ((group, "group"), (cluster, "cluster"), (weights, "weight")):
        if name is None:
            continue
        without = frame[name].isna().to_numpy()
        if (without & keep).any():
            warn_caller(
                f"{int((without & keep).sum())} rows have no {what} (column {name!r}) and are left out",
                MissingDataWarning,
            )
            keep &= ~without
    if not keep.any():
        raise DataError(
            "the data", ["no row is left: " + _why_empty(frame, observed, missing, keeping if complete else "")]
        )
    weight = None if weights is None else _weights(frame, weights, keep)
    codes, labels = _group_codes(frame, group, keep)
    if group is not None and len(labels) == 1:
        warn_caller(
            f"all rows are in one group, {labels[0]!r} (column {group!r}): nothing is compared; leave group out, or "
            "look at what became of the other groups",
            AssumptionWarning,
        )
    clusters = None if cluster is None else pd.factorize(frame[cluster].where(keep))[0]
    groups = []
    for code, label in enumerate(labels):
        rows = np.flatnonzero(keep & (codes == code))
        if len(rows) < minimum:
            where = f"group {label!r}" if group else "the data"
            faults.append(f"{where} has {len(rows)} usable row(s); at least {minimum} are needed")
            continue
        if clusters is not None and (clusters[rows] == clusters[rows[0]]).all():
            where = f"in group {label!r}" if group else "in the data"
            faults.append(
                f"{where} all rows have one value of {cluster!r}; errors of clusters need two clusters or more"
            )
            continue
        groups.append(
            GroupData(
                label,
                values[rows],
                rows,
                None if clusters is None else pd.factorize(clusters[rows])[0].astype(np.intp),
                None if weight is None else weight[rows] * (keep.sum() / weight[keep].sum()),
            )
        )
    if faults:
        raise DataError("the data", faults)
    return Sample(tuple(observed), tuple(groups), len(frame), int(len(frame) - keep.sum()), frame.index)


def _why_empty(frame: pd.DataFrame, observed: Sequence[str], missing: NDArray[np.bool_], keeping: str) -> str:
    if not len(frame):
        return "the frame is empty"
    never = [name for name, gone in zip(observed, np.asarray(missing.all(axis=0)), strict=True) if gone]
    if never:
        return f"nobody answered {', '.join(map(repr, never))}; leave {'it' if len(never) == 1 else 'them'} out"
    answered = ~missing.any(axis=1) if keeping else ~missing.all(axis=1)
    if answered.any():
        return "no row with answers has a group, cluster or weight"
    return f"every row misses an answer; use {keeping}" if keeping else "no row has an answer"


def _weights(frame: pd.DataFrame, name: str, keep: NDArray[np.bool_]) -> Floats:
    weight = numeric_items(frame, [name])[:, 0]
    bad = keep & ~(weight > 0)
    if bad.any():
        raise DataError(
            "the data",
            [f"weight column {name!r} is zero or negative in row {int(np.argmax(bad))} ({int(bad.sum())} rows)"],
        )
    return weight


def _group_codes(frame: pd.DataFrame, group: str | None, keep: NDArray[np.bool_]) -> tuple[Ints, list[str]]:
    if group is None:
        return np.zeros(len(frame), dtype=np.intp), [""]
    column = frame[group]
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = [c for c in column.cat.categories if (keep & (column == c).to_numpy(dtype=bool, na_value=False)).any()]
        codes = column.astype(object).map({c: k for k, c in enumerate(used)}).fillna(-1).to_numpy(dtype=np.intp)
        return codes, [_label(c) for c in used]
    codes, uniques = pd.factorize(column.where(keep))
    return codes.astype(np.intp), [_label(u) for u in uniques]


def _label(value: object) -> str:
    """A group's label as text; 1.0 reads as 1."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
