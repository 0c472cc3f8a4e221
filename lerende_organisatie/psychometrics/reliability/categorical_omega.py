"""Reliability of the sum of ordinal answers: the categorical omega of Green and Yang.

An answer X_i that counts how many of its thresholds the response y*_i passes is a sum of indicators 1[y*_i > τ_ic], so
that the covariance of two answers is Σ_c Σ_d {Φ₂(τ_ic, τ_jd; ρ_ij) − Φ(τ_ic) Φ(τ_jd)}. The variance of the sum of all
answers takes for ρ the correlations of the responses; the variance of two parallel sums in common takes what the factor
accounts for in them (Green & Yang, 2009, formula 21). Where categories are not a unit apart the indicators are weighed
by the steps between them. A continuous item is its own response: Cov(1[y*_i > τ], y_j) = φ(τ) Cov(y*_i, y_j).

References
----------
Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An alternative to
coefficient alpha. Psychometrika, 74, 155-167. doi 10.1007/s11336-008-9099-3
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.moments.bivariate_normal import grid_cdf, normal_density

Floats = NDArray[np.float64]

LARGEST = 1.0 - 1e-12
"""Correlations of two different responses are taken inside the open interval; at one they are the same response."""


@dataclass(frozen=True, slots=True)
class CategoricalOmega:
    """Reliability of a sum of ordinal answers.

    Attributes
    ----------
    estimate : float
        ``common_variance / total_variance``.
    common_variance : float
        Covariance of the sum with that of a parallel set of answers: what the factor accounts for.
    total_variance : float
        Variance of the sum of answers.
    """

    estimate: float
    common_variance: float
    total_variance: float


def categorical_omega(
    common: ArrayLike,
    total: ArrayLike,
    thresholds: Sequence[ArrayLike | None],
    steps: Sequence[ArrayLike | None] | None = None,
) -> CategoricalOmega:
    """The reliability of the sum of ordinal answers (Green & Yang, 2009, formula 21).

    Parameters
    ----------
    common : array_like (k, k)
        Covariances of the responses that the factor accounts for, responses of ordinal items with variance one: for one
        factor with variance one ``numpy.outer(loadings, loadings)``.
    total : array_like (k, k)
        Covariances of the responses: polychoric, or those that the model implies; one on the diagonal of ordinal items.
    thresholds : sequence of k arrays (C_i - 1,), or None
        Increasing, in units of the response; None for an item that is continuous.
    steps : sequence of k arrays (C_i - 1,), optional
        The distances between the values of neighbouring categories; ones by default.

    Returns
    -------
    CategoricalOmega

    Raises
    ------
    DataError
        Shapes that do not fit, thresholds that do not increase, a correlation beyond one.
    """
    shared, whole = np.asarray(common, dtype=float), np.asarray(total, dtype=float)
    cuts, sizes = _prepared(thresholds, steps)
    _check({"common": shared, "total": whole}, cuts, sizes)
    common_variance = float(_covariances(shared, cuts, sizes, same=False).sum())
    total_variance = float(_covariances(whole, cuts, sizes, same=True).sum())
    return CategoricalOmega(common_variance / total_variance, common_variance, total_variance)


def answer_covariances(
    responses: ArrayLike, thresholds: Sequence[ArrayLike | None], steps: Sequence[ArrayLike | None] | None = None
) -> Floats:
    """Covariances (k, k) of the answers that responses with these covariances are cut into.

    Parameters
    ----------
    responses : array_like (k, k)
        Ordinal ones with variance one.
    thresholds, steps
        As in :func:`categorical_omega`.

    Raises
    ------
    DataError
    """
    whole = np.asarray(responses, dtype=float)
    cuts, sizes = _prepared(thresholds, steps)
    _check({"responses": whole}, cuts, sizes)
    return _covariances(whole, cuts, sizes, same=True)


def _prepared(
    thresholds: Sequence[ArrayLike | None], steps: Sequence[ArrayLike | None] | None
) -> tuple[list[Floats | None], list[Floats | None]]:
    """Thresholds and steps as arrays, ones where no steps are given."""
    cuts = [None if cut is None else np.atleast_1d(np.asarray(cut, dtype=float)) for cut in thresholds]
    given = [None] * len(cuts) if steps is None else list(steps)
    if len(given) != len(cuts):
        raise DataError(
            "categorical omega", [f"there are {len(given)} items with steps and {len(cuts)} with thresholds"]
        )
    sizes = [
        None if cut is None else np.ones(len(cut)) if own is None else np.atleast_1d(np.asarray(own, dtype=float))
        for cut, own in zip(cuts, given, strict=True)
    ]
    return cuts, sizes


def _check(matrices: dict[str, Floats], cuts: list[Floats | None], sizes: list[Floats | None]) -> None:
    k = len(cuts)
    faults = [
        f"{name} has shape {matrix.shape}, not {(k, k)}" for name, matrix in matrices.items() if matrix.shape != (k, k)
    ]
    for i, (cut, size) in enumerate(zip(cuts, sizes, strict=True)):
        if cut is None or size is None:
            continue
        if not cut.size or not np.isfinite(cut).all() or (np.diff(cut) <= 0).any():
            faults.append(f"the thresholds of item {i} are not finite numbers that increase")
        if size.shape != cut.shape:
            faults.append(f"item {i} has {len(size)} steps for {len(cut)} thresholds")
    if not faults:
        ordinal = np.array([cut is not None for cut in cuts])
        block = np.ix_(ordinal, ordinal)
        for name, matrix in matrices.items():
            if not np.isfinite(matrix).all():
                faults.append(f"{name} holds a value that is not finite")
            elif (np.abs(matrix[block]) > 1.0 + 1e-8).any():
                faults.append(f"{name} holds a correlation of ordinal items beyond one")
    if faults:
        raise DataError("categorical omega", faults)


def _covariances(responses: Floats, cuts: list[Floats | None], sizes: list[Floats | None], *, same: bool) -> Floats:
    """Covariances of answers; ``same`` tells whether the diagonal is of an answer with itself or of two parallel ones.

    Two parallel answers have the diagonal's correlation between them; an answer with itself has one.
    """
    k = len(cuts)
    result = np.empty((k, k))
    for i in range(k):
        for j in range(i + 1):
            itself = same and i == j
            found = _covariance(float(responses[i, j]), cuts[i], cuts[j], sizes[i], sizes[j], itself)
            result[i, j] = result[j, i] = found
    return result


def _covariance(
    value: float, first: Floats | None, second: Floats | None, a: Floats | None, b: Floats | None, itself: bool
) -> float:
    if first is None or a is None:
        return value if second is None or b is None else value * float(b @ normal_density(second))
    if second is None or b is None:
        return value * float(a @ normal_density(first))
    if itself:
        both = ndtr(np.minimum(first[:, None], second))
    else:
        rho = np.array([np.clip(value, -LARGEST, LARGEST)])
        both = grid_cdf(first[None], second[None], rho)[0]
    return float(a @ (both - np.outer(ndtr(first), ndtr(second))) @ b)
