"""The same model fitted by semopy, an independent implementation, and where the two differ most."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

OBJECTIVES = {"ML": "MLW", "GLS": "GLS", "ULS": "ULS"}


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What semopy finds.

    Attributes
    ----------
    available : bool
        Whether semopy could fit the model.
    note : str
        What was compared, or why there is nothing to compare.
    version : str
        Of semopy.
    table : DataFrame
        ``lhs op rhs est semopy difference`` of every free parameter found in both; empty where not available.
    largest_difference : float
        The largest absolute difference over max(|est|, se); NaN where not available.
    """

    available: bool
    note: str
    version: str
    table: pd.DataFrame
    largest_difference: float


def refused(note: str) -> SecondOpinion:
    """No second opinion, and why."""
    columns = ["lhs", "op", "rhs", "est", "semopy", "difference"]
    return SecondOpinion(False, note, version("semopy"), pd.DataFrame(columns=columns), float("nan"))


def second_opinion(fit: Fit) -> SecondOpinion:
    """Refit in semopy where semopy can: one group, no equalities, ML, GLS or ULS.

    A fit from incomplete data is compared on its means and covariances by EM, to which both are fitted by maximum
    likelihood: that checks the model's algebra and the optimiser, not the treatment of missing answers.
    """
    if len(fit.moments) > 1:
        return refused("semopy fits groups apart, so there is nothing to compare")
    if not fit.equalities.trivial:
        return refused("semopy has no equality constraints of this kind")
    if fit.estimator.discrepancy not in OBJECTIVES:
        return refused(f"semopy has no {fit.estimator.name}")
    ours = fit
    note = "the same data and discrepancy"
    moments = fit.moments[0]
    if moments.incomplete is not None:
        from lerende_organisatie.psychometrics.cfa.estimate import fit_moments

        ours = fit_moments(fit)
        note = "both fitted by maximum likelihood to the covariance matrix that EM gives for the incomplete data"
    names = list(fit.observed_names)
    cov = moments.cov * (moments.n / (moments.n - 1) if fit.estimator.unbiased else 1.0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import semopy

            model = semopy.Model(_semopy_text(fit))
            frame = pd.DataFrame(cov, index=names, columns=names)
            model.fit(cov=frame, n_samples=moments.n, obj=OBJECTIVES[fit.estimator.discrepancy])
            theirs = model.inspect()
    except Exception as error:  # noqa: BLE001 - whatever semopy raises, there is no second opinion
        return refused(f"semopy could not fit this model ({type(error).__name__})")
    found = {
        (str(a), str(op), str(b)): float(value)
        for a, op, b, value in zip(*(theirs[c] for c in ("lval", "op", "rval", "Estimate")), strict=True)
    }
    errors = np.sqrt(np.diag(ours.vcov))
    rows = []
    for row, estimate, se in zip(ours.table.free, ours.theta, errors, strict=True):
        measured = row.op == "=~"
        keys = [(row.rhs, "~", row.lhs)] if measured else [(row.lhs, row.op, row.rhs), (row.rhs, row.op, row.lhs)]
        value = next((found[key] for key in keys if key in found), None)
        if value is not None:
            rows.append((row.lhs, row.op, row.rhs, estimate, value, estimate - value, max(abs(estimate), se)))
    table = pd.DataFrame(rows, columns=["lhs", "op", "rhs", "est", "semopy", "difference", "scale"])
    relative = (table["difference"].abs() / table["scale"]).to_numpy()
    largest = float(np.max(relative)) if len(relative) else float("nan")
    return SecondOpinion(bool(len(table)), note, version("semopy"), table.drop(columns="scale"), largest)


def _semopy_text(fit: Fit) -> str:
    """The parameter table in semopy's dialect, everything spelled out."""
    lines = []
    for row in fit.table.rows:
        if row.op not in {"=~", "~", "~~"} or row.exogenous:
            continue
        if row.free:
            lines.append(f"{row.lhs} {row.op} {row.rhs}")
        else:
            lines.append(f"{row.lhs} {row.op} {row.value}*{row.rhs}")
    grouped: dict[str, list[str]] = {}
    result = []
    for line in lines:
        lhs, op, term = line.split(" ", 2)
        if op == "=~":
            grouped.setdefault(lhs, []).append(term)
        else:
            result.append(line)
    return "\n".join([*(f"{f} =~ {' + '.join(terms)}" for f, terms in grouped.items()), *result])
