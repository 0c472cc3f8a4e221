"""All fit measures of a fitted model in one Series, under lavaan's names with underscores for dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.psychometrics.cfa import fit_indices as index
from lerende_organisatie.psychometrics.cfa.baseline import baseline_test, covariate_loglik
from lerende_organisatie.psychometrics.cfa.residual_indices import gfi, residual_indices
from lerende_organisatie.psychometrics.cfa.robust_measures import added_measures

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit


def covariate_columns(fit: Fit) -> np.ndarray:
    """The columns of fixed covariates."""
    names = {row.lhs for row in fit.table.rows if row.exogenous}
    return np.array([i for i, name in enumerate(fit.observed_names) if name in names], dtype=np.intp)


def fit_measures(fit: Fit) -> pd.Series:
    """Every fit measure.

    Returns
    -------
    Series
        ``npar fmin chisq df pvalue baseline_* cfi tli ... srmr ... ecvi``; ``logl``, ``aic`` and ``bic`` only for
        maximum likelihood; ``*_scaled`` and ``*_robust`` where the estimator has a scaled test.
    """
    npar, df, chisq, groups = fit.npar, fit.df, fit.chisq, len(fit.moments)
    n_total = float(fit.n_obs)
    n = n_total - groups if fit.estimator.unbiased else n_total
    unrelated_apart_from = np.array(
        [fit.observed_names.index(x) for x in fit.table.variables.covariates], dtype=np.intp
    )
    baseline = baseline_test(list(fit.moments), fit.estimator, unrelated_apart_from)
    chisq_b, df_b = baseline.chisq, baseline.df
    values: dict[str, float] = {
        "npar": npar,
        "fmin": fit.value / 2.0,
        "chisq": chisq,
        "df": df,
        "pvalue": index.chisq_pvalue(chisq, df),
        "baseline_chisq": chisq_b,
        "baseline_df": df_b,
        "baseline_pvalue": index.chisq_pvalue(chisq_b, df_b),
        "cfi": index.cfi(chisq, df, chisq_b, df_b),
        "tli": index.tli(chisq, df, chisq_b, df_b),
        "nnfi": index.tli(chisq, df, chisq_b, df_b),
        "rfi": index.rfi(chisq, df, chisq_b, df_b),
        "nfi": index.nfi(chisq, chisq_b),
        "pnfi": index.pnfi(chisq, df, chisq_b, df_b),
        "ifi": index.ifi(chisq, df, chisq_b),
        "rni": index.rni(chisq, df, chisq_b, df_b),
    }
    if fit.estimator.discrepancy == "ML":
        values |= _likelihood(fit, chisq, npar, n_total)
    values["ntotal"] = n_total
    lower, upper = index.rmsea_interval(chisq, df, n, groups)
    values |= {
        "rmsea": index.rmsea(chisq, df, n, groups),
        "rmsea_ci_lower": lower,
        "rmsea_ci_upper": upper,
        "rmsea_ci_level": 0.90,
        "rmsea_pvalue": index.rmsea_close(chisq, df, n, groups),
        "rmsea_close_h0": index.CLOSE_FIT,
        "rmsea_notclose_pvalue": index.rmsea_not_close(chisq, df, n, groups),
        "rmsea_notclose_h0": index.NOT_CLOSE_FIT,
    }
    values |= residual_measures(fit)
    values |= {
        "cn_05": index.critical_n(chisq, df, n, 0.05),
        "cn_01": index.critical_n(chisq, df, n, 0.01),
    }
    values |= _goodness(fit, df)
    values |= {"mfi": index.mfi(chisq, df, n), "ecvi": index.ecvi(chisq, npar, n)}
    values |= added_measures(fit, chisq_b, df_b, n)
    return pd.Series(values, name=fit.estimator.name, dtype=float)


def _likelihood(fit: Fit, chisq: float, npar: int, n: float) -> dict[str, float]:
    """Loglikelihoods, given the fixed covariates, and the criteria built on them."""
    covariates = covariate_columns(fit)
    saturated = sum(m.loglik - covariate_loglik(m, covariates) for m in fit.moments)
    loglik = saturated - 0.5 * chisq
    return {
        "logl": loglik,
        "unrestricted_logl": saturated,
        "aic": index.aic(loglik, npar),
        "bic": index.bic(loglik, npar, n),
        "bic2": index.bic_adjusted(loglik, npar, n),
    }


def residual_measures(fit: Fit) -> dict[str, float]:
    """RMR and its relatives, weighted over groups by their rows."""
    means = fit.objective.means
    parts = []
    for moments, place in zip(fit.moments, fit.places, strict=True):
        cov = moments.cov * (moments.n / (moments.n - 1) if fit.estimator.unbiased else 1.0)
        implied = place.implied
        found = residual_indices(cov, implied.sigma, moments.mean if means else None, implied.mu if means else None)
        parts.append((moments.n / fit.n_obs, found))

    def over(name: str) -> float:
        return float(sum(weight * getattr(found, name) for weight, found in parts))

    return {
        "rmr": over("rmr"),
        "rmr_nomean": over("rmr_nomean"),
        "srmr": over("srmr"),
        "srmr_bentler": over("srmr"),
        "srmr_bentler_nomean": over("srmr_nomean"),
        "crmr": over("crmr"),
        "crmr_nomean": over("crmr_nomean"),
        "srmr_mplus": over("srmr_mplus"),
        "srmr_mplus_nomean": over("srmr_mplus_nomean"),
    }


def _goodness(fit: Fit, df: int) -> dict[str, float]:
    """GFI, AGFI and PGFI."""
    means = fit.objective.means
    covariates = covariate_columns(fit)
    overall = 0.0
    for moments, place in zip(fit.moments, fit.places, strict=True):
        overall += (
            moments.n
            / fit.n_obs
            * gfi(
                moments.cov * (moments.n / (moments.n - 1) if fit.estimator.unbiased else 1.0),
                place.implied.sigma,
                None if fit.estimator.discrepancy == "ULS" else place.distance.weight,
                moments.mean if means else None,
                place.implied.mu if means else None,
                covariates,
            )
        )
    p = len(fit.observed_names)
    count = len(fit.moments) * (p * (p + 1) // 2 + (p if means else 0))
    agfi = 1.0 - count / df * (1.0 - overall) if df else float("nan")
    return {"gfi": overall, "agfi": agfi, "pgfi": df / count * overall}
