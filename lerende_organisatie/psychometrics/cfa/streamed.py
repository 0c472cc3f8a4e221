"""Models fitted to answers that do not fit in memory.

Estimates need moments only. Robust standard errors and tests need sums over respondents, of squared scores and of
functions of Mahalanobis distances (see ``sandwich``): one more pass gives them all, batch by batch. For ordinal
items Γ takes the place of these sums (see :mod:`~lerende_organisatie.psychometrics.moments.streamed_ordinal`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.robust import (
    RobustParts,
    Traces,
    baseline_spots,
    fixed_covariates,
    model_spots,
)
from lerende_organisatie.psychometrics.cfa.sandwich import Spot, huber_scores, saturated_trace
from lerende_organisatie.psychometrics.cfa.unbiased_trace import UnbiasedTraces
from lerende_organisatie.psychometrics.moments.data import GroupData
from lerende_organisatie.psychometrics.moments.streamed import SECOND_PASS, StreamedAnswers

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sums:
    """What robust standard errors and tests need of all respondents.

    Attributes
    ----------
    saturated : float
        tr(A₁⁻¹B₁) of the unrestricted moments.
    model, baseline : ndarray (q, q)
        Sums of squared scores of the model and of the baseline.
    information_b : ndarray
        The baseline's, per observation.
    """

    saturated: float
    model: Floats
    baseline: Floats
    information_b: Floats


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StreamedFit(Fit):
    """A model fitted to streamed answers; the same result, without what needs a respondent's row.

    Attributes
    ----------
    answers : StreamedAnswers
    """

    answers: StreamedAnswers

    @cached_property
    def sums(self) -> Sums:
        """Sums over respondents, from one pass over the source."""
        return sums_over_respondents(self)

    @cached_property
    def vcov(self) -> Floats:
        """Covariance matrix of the free estimates (q, q), robust where the estimator says so."""
        bread = self.normal_vcov
        return bread if self.estimator.se == "standard" else np.asarray(bread @ self.sums.model @ bread, dtype=float)

    @cached_property
    def robust_parts(self) -> RobustParts:
        """What scaled tests and robust indices are made of."""
        if self.estimator.test == "standard":
            return RobustParts(None, None, None)
        sums, n, basis = self.sums, self.n_obs, self.equalities.basis
        nan = float("nan")
        model = Traces(nan, nan, nan, nan)
        if np.isfinite(self.normal_vcov).all():
            model = _traces(sums.saturated, sums.model, basis, self.information_at_estimates, n)
        whole = np.eye(len(sums.information_b))
        return RobustParts(model, _traces(sums.saturated, sums.baseline, whole, sums.information_b, n), None)

    @cached_property
    def unbiased_traces(self) -> UnbiasedTraces:
        """Not offered: the correction is for samples that are small for their model."""
        raise OptionError("the unbiased trace needs the respondents' rows, and streamed answers are not kept")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StreamedOrdinalFit(OrdinalFit):
    """A model fitted to streamed ordinal answers; the same result, without what needs a respondent's row.

    Attributes
    ----------
    answers : StreamedAnswers
    """

    answers: StreamedAnswers

    @cached_property
    def unbiased_traces(self) -> UnbiasedTraces:
        """Not offered: the correction is for samples that are small for their model."""
        raise OptionError("the unbiased trace needs the respondents' rows, and streamed answers are not kept")


def require_streamable(
    answers: StreamedAnswers, group: str | None, cluster: str | None, sampling_weights: str | None, missing: str
) -> None:
    """Refuse what streamed answers cannot give.

    Raises
    ------
    OptionError
        Names every option at once.
    """
    given = {"group": group, "cluster": cluster}
    faults = [f"{name}={value!r}" for name, value in given.items() if value is not None]
    faults += [f"missing={missing!r}"] if missing != "listwise" else []
    if faults:
        raise OptionError(f"{', '.join(faults)}: not offered for streamed answers; leave out, or fit to a frame")
    if sampling_weights is not None and sampling_weights != answers.weights:
        raise OptionError(f"sampling_weights={sampling_weights!r}: weights are named in stream_moments(weights=...)")


def require_second_pass(answers: StreamedAnswers, se: str, name: str) -> None:
    """Refuse an estimator that needs what was not kept, or a pass over a source that is used up.

    Raises
    ------
    OptionError
    """
    if se not in {"standard", "robust.huber.white"}:
        raise OptionError(f"estimator={name!r} is not offered for streamed answers; choose ML, MLR, ULS, GLS, or WLSMV")
    if se != "standard" and answers.read_once:
        raise OptionError(SECOND_PASS)


def streamed_fit(fit: Fit, answers: StreamedAnswers) -> StreamedFit:
    """The fit with its source beside it."""
    return StreamedFit(**_values(fit) | {"missing": "listwise"}, answers=answers)


def streamed_ordinal_fit(fit: OrdinalFit, answers: StreamedAnswers) -> StreamedOrdinalFit:
    """The fit with its source beside it, and without rows."""
    bare = tuple(replace(m, data=None) for m in fit.moments)
    return StreamedOrdinalFit(**_values(fit) | {"sample": None, "moments": bare}, answers=answers)


def _values(fit: Fit) -> dict[str, Any]:
    return {field.name: getattr(fit, field.name) for field in fields(fit)}


def sums_over_respondents(fit: StreamedFit) -> Sums:
    """One pass: scores of every respondent under the model and under the baseline, squared and summed.

    Raises
    ------
    OptionError, DataError
        As :meth:`~.StreamedAnswers.complete_batches`.
    """
    covariates = fixed_covariates(fit)
    related = np.array([fit.observed_names.index(x) for x in fit.table.variables.covariates], dtype=np.intp)
    (spot,) = model_spots(fit)
    (spot_b,), information_b = baseline_spots(list(fit.moments), fit.objective.means, related, covariates)
    q, q_b = len(fit.theta), len(information_b)
    saturated, model, baseline = 0.0, np.zeros((q, q)), np.zeros((q_b, q_b))
    for batch in fit.answers.complete_batches(fit.observed_names):
        if not len(batch.values):
            continue
        rows = GroupData("", batch.values, np.arange(len(batch.values)), None, batch.weight)
        here, there = _with_rows(spot, rows), _with_rows(spot_b, rows)
        saturated += saturated_trace(here)
        scores = huber_scores(here)
        model[np.ix_(spot.index, spot.index)] += scores.T @ scores
        scores = huber_scores(there)
        baseline += scores.T @ scores
    return Sums(saturated, model, baseline, information_b)


def _with_rows(spot: Spot, rows: GroupData) -> Spot:
    """A batch beside the moments of all."""
    return replace(spot, moments=replace(spot.moments, data=rows))


def _traces(saturated: float, squared: Floats, basis: Floats, information: Floats, n: float) -> Traces:
    """As in ``robust``: tr(A₀⁻¹B₀) = tr((K′AK)⁻¹K′BK), and what is left of the saturated one."""
    reduced = np.linalg.inv(basis.T @ information @ basis)
    model = float(np.einsum("ij,ji->", reduced, basis.T @ squared @ basis)) / n
    return Traces(saturated, model, saturated - model, float("nan"))
