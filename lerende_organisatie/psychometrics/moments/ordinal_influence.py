"""Influence values of thresholds, means, variances and correlations, and their asymptotic covariance matrix.

The estimates solve stacked score equations: each item's thresholds (or mean and variance) by itself, then the
correlation of each pair with these held. Their influence values are A⁻¹ times the scores [1]_, with A the mean outer
product of the observed scores: block-diagonal by item, diagonal for the correlations, and the products of
a correlation's score with those of its own two items below the diagonal [2]_. That is lavaan's choice; expected
information in its place changes the matrix by several per cent in a survey of ordinary size.

The influence of a respondent on a polychoric correlation depends on two answers alone, so it is a table per pair,
looked up for every respondent; nothing of the size respondents × statistics is kept.

References
----------
.. [1] Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous
   latent variable indicators. Psychometrika, 49, 115-132.
.. [2] Muthén, B. & Satorra, A. (1995). Technical aspects of Muthén's LISCOMP approach to estimation of latent variable
   relations with a comprehensive measurement model. Psychometrika, 60, 489-503.
.. [3] Asparouhov, T. (2005). Sampling weights in latent variable modeling. Structural Equation Modeling, 12, 411-434.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.moments.casewise_influence import CasewiseInfluence
from lerende_organisatie.psychometrics.moments.continuous_influence import (
    ContinuousItems,
    NormalPairs,
    PolyserialPairs,
    normal_influence,
    polyserial_influence,
)
from lerende_organisatie.psychometrics.moments.moment_influence import MomentInfluence

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

BYTES_AT_ONCE = 1 << 28
"""Memory for the influence values of one block of respondents."""

ROWS_AT_ONCE = 64
"""Rows of Γ that are squared at once."""


@dataclass(frozen=True, slots=True)
class PolychoricPairs:
    """The influence tables of the pairs of ordinal items that share their second item.

    Parameters
    ----------
    column : int
        The second item, which comes first in the order of items.
    rows : ndarray (P,)
        The first items.
    positions : ndarray (P,)
        Where the pairs stand among all pairs.
    starts : ndarray (P,)
        Where each pair's table begins in ``tables``.
    width : int
        Length of a table's row: categories of the second item and one more for a missing answer.
    tables : ndarray (Σ (C_row + 1)(C_column + 1),)
        Influence by category of the first item and category of the second, row by row, missing last.
    """

    column: int
    rows: Indices
    positions: Indices
    starts: Indices
    width: int
    tables: Floats


@dataclass(frozen=True, slots=True)
class Influence:
    """All that is needed to give any respondent's influence on any statistic.

    Parameters
    ----------
    codes : ndarray (p, n) of int16
        Category numbers of ordinal items, C_j where missing; rows of continuous items are not used.
    weights : ndarray (n,) or None
        Sampling weights with mean one.
    clusters : ndarray (n,) of int or None
        Cluster numbers 0 ... C - 1.
    thresholds : tuple of (item, first position, table (C_j + 1, C_j - 1))
        Influence on the thresholds of each ordinal item.
    continuous : ContinuousItems
        Continuous items with their influence on means and variances.
    polychoric : tuple of PolychoricPairs
    polyserial : tuple of PolyserialPairs
    normal : tuple of NormalPairs
    n_locations : int
        Thresholds and means.
    n_variances : int
        Continuous items.
    n_pairs : int
    """

    codes: NDArray[np.int16]
    weights: Floats | None
    clusters: Indices | None
    thresholds: tuple[tuple[int, int, Floats], ...]
    continuous: ContinuousItems
    polychoric: tuple[PolychoricPairs, ...]
    polyserial: tuple[PolyserialPairs, ...]
    normal: tuple[NormalPairs, ...]
    n_locations: int
    n_variances: int
    n_pairs: int

    @property
    def n(self) -> int:
        """Respondents."""
        return int(self.codes.shape[1])

    @property
    def n_clusters(self) -> int | None:
        """Clusters, or None where there are none."""
        return None if self.clusters is None else int(self.clusters.max()) + 1


AnyInfluence = Influence | MomentInfluence | CasewiseInfluence
"""Whatever can give a respondent's influence on the statistics."""


def influence_values(influence: AnyInfluence, rows: slice | Indices | None = None, pairs_only: bool = False) -> Floats:
    """Influence of respondents on the statistics: estimate ≈ truth + mean over respondents of weight × influence.

    Parameters
    ----------
    influence : Influence
    rows : slice or ndarray of int, optional
        Which m respondents; all where not given.
    pairs_only : bool
        Only the correlations and covariances.

    Returns
    -------
    ndarray (q, m)
        Statistics in the order of :class:`~.ordinal.OrdinalMoments`, by respondent; without weights.
    """
    chosen = slice(None) if rows is None else rows
    if not isinstance(influence, Influence):
        return influence.values(chosen, pairs_only)
    codes = influence.codes[:, chosen].astype(np.intp)
    above = 0 if pairs_only else influence.n_locations + influence.n_variances
    values = np.empty((above + influence.n_pairs, codes.shape[1]))
    first, second = influence.continuous.answers(chosen)
    if not pairs_only:
        for item, position, table in influence.thresholds:
            values[position : position + table.shape[1]] = table[codes[item]].T
        means, variances = influence.continuous.influence(first, second)
        values[influence.continuous.mean_positions] = means
        values[influence.n_locations : above] = variances
    below = values[above:]
    for polychoric in influence.polychoric:
        _look_up(polychoric, codes, below)
    for polyserial in influence.polyserial:
        below[polyserial.positions] = polyserial_influence(polyserial, codes[polyserial.item], first, second)
    for normal in influence.normal:
        below[normal.positions] = normal_influence(normal, first, second)
    return values


def _look_up(pairs: PolychoricPairs, codes: Indices, out: Floats) -> None:
    """Fill the rows of ``out`` that belong to these pairs."""
    first, last = int(pairs.positions[0]), int(pairs.positions[-1])
    unbroken = last - first + 1 == pairs.positions.size
    cells = codes[pairs.rows]
    cells *= pairs.width
    cells += codes[pairs.column]
    cells += pairs.starts[:, None]
    if unbroken:
        np.take(pairs.tables, cells, out=out[first : last + 1], mode="clip")
    else:
        out[pairs.positions] = pairs.tables[cells]


def unit_blocks(influence: AnyInfluence, pairs_only: bool) -> Iterator[Floats]:
    """Weighted influence values (q, m), summed within clusters where there are any, a block at a time."""
    n_statistics = influence.n_pairs + (0 if pairs_only else influence.n_locations + influence.n_variances)
    size = max(1, BYTES_AT_ONCE // (8 * max(1, n_statistics)))
    n = influence.n
    if influence.clusters is None:
        for start in range(0, n, size):
            rows = slice(start, min(start + size, n))
            values = influence_values(influence, rows, pairs_only)
            if influence.weights is not None:
                values *= influence.weights[rows]
            yield values
        return
    order = np.argsort(influence.clusters, kind="stable")
    starts = np.flatnonzero(np.diff(influence.clusters[order], prepend=-1))
    ends = np.append(starts[1:], n)
    at = 0
    while at < starts.size:
        stop = max(at + 1, int(np.searchsorted(ends, starts[at] + size, side="right")))
        chosen = order[starts[at] : ends[stop - 1]]
        values = influence_values(influence, chosen, pairs_only)
        if influence.weights is not None:
            values *= influence.weights[chosen]
        yield np.add.reduceat(values, starts[at:stop] - starts[at], axis=1)
        at = stop


def _scale(influence: AnyInfluence) -> float:
    """1/n, and for clusters C/(C - 1) times that."""
    clusters = influence.n_clusters
    return (1.0 if clusters is None else clusters / (clusters - 1)) / influence.n


def asymptotic_covariance(influence: AnyInfluence, pairs_only: bool = False) -> Floats:
    """N times the covariance matrix of the statistics, Γ (lavaan's NACOV).

    Without clusters (1/n) Σ_i w_i² z_i z_i', z the influence values and w the sampling weights with mean one [3]_;
    with clusters C/(C - 1) · (1/n) Σ_c (Σ_{i in c} w_i z_i)(Σ_{i in c} w_i z_i)'.

    Parameters
    ----------
    influence : Influence
    pairs_only : bool
        Only the block of the correlations and covariances, which is all that the test of a single-group model with
        free thresholds needs.

    Returns
    -------
    ndarray (q, q) or (P, P)
    """
    total: Floats | None = None
    for values in unit_blocks(influence, pairs_only):
        product = values @ values.T
        total = product if total is None else np.add(total, product, out=total)
    if total is None:
        raise AssertionError("moments have at least one respondent")
    total *= _scale(influence)
    return total


def asymptotic_variances(influence: AnyInfluence, pairs_only: bool = False) -> Floats:
    """The diagonal of :func:`asymptotic_covariance`, without the rest: one over the weights of DWLS.

    Returns
    -------
    ndarray (q,) or (P,)
    """
    total: Floats | float = 0.0
    for values in unit_blocks(influence, pairs_only):
        total = total + np.einsum("qm,qm->q", values, values)
    return np.asarray(total) * _scale(influence)


def weighted_square(gamma: Floats, weights: Floats) -> float:
    """The trace of (WΓ)² for weights W on the diagonal, w′(Γ∘Γ)w; Γ symmetric.

    Parameters
    ----------
    gamma : ndarray (k, k)
    weights : ndarray (k,)
    """
    total = 0.0
    for first in range(0, len(gamma), ROWS_AT_ONCE):
        last = min(first + ROWS_AT_ONCE, len(gamma))
        for part, times in ((slice(0, first), 2.0), (slice(first, last), 1.0)):
            total += times * float(weights[first:last] @ (gamma[first:last, part] ** 2 @ weights[part]))
    return total
