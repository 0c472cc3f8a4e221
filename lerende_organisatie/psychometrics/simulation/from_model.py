"""The moments of a population that is written as model text."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import ModelSyntaxError
from lerende_organisatie.psychometrics.cfa.implied import implied_moments
from lerende_organisatie.psychometrics.cfa.matrices import compile_table
from lerende_organisatie.psychometrics.cfa.syntax import parse
from lerende_organisatie.psychometrics.cfa.table import Parameter, build_table


@dataclass(frozen=True, slots=True)
class PopulationMoments:
    """Means and covariances of the observed variables.

    Attributes
    ----------
    names : tuple of p str
    mean : ndarray (p,)
    covariance : ndarray (p, p)
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]


def population_moments(model: str) -> PopulationMoments:
    """The moments that a model implies whose values are all known.

    Parameters
    ----------
    model : str
        Model text with a value for every loading and regression: ``f =~ 0.7*x1 + 0.8*x2``. What the text leaves unsaid
        is one for a variance or residual variance, zero for a covariance or intercept.

    Returns
    -------
    PopulationMoments

    Raises
    ------
    ModelSyntaxError
        A value is not given, or no population can have these values.
    """
    table = build_table(parse(model), meanstructure=True, fixed_x=False, std_lv=True)
    open_ended = [f"{row.text!r} has no value; write it as 0.7*{row.rhs}" for row in table.free if _needs_value(row)]
    if open_ended:
        raise ModelSyntaxError("the population", open_ended)
    known = replace(table, rows=tuple(_with_value(row) for row in table.rows))
    (group,) = compile_table(known)
    matrices = group.fill(np.empty(0))
    faults = [
        f"the {what} have a negative variance or a correlation beyond one"
        for what, covariance in (("latent variables", matrices.latent), ("residuals", matrices.residual))
        if np.linalg.eigvalsh(covariance).min(initial=0.0) < -1e-10
    ]
    if faults:
        raise ModelSyntaxError("the population", faults)
    implied = implied_moments(matrices)
    return PopulationMoments(group.observed, implied.mu, implied.sigma)


def _needs_value(row: Parameter) -> bool:
    return row.op in {"=~", "~"} or (row.op == "~~" and row.lhs != row.rhs and row.user)


def _with_value(row: Parameter) -> Parameter:
    if not row.free:
        return row
    return replace(row, free=False, value=1.0 if row.op == "~~" and row.lhs == row.rhs else 0.0)
