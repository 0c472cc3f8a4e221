"""Robust covariance matrix of the estimates and scaled tests of a model and of its baseline, by the estimator's row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.implied import Directions, gram
from lerende_organisatie.psychometrics.cfa.inference import covariance_of_estimates, information_matrix
from lerende_organisatie.psychometrics.cfa.sandwich import (
    Spot,
    centred_scores,
    huber_scores,
    kernel_traces,
    meat,
    saturated_trace,
)
from lerende_organisatie.psychometrics.cfa.scaled_tests import (
    ScaledTest,
    mean_and_variance_adjusted,
    mean_scaled,
    scaled_and_shifted,
)
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.incomplete import available_moments

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.estimators import Estimator, Test
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Traces:
    """What a scaled test is made of.

    Attributes
    ----------
    saturated : float
        tr(A₁⁻¹B₁) of the unrestricted moments; NaN where it is not taken apart.
    model : float
        tr(A₀⁻¹B₀) of the model's parameters; NaN where it is not taken apart.
    first : float
        Their difference, tr(UΓ).
    second : float
        tr((UΓ)²); NaN where the test does not need it.
    """

    saturated: float
    model: float
    first: float
    second: float


def fixed_covariates(fit: Fit) -> Ints:
    """The columns of covariates whose moments are taken as they are."""
    names = {row.lhs for row in fit.table.rows if row.exogenous}
    return np.array([i for i, name in enumerate(fit.observed_names) if name in names], dtype=np.intp)


def model_spots(fit: Fit) -> list[Spot]:
    """Every group's rows beside the moments that the fitted model implies."""
    covariates = fixed_covariates(fit)
    return [
        Spot(
            moments, place.implied.mu, place.distance.weight, place.directions, place.term.group.index,
            fit.objective.means, covariates,
        )
        for moments, place in zip(fit.moments, fit.places, strict=True)
    ]  # fmt: skip


def robust_vcov(fit: Fit) -> Floats:
    """K(K′AK)⁻¹K′BK(K′AK)⁻¹K′/n (q, q)."""
    information = information_matrix(fit.objective, list(fit.places), fit.information)
    names = [row.text for row in fit.table.free]
    bread = covariance_of_estimates(information, fit.equalities, 1.0, names)
    spots = model_spots(fit)
    free = np.eye(len(fit.theta))
    middle = meat([_scores(spot, fit.estimator) for spot in spots], spots, free)
    return np.asarray(bread @ middle @ bread / fit.n_obs**2, dtype=float)


def _scores(spot: Spot, row: Estimator) -> Floats:
    return huber_scores(spot) if row.se in {"robust.huber.white", "robust.cluster"} else centred_scores(spot)


def model_traces(fit: Fit) -> Traces:
    """The traces of the fitted model."""
    information = information_matrix(fit.objective, list(fit.places), fit.information)
    return _traces(model_spots(fit), fit.equalities.basis, information, fit.n_obs, fit.estimator.test)


def baseline_traces(fit: Fit) -> Traces:
    """The traces of the baseline model: variables unrelated, covariates as they are."""
    spots, information = _baseline(list(fit.moments), fit.objective.means, fixed_covariates(fit))
    return _traces(spots, np.eye(len(information)), information, fit.n_obs, fit.estimator.test)


def scaled_test(chisq: float, df: int, traces: Traces, test: Test) -> ScaledTest:
    """The test that an estimator's row names."""
    if test == "mean.var.adjusted":
        return mean_and_variance_adjusted(chisq, df, traces.first, traces.second)
    if test == "scaled.shifted":
        return scaled_and_shifted(chisq, df, traces.first, traces.second)
    return mean_scaled(chisq, df, traces.first)


def _traces(spots: list[Spot], basis: Floats, information: Floats, n: float, test: Test) -> Traces:
    reduced = np.linalg.inv(basis.T @ information @ basis)
    if test == "yuan.bentler.mplus":
        middle = meat([huber_scores(spot) for spot in spots], spots, basis)
        model = float(np.einsum("ij,ji->", reduced, middle)) / n
        saturated = sum(saturated_trace(spot) for spot in spots)
        return Traces(saturated, model, saturated - model, float("nan"))
    first, second = kernel_traces(spots, basis, reduced / n, squared=test != "satorra.bentler")
    return Traces(float("nan"), float("nan"), first, second)


def _baseline(groups: list[GroupMoments], means: bool, covariates: Ints) -> tuple[list[Spot], Floats]:
    """Spots of the baseline model and its information per observation, block by block."""
    p = len(groups[0].mean)
    own = np.setdiff1d(np.arange(p), covariates)
    unit = np.eye(p)[:, own]
    k = len(own)
    if means:
        u, v = np.hstack([unit, unit]), np.hstack([unit, np.zeros((p, k))])
        c, m = np.repeat([0.5, 0.0], k), np.repeat([0.0, 1.0], k)
    else:
        u, v, c, m = unit, unit, np.full(k, 0.5), np.zeros(k)
    moves = Directions(u, v, c, m)
    size = len(c)
    total = sum(g.n for g in groups)
    spots = []
    information = np.zeros((size * len(groups), size * len(groups)))
    for g, moments in enumerate(groups):
        at = np.arange(g * size, (g + 1) * size)
        mean, inverse, answered = _unrelated(moments, covariates)
        spots.append(Spot(moments, mean, inverse, moves, at, means, covariates))
        block = gram(moves, inverse, inverse if means else None)
        share = np.tile(answered[own], 2 if means else 1)
        information[np.ix_(at, at)] = np.diag(np.diag(block) * share) / total
    return spots, information


def _unrelated(moments: GroupMoments, covariates: Ints) -> tuple[Floats, Floats, Floats]:
    """The baseline's means (p,), inverse covariance (p, p), and the (weighted) number of answers to each variable."""
    if moments.incomplete is None:
        mean, variance = moments.mean, np.diag(moments.cov)
        answered = np.full(len(mean), moments.n)
    else:
        mean, variance = available_moments(moments.incomplete)
        weight = moments.incomplete.weight
        present = moments.incomplete.present.astype(float)
        answered = present.sum(axis=0) if weight is None else weight @ present
    inverse = np.diag(1.0 / variance)
    if len(covariates):
        at = np.ix_(covariates, covariates)
        inverse[at] = np.linalg.inv(moments.cov[at])
    return mean, inverse, answered
