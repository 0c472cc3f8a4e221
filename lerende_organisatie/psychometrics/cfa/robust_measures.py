"""The measures of fit that an estimator with a scaled test adds to the plain ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerende_organisatie.psychometrics.cfa.robust import baseline_traces, scaled_test
from lerende_organisatie.psychometrics.cfa.robust_indices import Noncentrality, robust_measures, scaled_measures

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit


def added_measures(fit: Fit, chisq_b: float, df_b: int, n: float) -> dict[str, float]:
    """Scaled tests with their indices, and robust indices; nothing where the estimator's test is the plain one.

    Parameters
    ----------
    fit : Fit
    chisq_b, df_b : float, int
        The baseline's plain test.
    n : float
        What chi-square was multiplied with.
    """
    kind = fit.estimator.test
    if kind == "standard":
        return {}
    traces, traces_b = fit.traces, baseline_traces(fit)
    df, groups = fit.df, len(fit.moments)
    test = scaled_test(fit.chisq, df, traces, kind)
    baseline = scaled_test(chisq_b, df_b, traces_b, kind)
    values = scaled_measures(test, baseline, fit.chisq, df, n, groups)
    if kind == "yuan.bentler.mplus":
        values["scaling_factor_h1"] = traces.saturated / fit.n_moments
        values["scaling_factor_h0"] = traces.model / len(fit.theta)
    if kind != "mean.var.adjusted":
        model = Noncentrality(fit.chisq, df, test.mean_factor)
        unrelated = Noncentrality(chisq_b, df_b, baseline.mean_factor)
        values |= robust_measures(model, unrelated, (test.chisq, test.scaling_factor), n, groups)
    return values
