"""Means per role within schools, shown only where no role of fewer than the minimum follows from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.privacy.tables import suppress_table
from lerende_organisatie.psychometrics.aggregation.one_way import cluster_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class RoleMeans:
    """Means of R roles in J schools on D dimensions.

    Attributes
    ----------
    n : ndarray (J, R)
        Respondents; 0 where the role is not shown or not there.
    mean, se : ndarrays (J, R, D)
        NaN where not shown.
    hidden : ndarray (J,) of bool
        Whether a role of the school is there and not shown.
    """

    n: Ints
    mean: Floats
    se: Floats
    hidden: NDArray[np.bool_]


def role_means(scores: Floats, school: Ints, schools: int, role: Ints, roles: int, minimum: int) -> RoleMeans:
    """Means per school and role.

    A role counts with its fewest scores on any dimension, so that it is shown on all of them or on none. Respondents
    without a role are a role of their own that is never shown. Totals per school and per role are taken to be known.

    Parameters
    ----------
    scores : ndarray (n, D)
    school, role : ndarrays (n,) of int
        A role of -1 is not known.
    schools, roles : int
    minimum : int

    Returns
    -------
    RoleMeans
    """
    kinds = roles + 1
    cell = school * kinds + np.where(role < 0, roles, role)
    sums = cluster_sums(scores, cell, schools * kinds)
    people = np.bincount(cell, minlength=schools * kinds).reshape(schools, kinds)
    scored = sums.n.reshape(schools, kinds, -1).min(axis=2)
    counts = np.where(people > 0, np.maximum(scored, 1), 0).astype(np.int64)
    shown = suppress_table(counts, minimum)[:, :roles] & (counts[:, :roles] > 0)
    n = sums.n.reshape(schools, kinds, -1)[:, :roles]
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(sums.within.reshape(schools, kinds, -1)[:, :roles] / (n - 1) / n)
    mean = np.where(shown[:, :, None], sums.mean.reshape(schools, kinds, -1)[:, :roles], np.nan)
    return RoleMeans(
        np.where(shown, people[:, :roles], 0).astype(np.intp),
        mean,
        np.where(shown[:, :, None], se, np.nan),
        ((people[:, :roles] > 0) & ~shown).any(axis=1) | (people[:, roles] > 0),
    )
