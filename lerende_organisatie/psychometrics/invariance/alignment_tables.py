"""An alignment as rows: item parameters, their summary, factor means and the differences between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.invariance.alignment_solution import Solution
from lerende_organisatie.psychometrics.invariance.configural_fits import ConfiguralFits
from lerende_organisatie.psychometrics.invariance.invariant_groups import average, invariant_groups

Floats = NDArray[np.float64]
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One column of the aligned values, and what it is."""

    at: int
    item: str
    factor: str
    kind: str


def _parameters(found: ConfiguralFits, block: tuple[int, ...]) -> list[_Parameter]:
    """In the order of the solution: loadings, then locations."""
    factors = {found.factors[f] for f in block}
    loads = [(item, factor) for factor, item in found.loadings if factor in factors]
    items = {item for item, _ in loads}
    named = [(item, factor, "loading") for item, factor in loads]
    of_item = {item: ", ".join(f for i, f in loads if i == item) for item in items}
    named += [(item, of_item[item], kind) for item, kind in found.locations if item in items]
    return [_Parameter(at, *one) for at, one in enumerate(named)]


def parameter_rows(found: ConfiguralFits, block: tuple[int, ...], solution: Solution) -> list[Row]:
    """Every aligned item parameter of every group.

    Parameters
    ----------
    found : ConfiguralFits
    block : tuple of int
        The factors that were aligned together.
    solution : Solution

    Returns
    -------
    list of dict
    """
    n = found.configural.n
    rows: list[Row] = []
    for one in _parameters(found, block):
        covariance = solution.value_covariance[one.at]
        shared = invariant_groups(solution.values[:, one.at], covariance, n)
        rows += [
            {
                "item": one.item,
                "factor": one.factor,
                "parameter": one.kind,
                "group": label,
                "est": float(solution.values[g, one.at]),
                "se": float(np.sqrt(covariance[g, g])),
                "invariant": bool(shared[g]),
            }
            for g, label in enumerate(found.labels)
        ]
    return rows


def summary_rows(found: ConfiguralFits, block: tuple[int, ...], solution: Solution) -> list[Row]:
    """Every item parameter over the groups.

    Parameters
    ----------
    found : ConfiguralFits
    block : tuple of int
    solution : Solution

    Returns
    -------
    list of dict
    """
    n = found.configural.n
    explained = _r2(found, block, solution)
    rows: list[Row] = []
    for one in _parameters(found, block):
        values = solution.values[:, one.at]
        shared = invariant_groups(values, solution.value_covariance[one.at], n)
        rows.append(
            {
                "item": one.item,
                "factor": one.factor,
                "parameter": one.kind,
                "average": average(values, n, shared),
                "r2": float(explained[one.at]),
                "n_noninvariant": int((~shared).sum()),
                "noninvariant": ", ".join(label for label, s in zip(found.labels, shared, strict=True) if not s),
                "contribution": float(solution.by_parameter[one.at]),
            }
        )
    return rows


def _r2(found: ConfiguralFits, block: tuple[int, ...], solution: Solution) -> Floats:
    part = found.configural.part(np.array(block, dtype=np.intp))
    first = part.loadings.shape[1]
    mean_loading = solution.values[:, :first].mean(axis=0)
    expected_loading = np.exp(solution.log_sd)[:, part.factor] * mean_loading
    expected_location = (solution.mean[:, part.factor] * mean_loading) @ (part.loads * part.sign[:, None]).T
    observed = np.hstack([part.loadings, part.locations])
    left = observed - np.hstack([expected_loading, expected_location])
    result: Floats = 1 - left.var(axis=0) / observed.var(axis=0)
    return result


def mean_rows(found: ConfiguralFits, block: tuple[int, ...], solution: Solution, level: float) -> list[Row]:
    """Factor means and variances.

    Parameters
    ----------
    found : ConfiguralFits
    block : tuple of int
    solution : Solution
    level : float

    Returns
    -------
    list of dict
    """
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))
    se = np.sqrt(np.maximum(np.diag(solution.vcov), 0.0))
    half, m = len(se) // 2, len(block)
    rows: list[Row] = []
    for j, factor in enumerate(block):
        for g, label in enumerate(found.labels):
            mean, error = float(solution.mean[g, j]), float(se[g * m + j])
            variance = float(np.exp(2 * solution.log_sd[g, j]))
            rows.append(
                {
                    "factor": found.factors[factor],
                    "group": label,
                    "mean": mean,
                    "se": error,
                    "ci_lower": mean - z * error,
                    "ci_upper": mean + z * error,
                    "variance": variance,
                    "variance_se": 2 * variance * float(se[half + g * m + j]),
                }
            )
    return rows


def difference_rows(found: ConfiguralFits, block: tuple[int, ...], solution: Solution) -> list[Row]:
    """The difference in factor mean between every two groups.

    Parameters
    ----------
    found : ConfiguralFits
    block : tuple of int
    solution : Solution

    Returns
    -------
    list of dict
    """
    from scipy.special import ndtr

    m = len(block)
    rows: list[Row] = []
    for j, factor in enumerate(block):
        for a in range(len(found.labels)):
            for b in range(a + 1, len(found.labels)):
                at = [a * m + j, b * m + j]
                v = solution.vcov[np.ix_(at, at)]
                difference = float(solution.mean[a, j] - solution.mean[b, j])
                se = float(np.sqrt(v[0, 0] + v[1, 1] - 2 * v[0, 1]))
                rows.append(
                    {
                        "factor": found.factors[factor],
                        "group_a": found.labels[a],
                        "group_b": found.labels[b],
                        "difference": difference,
                        "se": se,
                        "z": difference / se,
                        "pvalue": float(2 * ndtr(-abs(difference / se))),
                    }
                )
    return rows
