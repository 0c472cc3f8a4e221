"""Respondents in the groups that may be compared, outcome by outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError
from lerende_organisatie.privacy.tables import hide_with_company
from lerende_organisatie.psychometrics.frames import numeric_items, to_frame
from lerende_organisatie.responses.responses import Responses
from lerende_organisatie.responses.scoring import score_dimensions

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

SEED = 20200
"""Of the choice of who is left out in company of a few."""


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """One outcome of the respondents who are compared.

    Attributes
    ----------
    outcome : str
    y : ndarray (n,)
    group : ndarray (n,) of int
    groups : tuple of G str
    school : ndarray (n,) of int, or None
    constant : bool
        Whether a group has no variance at all.
    """

    outcome: str
    y: Floats
    group: Ints
    groups: tuple[str, ...]
    school: Ints | None
    constant: bool


def grouped(
    data: Responses | pd.DataFrame, by: str, outcomes: Iterable[str] | None, cluster: str | None, minimum: int
) -> tuple[list[Grouped], str, list[str]]:
    """The outcomes with their groups, the name of the factor, and what was left out.

    Parameters
    ----------
    data : Responses or DataFrame
    by : str
    outcomes : iterable of str or None
    cluster : str or None
    minimum : int

    Returns
    -------
    list of Grouped, str, list of str

    Raises
    ------
    DataError
        A column is absent or not numeric, or there are not two groups of the minimum size.
    """
    frame, values, names, school_name, by_name = _columns(data, by, outcomes, cluster)
    label = frame[by_name]
    school = None if school_name is None else frame[school_name]
    notes: list[str] = []
    out = label.isna().to_numpy()
    if out.any():
        notes.append(f"respondents without {by} are left out")
    if school is not None:
        nowhere = school.isna().to_numpy()
        if nowhere.any():
            notes.append("respondents without a school are left out")
        size = school.map(school.value_counts()).fillna(0).to_numpy()
        alone = (size < minimum) & ~nowhere
        if 0 < alone.sum() < minimum:
            notes.append(f"a school of fewer than {minimum} respondents is left out")
            out = out | alone
        out = out | nowhere
    text = label.map(_text, na_action="ignore")
    parts = []
    small: set[str] = set()
    generator = np.random.default_rng(SEED)
    for number, name in enumerate(names):
        y = values[:, number]
        unscored = np.isnan(y)
        known = ~out & ~unscored
        counts = text[known].value_counts()
        few = set(counts.index[counts < minimum])
        small |= few
        # who has no score at all gives nothing away; those who have one and are not shown do
        hidden = (out | text.isin(few).to_numpy()) & ~unscored
        keep = ~unscored
        keep[keep] = ~hide_with_company(hidden[keep], generator, minimum)
        kept = text[keep].value_counts()
        if (kept >= minimum).sum() < 2:
            raise DataError(
                "compare_groups",
                [f"{name}: two groups of {by} with {minimum} respondents or more are needed"],
            )
        keep &= text.isin(kept.index[kept >= minimum]).to_numpy()
        code, groups = pd.factorize(text[keep], sort=True)
        where = None if school is None else pd.factorize(school[keep])[0].astype(np.intp)
        variances = [y[keep][code == at].var() for at in range(len(groups))]
        parts.append(
            Grouped(name, y[keep], code.astype(np.intp), tuple(map(str, groups)), where, min(variances) <= 1e-12)
        )
    if small:
        notes.append(f"groups of fewer than {minimum} respondents are left out, with company where they are few in all")
    return parts, by, notes


def _columns(
    data: Responses | pd.DataFrame, by: str, outcomes: Iterable[str] | None, cluster: str | None
) -> tuple[pd.DataFrame, Floats, list[str], str | None, str]:
    """The frame, the outcomes as an array with their names, and the columns of school and group."""
    names = None if outcomes is None else [outcomes] if isinstance(outcomes, str) else list(outcomes)
    if isinstance(data, Responses):
        frame = data.keyed
        own = getattr(data.columns, by, None) if by in ("role", "sector", "group", "wave") else None
        by_name = own or by
        school = cluster or data.columns.cluster
        scores = score_dimensions(data).table
        names = list(scores.columns) if names is None else names
        wide = pd.concat([frame[[c for c in frame.columns if c not in scores.columns]], scores], axis=1)
    else:
        frame, by_name, school = to_frame(data), by, cluster
        wide = frame
    faults = []
    if by_name not in frame.columns:
        faults.append(f"by={by!r}: there is no such column; there are {', '.join(map(str, frame.columns[-8:]))}")
    if school is not None and school not in frame.columns:
        faults.append(f"cluster={school!r}: there is no such column")
    if names is None:
        faults.append("outcomes= names the numeric columns to compare")
    if faults or names is None:
        raise DataError("compare_groups", faults)
    return frame, numeric_items(wide, names, "compare_groups"), names, school, by_name


def _text(label: object) -> str:
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)
