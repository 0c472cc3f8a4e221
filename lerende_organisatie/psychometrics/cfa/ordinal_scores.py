"""Factor scores from ordinal answers by the posterior mode, and how well they are determined.

Given the factors, answers are independent, and an ordinal one lies between two thresholds of a normal response, so that
the density of η given the answers is, but for a constant,

    −½(η − η̄)′Ω⁻¹(η − η̄) + Σ_i log{Φ((τ_u − ν_i − λ_i′η)/σ_i) − Φ((τ_l − ν_i − λ_i′η)/σ_i)},

and its maximum the score (Bock & Aitkin, 1981; EBM in lavaan and Mplus). It is concave, so that Newton's method finds
it from anywhere. A continuous item adds the logarithm of its normal density, so that from continuous items alone the
mode is the regression score. Observed covariates move η̄ and, where they have effects on items of their own, ν: the
scores are then those of respondents given their covariates. (lavaan 0.6-14 leaves effects on items out of its scores,
as if they were zero; without such effects both give the same.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr

from lerende_organisatie.errors import (
    AssumptionWarning,
    ConvergenceWarning,
    DataError,
    OptionError,
    warn_caller,
)
from lerende_organisatie.psychometrics.cfa.scores import FactorScores
from lerende_organisatie.psychometrics.moments.bivariate_normal import normal_density
from lerende_organisatie.psychometrics.moments.polyserial import FARTHEST

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

Floats = NDArray[np.float64]

SMALLEST = 1e-300
"""Only keeps a logarithm finite; probabilities are taken in the tail where they are exact."""

VALUES_AT_ONCE = 1 << 21
"""Answers worked on together."""

TOLERANCE = 1e-12
"""g′H⁻¹g at which the mode counts as found: a millionth of its own standard deviation."""

MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class _Answers:
    """Respondents' answers as intervals of the responses, less their intercepts; continuous ones as points."""

    lower: Floats
    upper: Floats
    ordinal: NDArray[np.bool_]
    continuous: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Model:
    """Loadings (p, m), residual standard deviations (p,), inverse covariance (m, m) of the factors."""

    loading: Floats
    sd: Floats
    inverse: Floats


def ordinal_factor_scores(fit: OrdinalFit, method: str = "EBM") -> FactorScores:
    """Scores of every row used by the posterior mode; see :meth:`~.ordinal_fit.OrdinalFit.factor_scores`."""
    if method.lower() != "ebm":
        raise OptionError(
            f"method={method!r} is not offered for ordinal items, whose scores are posterior modes: 'EBM'"
        )
    if fit.sample is None:
        raise DataError("factor scores", ["streamed answers are not kept; fit the model to rows to score them"])
    latent = list(fit.latent_names)
    m, p = len(latent), len(fit.observed_names)
    given = [fit.layout.eta.index(name) for name in fit.layout.covariates]
    _refuse_and_warn(fit)
    scores = np.full((fit.sample.n_given, m), np.nan)
    determinacy, unfound = {}, 0
    groups = zip(fit.sample.groups, fit.weighted_places, fit.ordinal, fit.marginal, strict=True)
    for data, place, sample, (_, marginal) in groups:
        now = place.implied
        omega = now.moments.latent_cov[:m, :m]
        model = _Model(
            now.matrices.loading[:, :m],
            np.sqrt(np.diag(now.matrices.residual)),
            np.asarray(np.linalg.inv(omega), dtype=float),
        )
        cuts = [now.matrices.threshold[place.term.at.threshold[place.term.at.item == i]] for i in range(len(model.sd))]
        variance = np.zeros(m)
        step = max(1, VALUES_AT_ONCE // (len(model.sd) * max(m, 1)))
        for first in range(0, len(sample.rows), step):
            rows = sample.rows[first : first + step]
            x = data.values[rows, p:]
            mean = now.moments.latent_mean[:m] + x @ now.moments.inverse[:m, given].T
            intercept = now.matrices.intercept + x @ now.matrices.loading[:, given].T
            answers = _intervals(data.values[rows, :p], cuts, sample.categories, intercept)
            mode, spread, missed = posterior_mode(answers, mean, model)
            scores[data.rows[rows]] = mode
            variance += np.einsum("ijj->j", spread)
            unfound += missed
        whole = np.diag(marginal.latent_cov)[:m]
        left = np.clip(1.0 - variance / len(sample.rows) / whole, 0.0, 1.0)
        determinacy[data.label or "all"] = np.sqrt(left)
    if unfound:
        warn_caller(
            f"the posterior mode of {unfound} respondents was not found and their scores are not to be used; look for "
            "a factor with a variance near zero",
            ConvergenceWarning,
        )
    used = np.sort(np.concatenate([d.rows[s.rows] for d, s in zip(fit.sample.groups, fit.ordinal, strict=True)]))
    table = pd.DataFrame(scores[used], index=fit.sample.index[used], columns=latent)
    return FactorScores(table, pd.DataFrame(determinacy, index=latent), "EBM")


def _refuse_and_warn(fit: OrdinalFit) -> None:
    """Refuse models without a posterior; say where answers are not independent given the factors."""
    faults, pairs = [], []
    m = len(fit.latent_names)
    for label, x, place in zip(fit.group_labels, fit.matrices, fit.weighted_places, strict=True):
        where = f" in group {label!r}" if label else ""
        own = np.diag(x.residual)
        faults += [
            f"the residual variance of {fit.observed_names[i]!r} is {own[i]:.3g}{where}: given the factors nothing is "
            "left to chance; leave the item out"
            for i in np.flatnonzero(own <= 0).tolist()
            if fit.observed_names[i] not in fit.layout.eta
        ]
        if np.linalg.eigvalsh(place.implied.moments.latent_cov[:m, :m])[0] <= 0:
            faults.append(f"the covariance matrix of the latent variables is not positive definite{where}")
        rows, columns = np.nonzero(np.tril(x.residual, -1))
        pairs += [(fit.observed_names[j], fit.observed_names[i]) for i, j in zip(rows, columns, strict=True)]
    if inside := [name for name in fit.layout.eta[m:] if name not in fit.layout.covariates]:
        faults.append(f"{', '.join(inside)} stand in regressions; scores are for items that only measure")
    if faults:
        raise DataError("factor scores", faults)
    if pairs:
        named = ", ".join(f"{a!r} and {b!r}" for a, b in dict.fromkeys(pairs))
        warn_caller(
            f"scores take answers as independent given the factors, which the model denies of {named}; what these "
            "have in common counts twice",
            AssumptionWarning,
        )


def _intervals(
    values: Floats, cuts: list[Floats], categories: tuple[tuple[float, ...], ...], intercept: Floats
) -> _Answers:
    lower, upper = values - intercept, values - intercept
    ordinal = np.zeros(values.shape, dtype=bool)
    for i, own in enumerate(categories):
        if not own:
            continue
        given = ~np.isnan(values[:, i])
        code = np.searchsorted(np.asarray(own), values[given, i])
        edges = np.concatenate([[-np.inf], cuts[i], [np.inf]])
        lower[given, i], upper[given, i] = edges[code] - intercept[given, i], edges[code + 1] - intercept[given, i]
        ordinal[given, i] = True
    return _Answers(lower, upper, ordinal, ~ordinal & ~np.isnan(values))


def _derivatives(answers: _Answers, model: _Model, eta: Floats) -> tuple[Floats, Floats, Floats]:
    """Log-likelihood of every answer given η (n, p), its slope and minus its curvature in λ′η, zero where missing."""
    seen = eta @ model.loading.T
    with np.errstate(invalid="ignore", over="ignore"):
        above = np.clip((answers.upper - seen) / model.sd, -FARTHEST, FARTHEST)
        below = np.clip((answers.lower - seen) / model.sd, -FARTHEST, FARTHEST)
    turned = below > 0  # the difference is exact in the lower tail
    high, low = np.where(turned, -below, above), np.where(turned, -above, below)
    probability = np.maximum(ndtr(high) - ndtr(low), SMALLEST)
    density_above, density_below = normal_density(above), normal_density(below)
    slope = -(density_above - density_below) / probability
    bend = slope**2 + (above * density_above - below * density_below) / probability
    value = np.where(high - low > 1e-6, np.log(probability), log_ndtr(high))
    value = np.where(answers.ordinal, value, np.where(answers.continuous, -0.5 * above**2, 0.0))
    slope = np.where(answers.ordinal, slope, np.where(answers.continuous, above, 0.0))
    bend = np.where(answers.ordinal, np.maximum(bend, 0.0), np.where(answers.continuous, 1.0, 0.0))
    return value, slope / model.sd, bend / model.sd**2


def posterior_mode(answers: _Answers, mean: Floats, model: _Model) -> tuple[Floats, Floats, int]:
    """The mode of η given the answers (n, m), the inverse curvature there (n, m, m), and how many were not found.

    ``mean`` (n, m) is what is expected of the factors before anything is answered.
    """
    n, m = mean.shape
    eta = mean.copy()
    active = np.arange(n)

    def objective(at: NDArray[np.intp], place: Floats) -> tuple[Floats, Floats, Floats]:
        part = _Answers(answers.lower[at], answers.upper[at], answers.ordinal[at], answers.continuous[at])
        value, slope, bend = _derivatives(part, model, place)
        gap = place - mean[at]
        pull = gap @ model.inverse
        total = value.sum(axis=1) - 0.5 * (gap * pull).sum(axis=1)
        hessian = np.einsum("ni,ij,ik->njk", bend, model.loading, model.loading, optimize=True) + model.inverse
        return total, slope @ model.loading - pull, hessian

    value, gradient, hessian = objective(active, eta)
    curvature = hessian.copy()
    for _ in range(MOST_STEPS):
        move = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        moving = (gradient * move).sum(axis=1) > TOLERANCE
        active, value, move = active[moving], value[moving], move[moving]
        if not active.size:
            break
        length = np.ones(len(active))
        for _ in range(30):
            place = eta[active] + length[:, None] * move
            new, gradient, hessian = objective(active, place)
            worse = ~(new >= value - 1e-12 * np.abs(value))
            if not worse.any():
                break
            length[worse] *= 0.5
        eta[active], value = place, new
        curvature[active] = hessian
    return eta, np.asarray(np.linalg.inv(curvature), dtype=float).reshape(n, m, m), int(active.size)
