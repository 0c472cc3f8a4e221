"""The moments that a fitted model implies, as tables with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
    from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedPlace
    from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments


@dataclass(frozen=True, slots=True)
class ImpliedMoments:
    """What one group's parameters imply for the data.

    Attributes
    ----------
    group : str
        The group's label; empty where there is one group.
    cov : DataFrame (p, p)
        Covariances of the observed variables; ordinal ones stand for their responses, with variance one.
    mean : Series (p,) or None
        None where means are not part of the model; zero for ordinal items, whose thresholds tell.
    thresholds : Series (t,) or None
        Thresholds of ordinal items, ``item|t1`` and so on, in units of the response; None where there are none.
    latent_cov : DataFrame (m, m)
        Covariances of the latent variables.
    latent_mean : Series (m,) or None
    slopes : DataFrame (p, k) or None
        Of the variables on observed covariates, which all of this is given; None where there are none, or where they
        are among the variables.
    """

    group: str
    cov: pd.DataFrame
    mean: pd.Series | None
    thresholds: pd.Series | None
    latent_cov: pd.DataFrame
    latent_mean: pd.Series | None
    slopes: pd.DataFrame | None = None


def implied_moments_of(fit: Fit) -> tuple[ImpliedMoments, ...]:
    """The implied moments of every group; see :meth:`Fit.implied_moments`."""
    names, latent = list(fit.observed_names), list(fit.latent_names)
    m = len(latent)
    result = []
    for label, place in zip(fit.group_labels, fit.places, strict=True):
        now, means = place.implied, fit.objective.means
        result.append(
            ImpliedMoments(
                label,
                pd.DataFrame(now.sigma, index=names, columns=names),
                pd.Series(now.mu, index=names) if means else None,
                None,
                pd.DataFrame(now.latent_cov[:m, :m], index=latent, columns=latent),
                pd.Series(now.latent_mean[:m], index=latent) if means else None,
            )
        )
    return tuple(result)


def ordinal_implied_moments(fit: OrdinalFit) -> tuple[ImpliedMoments, ...]:
    """The same where items are ordinal, in the metric of the observed statistics."""
    names, latent = list(fit.observed_names), list(fit.latent_names)
    m = len(latent)
    result = []
    for label, sample, place in zip(fit.group_labels, fit.ordinal, fit.weighted_places, strict=True):
        now, at = place.implied, place.term.at
        location = sample.locations - place.residual[: at.n_locations]
        cut = at.threshold >= 0
        mean = np.zeros(len(names))
        mean[at.item[~cut]] = location[~cut]
        labels = [name for name, own in zip(sample.names[: at.n_locations], cut, strict=True) if own]
        result.append(
            ImpliedMoments(
                label,
                pd.DataFrame(now.scaled, index=names, columns=names),
                pd.Series(mean, index=names),
                pd.Series(location[cut], index=labels),
                pd.DataFrame(now.moments.latent_cov[:m, :m], index=latent, columns=latent),
                pd.Series(now.moments.latent_mean[:m], index=latent),
                _slopes(sample, place),
            )
        )
    return tuple(result)


def _slopes(sample: OrdinalMoments, place: WeightedPlace) -> pd.DataFrame | None:
    if not sample.covariates:
        return None
    at = place.term.at
    own = slice(at.n_locations, at.first_variance)
    values = (place.term.observed - place.residual)[own].reshape(len(sample.items), -1)
    return pd.DataFrame(values, index=list(sample.items), columns=list(sample.covariates))
