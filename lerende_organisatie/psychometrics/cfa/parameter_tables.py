"""Tables of a fit's parameters: what is defined by ``:=``, the standardised solution, and explained variances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.constraints import Quantity
from lerende_organisatie.psychometrics.cfa.inference import normal_interval, z_test
from lerende_organisatie.psychometrics.cfa.table import Parameter

Floats = NDArray[np.float64]


def defined_rows(quantities: Sequence[Quantity], theta: Floats, vcov: Floats) -> pd.DataFrame:
    """The ``:=`` definitions at θ, with standard errors by the delta method."""
    gradients = np.array([q.gradient(theta) for q in quantities])
    variance = np.einsum("ij,jk,ik->i", gradients, vcov, gradients)
    return pd.DataFrame(
        {
            "lhs": [q.name for q in quantities],
            "op": ":=",
            "rhs": [q.expression for q in quantities],
            "group": 0,
            "label": [q.name for q in quantities],
            "free": 0,
            "est": [q.value(theta) for q in quantities],
            "se": np.sqrt(variance),
        }
    )


def standardized_table(rows: Sequence[Parameter], estimate: Floats, se: Floats, level: float) -> pd.DataFrame:
    """The standardised solution, one row per row of the parameter table."""
    # what standardisation fixes at one has no error; what is left is rounding
    se = np.where(se < 1e-10, 0.0, se)
    z, pvalue = z_test(estimate, se)
    lower, upper = normal_interval(estimate, se, level)
    return pd.DataFrame(
        {
            "lhs": [row.lhs for row in rows],
            "op": [row.op for row in rows],
            "rhs": [row.rhs for row in rows],
            "group": [row.group for row in rows],
            "est_std": estimate,
            "se": se,
            "z": z,
            "pvalue": pvalue,
            "ci_lower": lower,
            "ci_upper": upper,
        }
    )


def r2_table(parameters: pd.DataFrame, latent_names: Sequence[str]) -> pd.DataFrame:
    """Shares of variance explained, out of the table of parameters."""
    latent = set(latent_names)
    dependent = set(parameters.loc[parameters["op"] == "~", "lhs"])
    dependent |= set(parameters.loc[parameters["op"] == "=~", "rhs"])
    own = parameters[
        (parameters["op"] == "~~") & (parameters["lhs"] == parameters["rhs"]) & parameters["lhs"].isin(dependent)
    ]
    ordered = own.sort_values("group", kind="stable")
    return pd.DataFrame(
        {
            "variable": ordered["lhs"].to_numpy(),
            "group": ordered["group"].to_numpy(),
            "r2": 1.0 - ordered["std_all"].to_numpy(),
            "latent": [name in latent for name in ordered["lhs"]],
        }
    )
