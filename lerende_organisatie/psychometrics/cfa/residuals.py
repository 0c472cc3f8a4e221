"""What the model leaves unexplained: observed less implied moments, raw, as correlations, and standardised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.psychometrics.cfa.residual_errors import residual_errors

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit


Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Residuals(Cited):
    """Residuals of every pair of variables.

    Attributes
    ----------
    table : DataFrame
        One row per pair and group: ``lhs op rhs group observed implied raw cor standardized``; means have the operator
        ``~1``. ``cor`` is the difference of the observed and the implied correlation. ``standardized`` is the raw
        residual over its standard error (see ``residual_errors``), robust where the estimator is: about standard normal
        where the model holds. It is zero where the model reproduces the moment whatever the answers, so that there is
        nothing to test.
    cov, cor : tuple of DataFrame (p, p)
        Raw residual covariances and residual correlations, by group.
    """

    CITES: ClassVar[tuple[str, ...]] = ("joreskog1981",)

    table: pd.DataFrame
    cov: tuple[pd.DataFrame, ...]
    cor: tuple[pd.DataFrame, ...]

    def largest(self, count: int = 10) -> pd.DataFrame:
        """The rows with the largest residual correlations in absolute value."""
        pairs = self.table[(self.table["op"] == "~~") & (self.table["lhs"] != self.table["rhs"])]
        order = pairs["cor"].abs().sort_values(ascending=False, kind="stable").index
        return pairs.loc[order].head(count).reset_index(drop=True)


def largest_residual_correlations(fit: Fit, count: int = 10) -> pd.DataFrame:
    """The pairs with the largest residual correlations, without the errors that :func:`residuals` computes.

    Parameters
    ----------
    fit : Fit
        Of one group or more.
    count : int

    Returns
    -------
    DataFrame
        ``lhs rhs group cor``, the largest by size first.
    """
    names = np.array(fit.observed_names, dtype=object)
    rows, columns = np.tril_indices(len(names), -1)
    frames = []
    for g, (moments, place) in enumerate(zip(fit.moments, fit.places, strict=True)):
        cor = _correlation(moments.cov) - _correlation(place.implied.sigma)
        frames.append(
            pd.DataFrame({"lhs": names[columns], "rhs": names[rows], "group": g + 1, "cor": cor[rows, columns]})
        )
    every = pd.concat(frames, ignore_index=True)
    order = every["cor"].abs().sort_values(ascending=False, kind="stable").index
    return every.loc[order].head(count).reset_index(drop=True)


def _correlation(cov: Floats) -> Floats:
    sd = np.sqrt(np.diag(cov))
    return np.asarray(cov / np.outer(sd, sd))


def residuals(fit: Fit) -> Residuals:
    """Residuals of a fitted model; see :class:`Residuals`."""
    names = list(fit.observed_names)
    p = len(names)
    rows, columns = np.tril_indices(p)
    frames, covs, cors = [], [], []
    errors = residual_errors(fit)
    for g, (moments, place) in enumerate(zip(fit.moments, fit.places, strict=True)):
        observed = moments.cov * (moments.n / (moments.n - 1) if fit.estimator.unbiased else 1.0)
        sigma = place.implied.sigma
        raw = observed - sigma
        sd, sd_hat = np.sqrt(np.diag(observed)), np.sqrt(np.diag(sigma))
        spread = (observed[rows, rows] * observed[columns, columns] + observed[rows, columns] ** 2) / moments.n
        cor = _correlation(observed) - _correlation(sigma)
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
                "standardized": over_error(raw[rows, columns], errors[g][p:], np.sqrt(spread)),
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
                        "standardized": over_error(mean - mu, errors[g][:p], np.sqrt(np.diag(observed) / moments.n)),
                    }
                )
            )
        covs.append(pd.DataFrame(raw, index=names, columns=names))
        cors.append(pd.DataFrame(cor, index=names, columns=names))
    return Residuals(pd.concat(frames, ignore_index=True), tuple(covs), tuple(cors))


NOTHING = 1e-4
"""Standard errors of the moment itself that a residual may have to be none: what the optimiser leaves."""


def over_error(residual: Floats, error: Floats, scale: Floats) -> Floats:
    """A residual over its error (k,); where the error is zero or unknown, zero for no residual and NaN for one.

    Parameters
    ----------
    residual, error : ndarray (k,)
    scale : ndarray (k,)
        The standard error of the observed moment.
    """
    free = error > 0.0
    none = ~free & (np.abs(residual) <= NOTHING * scale)
    return np.where(none, 0.0, residual / np.where(free, error, np.nan))
