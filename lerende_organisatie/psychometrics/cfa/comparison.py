"""Two fitted models beside each other: the chi-square difference of nested models, and the criteria of any two."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue
from lerende_organisatie.psychometrics.cfa.ordinal_comparison import ordinal_difference
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit


@dataclass(frozen=True, slots=True)
class Comparison:
    """The more restricted model less the less restricted one.

    Attributes
    ----------
    chisq_diff, df_diff, pvalue : float
        The difference test; NaN where the models have the same degrees of freedom.
    delta_cfi, delta_rmsea, delta_srmr : float
        Index of the restricted model less that of the other.
    delta_aic, delta_bic : float
        NaN where an estimator has no likelihood.
    table : DataFrame
        Both models' fit, the less restricted first.
    """

    chisq_diff: float
    df_diff: int
    pvalue: float
    delta_cfi: float
    delta_rmsea: float
    delta_srmr: float
    delta_aic: float
    delta_bic: float
    table: pd.DataFrame


def compare(fit_a: Fit, fit_b: Fit) -> Comparison:
    """Compare two models fitted to the same data; the order does not matter.

    Parameters
    ----------
    fit_a, fit_b : Fit
        For the test to hold, one must be the other with restrictions (Steiger, Shapiro & Browne, 1985). With ordinal
        items the difference is scaled (Satorra, 2000).

    Returns
    -------
    Comparison

    Raises
    ------
    OptionError
        The models were fitted to different rows or by different estimators.
    """
    if fit_a.estimator != fit_b.estimator or fit_a.missing != fit_b.missing:
        raise OptionError(
            f"the models were fitted by {fit_a.estimator.name} ({fit_a.missing}) and {fit_b.estimator.name} "
            f"({fit_b.missing}); fit both the same way to compare them"
        )
    if isinstance(fit_a, OrdinalFit) != isinstance(fit_b, OrdinalFit):
        raise OptionError("one model takes its items as ordinal and the other does not; fit both the same way")
    if fit_a.n_obs != fit_b.n_obs or set(fit_a.observed_names) != set(fit_b.observed_names):
        raise OptionError(
            f"the models were fitted to different data ({fit_a.n_obs} and {fit_b.n_obs} rows, "
            f"{len(fit_a.observed_names)} and {len(fit_b.observed_names)} variables)"
        )
    free, restricted = sorted((fit_a, fit_b), key=lambda fit: fit.df)
    a, b = free.fit_measures, restricted.fit_measures
    df = restricted.df - free.df
    difference = float(b["chisq"] - a["chisq"])
    if isinstance(free, OrdinalFit) and isinstance(restricted, OrdinalFit):
        difference = ordinal_difference(free, restricted).chisq
    likelihood = "aic" in a.index
    keep = [name for name in ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic") if name in a.index]
    return Comparison(
        difference,
        df,
        chisq_pvalue(difference, df),
        float(b["cfi"] - a["cfi"]),
        float(b["rmsea"] - a["rmsea"]),
        float(b["srmr"] - a["srmr"]),
        float(b["aic"] - a["aic"]) if likelihood else float("nan"),
        float(b["bic"] - a["bic"]) if likelihood else float("nan"),
        pd.DataFrame([a[keep], b[keep]], index=["less restricted", "more restricted"]),
    )
