"""Residuals of a fit to ordinal items: of thresholds and of (polychoric) correlations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.psychometrics.cfa.residuals import Residuals

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit


def ordinal_residuals(fit: OrdinalFit) -> Residuals:
    """Observed less implied statistics.

    Returns
    -------
    Residuals
        As for continuous items, with a row per threshold (operator ``|``). ``standardized`` is NaN: the residual's
        standard error is not available for ordinal items.
    """
    names = list(fit.observed_names)
    rows, columns = np.tril_indices(len(names))
    frames, covs, cors = [], [], []
    for g, (sample, place) in enumerate(zip(fit.ordinal, fit.weighted_places, strict=True)):
        at = place.term.at
        observed, implied = sample.covariance, place.implied.scaled
        raw = observed - implied
        sd, sd_hat = np.sqrt(np.diag(observed)), np.sqrt(np.diag(implied))
        cor = observed / np.outer(sd, sd) - implied / np.outer(sd_hat, sd_hat)
        location = place.residual[: at.n_locations]
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
                    "standardized": np.nan,
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
                    "standardized": np.nan,
                }
            ),
        ]
        covs.append(pd.DataFrame(raw, index=names, columns=names))
        cors.append(pd.DataFrame(cor, index=names, columns=names))
    return Residuals(pd.concat(frames, ignore_index=True), tuple(covs), tuple(cors))
