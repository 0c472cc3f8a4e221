"""What the model leaves unexplained: observed less implied moments, raw, as correlations, and standardised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.psychometrics.cfa.implied import jacobian

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit


@dataclass(frozen=True, slots=True)
class Residuals:
    """Residuals of every pair of variables.

    Attributes
    ----------
    table : DataFrame
        One row per pair and group: ``lhs op rhs group observed implied raw cor standardized``; means have the operator
        ``~1``. ``cor`` is the difference of the observed and the implied correlation. ``standardized`` is the raw
        residual over its standard error under the model and normality (Jöreskog & Sörbom, 1981); NaN where the model
        reproduces the moment exactly, so that there is nothing to test.
    cov, cor : tuple of DataFrame (p, p)
        Raw residual covariances and residual correlations, by group.
    """

    table: pd.DataFrame
    cov: tuple[pd.DataFrame, ...]
    cor: tuple[pd.DataFrame, ...]

    def largest(self, count: int = 10) -> pd.DataFrame:
        """The rows with the largest residual correlations in absolute value."""
        pairs = self.table[(self.table["op"] == "~~") & (self.table["lhs"] != self.table["rhs"])]
        order = pairs["cor"].abs().sort_values(ascending=False, kind="stable").index
        return pairs.loc[order].head(count).reset_index(drop=True)


def residuals(fit: Fit) -> Residuals:
    """Residuals of a fitted model; see :class:`Residuals`."""
    names = list(fit.observed_names)
    p = len(names)
    rows, columns = np.tril_indices(p)
    frames, covs, cors = [], [], []
    for g, (moments, place) in enumerate(zip(fit.moments, fit.places, strict=True)):
        observed = moments.cov * (moments.n / (moments.n - 1) if fit.estimator.unbiased else 1.0)
        sigma = place.implied.sigma
        raw = observed - sigma
        sd, sd_hat = np.sqrt(np.diag(observed)), np.sqrt(np.diag(sigma))
        cor = observed / np.outer(sd, sd) - sigma / np.outer(sd_hat, sd_hat)
        moves = jacobian(place.directions, rows, columns)
        index = place.term.group.index
        model_variance = np.einsum("ij,ij->i", moves @ fit.normal_vcov[np.ix_(index, index)], moves)
        variance = (sigma[rows, rows] * sigma[columns, columns] + sigma[rows, columns] ** 2) / moments.n
        left = variance - model_variance
        error = np.sqrt(np.where(left > 1e-8 * variance, left, np.nan))
        frame = pd.DataFrame(
            {
                "lhs": [names[i] for i in columns],
                "op": "~~",
                "rhs": [names[i] for i in rows],
                "group": g + 1,
                "observed": observed[rows, columns],
                "implied": sigma[rows, columns],
                "raw": raw[rows, columns],
                "cor": np.where(rows == columns, 0.0, cor[rows, columns]),
                "standardized": raw[rows, columns] / error,
            }
        )
        frames.append(frame)
        if fit.objective.means:
            mean, mu = moments.mean, place.implied.mu
            frames.append(
                pd.DataFrame(
                    {
                        "lhs": names,
                        "op": "~1",
                        "rhs": "",
                        "group": g + 1,
                        "observed": mean,
                        "implied": mu,
                        "raw": mean - mu,
                        "cor": mean / sd - mu / sd_hat,
                        "standardized": np.nan,
                    }
                )
            )
        covs.append(pd.DataFrame(raw, index=names, columns=names))
        cors.append(pd.DataFrame(cor, index=names, columns=names))
    return Residuals(pd.concat(frames, ignore_index=True), tuple(covs), tuple(cors))
