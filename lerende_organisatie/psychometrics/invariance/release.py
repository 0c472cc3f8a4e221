"""Which equality breaks a level: what chi-square would fall by if one parameter were released, and where it would go.

With s the score and I the information per respondent in the parameters with the candidates free, K₀ the directions
that the fitted level allows and e the candidate's parameters in the later groups, let a = e − K₀(K₀′IK₀)⁻¹K₀′Ie. The
change to expect is (a′Ia)⁻¹e′s: the difference from the first group that the released parameter would show. The test is
n s′e(a′Ja)⁻¹e′s with J the covariance matrix of the scores of respondents (or of clusters), which holds whatever the
distribution of the answers and for least squares on ordinal items too; for an estimator that is not robust J is I and
the test is the ordinary score test (Satorra, 1989; Boos, 1992).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.constraints import Equalities
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue
from lerende_organisatie.psychometrics.cfa.inference import information_matrix
from lerende_organisatie.psychometrics.cfa.matrices import compile_table
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.ordinal_tests import meat as ordinal_meat
from lerende_organisatie.psychometrics.cfa.robust import meat_of_scores
from lerende_organisatie.psychometrics.cfa.table import Parameter, ParameterTable
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import Support
from lerende_organisatie.psychometrics.invariance.parameters import Key

Floats = NDArray[np.float64]

UNIDENTIFIED = 1e-6
"""Share of a candidate's information left by the others below which it could not be estimated beside them."""

KINDS = {"thresholds": "|", "metric": "=~", "scalar": "~1", "strict": "~~"}
"""The operator of what each level holds equal for the first time."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A relation that a level holds equal.

    Attributes
    ----------
    key : (lhs, op, rhs)
    rows : tuple of int
        Its rows of the table, in the groups after the first.
    """

    key: Key
    rows: tuple[int, ...]

    @property
    def item(self) -> str:
        """The item that the relation is of."""
        return self.key[2] if self.key[1] == "=~" else self.key[0]

    @property
    def text(self) -> str:
        """As one would write it in ``group_partial``."""
        return f"{self.key[0]} ~ 1" if self.key[1] == "~1" else " ".join(self.key)


def candidates(table: ParameterTable, level: str) -> tuple[Candidate, ...]:
    """The relations that a level holds equal for the first time and that could be released.

    Parameters
    ----------
    table : ParameterTable
        Of that level.
    level : {"thresholds", "metric", "scalar", "strict"}
    """
    op, latent = KINDS[level], table.variables.latent
    shared = {row.label for row in table.rows if row.group == 1 and row.label and row.free}
    found: dict[Key, list[int]] = {}
    for i, row in enumerate(table.rows):
        if row.group == 1 or row.op != op or row.exogenous:
            continue
        if op in {"~1", "~~"} and (row.lhs in latent or (op == "~~" and row.lhs != row.rhs)):
            continue
        linked = row.free and row.label in shared
        at_fixed = not row.free and not row.user and row.lhs in table.thresholds and op in {"~1", "~~"}
        if linked or at_fixed:
            found.setdefault((row.lhs, row.op, row.rhs), []).append(i)
    return tuple(Candidate(key, tuple(rows)) for key, rows in found.items())


def release_tests(fit: Fit, level: str, among: Iterable[Candidate] | None = None) -> pd.DataFrame:
    """A score test of every equality that a level adds.

    Parameters
    ----------
    fit : Fit
        Of that level.
    level : {"thresholds", "metric", "scalar", "strict"}
    among : Candidates, optional
        By default all of the level.

    Returns
    -------
    DataFrame
        One row per relation, the largest test first: ``parameter item chisq df pvalue pvalue_holm``, and ``group epc
        sepc``: in which later group the relation would differ most from the first, by how much, and that in standard
        deviations of the item (a loading for one standard deviation of its factor in the first group).
    """
    chosen = candidates(fit.table, level) if among is None else tuple(among)
    columns = ["parameter", "item", "chisq", "df", "pvalue", "group", "epc", "sepc"]
    opened = _opened(fit, {i for c in chosen for i in c.rows})
    at = {i: k for k, i in enumerate(i for i, row in enumerate(opened.table.rows) if row.free)}
    score, information, spread = _score_parts(opened)
    held = _directions(fit, opened)
    across = information @ held
    projection = held @ np.linalg.solve(held.T @ across, across.T)
    rows = []
    for candidate in chosen:
        own = [at[i] for i in candidate.rows]
        a = -projection[:, own]
        a[own, range(len(own))] += 1.0
        v = a.T @ information @ a
        left = np.diag(v) / np.maximum(np.diag(information)[own], 1e-300)
        if (left < UNIDENTIFIED).any():
            continue
        s = score[own]
        value = fit.n_obs * float(s @ np.linalg.solve(a.T @ spread @ a, s))
        epc = np.linalg.solve(v, s)
        k = int(np.argmax(np.abs(epc)))
        row = fit.table.rows[candidate.rows[k]]
        label = fit.group_labels[row.group - 1]
        standard = float(epc[k]) * _unit(fit, row)
        p = chisq_pvalue(value, len(own))
        rows.append((candidate.text, candidate.item, value, len(own), p, label, float(epc[k]), standard))
    table = pd.DataFrame(rows, columns=columns).sort_values("pvalue", kind="stable", ignore_index=True)
    table.insert(5, "pvalue_holm", holm(table["pvalue"].to_numpy(dtype=float)))
    return table


def holm(pvalues: Floats) -> Floats:
    """P-values adjusted for all of them being looked at (Holm, 1979)."""
    order = np.argsort(pvalues, kind="stable")
    stepped = pvalues[order] * np.arange(len(pvalues), 0, -1)
    result = np.empty(len(pvalues))
    result[order] = np.minimum(np.maximum.accumulate(stepped), 1.0) if len(pvalues) else stepped
    return result


def _opened(fit: Fit, rows: set[int]) -> Fit:
    """The fit as it is, seen in a table in which some rows are parameters of their own."""
    table = replace(
        fit.table,
        rows=tuple(
            replace(row, free=True, label="", value=None) if i in rows else row for i, row in enumerate(fit.table.rows)
        ),
    )
    theta = np.array([x for x, row in zip(fit.row_values, table.rows, strict=True) if row.free])
    groups = compile_table(table, {g + 1: (m.mean, m.cov) for g, m in enumerate(fit.moments)})
    terms = tuple(replace(t, group=g) for t, g in zip(fit.objective.terms, groups, strict=True))
    objective = replace(fit.objective, terms=terms, size=len(theta))
    equal = Equalities(np.zeros(len(theta)), np.eye(len(theta)))
    if not isinstance(fit, OrdinalFit):
        return replace(fit, table=table, theta=theta, objective=objective, equalities=equal)
    weighted = replace(
        fit.weighted,
        terms=tuple(
            replace(t, group=g, support=Support(None, None)) for t, g in zip(fit.weighted.terms, groups, strict=True)
        ),
        size=len(theta),
    )
    return replace(fit, table=table, theta=theta, objective=objective, equalities=equal, weighted=weighted)


def _score_parts(fit: Fit) -> tuple[Floats, Floats, Floats]:
    """s, I and J per respondent."""
    if isinstance(fit, OrdinalFit):
        own = list(fit.sandwich_places)
        score = -0.5 * fit.weighted.gradient(list(fit.weighted_places))
        information = fit.weighted.information(own)
        robust = fit.estimator.se != "standard"
        return score, information, ordinal_meat(tuple(own), fit.ordinal, fit.weighted.size) if robust else information
    places = list(fit.places)
    score = -0.5 * fit.objective.gradient(places)
    complete = all(m.incomplete is None for m in fit.moments)
    information = information_matrix(fit.objective, places, "expected" if complete else fit.information)
    return score, information, information if fit.estimator.se == "standard" else meat_of_scores(fit) / fit.n_obs


def _directions(fit: Fit, opened: Fit) -> Floats:
    """What is estimated in the fitted level, as directions in the opened table's parameters (q′, q)."""
    free = np.cumsum([row.free for row in fit.table.rows]) - 1
    moves = np.zeros((len(opened.theta), fit.equalities.basis.shape[1]))
    rows = [i for i, row in enumerate(opened.table.rows) if row.free]
    for k, i in enumerate(rows):
        if fit.table.rows[i].free:
            moves[k] = fit.equalities.basis[free[i]]
    return moves


def _unit(fit: Fit, row: Parameter) -> float:
    """What turns a change of a parameter into standard deviations of its item in the first group."""
    item = row.rhs if row.op == "=~" else row.lhs
    variance: Floats = fit.places[0].implied.sigma
    names = fit.observed_names
    if item not in names:
        return float("nan")
    j = names.index(item)
    sd = float(np.sqrt(variance[j, j]))
    if row.op == "=~":
        factor = fit.latent_names.index(row.lhs)
        return float(np.sqrt(fit.places[0].implied.latent_cov[factor, factor])) / sd
    return 1.0 / variance[j, j] if row.op == "~~" else 1.0 / sd
