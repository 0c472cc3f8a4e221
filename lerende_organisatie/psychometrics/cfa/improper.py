"""What must be said of a solution before its numbers are: that it was not found, or that it cannot be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import (
    AssumptionWarning,
    ConvergenceWarning,
    ImproperSolutionWarning,
    SmallSampleWarning,
    warn_caller,
)
from lerende_organisatie.psychometrics.cfa.inference import involved

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]


def warn_of_the_solution(fit: Fit) -> None:
    """Non-convergence and improper solutions, by name."""
    if not fit.converged:
        warn_caller(
            f"the optimiser stopped after {fit.iterations} iterations without finding the minimum; the estimates are "
            f"not to be used.{_where_it_ran(fit)} Look for an item that measures nothing, a factor with two items, or "
            "far too few rows; more rows, or one item or factor fewer, may help",
            ConvergenceWarning,
        )
        return
    negative = []
    for row, value in zip(fit.table.free, fit.theta, strict=True):
        if row.op == "~~" and row.lhs == row.rhs and value < 0:
            where = f" in group {fit.group_labels[row.group - 1]!r}" if len(fit.moments) > 1 else ""
            negative.append(f"{row.lhs!r} ({value:.3g}){where}")
    if negative:
        warn_caller(
            f"negative variance (Heywood case) of {', '.join(negative)}: the factor explains more than all of it; "
            "look at its items, or whether the sample is large enough for this model",
            ImproperSolutionWarning,
        )
    for quantity in fit.quantities:
        if not np.isfinite(quantity.value(fit.theta)):
            warn_caller(
                f"the defined parameter {quantity.name!r} ({quantity.expression}) has no value at the estimates; look "
                "for a division by zero, or the root or logarithm of a negative number",
                ImproperSolutionWarning,
            )
    for label, place in zip(fit.group_labels, fit.places, strict=True):
        m = len(fit.latent_names)
        omega = place.implied.latent_cov[:m, :m]
        if m and np.linalg.eigvalsh(omega)[0] < -1e-8 * np.trace(omega) and not negative:
            where = f" in group {label!r}" if label else ""
            warn_caller(
                f"the covariance matrix of the latent variables is not positive definite{where}: "
                f"{_beyond_one(fit, omega)}; factors that cannot be told apart may be one factor",
                ImproperSolutionWarning,
            )


def _where_it_ran(fit: Fit) -> str:
    """The factors, with their items, in the direction in which the fit hardly changes any more, as a sentence."""
    weighted, places = fit.searched
    information = weighted.information_within(places, fit.equalities)
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    if not np.isfinite(information).all() or not (fit.equalities.basis.size and scale.all()):
        return ""
    vector = np.linalg.eigh(information / np.outer(scale, scale))[1][:, 0] / scale
    guilty = involved(vector, fit.equalities, [row.text for row in fit.table.free], most=4)
    part = np.abs(fit.equalities.basis @ vector)
    near = [row for row, x in zip(fit.table.free, part, strict=True) if x > 0.1 * part.max()]
    measured = fit.table.variables.indicators
    factors = [f for f in fit.latent_names if any(f in {row.lhs, row.rhs} for row in near)]
    factors = factors or [f for f, items in measured.items() if any(row.lhs in items for row in near)]
    named = "; ".join(f"factor {f!r} ({', '.join(measured[f])})" for f in factors if f in measured)
    return f" The answers hardly tell {guilty}" + (f", so look at {named}." if named else ".")


def warn_of_few_rows(fit: Fit) -> None:
    """Fewer respondents than free parameters: there is nothing that the estimates could be an average of."""
    if fit.converged and fit.n_obs < fit.npar:
        warn_caller(
            f"{fit.n_obs} respondents for {fit.npar} free parameters: neither estimates nor tests are to be trusted; "
            "collect more answers, or fit a smaller model, such as one scale at a time",
            SmallSampleWarning,
        )


def warn_of_single_items(fit: Fit) -> None:
    """Factors with one item: nothing tells error from what is measured, and none is taken."""
    measured = fit.table.variables.indicators
    alone = [
        f"{factor!r} ({row.lhs!r})"
        for row in fit.table.rows
        if row.group == 1
        and row.op == "~~"
        and row.lhs == row.rhs
        and not row.free
        and not row.user
        and row.value == 0.0
        for factor, items in measured.items()
        if items == (row.lhs,) and row.lhs in fit.observed_names
    ]
    if alone:
        warn_caller(
            f"measured by one item: {', '.join(alone)}; the item is taken to be without error, so that relations with "
            "the factor are too weak as far as it is not. Add items, or fix the item's residual variance at (1 − "
            "reliability) times its variance",
            AssumptionWarning,
        )


def warn_of_few_clusters(fit: Fit) -> None:
    """Fewer clusters than parameters or degrees of freedom: what rests on sums over clusters is then singular."""
    groups = [m.data for m in fit.moments if m.data is not None and m.data.cluster is not None]
    if not groups:
        return
    clusters = sum(int(data.cluster.max()) + 1 for data in groups if data.cluster is not None)
    short = []
    if clusters < fit.npar:
        short.append(f"{fit.npar} free parameters, so that standard errors are too small")
    if clusters < fit.df:
        short.append(
            f"{fit.df} degrees of freedom, so that the scaled test is not to be trusted "
            "(corrected_test('unbiased-trace') is made for that)"
        )
    if short:
        warn_caller(
            f"{clusters} clusters for {' and '.join(short)}; use a smaller model, such as one scale at a time, or more "
            "clusters",
            SmallSampleWarning,
        )


def _beyond_one(fit: Fit, omega: Floats) -> str:
    """The negative variances, or the factor correlations at or beyond one, as text."""
    negative = [
        f"the variance of {name} is {v:.3g}" for name, v in zip(fit.latent_names, np.diag(omega), strict=False) if v < 0
    ]
    if negative:
        return ", ".join(negative)
    sd = np.sqrt(np.abs(np.diag(omega)))
    correlation = omega / np.outer(sd, sd)
    names = fit.latent_names
    pairs = [
        f"{names[j]} and {names[i]} correlate {correlation[i, j]:.2f}"
        for i in range(len(names))
        for j in range(i)
        if abs(correlation[i, j]) >= 1.0
    ]
    return ", ".join(pairs) or "several factors depend linearly on one another"
