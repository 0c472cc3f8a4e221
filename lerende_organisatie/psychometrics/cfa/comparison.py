"""Two fitted models beside each other: the chi-square difference of nested models, and the criteria of any two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue
from lerende_organisatie.psychometrics.cfa.ordinal_comparison import ordinal_difference
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.scaled_difference import DifferenceMethod, method_for, scaled_difference

SOURCES = {
    "standard": "steiger1985",
    "satorra.2000": "satorra2000",
    "satorra.bentler.2001": "satorra2001",
    "satorra.bentler.2010": "satorra2010",
}
"""What to cite for a difference test."""


@dataclass(frozen=True, slots=True)
class Comparison(Cited):
    """The more restricted model less the less restricted one.

    Attributes
    ----------
    chisq_diff, df_diff, pvalue : float
        The difference test, scaled where the estimator's test is; NaN where the models have the same degrees of freedom
        or the scaled difference cannot be computed.
    delta_cfi, delta_rmsea, delta_srmr : float
        Index of the restricted model less that of the other.
    delta_aic, delta_bic : float
        NaN where an estimator has no likelihood.
    table : DataFrame
        Both models' fit, the less restricted first.
    method : str
        How the difference was scaled; "standard" where it was not.
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
    method: str = "standard"

    def _cites(self) -> tuple[str, ...]:
        """By how the difference was scaled."""
        return (SOURCES[self.method],)


def compare(fit_a: Fit, fit_b: Fit, method: DifferenceMethod = "default") -> Comparison:
    """Compare two models fitted to the same data; the order does not matter.

    Parameters
    ----------
    fit_a, fit_b : Fit
        For the test to hold, one must be the other with restrictions (Steiger, Shapiro & Browne, 1985).
    method : {"default", "satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000"}
        How the difference is scaled where the estimator's test is: after Satorra (2000), scaled and shifted, for MLMV,
        MLMVS and ordinal items, after Satorra & Bentler (2001) for MLM and MLR, unless told otherwise.

    Returns
    -------
    Comparison

    Raises
    ------
    OptionError
        The models were fitted to different rows or by different estimators, or the method is not offered for them.

    Warns
    -----
    ScaledTestWarning
        The scaled difference would be negative, and is NaN.
    """
    if fit_a.estimator != fit_b.estimator or fit_a.missing != fit_b.missing:
        raise OptionError(
            f"the models were fitted by {fit_a.estimator.name} ({fit_a.missing}) and {fit_b.estimator.name} "
            f"({fit_b.missing}); fit both the same way to compare them"
        )
    if isinstance(fit_a, OrdinalFit) != isinstance(fit_b, OrdinalFit):
        raise OptionError("one model takes its items as ordinal and the other does not; fit both the same way")
    if fit_a.n_obs != fit_b.n_obs or set(fit_a.table.variables.observed) != set(fit_b.table.variables.observed):
        raise OptionError(
            f"the models were fitted to different data ({fit_a.n_obs} and {fit_b.n_obs} rows, "
            f"{len(fit_a.observed_names)} and {len(fit_b.observed_names)} variables)"
        )
    free, restricted = sorted((fit_a, fit_b), key=lambda fit: fit.df)
    a, b = free.fit_measures, restricted.fit_measures
    df = restricted.df - free.df
    difference = float(b["chisq"] - a["chisq"])
    chosen: DifferenceMethod | Literal["standard"] = "standard"
    if isinstance(free, OrdinalFit) and isinstance(restricted, OrdinalFit):
        if method not in {"default", "satorra.2000"}:
            raise OptionError(
                f"method={method!r} is not offered for ordinal items; their difference is Satorra's (2000)"
            )
        difference = ordinal_difference(free, restricted).chisq
        chosen = "satorra.2000"
    elif free.estimator.test != "standard":
        chosen = scaling = method_for(free, method)
        difference = scaled_difference(free, restricted, scaling) if df else float("nan")
    elif method != "default":
        raise OptionError(f"method={method!r} scales a difference, and the test of {free.estimator.name} is not scaled")
    likelihood = "aic" in a.index
    plain = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")
    scaled = ("chisq_scaled", "df_scaled", "pvalue_scaled", "cfi_robust", "tli_robust", "rmsea_robust")
    keep = [name for name in (*plain, *scaled) if name in a.index]
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
        chosen,
    )
