"""How much an item's answers differ between groups at the same standing on the factor, in a linked partial model.

With E_R(η) and E_F(η) the answer to expect in the reference (first) and in a focal group, and η distributed as in the
focal group,

    signed bias    ∫ (E_F − E_R) f_F dη          unsigned bias    ∫ |E_F − E_R| f_F dη
    dMACS = √(∫ (E_F − E_R)² f_F dη) / SD,       SD = ((n_R − 1) SD_R + (n_F − 1) SD_F) / (n_R + n_F − 2)

(Nye & Drasgow, 2011; Meade, 2010). For a continuous item E = ν + λη; for an ordinal item E is the expected category
value, Σ_c v_c P(answer = c | η) with P from the thresholds, the intercept and the residual variance. Items that are
equal in the model link the groups; theirs are zero (for ordinal items nearly so, as residual variances differ until the
strict level).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.matrices import Matrices
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

Floats = NDArray[np.float64]

NODES = 61
"""Gauss–Hermite nodes in each direction; expected scores of five thresholds are then exact to about 1e-6."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """The answer to expect of one item in one group, as a function of λ′η.

    Attributes
    ----------
    intercept, residual : float
    thresholds : ndarray (c − 1,)
        Empty for a continuous item.
    values : ndarray (c,)
        Of the categories.
    """

    intercept: float
    residual: float
    thresholds: Floats
    values: Floats

    def at(self, score: Floats) -> Floats:
        """E at λ′η."""
        response = self.intercept + score
        if not len(self.thresholds):
            return response
        from scipy.special import ndtr

        above = ndtr((response[..., None] - self.thresholds) / np.sqrt(self.residual))
        return np.asarray(self.values[0] + above @ np.diff(self.values), dtype=float)


def item_bias(fit: Fit) -> pd.DataFrame:
    """Effect sizes of every item in every group beside the first.

    Parameters
    ----------
    fit : Fit
        Of the scalar level (or strict), some items free.

    Returns
    -------
    DataFrame
        One row per item and later group: ``item group reference free dmacs signed unsigned``; ``signed`` and
        ``unsigned`` in points of the answer scale, positive where the group answers higher than the first at the same
        standing.
    """
    rows = []
    for j, item in enumerate(fit.observed_names):
        for g in range(1, len(fit.moments)):
            difference, weight = _difference(fit, j, g)
            squared = float(weight @ difference**2)
            rows.append(
                {
                    "item": item,
                    "group": fit.group_labels[g],
                    "reference": fit.group_labels[0],
                    "free": _differs(fit, j, g),
                    "dmacs": float(np.sqrt(squared)) / _pooled_sd(fit, j, g),
                    "signed": float(weight @ difference),
                    "unsigned": float(weight @ np.abs(difference)),
                }
            )
    return pd.DataFrame(rows)


def _difference(fit: Fit, j: int, g: int) -> tuple[Floats, Floats]:
    """E_F − E_R at the nodes, and their weights in the focal group."""
    loadings = np.stack([fit.matrices[k].loading[j] for k in (0, g)])
    now = fit.places[g].implied
    mean = loadings @ _latent_mean(fit.matrices[g])
    spread = loadings @ now.latent_cov @ loadings.T
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    if values[0] > 1e-12 * values[1]:
        z = np.stack([np.repeat(nodes, NODES), np.tile(nodes, NODES)])
        weight = np.repeat(weights, NODES) * np.tile(weights, NODES)
    else:  # loadings in proportion: one direction
        z, weight = np.stack([np.zeros(NODES), nodes]), weights
    scores = mean[:, None] + root @ z
    return _curve(fit, j, g).at(scores[1]) - _curve(fit, j, 0).at(scores[0]), weight


def _differs(fit: Fit, j: int, g: int) -> bool:
    """Whether the item's loadings, intercept or thresholds are not those of the first group."""
    one, other = _curve(fit, j, 0), _curve(fit, j, g)
    loadings = [fit.matrices[k].loading[j] for k in (0, g)]
    return not (
        np.allclose(*loadings)
        and np.isclose(one.intercept, other.intercept)
        and np.allclose(one.thresholds, other.thresholds)
    )


def _latent_mean(x: Matrices) -> Floats:
    return np.asarray(np.linalg.solve(np.eye(len(x.latent)) - x.regression, x.latent_intercept), dtype=float)


def _curve(fit: Fit, j: int, g: int) -> _Curve:
    x = fit.matrices[g]
    thresholds, values = np.empty(0), np.empty(0)
    if isinstance(fit, OrdinalFit) and fit.ordinal[g].ordered[j]:
        sample = fit.ordinal[g]
        own = sample.location_items[sample.ordered[sample.location_items]]
        thresholds, values = x.threshold[own == j], np.array(sample.categories[j])
    return _Curve(float(x.intercept[j]), float(x.residual[j, j]), thresholds, values)


def _pooled_sd(fit: Fit, j: int, g: int) -> float:
    """The standard deviations of both groups' answers, weighted by their respondents."""
    total = weight = 0.0
    for k in (0, g):
        moments = fit.moments[k]
        n = float(moments.n)
        if isinstance(fit, OrdinalFit) and moments.data is not None and fit.ordinal[k].ordered[j]:
            answers = moments.data.values[:, j]
            sd = float(np.nanstd(answers, ddof=1))
        else:
            sd = float(np.sqrt(moments.cov[j, j] * n / (n - 1.0)))
        total, weight = total + (n - 1.0) * sd, weight + n - 1.0
    return total / weight
