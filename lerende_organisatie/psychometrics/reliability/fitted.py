"""Reliability of the factors of a fitted model, by group."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, ItemWarning, OptionError
from lerende_organisatie.psychometrics.reliability.findings import quoted
from lerende_organisatie.psychometrics.reliability.fitted_ordinal import ordinal_reliability
from lerende_organisatie.psychometrics.reliability.from_model import FactorReliability, reliability_from_model

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FittedFactors:
    """The factors with observed items of one group.

    Attributes
    ----------
    group : int
    factors : tuple of str
    observed, implied : FactorReliability
        With the observed and with the implied variance in the denominator.
    responses : FactorReliability or None
        Of the responses behind ordinal items, with their observed (polychoric) variance; None where items are
        continuous.
    """

    group: int
    factors: tuple[str, ...]
    observed: FactorReliability
    implied: FactorReliability
    responses: FactorReliability | None = None


def fitted_factors(fit: Fit) -> list[FittedFactors]:
    """Composite reliability and average variance extracted in every group.

    Raises
    ------
    DataError
        No factor has observed items.
    OptionError
        It is no fit.
    """
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

    if not isinstance(fit, Fit):
        raise OptionError(f"a fitted model is needed, such as cfa() gives, not a {type(fit).__name__}")
    at = [j for j, f in enumerate(fit.latent_names) if f in fit.table.variables.measured_by_observed]
    if not at:
        raise DataError("reliability", ["the model has no factor with observed items"])
    factors = tuple(fit.latent_names[j] for j in at)
    if fit.layout.covariates:
        raise DataError(
            "reliability",
            [
                f"the model is given covariates ({', '.join(fit.layout.covariates)}), and a reliability is that of "
                "all respondents; fit the lines with =~ alone and ask it of that"
            ],
        )
    if isinstance(fit, OrdinalFit) and any(bool(m.ordered.any()) for m in fit.ordinal):
        every = [ordinal_reliability(fit, g, at) for g in range(len(fit.moments))]
        return [FittedFactors(g + 1, factors, own[0], own[1], own[2]) for g, own in enumerate(every)]
    result = []
    for g, (x, place, moments) in enumerate(zip(fit.matrices, fit.places, fit.moments, strict=True)):
        loading = x.loading[:, at]
        psi = place.implied.latent_cov[np.ix_(at, at)]
        cov = moments.cov * (moments.n / (moments.n - 1) if fit.estimator.unbiased else 1.0)
        result.append(
            FittedFactors(
                g + 1,
                factors,
                reliability_from_model(loading, psi, x.residual, cov),
                reliability_from_model(loading, psi, x.residual, place.implied.sigma),
            )
        )
    return result


@dataclass(frozen=True, slots=True)
class FactorReliabilities(Cited):
    """Reliability of the factors of a fitted model.

    Attributes
    ----------
    table : DataFrame
        One row per factor and group (index ``factor``): ``group k omega omega_model ave``. ``omega`` is the composite
        reliability over the observed variance of the items' sum, ``omega_model`` over the implied one (Raykov, 2001).
        Of ordinal items the two are the categorical omega of the sum of answers, its denominator from the polychoric
        and from the implied correlations (Green & Yang, 2009); ``omega_responses`` then is the reliability that the sum
        of the responses behind the answers would have, and ``ave`` is that of the responses, each with variance one.
    """

    CITES: ClassVar[tuple[str, ...]] = ("raykov2001", "bentler2009", "green2009", "fornell1981")

    table: pd.DataFrame


def reliability_of_fit(fit: Fit) -> FactorReliabilities:
    """Composite reliability of every factor with observed items.

    Raises
    ------
    DataError
        No factor has observed items.

    Warns
    -----
    ItemWarning
        A factor has loadings of both signs: the items of its sum cancel each other, and its omega is that of no score
        that anybody would use.
    """
    _warn_of_mixed_signs(fit)
    frames = [
        pd.DataFrame(
            {
                "factor": found.factors,
                "group": found.group,
                "k": found.observed.k,
                "omega": found.observed.omega,
                "omega_model": found.implied.omega,
                "ave": found.observed.ave,
            }
            | ({} if found.responses is None else {"omega_responses": found.responses.omega})
        )
        for found in fitted_factors(fit)
    ]
    return FactorReliabilities(pd.concat(frames, ignore_index=True).set_index("factor"))


def _warn_of_mixed_signs(fit: Fit) -> None:
    """Say which items would have to be turned before the sum of a factor's items has a reliability."""
    table = fit.parameters
    loadings = table[(table["op"] == "=~") & ~table["rhs"].isin(fit.latent_names)]
    mixed = []
    for factor, rows in loadings.groupby("lhs", sort=False):
        signs = np.sign(rows["est"]).groupby(rows["rhs"], sort=False).mean()
        fewest = signs.index[signs < 0] if (signs < 0).sum() <= (signs > 0).sum() else signs.index[signs > 0]
        if len(fewest):
            mixed.append(f"{factor}: {quoted(map(str, fewest))} against the others")
    if mixed:
        warnings.warn(
            f"loadings of both signs ({'; '.join(mixed)}); turn reverse-keyed items before fitting, or the reliability "
            "of the sum is understated",
            ItemWarning,
            stacklevel=4,
        )
