"""The same model fitted to the moments that EM gives for incomplete answers, as if they were complete."""

from __future__ import annotations

from dataclasses import replace

from lerende_organisatie.psychometrics.cfa.discrepancy import discrepancy
from lerende_organisatie.psychometrics.cfa.estimators import ESTIMATORS
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.nonlinear import estimate_constrained
from lerende_organisatie.psychometrics.cfa.objective import Term


def fit_moments(fit: Fit) -> Fit:
    """The same model fitted by ML to the means and covariances of a fit from incomplete data, as if complete."""
    moments = tuple(replace(m, incomplete=None) for m in fit.moments)
    terms = tuple(
        Term(t.group, discrepancy(m, fit.estimator), t.weight)
        for t, m in zip(fit.objective.terms, moments, strict=True)
    )
    objective = replace(fit.objective, terms=terms)
    found, equal = estimate_constrained(objective, fit.table, fit.theta, fit.n_obs, 500)
    return replace(
        fit,
        estimator=ESTIMATORS["ML"],
        moments=moments,
        objective=objective,
        equalities=equal,
        theta=found.x,
        converged=found.converged,
        iterations=found.iterations,
        value=found.value,
        information="expected",
    )
