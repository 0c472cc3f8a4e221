"""Modification indices: what freeing one parameter would do, from the score and information at the estimates.

With s the score of a fixed parameter, I the information and f the free parameters, the index is s² / (n·v),
v = I_kk − I_kf I_ff⁻¹ I_fk, and the expected change s / (n·v) (Sörbom, 1989; Saris, Satorra & Sörbom, 1987). The
information is expected, from incomplete data and beside robust standard errors too, unless observed information was
asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.discrepancy import FullInformation
from lerende_organisatie.psychometrics.cfa.implied import (
    Directions,
    Implied,
    directions,
    gram,
    gram_between,
    gram_diagonal,
    pull_back,
)
from lerende_organisatie.psychometrics.cfa.information import moment_jacobian, observed_information
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel, Matrices, Matrix
from lerende_organisatie.psychometrics.cfa.objective import Objective, Place, Term
from lerende_organisatie.psychometrics.cfa.standardised import standardise
from lerende_organisatie.psychometrics.cfa.table import Parameter
from lerende_organisatie.psychometrics.moments.incomplete_information import saturated_information

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]

UNIDENTIFIED = 1e-6
"""Share of a parameter's information left by the others below which it could not be estimated beside them."""


def candidates(fit: Fit, group: int) -> list[Parameter]:
    """Parameters of a group that are fixed, or absent and so fixed at zero; direct effects where items are ordinal."""
    variables = fit.table.variables
    rows = [row for row in fit.table.rows if row.group == group]
    present = {(r.lhs, r.op, r.rhs) for r in rows} | {(r.rhs, r.op, r.lhs) for r in rows if r.op == "~~"}
    result = [row for row in rows if not row.free and not row.exogenous and row.op in {"=~", "~~", "~", "~1"}]
    indicators = {i for f in variables.latent for i in variables.indicators[f]}
    measured = [name for name in variables.observed if name in indicators]
    unfixed = [name for name in variables.observed if name not in variables.covariates]
    pairs = [(f, "=~", item) for f in variables.latent for item in measured]
    for names in (unfixed, list(variables.latent)):
        pairs += [(a, "~~", b) for k, a in enumerate(names) for b in names[k + 1 :]]
    if fit.table.thresholds:
        pairs += [(name, "~", x) for name in (*unfixed, *variables.latent) for x in variables.covariates]
    result += [Parameter(a, op, b, group, free=False, value=0.0) for a, op, b in pairs if (a, op, b) not in present]
    return result


def extra_group(fit: Fit, group: GroupModel, rows: list[Parameter]) -> tuple[GroupModel, list[Parameter]]:
    """A group model whose free parameters are the candidates; those that have no place of their own are left out."""
    kept, places = [], []
    for row in rows:
        place = fit.layout.place(row)
        structural = place.matrix == Matrix.BETA and row.op == "=~" and place.row == place.column
        if not structural:
            kept.append(row)
            places.append(place)
    extra = GroupModel(
        group.observed,
        group.eta,
        group.fixed,
        np.arange(len(kept)),
        np.array([x.matrix for x in places], dtype=np.intp),
        np.array([x.row for x in places], dtype=np.intp),
        np.array([x.column for x in places], dtype=np.intp),
    )
    return extra, kept


def modification_table(fit: Fit, minimum: float = 0.0) -> pd.DataFrame:
    """Modification indices and expected changes of a fitted model; see :meth:`Fit.modification_indices`."""
    means = fit.objective.means
    n = fit.n_obs
    parts: list[tuple[GroupModel, list[Parameter], Floats, Floats, Floats]] = []
    information = np.zeros((len(fit.theta), len(fit.theta)))
    for g, place in enumerate(fit.places):
        term, share = place.term, fit.moments[g].n / n
        extra, rows = extra_group(fit, term.group, candidates(fit, g + 1))
        d = directions(extra, place.implied)
        score = -0.5 * term.weight * pull_back(d, place.distance.d_sigma, place.distance.d_mu if means else None)
        if isinstance(term.discrepancy, FullInformation):
            free, own, between = _incomplete(term.discrepancy, place, extra, d)
        elif fit.information == "expected" or fit.estimator.se != "standard":
            mean_weight = place.distance.mean_weight if means else None
            weight, more = place.distance.weight, place.distance.on_diagonal
            free = gram(place.directions, weight, mean_weight, more)
            own = gram_diagonal(d, weight, mean_weight, more)
            between = gram_between(d, place.directions, weight, mean_weight, more)
        else:
            free, own, between = _observed_complete(place, extra, means)
        information[np.ix_(term.group.index, term.group.index)] += share * free
        parts.append((extra, rows, score, share * own, share * between))
    k = fit.equalities.basis
    inverse = k @ np.linalg.solve(k.T @ information @ k, k.T)
    frames = []
    for g, (place, (extra, rows, score, own, between)) in enumerate(zip(fit.places, parts, strict=True)):
        if not rows:
            continue
        index = place.term.group.index
        part = inverse[np.ix_(index, index)]
        left = own - np.einsum("ij,jk,ik->i", between, part, between, optimize=True)
        frames.append(changes(fit, g, extra, rows, fit.matrices[g], place.implied, score, own, left, n))
    return ranked(frames, minimum)


def changes(
    fit: Fit,
    g: int,
    extra: GroupModel,
    rows: list[Parameter],
    x: Matrices,
    now: Implied,
    score: Floats,
    own: Floats,
    left: Floats,
    n: float,
) -> pd.DataFrame:
    """Indices and expected changes of one group's candidates, those that could not be estimated left out.

    Parameters
    ----------
    fit : Fit
    g : int
        The group, from 0.
    extra, rows
        The k candidates.
    x : Matrices
    now : Implied
        What changes are standardised by.
    score, own, left : ndarray (k,)
        Their score, their information, and what of it the free parameters leave.
    n : float
        Observations.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        identified = left > UNIDENTIFIED * own
        change = np.where(identified, score / left, np.nan)
        index_value = np.where(identified, n * score * change, np.nan)
    scales = [standardise(rows, fit.layout, extra, x, now, None, kind).scale for kind in ("std_lv", "std_all")]
    return pd.DataFrame(
        {
            "lhs": [row.lhs for row in rows],
            "op": [row.op for row in rows],
            "rhs": [row.rhs for row in rows],
            "group": g + 1,
            "mi": index_value,
            "epc": change,
            "sepc_lv": change * scales[0],
            "sepc_all": change * scales[1],
        }
    )[identified]


def ranked(frames: list[pd.DataFrame], minimum: float) -> pd.DataFrame:
    """All groups' candidates in one table, the largest index first."""
    columns = ["lhs", "op", "rhs", "group", "mi", "epc", "sepc_lv", "sepc_all"]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    table = table[table["mi"] >= minimum]
    return table.sort_values("mi", ascending=False, kind="stable", ignore_index=True)


def _joined(extra: GroupModel, free: GroupModel) -> GroupModel:
    """Candidates first, then the free parameters, as one group model."""
    return replace(
        extra,
        index=np.arange(len(extra.index) + len(free.index)),
        matrix=np.concatenate([extra.matrix, free.matrix]),
        row=np.concatenate([extra.row, free.row]),
        column=np.concatenate([extra.column, free.column]),
    )


def _observed_complete(place: Place, extra: GroupModel, means: bool) -> tuple[Floats, Floats, Floats]:
    """The same three, observed, from complete data."""
    both = _joined(extra, place.term.group)
    term = Term(both, place.term.discrepancy, 1.0)
    joint = Place(term, place.implied, place.distance, directions(both, place.implied))
    full = observed_information(Objective((term,), len(both.index), means), [joint])
    e = len(extra.index)
    return full[e:, e:], np.diag(full)[:e].copy(), full[:e, e:]


def _incomplete(kind: FullInformation, place: Place, extra: GroupModel, d: Directions) -> tuple[Floats, Floats, Floats]:
    """Expected information of the free parameters, own information of the candidates, and theirs with the free ones."""
    saturated = saturated_information(kind.data, place.implied.mu, place.distance.weight, "expected") / kind.n
    p = len(place.implied.mu)
    free_moves = moment_jacobian(place.directions)
    pulled = saturated @ free_moves
    single = extra.matrix == Matrix.THETA  # they move one element of Σ each
    e = len(extra.index)
    own, between = np.empty(e), np.empty((e, free_moves.shape[1]))
    a, b = np.maximum(extra.row[single], extra.column[single]), np.minimum(extra.row[single], extra.column[single])
    at = p + a * (a + 1) // 2 + b
    own[single], between[single] = np.diag(saturated)[at], pulled[at]
    others = np.flatnonzero(~single)
    dense = moment_jacobian(Directions(d.u[:, others], d.v[:, others], d.c[others], d.m[others]))
    own[others] = (dense * (saturated @ dense)).sum(axis=0)
    between[others] = dense.T @ pulled
    return free_moves.T @ pulled, own, between
