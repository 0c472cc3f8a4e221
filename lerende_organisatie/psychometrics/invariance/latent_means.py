"""Differences between latent means, with intervals, and in standard deviations of the factor.

The mean of a factor is zero in the first group, so what is estimated in another group is the difference. As an effect
size it is divided by the pooled standard deviation of the factor, d = κ / √(Σ n_g ψ_g / Σ n_g) over the two groups
(Hancock, 2001), with a standard error by the delta method.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LatentMeans(Cited):
    """Factor means of every group beside the first one.

    Attributes
    ----------
    table : DataFrame
        One row per factor and group: ``factor group reference estimate se z pvalue ci_lower ci_upper`` in units of the
        factor's standard deviation in the first group, ``d d_se d_ci_lower d_ci_upper`` in pooled standard deviations,
        ``allowed``.
    level : str
        The level whose model they are of.
    objection : str
        Why they should not be compared; empty where the scalar level is supported.
    """

    CITES: ClassVar[tuple[str, ...]] = ("meredith1993", "hancock2001effect")

    table: pd.DataFrame
    level: str
    objection: str

    @property
    def allowed(self) -> bool:
        """Whether the supported level allows the comparison."""
        return not self.objection


def latent_means(fit: Fit, level: str, objection: str) -> LatentMeans:
    """The means of a fitted level.

    Parameters
    ----------
    fit : Fit
        With latent means zero in the first group.
    level, objection : str

    Raises
    ------
    OptionError
        The level has no free means.
    """
    from scipy.stats import norm

    means = [(k, row) for k, row in enumerate(fit.table.free) if row.op == "~1" and row.lhs in fit.latent_names]
    if not means:
        raise OptionError(f"the level {level!r} holds no intercepts equal, so its factors have no means to compare")
    n = [moments.n for moments in fit.moments]
    z = float(norm.ppf(0.5 + fit.level / 2.0))
    vcov = fit.vcov
    rows = []
    for k, row in means:
        kappa, se = float(fit.theta[k]), float(np.sqrt(vcov[k, k]))
        d, gradient = _effect(fit, row.lhs, row.group, k, n)
        d_se = float(np.sqrt(gradient @ vcov @ gradient))
        rows.append(
            {
                "factor": row.lhs,
                "group": fit.group_labels[row.group - 1],
                "reference": fit.group_labels[0],
                "estimate": kappa,
                "se": se,
                "z": kappa / se,
                "pvalue": float(2.0 * norm.sf(abs(kappa / se))),
                "ci_lower": kappa - z * se,
                "ci_upper": kappa + z * se,
                "d": d,
                "d_se": d_se,
                "d_ci_lower": d - z * d_se,
                "d_ci_upper": d + z * d_se,
                "allowed": not objection,
            }
        )
    return LatentMeans(pd.DataFrame(rows), level, objection)


def _effect(fit: Fit, factor: str, group: int, k: int, n: list[float]) -> tuple[float, Floats]:
    """The effect size d and its gradient in the free parameters (q,)."""
    j = fit.latent_names.index(factor)
    both = (0, group - 1)
    total = sum(n[g] for g in both)
    gradient = np.zeros(len(fit.theta))
    pooled = 0.0
    for g in both:
        share = n[g] / total
        pooled += share * float(fit.places[g].implied.latent_cov[j, j])
    d = float(fit.theta[k]) / float(np.sqrt(pooled))
    gradient[k] = 1.0 / np.sqrt(pooled)
    steps = _variance_gradient(fit, factor, both, [n[g] / total for g in both])
    gradient -= 0.5 * d / pooled * steps
    return d, gradient


def _variance_gradient(fit: Fit, factor: str, groups: tuple[int, int], shares: list[float]) -> Floats:
    """∂(pooled variance)/∂θ by central differences: a factor of factors takes its variance from several parameters."""
    j = fit.latent_names.index(factor)
    result = np.zeros(len(fit.theta))
    for k, row in enumerate(fit.table.free):
        latent = row.op in {"~~", "=~", "~"} and row.lhs in fit.latent_names and row.rhs in fit.latent_names
        if not latent or row.group - 1 not in groups:
            continue
        share = shares[groups.index(row.group - 1)]
        step = 1e-5 * max(1.0, abs(float(fit.theta[k])))
        ends = []
        for sign in (1.0, -1.0):
            moved = fit.theta.copy()
            moved[k] += sign * step
            x = fit.objective.terms[row.group - 1].group.fill(moved)
            inverse = np.linalg.inv(np.eye(len(x.latent)) - x.regression)
            ends.append(float((inverse @ x.latent @ inverse.T)[j, j]))
        result[k] = share * (ends[0] - ends[1]) / (2.0 * step)
    return result
