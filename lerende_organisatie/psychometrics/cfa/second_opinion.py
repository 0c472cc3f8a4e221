"""The same model fitted by semopy, an independent implementation, and where the two differ most."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

TOLERANCE = 1e-13
"""semopy's own stop leaves a thousandth of a standard error."""

OBJECTIVES = {"ML": "MLW", "GLS": "GLS", "ULS": "ULS"}


@dataclass(frozen=True, slots=True)
class SecondOpinion(Cited):
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

    CITES: ClassVar[tuple[str, ...]] = ("igolkina2020",)

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
        from lerende_organisatie.psychometrics.cfa.as_complete import fit_moments

        ours = fit_moments(fit)
        note = "both fitted by maximum likelihood to the covariance matrix that EM gives for the incomplete data"
    names = list(fit.observed_names)
    cov = moments.cov * (moments.n / (moments.n - 1) if fit.estimator.unbiased else 1.0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import semopy

            model = semopy.Model(_semopy_text(ours))
            frame = pd.DataFrame(cov, index=names, columns=names)
            model.fit(
                cov=frame, n_samples=moments.n, obj=OBJECTIVES[fit.estimator.discrepancy], options={"ftol": TOLERANCE}
            )
            theirs = model.inspect()
    except Exception as error:  # noqa: BLE001 - whatever semopy raises, there is no second opinion
        return refused(f"semopy could not fit this model ({type(error).__name__})")
    found = {
        (str(a), str(op), str(b)): float(value)
        for a, op, b, value in zip(*(theirs[c] for c in ("lval", "op", "rval", "Estimate")), strict=True)
    }
    errors = np.sqrt(np.diag(ours.vcov))
    rows: list[tuple[str, str, str, float, float, float, float]] = []
    rescaled = _without_marker(ours)
    for factor in rescaled:
        variance = _fixed_variance(ours, factor)
        value = found.get((factor, "~~", factor))
        if value is not None:
            rows.append((factor, "~~", factor, variance, value, variance - value, variance))
    for row, estimate, se in zip(ours.table.free, ours.theta, errors, strict=True):
        measured = row.op == "=~"
        if measured and row.lhs in rescaled and row.rhs == fit.table.variables.indicators[row.lhs][0]:
            continue  # fixed for semopy, so nothing to compare
        keys = [(row.rhs, "~", row.lhs)] if measured else [(row.lhs, row.op, row.rhs), (row.rhs, row.op, row.lhs)]
        value = next((found[key] for key in keys if key in found), None)
        if value is not None:
            rows.append((row.lhs, row.op, row.rhs, estimate, value, estimate - value, max(abs(estimate), se)))
    table = pd.DataFrame(rows, columns=["lhs", "op", "rhs", "est", "semopy", "difference", "scale"])
    relative = (table["difference"].abs() / table["scale"]).to_numpy()
    largest = float(np.max(relative)) if len(relative) else float("nan")
    return SecondOpinion(bool(len(table)), note, version("semopy"), table.drop(columns="scale"), largest)


def _fixed_variance(fit: Fit, factor: str) -> float:
    """The value at which a factor's variance is fixed; zero where it is free."""
    fixed = [r.value for r in fit.table.rows if r.op == "~~" and r.lhs == r.rhs == factor and not r.free]
    return float(fixed[0] or 0.0) if fixed else 0.0


def _without_marker(fit: Fit) -> list[str]:
    """Factors that take their scale from a fixed variance. semopy fixes their first loading whatever the text says."""
    marked = {row.lhs for row in fit.table.rows if row.op == "=~" and not row.free}
    return [f for f in fit.latent_names if f not in marked and _fixed_variance(fit, f) > 0]


def _semopy_text(fit: Fit) -> str:
    """The parameter table in semopy's dialect, everything spelled out.

    A factor that takes its scale from its variance has its first loading fixed at our estimate instead, and its
    variance free: the same model, in which the variance must come out at its fixed value.
    """
    lines = []
    rescaled = set(_without_marker(fit))
    first = {row.lhs: row.rhs for row in reversed(fit.table.rows) if row.op == "=~"}
    estimate = dict(zip([(r.lhs, r.op, r.rhs) for r in fit.table.free], fit.theta, strict=True))
    for row in fit.table.rows:
        if row.op not in {"=~", "~", "~~"} or row.exogenous:
            continue
        if row.lhs in rescaled and row.op == "=~" and row.rhs == first[row.lhs]:
            lines.append(f"{row.lhs} =~ {float(estimate[row.lhs, '=~', row.rhs])!r}*{row.rhs}")
        elif row.free or (row.lhs in rescaled and row.op == "~~" and row.lhs == row.rhs):
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
