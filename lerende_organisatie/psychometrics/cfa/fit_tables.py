"""The tables of a fit: every parameter, standardised estimates, explained variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import ImproperSolutionWarning, warn_caller
from lerende_organisatie.psychometrics.cfa.inference import normal_interval, z_test
from lerende_organisatie.psychometrics.cfa.standardised import Standardisation, Standardised, standardise

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]


def standard_errors(fit: Fit) -> Floats:
    """Roots of the variances of the free estimates (q,); NaN with a warning where one is negative."""
    variance = np.diag(fit.vcov)
    negative = variance < 0
    if negative.any():
        names = [row.text for row, bad in zip(fit.table.free, negative, strict=True) if bad]
        warn_caller(
            f"no standard error of {', '.join(names[:6])}{' and others' if len(names) > 6 else ''}: the sampling "
            "variance comes out negative; look for items that say the same, or for too few respondents",
            ImproperSolutionWarning,
        )
    return np.sqrt(np.where(negative, np.nan, variance))


def parameter_table(fit: Fit) -> pd.DataFrame:
    """Every parameter, defined quantities last; see :attr:`Fit.parameters`."""
    rows = fit.table.rows
    estimate = fit.row_values
    free = np.array([row.free for row in rows])
    se = np.zeros(len(rows))
    se[free] = standard_errors(fit)
    number = np.where(free, np.cumsum(free), 0)
    frame = pd.DataFrame(
        {
            "lhs": [row.lhs for row in rows],
            "op": [row.op for row in rows],
            "rhs": [row.rhs for row in rows],
            "group": [row.group for row in rows],
            "label": [row.label for row in rows],
            "free": number,
            "est": estimate,
            "se": se,
        }
    )
    if fit.quantities:
        frame = pd.concat([frame, _defined(fit)], ignore_index=True)
    frame["z"], frame["pvalue"] = z_test(frame["est"].to_numpy(), frame["se"].to_numpy())
    frame["ci_lower"], frame["ci_upper"] = normal_interval(frame["est"].to_numpy(), frame["se"].to_numpy(), fit.level)
    for kind in ("std_lv", "std_all"):
        standardised = _standardised_values(fit, kind)
        if fit.quantities:
            at = standardised[free]
            standardised = np.concatenate([standardised, [q.value(at) for q in fit.quantities]])
        frame[kind] = standardised
    return frame


def row_values(fit: Fit) -> Floats:
    """The value of every row of the table, free or fixed."""
    free = iter(fit.theta)
    values = np.zeros(len(fit.table.rows))
    for i, row in enumerate(fit.table.rows):
        if row.free:
            values[i] = next(free)
        elif row.exogenous:
            place = fit.layout.place(row)
            matrix = fit.matrices[row.group - 1].all()[place.matrix]
            values[i] = matrix[place.row] if matrix.ndim == 1 else matrix[place.row, place.column]
        else:
            values[i] = row.value or 0.0
    return values


def _defined(fit: Fit) -> pd.DataFrame:
    """The ``:=`` quantities with errors by the delta method."""
    gradients = np.array([q.gradient(fit.theta) for q in fit.quantities])
    variance = np.einsum("ij,jk,ik->i", gradients, fit.vcov, gradients)
    estimate = np.array([q.value(fit.theta) for q in fit.quantities], dtype=float)
    return pd.DataFrame(
        {
            "lhs": [q.name for q in fit.quantities],
            "op": ":=",
            "rhs": [q.expression for q in fit.quantities],
            "group": 0,
            "label": [q.name for q in fit.quantities],
            "free": 0,
            "est": estimate,
            # rounding leaves less than zero where labels are equal; what does not exist has no error either
            "se": np.where(np.isfinite(estimate), np.sqrt(np.maximum(variance, 0.0)), np.nan),
        }
    )


def standardised_groups(fit: Fit, kind: Standardisation, derivatives: bool = True) -> list[Standardised]:
    """Standardised values of each group's rows."""
    result = []
    for g, (term, place, x) in enumerate(zip(fit.objective.terms, fit.places, fit.matrices, strict=True)):
        rows = [row for row in fit.table.rows if row.group == g + 1]
        d = place.directions if derivatives else None
        result.append(standardise(rows, fit.layout, term.group, x, place.implied, d, kind))
    return result


def _standardised_values(fit: Fit, kind: Standardisation) -> Floats:
    return np.concatenate([s.estimate for s in fit.standardised_groups(kind, derivatives=False)])


def standardized_table(fit: Fit, kind: Standardisation) -> pd.DataFrame:
    """Standardised estimates with errors by the delta method; see :meth:`Fit.standardized`."""
    parts = fit.standardised_groups(kind)
    ses = []
    for term, part in zip(fit.objective.terms, parts, strict=True):
        v = fit.vcov[np.ix_(term.group.index, term.group.index)]
        variance = np.einsum("ij,ij->i", part.jacobian @ v, part.jacobian)
        ses.append(np.sqrt(np.maximum(variance, 0.0)))
    estimate, se = np.concatenate([s.estimate for s in parts]), np.concatenate(ses)
    # what standardisation fixes at one has no error; what is left is rounding
    se = np.where(se < 1e-10, 0.0, se)
    z, pvalue = z_test(estimate, se)
    lower, upper = normal_interval(estimate, se, fit.level)
    rows = fit.table.rows
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


def explained_table(fit: Fit) -> pd.DataFrame:
    """The share of variance explained; see :attr:`Fit.r2`."""
    frame = fit.parameters
    latent = set(fit.latent_names)
    dependent = set(frame.loc[frame["op"] == "~", "lhs"]) | set(frame.loc[frame["op"] == "=~", "rhs"])
    own = frame[(frame["op"] == "~~") & (frame["lhs"] == frame["rhs"]) & frame["lhs"].isin(dependent)]
    ordered = own.sort_values("group", kind="stable")
    return pd.DataFrame(
        {
            "variable": ordered["lhs"].to_numpy(),
            "group": ordered["group"].to_numpy(),
            "r2": 1.0 - ordered["std_all"].to_numpy(),
            "latent": [name in latent for name in ordered["lhs"]],
        }
    )
