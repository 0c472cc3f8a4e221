"""Residuals of a fit to ordinal items: of thresholds and of (polychoric) correlations.

What the estimates leave of the statistics s is Qs, Q = I − ΔE⁻¹Δ′W̃ with E = Δ′W̃Δ, so that the residuals have
covariance matrix QΓQ′/n (Browne, 1984; Maydeu-Olivares, 2006); a standardised residual is a residual over the root of
its diagonal.

References
----------
Maydeu-Olivares, A. (2006). Limited information estimation and testing of discretized multivariate normal structural
models. Psychometrika, 71, 57-77.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.ordinal_tests import meat
from lerende_organisatie.psychometrics.cfa.residuals import Residuals, over_error

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

Floats = NDArray[np.float64]

NOTHING_LEFT = 1e-8
"""Share of a statistic's variance below which the model reproduces it and there is nothing to test."""


def ordinal_residuals(fit: OrdinalFit) -> Residuals:
    """Observed less implied statistics.

    Returns
    -------
    Residuals
        As for continuous items, with a row per threshold (operator ``|``) and per slope on a covariate (``~``).
        ``standardized`` is the raw residual over its standard error, from Γ and so without assuming the model's own
        weights; zero where the model reproduces the statistic whatever the answers.
    """
    names = list(fit.observed_names)
    rows, columns = np.tril_indices(len(names))
    frames, covs, cors = [], [], []
    errors = residual_errors(fit)
    for g, (sample, place) in enumerate(zip(fit.ordinal, fit.weighted_places, strict=True)):
        at = place.term.at
        observed, implied = sample.covariance, place.implied.scaled
        raw = observed - implied
        sd, sd_hat = np.sqrt(np.diag(observed)), np.sqrt(np.diag(implied))
        cor = observed / np.outer(sd, sd) - implied / np.outer(sd_hat, sd_hat)
        root = np.sqrt(sample.n)
        location = place.residual[: at.n_locations]
        own = np.full((len(names), len(names)), np.nan)
        own[at.variance, at.variance] = errors[g][at.first_variance : at.first_variance + len(at.variance)]
        own[at.row, at.column] = errors[g][at.first_variance + len(at.variance) :]
        slopes, slope_errors = slice(at.n_locations, at.first_variance), errors[g][at.n_locations : at.first_variance]
        labels = [name.split("|") if "|" in name else [name[:-2], ""] for name in sample.names[: at.n_locations]]
        frames += [
            pd.DataFrame(
                {
                    "lhs": [names[i] for i in columns],
                    "op": "~~",
                    "rhs": [names[i] for i in rows],
                    "group": g + 1,
                    "observed": observed[rows, columns],
                    "implied": implied[rows, columns],
                    "raw": raw[rows, columns],
                    "cor": np.where(rows == columns, 0.0, cor[rows, columns]),
                    "standardized": over_error(raw[rows, columns], own[rows, columns], (sd[rows] * sd[columns]) / root),
                }
            ),
            pd.DataFrame(
                {
                    "lhs": [item for item, _ in labels],
                    "op": np.where(at.threshold >= 0, "|", "~1"),
                    "rhs": [threshold for _, threshold in labels],
                    "group": g + 1,
                    "observed": sample.locations,
                    "implied": sample.locations - location,
                    "raw": location,
                    "cor": location / sd[at.item],
                    "standardized": over_error(location, errors[g][: at.n_locations], sd[at.item] / root),
                }
            ),
        ]
        if sample.covariates:
            gamma = sample.asymptotic_covariance()
            frames.append(
                pd.DataFrame(
                    {
                        "lhs": [names[i] for i in at.slope_item],
                        "op": "~",
                        "rhs": [fit.layout.eta[i] for i in at.slope_eta],
                        "group": g + 1,
                        "observed": place.term.observed[slopes],
                        "implied": (place.term.observed - place.residual)[slopes],
                        "raw": place.residual[slopes],
                        "cor": place.residual[slopes] / sd[at.slope_item],
                        "standardized": over_error(
                            place.residual[slopes], slope_errors, np.sqrt(np.diag(gamma)[slopes] / sample.n)
                        ),
                    }
                )
            )
        covs.append(pd.DataFrame(raw, index=names, columns=names))
        cors.append(pd.DataFrame(cor, index=names, columns=names))
    return Residuals(pd.concat(frames, ignore_index=True), tuple(covs), tuple(cors))


def residual_errors(fit: OrdinalFit) -> list[Floats]:
    """Standard errors of the residuals of every group's statistics (k,); NaN where nothing is left to err."""
    bread = fit.bread
    robust = bread @ meat(fit.sandwich_places, fit.ordinal, fit.weighted.size) @ bread / fit.n_obs
    errors = []
    for place, sample in zip(fit.sandwich_places, fit.ordinal, strict=True):
        index = place.term.group.index
        gamma = sample.asymptotic_covariance() / sample.n
        moves = place.jacobian
        told = moves @ bread[np.ix_(index, index)]
        pulled = gamma @ (place.term.weight * place.term.apply(moves, slice(0, len(moves))))
        variance = np.diag(gamma).copy()
        left = (
            variance - 2.0 * (told * pulled).sum(axis=1) + ((moves @ robust[np.ix_(index, index)]) * moves).sum(axis=1)
        )
        errors.append(np.sqrt(np.where(left > NOTHING_LEFT * variance, left, np.nan)))
    return errors
