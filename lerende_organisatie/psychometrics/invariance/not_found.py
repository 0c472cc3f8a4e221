"""Why no estimates were found for a level: what ran off, and what can be done about it."""

from __future__ import annotations

import numpy as np

from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.invariance.levels import Step

FAR_MEAN = 5.0
"""A difference of means, in standard deviations of the first group, that no two groups of one survey have."""

FAR_VARIANCE = 100.0
"""A ratio of variances of two groups of which the same holds."""

MOST = 3
"""How many parameters a message names."""


def why_not_found(fit: Fit, step: Step) -> str:
    """What to say of a level whose search did not end.

    Parameters
    ----------
    fit : Fit
        Where the search was broken off.
    step : Step
    """
    far = _ran_off(fit)
    smallest = min(fit.moments, key=lambda m: m.n)
    who = f"the smallest group, {smallest.label!r}, has {smallest.n:.0f} respondents"
    if not far:
        return (
            f"the optimiser did not find the estimates of the {step.name} level in {fit.iterations} iterations; look "
            f"for an item that measures nothing in one of the groups, and for groups too small for this model ({who})"
        )
    shown = " and ".join(far[:MOST]) + (f" and {len(far) - MOST} more" if len(far) > MOST else "")
    two = [item for item, count in fit.table.thresholds.items() if count == 1]
    binary = (
        "with two categories, thresholds alone must tell a group's means, variances and residual variances apart; "
        if two
        else ""
    )
    fixed = "look at the strict level, which holds residual variances equal; " if step.name == "scalar" and two else ""
    more = "use the answers before they were joined into two categories; " if two else ""
    return (
        f"the optimiser did not find the estimates of the {step.name} level: these answers hardly identify it, and the "
        f"search ran off to {shown}; {binary}{who}. What can be done: {fixed}{more}collect more answers, or join groups"
    )


def _ran_off(fit: Fit) -> list[str]:
    """The parameters of later groups that stand where none can be, the farthest first."""
    names = fit.latent_names
    found: list[tuple[float, str]] = []
    for x, row in zip(fit.theta, fit.table.free, strict=True):
        if row.group == 1:
            continue
        where = f"in group {fit.group_labels[row.group - 1]!r}"
        value, own = float(x), row.op == "~~" and row.lhs == row.rhs
        if row.op == "~1" and row.lhs in names:
            j = names.index(row.lhs)
            distance = value / float(np.sqrt(abs(fit.places[0].implied.latent_cov[j, j])))
            if abs(distance) > FAR_MEAN:
                found.append(
                    (abs(distance) / FAR_MEAN, f"a mean of {row.lhs!r} {where} of {distance:.3g} standard deviations")
                )
        elif own and (row.lhs in names or row.lhs in fit.table.thresholds) and abs(value) > FAR_VARIANCE:
            kind = "variance" if row.lhs in names else "residual variance"
            found.append((abs(value) / FAR_VARIANCE, f"a {kind} of {row.lhs!r} {where} of {value:.3g}"))
    return [text for _, text in sorted(found, key=lambda one: -one[0])]
