"""Indices of fit where a test is scaled.

Those named ``*_scaled`` put the scaled statistics into the plain formulas; those named ``*_robust`` estimate what the
plain indices come to in the population, whatever the distribution of the answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lerende_organisatie.psychometrics.cfa import fit_indices as index
from lerende_organisatie.psychometrics.cfa.scaled_tests import NAN, ScaledTest


@dataclass(frozen=True, slots=True)
class Noncentrality:
    """A statistic whose excess over its expectation says how wrong a model is.

    Attributes
    ----------
    chisq : float
        N·F of the normal-theory discrepancy.
    df : int
    factor : float
        Its expectation under the model, over df.
    """

    chisq: float
    df: int
    factor: float

    @property
    def excess(self) -> float:
        """T − c·df."""
        return self.chisq - self.factor * self.df if self.df else self.chisq


def scaled_measures(
    test: ScaledTest, baseline: ScaledTest, chisq: float, df: int, n: float, groups: int
) -> dict[str, float]:
    """Every ``*_scaled`` measure.

    The RMSEA of a test that is only divided compares the plain statistic with tr(UΓ), its expectation: the same ratio
    as that of the scaled statistic to its degrees of freedom, but its interval takes the noncentral χ² with tr(UΓ)
    degrees of freedom.

    Parameters
    ----------
    test, baseline : ScaledTest
    chisq, df : float, int
        The plain test.
    n : float
    groups : int
    """
    t, d, tb, db = test.chisq, test.df, baseline.chisq, baseline.df
    values = {
        "chisq_scaled": t,
        "df_scaled": d,
        "pvalue_scaled": test.pvalue,
        "chisq_scaling_factor": test.scaling_factor,
        "chisq_shift_parameter": test.shift,
        "baseline_chisq_scaled": tb,
        "baseline_df_scaled": db,
        "baseline_pvalue_scaled": baseline.pvalue,
        "baseline_chisq_scaling_factor": baseline.scaling_factor,
        "baseline_chisq_shift_parameter": baseline.shift,
        "cfi_scaled": index.cfi(t, d, tb, db),
        "tli_scaled": index.tli(t, d, tb, db),
        "nnfi_scaled": index.tli(t, d, tb, db),
        "rfi_scaled": index.rfi(t, d, tb, db),
        "nfi_scaled": index.nfi(t, tb),
        "pnfi_scaled": index.pnfi(t, d, tb, db),
        "ifi_scaled": index.ifi(t, d, tb),
        "rni_scaled": index.rni(t, d, tb, db),
    }
    if not test.shift and df:
        t, d = chisq, test.mean_factor * df
    lower, upper = index.rmsea_interval(t, d, n, groups)
    return values | {
        "rmsea_scaled": index.rmsea(t, d, n, groups),
        "rmsea_ci_lower_scaled": lower,
        "rmsea_ci_upper_scaled": upper,
        "rmsea_pvalue_scaled": index.rmsea_close(t, d, n, groups),
        "rmsea_notclose_pvalue_scaled": index.rmsea_not_close(t, d, n, groups),
    }


def robust_measures(
    model: Noncentrality, baseline: Noncentrality, test: tuple[float, float] | None, n: float, groups: int
) -> dict[str, float]:
    """Every ``*_robust`` measure.

    Parameters
    ----------
    model, baseline : Noncentrality
    test : (float, float)
        The scaled statistic that intervals of the RMSEA rest on, and its scaling factor; T/c and c where not given.
    n : float
    groups : int

    References
    ----------
    Brosseau-Liard, Savalei & Li (2012) for the RMSEA and its interval; Brosseau-Liard & Savalei (2014) for CFI and TLI;
    Zhang & Savalei (2023) from incomplete data.
    """
    cfi = _robust_cfi(model.excess, baseline.excess)
    tli = _robust_tli(model, baseline)
    rni = 1.0 - model.excess / baseline.excess if baseline.excess else NAN
    values = {
        "cfi_robust": cfi,
        "tli_robust": tli,
        "nnfi_robust": tli,
        "rni_robust": rni,
    }
    df = model.df
    if df == 0:
        return values | {
            "rmsea_robust": 0.0,
            "rmsea_ci_lower_robust": 0.0,
            "rmsea_ci_upper_robust": 0.0,
            "rmsea_pvalue_robust": NAN,
            "rmsea_notclose_pvalue_robust": NAN,
        }
    scaled, factor = (model.chisq / model.factor, model.factor) if test is None else test
    lower, upper = (x * np.sqrt(factor) for x in index.rmsea_interval(scaled, df, n, groups))
    root = float(np.sqrt(factor))
    return values | {
        "rmsea_robust": float(np.sqrt(max(model.excess, 0.0) * groups / (n * df))),
        "rmsea_ci_lower_robust": float(lower),
        "rmsea_ci_upper_robust": float(upper),
        "rmsea_pvalue_robust": index.rmsea_close(scaled, df, n, groups, index.CLOSE_FIT / root),
        "rmsea_notclose_pvalue_robust": index.rmsea_not_close(scaled, df, n, groups, index.NOT_CLOSE_FIT / root),
    }


def _robust_cfi(excess: float, excess_b: float) -> float:
    denominator = max(excess, excess_b, 0.0)
    return 1.0 if denominator == 0 else 1.0 - max(excess, 0.0) / denominator


def _robust_tli(model: Noncentrality, baseline: Noncentrality) -> float:
    if model.df == 0 or baseline.excess == 0:
        return 1.0
    return 1.0 - model.excess * baseline.df / (model.df * baseline.excess)
