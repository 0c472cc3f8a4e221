"""What must hold before a model is estimated: enough moments, and a place to start from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import IdentificationError, ModelSyntaxError
from lerende_organisatie.psychometrics.cfa.constraints import Equalities
from lerende_organisatie.psychometrics.cfa.objective import Objective
from lerende_organisatie.psychometrics.cfa.table import ParameterTable

Floats = NDArray[np.float64]


def inside(objective: Objective, equal: Equalities, table: ParameterTable, start: Floats) -> Floats:
    """Starting values at which the discrepancy has a value: those given, or the same with larger free variances."""
    variance = np.array([row.op == "~~" and row.lhs == row.rhs for row in table.free], dtype=bool)
    for factor in (1.0, 2.0, 8.0, 64.0):
        theta = equal.expand(equal.reduce(np.where(variance, factor * start, start)))
        if objective.places(theta) is not None:
            return theta if factor > 1.0 else start
    raise ModelSyntaxError(
        "the model",
        [
            "its fixed and starting values imply no covariance matrix (a negative variance, a correlation beyond one); "
            "look at the values in the text"
        ],
    )


def require_moments(table: ParameterTable, objective: Objective, npar: int) -> None:
    """Refuse a model with more parameters, equal ones counted once, than moments.

    Raises
    ------
    IdentificationError
    """
    p = len(table.variables.observed)
    x = len({row.lhs for row in table.rows if row.exogenous})
    per_group = p * (p + 1) // 2 - x * (x + 1) // 2 + (p - x if objective.means else 0)
    moments = per_group * table.n_groups
    if npar > moments:
        raise IdentificationError(
            f"the model has {npar} parameters for {moments} means and covariances; fix or set equal at least "
            f"{npar - moments}, or give its factors more indicators"
        )
