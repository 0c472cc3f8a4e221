"""All fit measures of a fit to ordinal items: plain, scaled, and in the metric of continuous responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.psychometrics.cfa import fit_indices as index
from lerende_organisatie.psychometrics.cfa.ordinal_robust_indices import (
    ContinuousMetric,
    continuous_metric,
    correlation_df,
)
from lerende_organisatie.psychometrics.cfa.scaled_tests import ScaledTest

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

NAN = float("nan")


def ordinal_fit_measures(fit: OrdinalFit) -> pd.Series:
    """Every fit measure; see :func:`~.fit_measures.fit_measures`.

    Returns
    -------
    Series
        Names as in lavaan with underscores. Those with ``_scaled`` and ``_robust`` only for estimators with a scaled
        test, ``_robust`` only where every item is ordinal and there are no covariates.
    """
    chisq, df, groups = fit.chisq, fit.df, len(fit.moments)
    n = float(fit.n_obs - groups)
    baseline = fit.baseline
    values: dict[str, float] = {
        "npar": fit.npar,
        "fmin": fit.value / 2.0,
        "chisq": chisq,
        "df": df,
        "pvalue": _pvalue(fit, chisq, df),
    }
    test, test_b = fit.scaled_test, baseline.scaled
    if test is not None:
        values |= {
            "chisq_scaled": test.chisq,
            "df_scaled": test.df,
            "pvalue_scaled": index.chisq_pvalue(test.chisq, test.df),
            "chisq_scaling_factor": test.scaling_factor,
        }
        if fit.estimator.test == "scaled.shifted":
            values["chisq_shift_parameter"] = test.shift
    values |= {
        "baseline_chisq": baseline.chisq,
        "baseline_df": baseline.df,
        "baseline_pvalue": _pvalue(fit, baseline.chisq, baseline.df),
    }
    if test_b is not None:
        values |= {
            "baseline_chisq_scaled": test_b.chisq,
            "baseline_df_scaled": test_b.df,
            "baseline_pvalue_scaled": index.chisq_pvalue(test_b.chisq, test_b.df),
            "baseline_chisq_scaling_factor": test_b.scaling_factor,
        }
    values |= _incremental(chisq, df, baseline.chisq, baseline.df, "")
    if test is not None and test_b is not None:
        values |= _incremental(test.chisq, test.df, test_b.chisq, test_b.df, "_scaled")
    values["ntotal"] = fit.n_obs
    values |= _rmsea(chisq, df, n, groups, "")
    if test is not None:
        values |= _scaled_rmsea(fit, test, n)
        values |= _robust(fit, n, groups)
    values |= _residual_measures(fit)
    values |= {
        "cn_05": index.critical_n(chisq, df, n, 0.05),
        "cn_01": index.critical_n(chisq, df, n, 0.01),
    }
    values |= _goodness(fit)
    values["mfi"] = index.mfi(chisq, df, n)
    values["wrmr"] = float(np.sqrt(chisq * groups / fit.n_moments))  # over one group's statistics, as in lavaan
    return pd.Series(values, name=fit.estimator.name, dtype=float)


def _pvalue(fit: OrdinalFit, chisq: float, df: float) -> float:
    """NaN for unweighted least squares, whose n·F is no chi-square."""
    return NAN if fit.estimator.discrepancy == "ULS" else index.chisq_pvalue(chisq, df)


def _incremental(chisq: float, df: float, chisq_b: float, df_b: float, suffix: str) -> dict[str, float]:
    found = {
        "cfi": index.cfi(chisq, df, chisq_b, df_b),
        "tli": index.tli(chisq, df, chisq_b, df_b),
        "nnfi": index.tli(chisq, df, chisq_b, df_b),
        "rfi": index.rfi(chisq, df, chisq_b, df_b) if df <= df_b else NAN,
        "nfi": index.nfi(chisq, chisq_b) if df <= df_b else NAN,
        "pnfi": index.pnfi(chisq, df, chisq_b, df_b),
        "ifi": index.ifi(chisq, df, chisq_b),
        "rni": index.rni(chisq, df, chisq_b, df_b),
    }
    return {f"{name}{suffix}": value for name, value in found.items()}


def _rmsea(chisq: float, df: float, n: float, groups: int, suffix: str) -> dict[str, float]:
    lower, upper = index.rmsea_interval(chisq, df, n, groups)
    values = {
        f"rmsea{suffix}": index.rmsea(chisq, df, n, groups),
        f"rmsea_ci_lower{suffix}": lower,
        f"rmsea_ci_upper{suffix}": upper,
        f"rmsea_pvalue{suffix}": index.rmsea_close(chisq, df, n, groups),
        f"rmsea_notclose_pvalue{suffix}": index.rmsea_not_close(chisq, df, n, groups),
    }
    if not suffix:
        values |= {
            "rmsea_ci_level": 0.90,
            "rmsea_close_h0": index.CLOSE_FIT,
            "rmsea_notclose_h0": index.NOT_CLOSE_FIT,
        }
    return values


def _scaled_rmsea(fit: OrdinalFit, test: ScaledTest, n: float) -> dict[str, float]:
    """RMSEA of the scaled test.

    A test that is scaled without a shift has mean tr(UΓ) under the model, so its RMSEA is that of n·F with tr(UΓ) for
    degrees of freedom; its interval takes n·F as a noncentral χ² with as many, as lavaan does.
    """
    if fit.estimator.test == "scaled.shifted" or not test.df:
        return _rmsea(test.chisq, test.df, n, len(fit.moments), "_scaled")
    return _rmsea(fit.chisq, test.scaling_factor * test.df, n, len(fit.moments), "_scaled")


def _robust(fit: OrdinalFit, n: float, groups: int) -> dict[str, float]:
    """The indices of Savalei (2021); empty where they do not exist."""
    if not all(bool(m.ordered.all()) and not m.covariates for m in fit.ordinal):
        return {}
    # the indices see correlations only: what thresholds are restricted by is no degree of freedom of theirs
    df = fit.df if fit.covariances_only else correlation_df(fit.sandwich_places, fit.bread)
    df_b = sum(len(place.term.at.row) for place in fit.sandwich_places)
    found: ContinuousMetric | None = continuous_metric(
        fit.sandwich_places,
        fit.ordinal,
        fit.gammas,
        fit.pushes,
        fit.bread,
        fit.divisor * fit.vcov,
        df,
        df_b,
    )
    names = ("cfi", "tli", "nnfi", "rni", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue")
    if found is None:
        return {f"{name}_robust": NAN for name in (*names, "rmsea_notclose_pvalue")}
    excess = found.chisq - found.scaling * df
    excess_b = found.chisq_b - found.scaling_b * df_b
    numerator, denominator = max(excess, 0.0), max(excess, excess_b, 0.0)
    tli = 1.0 - excess / excess_b * df_b / df
    values = {
        "cfi_robust": 1.0 - numerator / denominator if denominator else 1.0,
        "tli_robust": tli,
        "nnfi_robust": tli,
        "rni_robust": 1.0 - excess / excess_b,
    }
    return values | _robust_rmsea(found, df, n, groups)


def _robust_rmsea(found: ContinuousMetric, df: int, n: float, groups: int) -> dict[str, float]:
    """RMSEA of the test with mean c·df: that of χ²/c, in units of the continuous metric."""
    c = found.scaling
    scaled = found.chisq / c
    lower, upper = index.rmsea_interval(scaled, df, n, groups)
    root = float(np.sqrt(c))
    return {
        "rmsea_robust": index.rmsea(scaled, df, n, groups) * root,
        "rmsea_ci_lower_robust": lower * root,
        "rmsea_ci_upper_robust": upper * root,
        "rmsea_pvalue_robust": index.rmsea_close(scaled, df, n / c, groups),
        "rmsea_notclose_pvalue_robust": index.rmsea_not_close(scaled, df, n / c, groups),
    }


def _residual_measures(fit: OrdinalFit) -> dict[str, float]:
    """RMR and its relatives, weighted over groups by their respondents.

    As in lavaan, thresholds count as means do, and means and variances of continuous items leave no residual; in the
    delta parameterisation they have none, unless the metric of WLS ties them to the covariances. Slopes on covariates
    are not among the residuals, but each covariate is counted as one that is zero (not in ``crmr``), also as in lavaan.
    """
    totals: dict[str, float] = {}
    for sample, place in zip(fit.ordinal, fit.weighted_places, strict=True):
        at = place.term.at
        observed, implied = sample.covariance, place.implied.scaled
        cut = np.flatnonzero(at.threshold >= 0)
        location = place.residual[cut]
        sd, sd_hat = np.sqrt(np.diag(observed)), np.sqrt(np.diag(implied))
        below = np.tril_indices(len(sd), -1)
        count = len(sd) * (len(sd) + 1) // 2 + len(sample.covariates)
        raw = (observed - implied)[below]
        bentler = raw / (sd[below[0]] * sd[below[1]])
        correlation = (observed / np.outer(sd, sd) - implied / np.outer(sd_hat, sd_hat))[below]
        own = {
            "rmr": (np.concatenate([raw, location]), count + len(cut)),
            "rmr_nomean": (raw, count),
            "srmr": (bentler, count),
            "srmr_bentler": (np.concatenate([bentler, location]), count + len(cut)),
            "srmr_bentler_nomean": (bentler, count),
            "crmr": (np.concatenate([correlation, location]), len(correlation) + len(cut)),
            "crmr_nomean": (correlation, len(correlation)),
        }
        for name, (values, size) in own.items():
            found = float(np.sqrt(values @ values / size)) if size else 0.0
            totals[name] = totals.get(name, 0.0) + sample.n / fit.n_obs * found
    return totals


def _goodness(fit: OrdinalFit) -> dict[str, float]:
    """GFI = 1 − r′Wr / s′Ws (Tanaka & Huba, 1985) by group, weighted by their respondents; AGFI and PGFI."""
    gfi = 0.0
    for sample, place in zip(fit.ordinal, fit.weighted_places, strict=True):
        term = place.term
        whole = float(term.observed @ term.apply(term.observed, slice(0, term.at.size)))
        gfi += sample.n / fit.n_obs * (1.0 - place.value / whole)
    agfi = 1.0 - fit.n_moments / fit.df * (1.0 - gfi) if fit.df else NAN
    return {"gfi": gfi, "agfi": agfi, "pgfi": fit.df / fit.n_moments * gfi}
