"""Score tests of equality constraints: what chi-square would fall by if one of them were released.

With s the score in the unconstrained parameters, I the information and K the null space of the constraints that stay,
the statistic is n·s′K(K′IK)⁻¹K′s with as many degrees of freedom as constraints are released, and K(K′IK)⁻¹K′s is the
change to expect in the parameters (Bentler & Chou, 1992; Satorra, 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.constraints import constraint_functions
from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue
from lerende_organisatie.psychometrics.cfa.inference import information_matrix
from lerende_organisatie.psychometrics.cfa.table import ParameterTable

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScoreTests(Cited):
    """Score tests of the equality constraints of a fit.

    Attributes
    ----------
    table : DataFrame
        One row per constraint, the largest first: ``lhs op rhs label chisq df pvalue epc_lhs epc_rhs``. ``lhs`` and
        ``rhs`` are the two parameters held equal (with their group), or the two sides of an ``==``; ``epc_lhs`` and
        ``epc_rhs`` the changes to expect in the two parameters, NaN for an ``==``.
    chisq, df, pvalue : float
        Releasing all of them at once.
    epc : DataFrame
        The change to expect in every free parameter when all are released: ``lhs op rhs group est epc``.
    """

    CITES: ClassVar[tuple[str, ...]] = ("sorbom1989", "satorra1989")

    table: pd.DataFrame
    chisq: float
    df: int
    pvalue: float
    epc: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Constraint:
    lhs: str
    rhs: str
    label: str
    gradient: Floats
    pair: tuple[int, int] | None


def _constraints(table: ParameterTable, theta: Floats) -> list[_Constraint]:
    """Every equality: those that labels make, each with the first of its label, then those written as ``==``."""
    rows = table.free
    first: dict[str, int] = {}
    result = []

    def name(i: int) -> str:
        return rows[i].text + (f" (group {rows[i].group})" if table.n_groups > 1 else "")

    for i, row in enumerate(rows):
        if row.label in first:
            j = first[row.label]
            gradient = np.zeros(len(rows))
            gradient[j], gradient[i] = 1.0, -1.0
            result.append(_Constraint(name(j), name(i), row.label, gradient, (j, i)))
        elif row.label:
            first[row.label] = i
    for written, function in zip(table.text.constraints, constraint_functions(table), strict=True):
        result.append(_Constraint(written.left, written.right, "", function.gradient(theta), None))
    return result


def score_tests(fit: Fit) -> ScoreTests:
    """Release each equality constraint of a fit, and all of them.

    Raises
    ------
    OptionError
        The model has no equality constraints.
    """
    places = list(fit.places)
    score = -0.5 * fit.objective.gradient(places)
    return released(fit.table, fit.theta, score, information_matrix(fit.objective, places, fit.information), fit.n_obs)


def released(table: ParameterTable, theta: Floats, score: Floats, information: Floats, n: float) -> ScoreTests:
    """Score tests from the score and the information per observation in the unconstrained parameters.

    Parameters
    ----------
    table : ParameterTable
    theta, score : ndarray (q,)
    information : ndarray (q, q)
    n : float
        Observations.

    Raises
    ------
    OptionError
        The model has no equality constraints.
    """
    constraints = _constraints(table, theta)
    if not constraints:
        raise OptionError("the model has no equality constraints; label parameters alike or use group_equal")
    matrix = np.array([c.gradient for c in constraints])
    rows = []
    for k, constraint in enumerate(constraints):
        stay = np.delete(matrix, k, axis=0)
        value, change = _release(score, information, stay)
        pair = constraint.pair
        rows.append(
            (
                constraint.lhs, "==", constraint.rhs, constraint.label, n * value, 1, chisq_pvalue(n * value, 1),
                change[pair[0]] if pair else np.nan, change[pair[1]] if pair else np.nan,
            )
        )  # fmt: skip
    columns = ["lhs", "op", "rhs", "label", "chisq", "df", "pvalue", "epc_lhs", "epc_rhs"]
    single = pd.DataFrame(rows, columns=columns).sort_values("chisq", ascending=False, kind="stable", ignore_index=True)
    total, change = _release(score, information, np.zeros((0, len(score))))
    df = int(np.linalg.matrix_rank(matrix))
    epc = pd.DataFrame(
        {
            "lhs": [r.lhs for r in table.free],
            "op": [r.op for r in table.free],
            "rhs": [r.rhs for r in table.free],
            "group": [r.group for r in table.free],
            "est": theta,
            "epc": change,
        }
    )
    return ScoreTests(single, n * total, df, chisq_pvalue(n * total, df), epc)


def _release(score: Floats, information: Floats, stay: Floats) -> tuple[float, Floats]:
    """s′V s and V s, V the inverse information under the constraints that stay.

    Where releasing leaves parameters that cannot be told apart (intercepts and latent means, when all equalities go),
    the pseudo-inverse takes the smallest change that does it.
    """
    basis = np.eye(len(score))
    if len(stay):
        _, values, vectors = np.linalg.svd(stay)
        basis = vectors[int((values > 1e-10 * max(1.0, float(values[0]))).sum()) :].T
    reduced = basis.T @ information @ basis
    inverse = np.linalg.pinv(reduced, rcond=1e-9, hermitian=True)
    change: Floats = basis @ (inverse @ (basis.T @ score))
    return float(score @ change), change
