"""Ordinal logistic regression of an item on the matching score and the group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.dif.cumulative_logit import CumulativeLogit, fit_cumulative_logit
from lerende_organisatie.psychometrics.dif.mantel_haenszel import StratifiedTest

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemModels:
    """The three nested models of one item.

    Attributes
    ----------
    base, uniform, nonuniform : CumulativeLogit
        The score; the groups added; the groups times the score added.
    null_logl : float
        Without any predictor.
    n : int
        Respondents.
    centre, spread : float
        The matching score is entered as (score − centre)/spread.
    """

    base: CumulativeLogit
    uniform: CumulativeLogit
    nonuniform: CumulativeLogit
    null_logl: float
    n: int
    centre: float
    spread: float

    @property
    def converged(self) -> bool:
        """Whether all three did."""
        return self.base.converged and self.uniform.converged and self.nonuniform.converged

    def test(self, smaller: CumulativeLogit, larger: CumulativeLogit) -> StratifiedTest:
        """The likelihood-ratio test between two of the models."""
        from scipy.stats import chi2

        chisq = max(2 * (larger.logl - smaller.logl), 0.0)
        df = len(larger.slopes) - len(smaller.slopes)
        return StratifiedTest(chisq, df, float(chi2.sf(chisq, df)))

    def mcfadden(self, model: CumulativeLogit) -> float:
        """McFadden's (1974) pseudo R²."""
        return 1 - model.logl / self.null_logl

    def nagelkerke(self, model: CumulativeLogit) -> float:
        """Nagelkerke's (1991) pseudo R²."""
        gained = 1 - np.exp(2 * (self.null_logl - model.logl) / self.n)
        return float(gained / (1 - np.exp(2 * self.null_logl / self.n)))


def item_models(counts: Floats, score: Floats) -> ItemModels:
    """Fit the three models to one item.

    Parameters
    ----------
    counts : ndarray (S, G, C)
        Answers by matching score, group and category; the reference group first.
    score : ndarray (S,)
        The matching score of each stratum.

    Returns
    -------
    ItemModels

    References
    ----------
    Swaminathan & Rogers (1990), doi 10.1111/j.1745-3984.1990.tb00754.x; for ordered answers Zumbo (1999), A handbook
    on the theory and methods of differential item functioning.
    """
    strata, groups, _ = counts.shape
    weight = counts.sum(axis=(1, 2))
    n = int(weight.sum())
    centre = float(np.average(score, weights=weight))
    spread = float(np.sqrt(np.average((score - centre) ** 2, weights=weight))) or 1.0
    cells = counts.reshape(strata * groups, -1)
    filled = cells.sum(axis=1) > 0
    x = design(np.repeat((score - centre) / spread, groups), np.tile(np.arange(groups), strata), groups)[filled]
    cells = cells[filled]
    total = cells.sum(axis=0)
    null = float((total * np.log(total / n)).sum())
    fits = [fit_cumulative_logit(cells, x[:, : 1 + k * (groups - 1)]) for k in range(3)]
    return ItemModels(fits[0], fits[1], fits[2], null, n, centre, spread)


def design(score: Floats, group: NDArray[np.intp], groups: int) -> Floats:
    """The predictors: score, one indicator per focal group, score times each.

    Parameters
    ----------
    score : ndarray (m,)
        Standardised.
    group : ndarray of int (m,)
        0 is the reference group.
    groups : int

    Returns
    -------
    ndarray (m, 1 + 2(groups - 1))
    """
    focal = (group[:, None] == np.arange(1, groups)).astype(float)
    return np.column_stack([score, focal, focal * score[:, None]])
