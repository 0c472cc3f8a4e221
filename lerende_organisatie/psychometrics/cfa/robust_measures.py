"""The measures of fit that an estimator with a scaled test adds to the plain ones."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from lerende_organisatie.errors import ScaledTestWarning
from lerende_organisatie.psychometrics.cfa.robust import Traces, scaled_test
from lerende_organisatie.psychometrics.cfa.robust_indices import Noncentrality, robust_measures, scaled_measures

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit


def added_measures(fit: Fit, chisq_b: float, df_b: int, n: float) -> dict[str, float]:
    """Scaled tests and their indices where the estimator has such a test; robust indices there and with FIML.

    Parameters
    ----------
    fit : Fit
    chisq_b, df_b : float, int
        The baseline's plain test.
    n : float
        What chi-square was multiplied with.
    """
    kind = fit.estimator.test
    parts = fit.robust_parts
    traces, traces_b = parts.model, parts.baseline
    df, groups = fit.df, len(fit.moments)
    values: dict[str, float] = {}
    if traces is None or traces_b is None:
        return values if parts.completed is None else robust_measures(*parts.completed, None, n, groups)
    if df and not traces.first > 0:
        warnings.warn(
            f"the scaled test could not be computed: its scaling factor would be {traces.first / df:.3g}; "
            "the sample is too small for this model, or the model lies far from the data",
            ScaledTestWarning,
            stacklevel=2,
        )
        traces = Traces(traces.saturated, traces.model, float("nan"), float("nan"))
    test = scaled_test(fit.chisq, df, traces, kind)
    baseline = scaled_test(chisq_b, df_b, traces_b, kind)
    values |= scaled_measures(test, baseline, fit.chisq, df, n, groups)
    if kind == "yuan.bentler.mplus":
        values["scaling_factor_h1"] = traces.saturated / fit.n_moments
        values["scaling_factor_h0"] = traces.model / len(fit.theta)
    if parts.completed is not None:
        values |= robust_measures(*parts.completed, None, n, groups)
    elif kind != "mean.var.adjusted":
        model = Noncentrality(fit.chisq, df, test.mean_factor)
        unrelated = Noncentrality(chisq_b, df_b, baseline.mean_factor)
        values |= robust_measures(model, unrelated, (test.chisq, test.scaling_factor), n, groups)
    unknown = df > 0 and np.isnan(test.chisq)
    return {name: float("nan") if unknown and not name.startswith("baseline") else x for name, x in values.items()}
