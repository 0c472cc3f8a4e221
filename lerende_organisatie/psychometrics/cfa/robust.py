"""Robust covariance matrix of the estimates and scaled tests of a model and of its baseline, by the estimator's row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.implied import Directions, gram
from lerende_organisatie.psychometrics.cfa.robust_incomplete import Saturated, SaturatedModel, completed
from lerende_organisatie.psychometrics.cfa.robust_indices import Noncentrality
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
    from lerende_organisatie.psychometrics.cfa.table import ParameterTable

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
    return exogenous_columns(fit.table)


def exogenous_columns(table: ParameterTable) -> Ints:
    """The same of a table of parameters."""
    names = {row.lhs for row in table.rows if row.exogenous}
    return np.array([i for i, name in enumerate(table.variables.observed) if name in names], dtype=np.intp)


def saturated_parts(fit: Fit, robust: bool) -> tuple[Saturated, ...]:
    """The unrestricted moments by group: those that the fit shares with other models, or of its own."""
    covariates, held = fixed_covariates(fit), fit.saturated
    if held is None or held.moments is not fit.moments or not np.array_equal(held.covariates, covariates):
        held = SaturatedModel(fit.moments, covariates)
    return held.robust if robust else held.normal


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
    bread = fit.normal_vcov
    return np.asarray(bread @ meat_of_scores(fit) @ bread, dtype=float)


def meat_of_scores(fit: Fit) -> Floats:
    """B n, the sum over respondents (or clusters) of squared scores in the free rows (q, q)."""
    spots = model_spots(fit)
    return meat([_scores(spot, fit.estimator) for spot in spots], spots, np.eye(len(fit.theta)))


def _scores(spot: Spot, row: Estimator) -> Floats:
    return huber_scores(spot) if row.se in {"robust.huber.white", "robust.cluster"} else centred_scores(spot)


@dataclass(frozen=True, slots=True)
class RobustParts:
    """What scaled tests and robust indices of a fit are made of.

    Attributes
    ----------
    model, baseline : Traces or None
        None where the estimator's test is the plain one.
    completed : (Noncentrality, Noncentrality) or None
        From incomplete data, the model's and the baseline's statistics as if complete.
    """

    model: Traces | None
    baseline: Traces | None
    completed: tuple[Noncentrality, Noncentrality] | None


def robust_parts(fit: Fit) -> RobustParts:
    """Traces of the fitted model and of the baseline: variables unrelated, covariates as they are."""
    scaled = fit.estimator.test != "standard"
    incomplete = fit.moments[0].incomplete is not None
    if not (scaled or incomplete):
        return RobustParts(None, None, None)
    covariates = fixed_covariates(fit)
    parts = saturated_parts(fit, scaled) if incomplete else None
    spots, basis = model_spots(fit), fit.equalities.basis
    related = np.array([fit.observed_names.index(x) for x in fit.table.variables.covariates], dtype=np.intp)
    spots_b, information_b = baseline_spots(list(fit.moments), fit.objective.means, related, covariates)
    basis_b = np.eye(len(information_b))
    both = None
    if parts is not None:
        both = (
            completed(spots, parts, basis, fit.n_obs, fit.df),
            completed(spots_b, parts, basis_b, fit.n_obs, fit.n_moments - len(basis_b)),
        )
    if not scaled:
        return RobustParts(None, None, both)
    test = fit.estimator.test
    unknown = Traces(float("nan"), float("nan"), float("nan"), float("nan"))
    determined = bool(np.isfinite(fit.normal_vcov).all())
    return RobustParts(
        _traces(spots, parts, basis, fit.information_at_estimates, fit.n_obs, test) if determined else unknown,
        _traces(spots_b, parts, basis_b, information_b, fit.n_obs, test),
        both,
    )


def scaled_test(chisq: float, df: int, traces: Traces, test: Test) -> ScaledTest:
    """The test that an estimator's row names."""
    if test == "mean.var.adjusted":
        return mean_and_variance_adjusted(chisq, df, traces.first, traces.second)
    if test == "scaled.shifted":
        return scaled_and_shifted(chisq, df, traces.first, traces.second)
    return mean_scaled(chisq, df, traces.first)


def _traces(
    spots: list[Spot], parts: tuple[Saturated, ...] | None, basis: Floats, information: Floats, n: float, test: Test
) -> Traces:
    reduced = np.asarray(np.linalg.inv(basis.T @ information @ basis), dtype=float)
    if test == "yuan.bentler.mplus":
        middle = meat([huber_scores(spot) for spot in spots], spots, basis)
        model = float(np.einsum("ij,ji->", reduced, middle)) / n
        whole = sum(saturated_trace(spot) for spot in spots) if parts is None else sum(part.trace for part in parts)
        return Traces(whole, model, whole - model, float("nan"))
    first, second = kernel_traces(spots, basis, reduced / n, squared=test != "satorra.bentler")
    return Traces(float("nan"), float("nan"), first, second)


def baseline_spots(
    groups: list[GroupMoments], means: bool, related: Ints, covariates: Ints
) -> tuple[list[Spot], Floats]:
    """Spots of the baseline model and its information per observation, group by group.

    Its parameters are variances, the covariances of related variables, and means; none of fixed covariates.
    """
    p = len(groups[0].mean)
    own = np.setdiff1d(np.arange(p), covariates)
    free = np.setdiff1d(related, covariates)
    a, b = np.tril_indices(len(free), -1)
    rows = np.concatenate([own, free[a], own if means else own[:0]])
    columns = np.concatenate([own, free[b]])
    unit = np.eye(p)
    v = np.zeros((p, len(rows)))
    v[:, : len(columns)] = unit[:, columns]
    c, m = np.zeros(len(rows)), np.ones(len(rows))
    c[: len(own)], c[len(own) : len(columns)], m[: len(columns)] = 0.5, 1.0, 0.0
    moves = Directions(unit[:, rows], v, c, m)
    size = len(rows)
    total = sum(g.n for g in groups)
    spots = []
    information = np.zeros((size * len(groups), size * len(groups)))
    for g, moments in enumerate(groups):
        at = np.arange(g * size, (g + 1) * size)
        mean, inverse, answered = _unrelated(moments, related)
        spots.append(Spot(moments, mean, inverse, moves, at, means, covariates))
        block = gram(moves, inverse, inverse if means else None)
        share = np.sqrt(answered[rows])  # related variables are answered alike, and others share no information
        information[np.ix_(at, at)] = block * np.outer(share, share) / total
    return spots, information


def _unrelated(moments: GroupMoments, related: Ints) -> tuple[Floats, Floats, Floats]:
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
    if len(related):
        at = np.ix_(related, related)
        inverse[at] = np.linalg.inv(moments.cov[at])
    return mean, inverse, answered
