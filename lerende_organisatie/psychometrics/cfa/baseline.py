"""The baseline model, in closed form: variables unrelated, means free; covariates keep their covariances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.discrepancy import LeastSquares, discrepancy
from lerende_organisatie.psychometrics.cfa.estimators import Estimator
from lerende_organisatie.psychometrics.cfa.implied import Directions, gram
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.incomplete import available_moments

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The baseline model's test.

    Attributes
    ----------
    chisq : float
    df : int
    """

    chisq: float
    df: int


def baseline_test(groups: list[GroupMoments], row: Estimator, covariates: Ints) -> Baseline:
    """χ² and degrees of freedom of the baseline model, summed over groups.

    Parameters
    ----------
    groups : list of GroupMoments
    row : Estimator
    covariates : ndarray of int
        Columns that keep their covariances.
    """
    chisq = 0.0
    for moments in groups:
        chisq += _one_group(moments, row, covariates)
    p, x = len(groups[0].mean), len(covariates)
    return Baseline(chisq, len(groups) * (p * (p - 1) // 2 - x * (x - 1) // 2))


def _one_group(moments: GroupMoments, row: Estimator, covariates: Ints) -> float:
    if moments.incomplete is not None:
        _, variance = available_moments(moments.incomplete)
        answered = moments.incomplete.present.astype(float)
        weight = moments.incomplete.weight
        total = answered.sum(axis=0) if weight is None else weight @ answered
        own = -0.5 * total * (np.log(2 * np.pi * variance) + 1.0)
        others = np.setdiff1d(np.arange(len(variance)), covariates)
        loglik = float(own[others].sum()) + covariate_loglik(moments, covariates)
        return 2.0 * (moments.loglik - loglik)
    if row.discrepancy == "ML":
        cov = moments.cov
        others = np.setdiff1d(np.arange(len(cov)), covariates)
        block = cov[np.ix_(covariates, covariates)]
        log_det = float(np.linalg.slogdet(block)[1]) if len(covariates) else 0.0
        return moments.n * (float(np.log(np.diag(cov)[others]).sum()) + log_det - moments.log_det)
    measure = discrepancy(moments, row)
    assert isinstance(measure, LeastSquares)
    distance = measure.at(_nearest_unrelated(measure, covariates), measure.mean)
    assert distance is not None
    return float((moments.n - 1) * distance.value)


def _nearest_unrelated(measure: LeastSquares, covariates: Ints) -> Floats:
    """The matrix without covariances, but those of covariates, that minimises a least-squares discrepancy.

    The discrepancy is quadratic in Σ, so one linear system gives it.
    """
    p = len(measure.cov)
    a, b = np.tril_indices(len(covariates), -1)
    i = np.concatenate([np.arange(p), covariates[a]])
    j = np.concatenate([np.arange(p), covariates[b]])
    unit = np.eye(p)
    d = Directions(unit[:, i], unit[:, j], np.where(i == j, 0.5, 1.0), np.zeros(len(i)))
    target = measure.weight @ measure.cov @ measure.weight
    right = d.c * np.einsum("pq,pq->q", d.u, target @ d.v)
    solution = np.linalg.solve(gram(d, measure.weight, None), right)
    sigma = np.zeros((p, p))
    sigma[i, j] = sigma[j, i] = solution
    return sigma


def covariate_loglik(moments: GroupMoments, covariates: Ints) -> float:
    """The loglikelihood of fixed covariates under the saturated model; zero where there are none."""
    x = len(covariates)
    if not x:
        return 0.0
    log_det = float(np.linalg.slogdet(moments.cov[np.ix_(covariates, covariates)])[1])
    return float(-0.5 * moments.n * (x * np.log(2 * np.pi) + log_det + x))
