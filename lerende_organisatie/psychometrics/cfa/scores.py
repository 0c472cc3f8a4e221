"""Factor scores, and how well they are determined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.cfa.objective import Place

Floats = NDArray[np.float64]

METHODS = ("regression", "Bartlett")


@dataclass(frozen=True, slots=True)
class FactorScores(Cited):
    """Scores of the latent variables.

    Attributes
    ----------
    table : DataFrame
        One row per row used, with its index in the data that were given; one column per latent variable.
    determinacy : DataFrame
        Correlation of each regression score with its latent variable (Guttman, 1955; Grice, 2001), for complete
        answers: one row per latent variable, one column per group.
    method : str
    """

    table: pd.DataFrame
    determinacy: pd.DataFrame
    method: str

    def _cites(self) -> tuple[str, ...]:
        """By the method."""
        return ("thurstone1935" if self.method == "regression" else "bartlett1937", "grice2001")


def factor_scores(fit: Fit, method: str = "regression") -> FactorScores:
    """Factor scores by the regression method (Thurstone, 1935) or Bartlett's (1937).

    A row with missing answers is scored from the answers it has.

    Raises
    ------
    OptionError
        The method is not offered, or Bartlett scores are asked of a model with higher-order factors.
    DataError
        The model was fitted to moments, so there are no rows to score.
    """
    wanted = next((m for m in METHODS if m.lower() == method.lower()), None)
    if wanted is None:
        raise OptionError(f"method={method!r} is not offered; choose from {', '.join(METHODS)}")
    if fit.sample is None:
        raise DataError("factor scores", ["the model was fitted to moments; fit it to rows to score them"])
    latent = list(fit.latent_names)
    if wanted == "Bartlett" and set(latent) != set(fit.table.variables.measured_by_observed):
        raise OptionError("Bartlett scores need observed indicators of every factor; use method='regression'")
    scores = np.full((fit.sample.n_given, len(latent)), np.nan)
    determinacy = {}
    for g, (data, place) in enumerate(zip(fit.sample.groups, fit.places, strict=True)):
        implied = place.implied
        center = implied.mu if fit.objective.means else fit.moments[g].mean
        residual = fit.matrices[g].residual
        eta_mean = implied.latent_mean[: len(latent)] if fit.objective.means else np.zeros(len(latent))
        z = data.values - center
        present = ~np.isnan(z)
        for pattern, rows in _by_pattern(present):
            weights = _weights(wanted, place, residual, pattern, len(latent))
            scores[data.rows[rows]] = eta_mean + z[np.ix_(rows, np.flatnonzero(pattern))] @ weights
        covariance = implied.cross[:, : len(latent)]
        explained = np.einsum("ij,ij->j", covariance, np.linalg.solve(implied.sigma, covariance))
        determinacy[data.label or "all"] = np.sqrt(explained / np.diag(implied.latent_cov)[: len(latent)])
    used = np.sort(np.concatenate([d.rows for d in fit.sample.groups]))
    table = pd.DataFrame(scores[used], index=fit.sample.index[used], columns=latent)
    return FactorScores(table, pd.DataFrame(determinacy, index=latent), wanted)


def _by_pattern(present: NDArray[np.bool_]) -> list[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
    """Rows that answered the same variables."""
    packed = np.packbits(present, axis=1)
    _, first, code = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    code = code.reshape(-1)
    order = np.argsort(code, kind="stable")
    bounds = np.searchsorted(code[order], np.arange(len(first) + 1))
    return [(present[first[k]], order[bounds[k] : bounds[k + 1]]) for k in range(len(first))]


def _weights(method: str, place: Place, residual: Floats, pattern: NDArray[np.bool_], n_latent: int) -> Floats:
    """The (answered variables × latent) matrix that deviations are multiplied with."""
    at = np.flatnonzero(pattern)
    if method == "regression":
        sigma = place.implied.sigma[np.ix_(at, at)]
        return np.asarray(np.linalg.solve(sigma, place.implied.cross[at, :n_latent]), dtype=float)
    loading = place.implied.total_loading[at, :n_latent]
    weighted = np.linalg.lstsq(residual[np.ix_(at, at)], loading, rcond=None)[0]
    result: Floats = np.linalg.lstsq(weighted.T @ loading, weighted.T, rcond=None)[0].T
    return result
