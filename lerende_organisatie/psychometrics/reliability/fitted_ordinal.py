"""Reliability of the factors of a model fitted to ordinal items: of the answers as they are scored, and of responses.

Everything is in the metric in which responses behind ordinal items have variance one, which is the data's own: the two
parameterisations and every group then have the same figures whatever the model scales responses by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.reliability.categorical_omega import categorical_omega
from lerende_organisatie.psychometrics.reliability.from_model import FactorReliability, reliability_from_model

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

Floats = NDArray[np.float64]


def ordinal_reliability(
    fit: OrdinalFit, group: int, factors: list[int]
) -> tuple[FactorReliability, FactorReliability, FactorReliability, FactorReliability]:
    """Reliability of the factors with observed items in one group.

    Parameters
    ----------
    fit : OrdinalFit
    group : int
        From 0.
    factors : list of int
        The columns of Λ.

    Returns
    -------
    observed, implied : FactorReliability
        Omega of the sum of answers (Green & Yang, 2009), with polychoric correlations in the denominator and with
        those that the model implies. Its average variance extracted is that of the responses.
    observed_responses, implied_responses : FactorReliability
        The same for the sum of responses (Raykov, 2001).
    """
    place, sample = fit.weighted_places[group], fit.ordinal[group]
    now, at = place.implied, place.term.at
    scale = now.scale
    loading = now.matrices.loading[:, factors] * scale[:, None]
    for k, f in enumerate(factors):  # a variable that a factor predicts is none of its items
        measured = fit.table.variables.indicators[fit.latent_names[f]]
        loading[[name not in measured for name in fit.observed_names], k] = 0.0
    psi = now.moments.latent_cov[np.ix_(factors, factors)]
    theta = now.matrices.residual * np.outer(scale, scale)
    responses = (
        reliability_from_model(loading, psi, theta, sample.covariance),
        reliability_from_model(loading, psi, theta, now.scaled),
    )
    found = []
    for total, own in zip((sample.covariance, now.scaled), responses, strict=True):
        locations = sample.locations - place.residual[: at.n_locations]
        omega = np.empty(len(factors))
        for f in range(len(factors)):
            items = np.flatnonzero(loading[:, f])
            block = np.ix_(items, items)
            cuts = [locations[at.item == i] if sample.ordered[i] else None for i in items]
            steps = [np.diff(sample.categories[i]) if sample.ordered[i] else None for i in items]
            common = psi[f, f] * np.outer(loading[items, f], loading[items, f])
            omega[f] = categorical_omega(common, total[block], cuts, steps).estimate
        found.append(FactorReliability(omega, own.ave, own.k))
    return found[0], found[1], responses[0], responses[1]
