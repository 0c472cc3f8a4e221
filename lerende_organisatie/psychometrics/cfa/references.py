"""What to cite for a fit: the sources of the estimator, tests and fit indices that it used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

BY_TEST = {
    "yuan.bentler.mplus": "yuan2000",
    "satorra.bentler": "satorra1994",
    "mean.var.adjusted": "satorra1994",
    "scaled.shifted": "asparouhov2010",
}

BY_INDEX = {"cfi": "bentler1990", "tli": "tucker1973", "rmsea": "steiger1990", "srmr": "bentler1995"}


def keys_of(fit: Fit) -> tuple[str, ...]:
    """The keys of what a fit rests on: estimator, missing answers, design, test, indices.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    tuple of str
        Each once.
    """
    ordinal = any(row.op == "|" for row in fit.table.rows)
    discrepancy, keys = fit.estimator.discrepancy, []
    if ordinal:
        keys += ["muthen1984", "olsson1979"]
    elif discrepancy == "ML":
        keys += ["joreskog1969"]
    elif discrepancy == "GLS":
        keys += ["browne1974"]
    elif discrepancy in ("WLS", "DWLS") or fit.estimator.test != "standard":
        keys += ["browne1984"]
    if fit.missing == "fiml":
        keys += ["arbuckle1996"]
    groups = () if fit.sample is None else fit.sample.groups
    if any(group.weight is not None for group in groups) or fit.estimator.se == "robust.cluster":
        keys += ["asparouhov2005"]
    if fit.estimator.test in BY_TEST:
        keys += [BY_TEST[fit.estimator.test]]
    measures = fit.fit_measures
    keys += [key for index, key in BY_INDEX.items() if pd.notna(measures.get(index))]
    if pd.notna(measures.get("cfi_robust")):
        if ordinal:
            keys += ["savalei2021"]
        else:
            keys += ["brosseauliard2012", "brosseauliard2014"] + ["zhang2023"] * (fit.missing == "fiml")
    return tuple(dict.fromkeys(keys))
