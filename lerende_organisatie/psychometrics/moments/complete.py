"""Means and covariances of complete data, by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.positive_definite import above

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.moments.data import GroupData
    from lerende_organisatie.psychometrics.moments.incomplete import IncompleteData

Floats = NDArray[np.float64]

SINGULAR = 1e-10
"""Smallest eigenvalue of the correlation matrix below which items count as linearly dependent."""

INDEFINITE = 1e-6
"""Below minus this no rounding of sums explains a negative eigenvalue: the matrix is not one of complete answers."""


@dataclass(frozen=True, slots=True)
class GroupMoments:
    """What one group's answers come down to.

    Attributes
    ----------
    label : str
    n : float
        Rows, or the sum of their weights.
    mean : ndarray (p,)
    cov : ndarray (p, p)
        With divisor n; maximum-likelihood estimates where answers are missing.
    log_det : float
        log|cov|.
    data : GroupData or None
        The rows; None where only moments were given.
    incomplete : IncompleteData or None
        The rows by pattern, where answers are missing and used.
    loglik : float
        The loglikelihood of the saturated model.
    has_mean : bool
        False where only a covariance matrix was given.
    """

    label: str
    n: float
    mean: Floats
    cov: Floats
    log_det: float
    loglik: float
    data: GroupData | None = None
    incomplete: IncompleteData | None = None
    has_mean: bool = True


def complete_moments(data: GroupData, observed: tuple[str, ...]) -> GroupMoments:
    """Means and covariances (divisor n) of complete rows, weighted where weights are given.

    Raises
    ------
    DataError
        An item is constant, or items depend linearly on one another; names them.
    """
    values, weight = data.values, data.weight
    n = len(values) if weight is None else float(weight.sum())
    if len(values) <= len(observed):
        raise DataError(
            f"the data (group {data.label!r})" if data.label else "the data",
            [
                f"{len(values)} usable rows for {len(observed)} items; more rows than items are needed, many times "
                "more for estimates that can be trusted. Where rows were left out because an answer is missing, "
                "missing='fiml' uses them"
            ],
        )
    mean = values.mean(axis=0) if weight is None else weight @ values / n
    centred = values - mean
    cov = (centred.T @ centred if weight is None else (centred * weight[:, None]).T @ centred) / n
    return moments_from(data.label, float(n), mean, cov, observed, data)


def moments_from(
    label: str,
    n: float,
    mean: Floats,
    cov: Floats,
    observed: tuple[str, ...],
    data: GroupData | None = None,
    has_mean: bool = True,
) -> GroupMoments:
    """Moments as given, after a check that they can be a sample's.

    Raises
    ------
    DataError
        A variance is zero or the matrix is not positive definite.
    """
    check_positive_definite(cov, observed, label)
    log_det = float(np.linalg.slogdet(cov)[1])
    p = len(mean)
    loglik = -0.5 * n * (p * np.log(2 * np.pi) + log_det + p)
    return GroupMoments(label, n, mean, cov, log_det, loglik, data, None, has_mean)


def check_positive_definite(cov: Floats, observed: tuple[str, ...], label: str = "", least: float = SINGULAR) -> None:
    """Refuse a covariance matrix with constant or linearly dependent variables: smallest eigenvalue below ``least``.

    Raises
    ------
    DataError
        Names the variables that take part in the dependence.
    """
    where = f"the data (group {label!r})" if label else "the data"
    variance = np.diag(cov)
    constant = [name for name, v in zip(observed, variance, strict=True) if not v > 0]
    if constant:
        raise DataError(
            where, [f"item {name!r} is constant: everyone gave the same answer; leave it out" for name in constant]
        )
    sd = np.sqrt(variance)
    correlation = cov / np.outer(sd, sd)
    if above(correlation, least):
        return
    values, vectors = np.linalg.eigh(correlation)
    if values[0] < -INDEFINITE:
        raise DataError(
            where,
            [
                f"the covariances are not positive definite (smallest eigenvalue of the correlations {values[0]:.2g}): "
                "no answers can have these covariances; were they rounded, or taken from other rows for every pair?"
            ],
        )
    if values[0] < least:
        # an item takes part in the dependence when its weight in the null vector is not negligible
        part = [name for name, w in zip(observed, np.abs(vectors[:, 0]), strict=True) if w > 0.05]
        raise DataError(
            where,
            [
                f"items {', '.join(map(repr, part))} are linearly dependent (smallest eigenvalue of their correlation "
                f"matrix {values[0]:.2g}); leave one of them out, or collect more rows than items"
            ],
        )
