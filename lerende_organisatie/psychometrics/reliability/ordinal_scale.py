"""Reliability of a scale of ordinal items from its answers alone: ordinal alpha and categorical omega."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import ConvergenceWarning, DataError
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments, ordinal_moments
from lerende_organisatie.psychometrics.reliability.alpha import scale_findings
from lerende_organisatie.psychometrics.reliability.answers import (
    Answers,
    Missing,
    check_level,
    check_missing,
    choose_answers,
    items_of,
)
from lerende_organisatie.psychometrics.reliability.coefficients import alpha, alpha_gradient, average_interitem
from lerende_organisatie.psychometrics.reliability.findings import Finding, dependence_faults, warn_of
from lerende_organisatie.psychometrics.reliability.intervals import delta_bounds
from lerende_organisatie.psychometrics.reliability.products import correlations, covariance, standard_error

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OrdinalAlpha(Cited):
    """Alpha of the responses behind ordinal answers.

    Attributes
    ----------
    estimate, se, ci_lower, ci_upper : float
    average_interitem : float
        Mean polychoric correlation.
    n, k : int
    items : tuple of k str
    level : float
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("zumbo2007", "chalmers2018")

    estimate: float
    se: float
    ci_lower: float
    ci_upper: float
    average_interitem: float
    n: int
    k: int
    items: tuple[str, ...]
    level: float
    missing: Missing


@dataclass(frozen=True, slots=True)
class OmegaCategorical(Cited):
    """Reliability of the sum of ordinal answers.

    Attributes
    ----------
    estimate : float
        With the polychoric correlations in the denominator.
    model : float
        With those that the one-factor model implies.
    responses : float
        Omega that the sum of the responses behind the answers would have: no score that anybody computes.
    ave : float
        Average variance extracted of the responses.
    n, k : int
    items : tuple of k str
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("green2009",)

    estimate: float
    model: float
    responses: float
    ave: float
    n: int
    k: int
    items: tuple[str, ...]
    missing: Missing


def ordinal_alpha(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "listwise",
    level: float = 0.95,
) -> OrdinalAlpha:
    """Alpha from polychoric correlations, with an interval by the delta method.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Items keyed in the same direction.
    items : iterable of str, optional
        The items of the scale, or the name of a scale of the Responses; without it all of them.
    missing : "listwise" or "pairwise"
    level : float

    Returns
    -------
    OrdinalAlpha

    Raises
    ------
    DataError
        What :func:`cronbach_alpha` refuses; items with too many different answers to be ordinal; items of which two
        always go together.
    OptionError
        An option that is not offered.

    Warns
    -----
    SparseCategoryWarning, ImproperSolutionWarning
        What the polychoric correlations rest on.
    ItemWarning, MissingDataWarning, SmallSampleWarning
        As in :func:`cronbach_alpha`.

    Notes
    -----
    It is the alpha of a sum of unobserved continuous responses, hence higher than that of any score computed from the
    answers (Chalmers, 2018). For the score use :func:`cronbach_alpha` or :func:`omega_categorical`.

    References
    ----------
    Zumbo, B. D., Gadermann, A. M., & Zeisser, C. (2007). Ordinal versions of coefficients alpha and theta for Likert
    rating scales. Journal of Modern Applied Statistical Methods, 6, 21-29. Chalmers, R. P. (2018). On misconceptions
    and the limited usefulness of ordinal alpha. Educational and Psychological Measurement, 78, 1056-1071.
    """
    check_level(level)
    what = "ordinal alpha"
    answers, moments = _polychoric(data, items, missing, what, 2)
    corr = moments.correlations
    estimate = float(alpha(corr))
    slope = 2 * alpha_gradient(corr)[moments.pair_rows, moments.pair_columns]
    se = standard_error(slope @ moments.influence_values(pairs_only=True))
    lower, upper = delta_bounds(estimate, se, level)
    warn_of(scale_findings(answers, covariance(answers.values)))
    return OrdinalAlpha(
        estimate=estimate,
        se=se,
        ci_lower=lower,
        ci_upper=upper,
        average_interitem=average_interitem(corr),
        n=answers.n,
        k=answers.k,
        items=answers.items,
        level=level,
        missing=answers.missing,
    )


def omega_categorical(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "listwise",
) -> OmegaCategorical:
    """The reliability of the sum of ordinal answers, from the one-factor model of the responses behind them.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Items keyed in the same direction.
    items : iterable of str, optional
        Three or more items of the scale, or the name of a scale of the Responses; without it all of them.
    missing : "listwise" or "pairwise"

    Returns
    -------
    OmegaCategorical
        ``model`` is semTools' ``compRelSEM(ord.scale = TRUE, obs.var = FALSE)``. No interval is offered.

    Raises
    ------
    DataError
        As :func:`ordinal_alpha`; fewer than three items; a one-factor model without a solution.
    OptionError
        An option that is not offered.

    Warns
    -----
    SparseCategoryWarning, ImproperSolutionWarning, ItemWarning, MissingDataWarning, SmallSampleWarning
        As in :func:`ordinal_alpha`, and an improper solution of the model.

    References
    ----------
    Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An
    alternative to coefficient alpha. Psychometrika, 74, 155-167.
    """
    from lerende_organisatie.psychometrics.cfa import cfa
    from lerende_organisatie.psychometrics.reliability.fitted import fitted_factors

    what = "categorical omega"
    answers = choose_answers(data, items_of(data, items), check_missing(missing), what, 3)
    _check_dependence(answers, what)
    import pandas as pd

    names = [f"x{j + 1}" for j in range(answers.k)]
    frame = pd.DataFrame(answers.values, columns=names)
    fit = cfa("f =~ " + " + ".join(names), frame, estimator="WLSMV", ordered=True, missing=answers.missing, std_lv=True)
    if not fit.converged:
        raise DataError(
            what, ["the one-factor model of the responses did not converge; do the items share one factor?"]
        )
    found = fitted_factors(fit)[0]
    findings: list[Finding] = scale_findings(answers, covariance(answers.values))
    omega = float(found.observed.omega[0])
    if not 0 <= omega <= 1:
        message = f"categorical omega of {omega:.3f} lies outside 0 to 1: the one-factor model does not hold"
        findings.append(Finding(ConvergenceWarning, message))
    warn_of(findings)
    assert found.responses is not None
    return OmegaCategorical(
        estimate=omega,
        model=float(found.implied.omega[0]),
        responses=float(found.responses.omega[0]),
        ave=float(found.observed.ave[0]),
        n=answers.n,
        k=answers.k,
        items=answers.items,
        missing=answers.missing,
    )


def _polychoric(
    data: pd.DataFrame | OffersFrame | IntoFrame, items: Iterable[str] | None, missing: str, what: str, fewest: int
) -> tuple[Answers, OrdinalMoments]:
    answers = choose_answers(data, items_of(data, items), check_missing(missing), what, fewest)
    _check_dependence(answers, what)
    return answers, ordinal_moments(answers.values, items=answers.items, missing=answers.missing, what=what)


def _check_dependence(answers: Answers, what: str) -> None:
    """Refuse perfectly correlated items: their polychoric correlation has no largest likelihood inside (-1, 1)."""
    faults = dependence_faults(correlations(answers.values), answers.items, answers.n)
    if faults:
        raise DataError(what, faults)
