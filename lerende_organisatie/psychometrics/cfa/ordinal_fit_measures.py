"""All fit measures of a fit to ordinal items: plain, scaled, and in the metric of continuous responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.psychometrics.cfa import fit_indices as index
from lerende_organisatie.psychometrics.cfa.ordinal_robust_indices import ContinuousMetric, continuous_metric

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

NAN = float("nan")


def ordinal_fit_measures(fit: OrdinalFit) -> pd.Series:
    """Every fit measure; see :func:`~.fit_measures.fit_measures`.

    Returns
    -------
    Series
        Names as in lavaan with underscores. Those with ``_scaled`` and ``_robust`` only for estimators with a scaled
        test, ``_robust`` only where every item is ordinal.
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
            "chisq_scaling_factor": test.scaling,
        }
        if fit.estimator.test == "scaled_shifted":
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
            "baseline_chisq_scaling_factor": test_b.scaling,
        }
    values |= _incremental(chisq, df, baseline.chisq, baseline.df, "")
    if test is not None and test_b is not None:
        values |= _incremental(test.chisq, test.df, test_b.chisq, test_b.df, "_scaled")
    values["ntotal"] = fit.n_obs
    values |= _rmsea(chisq, df, n, groups, "")
    if test is not None:
        values |= _rmsea(test.chisq, test.df, n, groups, "_scaled")
        values |= _robust(fit, n, groups)
    values |= _residual_measures(fit)
    values |= {
        "cn_05": index.critical_n(chisq, df, n, 0.05),
        "cn_01": index.critical_n(chisq, df, n, 0.01),
    }
    values |= _goodness(fit)
    values["mfi"] = index.mfi(chisq, df, n)
    values["wrmr"] = float(np.sqrt(chisq / fit.n_moments))
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


def _robust(fit: OrdinalFit, n: float, groups: int) -> dict[str, float]:
    """The indices of Savalei (2021); empty where they do not exist."""
    if not all(bool(m.ordered.all()) for m in fit.ordinal):
        return {}
    found: ContinuousMetric | None = continuous_metric(
        fit.weighted_places, fit.ordinal, fit.gammas, fit.bread, fit.vcov, fit.df, fit.baseline.df
    )
    names = ("cfi", "tli", "nnfi", "rni", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue")
    if found is None:
        return {f"{name}_robust": NAN for name in (*names, "rmsea_notclose_pvalue")}
    df, df_b = fit.df, fit.baseline.df
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
    """RMR and its relatives, weighted over groups by their respondents; thresholds count as means do."""
    totals: dict[str, float] = {}
    for sample, place in zip(fit.ordinal, fit.weighted_places, strict=True):
        at = place.term.at
        observed, implied = sample.covariance, place.implied.scaled
        location = place.residual[: at.n_locations]
        sd, sd_hat = np.sqrt(np.diag(observed)), np.sqrt(np.diag(implied))
        lower, below = np.tril_indices(len(sd)), np.tril_indices(len(sd), -1)
        raw = (observed - implied)[lower]
        bentler = raw / (sd[lower[0]] * sd[lower[1]])
        correlation = (observed / np.outer(sd, sd) - implied / np.outer(sd_hat, sd_hat))[below]
        standard = location / sd[at.item]
        own = {
            "rmr": (np.concatenate([raw, location]), len(raw) + len(location)),
            "rmr_nomean": (raw, len(raw)),
            "srmr": (bentler, len(bentler)),
            "srmr_bentler": (np.concatenate([bentler, standard]), len(bentler) + len(location)),
            "srmr_bentler_nomean": (bentler, len(bentler)),
            "crmr": (np.concatenate([correlation, standard]), len(correlation) + len(location)),
            "crmr_nomean": (correlation, len(correlation)),
        }
        for name, (values, count) in own.items():
            found = float(np.sqrt(values @ values / count)) if count else 0.0
            totals[name] = totals.get(name, 0.0) + sample.n / fit.n_obs * found
    return totals


def _goodness(fit: OrdinalFit) -> dict[str, float]:
    """GFI = 1 − r′Wr / s′Ws, AGFI and PGFI (Tanaka & Huba, 1985)."""
    above = below = 0.0
    for place in fit.weighted_places:
        term = place.term
        every = slice(0, term.at.size)
        above += term.weight * place.value
        below += term.weight * float(term.observed @ term.apply(term.observed, every))
    gfi = 1.0 - above / below
    agfi = 1.0 - fit.n_moments / fit.df * (1.0 - gfi) if fit.df else NAN
    return {"gfi": gfi, "agfi": agfi, "pgfi": fit.df / fit.n_moments * gfi}
