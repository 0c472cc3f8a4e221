"""Convergent evidence: average variance extracted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.psychometrics.reliability.fitted import fitted_factors

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit


@dataclass(frozen=True, slots=True)
class Ave(Cited):
    """Average variance extracted.

    Attributes
    ----------
    table : DataFrame
        One row per factor and group (index ``factor``): ``group ave ave_standardized root_ave``. ``ave`` is the
        factor's share in the summed observed variances of its items; ``ave_standardized`` the mean squared
        standardised loading, which weighs every item alike. Of ordinal items both are those of the responses
        behind the answers, which all have variance one.
    """

    CITES: ClassVar[tuple[str, ...]] = ("fornell1981",)

    table: pd.DataFrame


def ave(fit: Fit) -> Ave:
    """Average variance extracted by every factor with observed items.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Ave

    Raises
    ------
    DataError
        No factor has observed items.
    OptionError
        It is no fit.

    References
    ----------
    Fornell & Larcker (1981), doi 10.1177/002224378101800104.
    """
    rows = []
    every = fitted_factors(fit)
    standardised = fit.parameters
    loadings = standardised[(standardised["op"] == "=~") & ~standardised["rhs"].isin(fit.latent_names)]
    for found in every:
        mine = loadings[loadings["group"] == found.group]
        for factor, value in zip(found.factors, found.observed.ave, strict=True):
            squared = float((mine.loc[mine["lhs"] == factor, "std_all"] ** 2).mean())
            rows.append((factor, found.group, float(value), squared, float(np.sqrt(value))))
    columns = ["factor", "group", "ave", "ave_standardized", "root_ave"]
    return Ave(pd.DataFrame(rows, columns=columns).set_index("factor"))
