"""A fit to ordinal items once more, to rows drawn with replacement: what the bootstrap repeats."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lerende_organisatie.psychometrics.cfa.bootstrap import resampled
from lerende_organisatie.psychometrics.cfa.matrices import compile_table
from lerende_organisatie.psychometrics.cfa.objective import estimate
from lerende_organisatie.psychometrics.cfa.ordinal_objective import ordinal_objectives
from lerende_organisatie.psychometrics.cfa.ordinal_start import correlation_moments
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import told_exactly
from lerende_organisatie.psychometrics.moments.ordinal import ordinal_moments

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

MOST_STEPS = 200


def refit_ordinal(fit: Fit, rng: np.random.Generator) -> Fit | None:
    """The same model fitted to resampled rows or clusters, thresholds and correlations computed anew.

    None where a category that was used is not among the answers drawn: its threshold is a parameter of the model, and
    without it the draw has another one.
    """
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

    assert isinstance(fit, OrdinalFit)
    assert fit.sample is not None
    groups = tuple(resampled(data, rng) for data in fit.sample.groups)
    ordinal = []
    for data, before in zip(groups, fit.ordinal, strict=True):
        p = len(before.items)
        drawn = ordinal_moments(
            data.values[:, :p],
            before.ordered,
            items=before.items,
            weights=data.weight,
            clusters=data.cluster,
            missing="pairwise" if fit.missing == "pairwise" else "listwise",
            covariates=data.values[:, p:] if before.covariates else None,
            covariate_names=before.covariates,
        )
        if drawn.categories != before.categories:
            return None
        ordinal.append(drawn)
    moments = [correlation_moments(m, data) for m, data in zip(ordinal, groups, strict=True)]
    weighted, plain = ordinal_objectives(
        compile_table(fit.table), ordinal, moments, fit.estimator, fit.parameterization, fit.weighted.size
    )
    start, moving = told_exactly(weighted, fit.equalities, fit.theta)
    found = estimate(weighted, moving, start, float(sum(m.n for m in ordinal)), MOST_STEPS)
    return replace(
        fit,
        sample=replace(fit.sample, groups=groups),
        moments=tuple(moments),
        ordinal=tuple(ordinal),
        weighted=weighted,
        objective=plain,
        theta=found.x,
        converged=found.converged,
        iterations=found.iterations,
        value=found.value,
    )
