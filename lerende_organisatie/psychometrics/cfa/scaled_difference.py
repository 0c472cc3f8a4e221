"""The difference of two nested models' chi-squares, scaled: that of two scaled chi-squares would be no chi-square.

``free`` is the less restricted model, ``restricted`` the other; T are the plain statistics, U and Γ as in ``sandwich``.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError, ScaledTestWarning
from lerende_organisatie.psychometrics.cfa.information import moment_jacobian
from lerende_organisatie.psychometrics.cfa.robust import model_spots
from lerende_organisatie.psychometrics.cfa.sandwich import Spot, centred_scores, huber_scores, meat, summed
from lerende_organisatie.psychometrics.cfa.scaled_tests import scaled_and_shifted

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]

DifferenceMethod = Literal["default", "satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000"]

METHODS = ("default", "satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000")


def method_for(fit: Fit, method: DifferenceMethod) -> DifferenceMethod:
    """The method meant by ``default``: Satorra (2000) where tests adjust the variance too, else that of 2001.

    Raises
    ------
    OptionError
        The method is not offered, or not for this fit.
    """
    if method not in METHODS:
        raise OptionError(f"method={method!r} is not offered; choose from {', '.join(METHODS)}")
    if method == "default":
        adjusted = fit.estimator.test in {"scaled.shifted", "mean.var.adjusted"}
        return "satorra.2000" if adjusted else "satorra.bentler.2001"
    return method


def scaled_difference(free: Fit, restricted: Fit, method: DifferenceMethod) -> float:
    """The scaled difference of two chi-squares, on the difference of their degrees of freedom.

    Parameters
    ----------
    free, restricted : Fit
    method : str

    Returns
    -------
    float
        NaN with a warning where the scaling factor is negative.

    References
    ----------
    Satorra (2000); Satorra & Bentler (2001, 2010); Asparouhov & Muthén (2010) for the shift.
    """
    df = restricted.df - free.df
    plain = restricted.chisq - free.chisq
    if method == "satorra.2000":
        first, second = _restriction_traces(free, restricted)
        return scaled_and_shifted(plain, df, first, second).chisq
    at = free if method == "satorra.bentler.2001" else _at_the_estimates_of(free, restricted)
    upper, lower = restricted.robust_parts.model, at.robust_parts.model
    assert upper is not None
    assert lower is not None
    factor = (upper.first - lower.first) / df
    if not factor > 0:
        remedy = "; method='satorra.bentler.2010' cannot be negative" if method == "satorra.bentler.2001" else ""
        warnings.warn(
            f"the scaled difference test could not be computed: its scaling factor is {factor:.3g}{remedy}",
            ScaledTestWarning,
            stacklevel=3,
        )
        return float("nan")
    return plain / factor


def _at_the_estimates_of(free: Fit, restricted: Fit) -> Fit:
    """The less restricted model at the estimates of the other."""
    value = dict(zip(_keys(restricted), restricted.parameters["est"].iloc[: len(restricted.table.rows)], strict=True))
    swapped = {(b, op, a, g): x for (a, op, b, g), x in value.items() if op == "~~"}
    theta = np.array([(swapped | value).get(key, 0.0) for key in _keys(free, free_only=True)])
    return replace(free, theta=theta)


def _keys(fit: Fit, free_only: bool = False) -> list[tuple[str, str, str, int]]:
    rows = fit.table.free if free_only else fit.table.rows
    return [(row.lhs, row.op, row.rhs, row.group) for row in rows]


def _restriction_traces(free: Fit, restricted: Fit) -> tuple[float, float]:
    """tr(UΓ) and tr((UΓ)²) of the restrictions, U = VΔ[P⁻¹ − H(H′PH)⁻¹H′]Δ′V, P = Δ′VΔ of the less restricted model.

    H is what the restricted parameters move of the others, by least squares from the two Jacobians of the moments. Γ
    comes down to scores: weighted, summed within clusters, of incomplete rows as they are. lavaan 0.6-14 takes it as if
    weights were equal and rows complete, so that its difference is too large there.
    """
    basis = free.equalities.basis
    ours, theirs = _jacobian(free), _jacobian(restricted)
    moved = np.linalg.lstsq(ours, theirs, rcond=None)[0]
    p = basis.T @ free.information_at_estimates @ basis
    left = np.linalg.inv(p) - moved @ np.linalg.solve(moved.T @ p @ moved, moved.T)
    spots = model_spots(free)
    spread = left @ meat([_scores(spot) for spot in spots], spots, basis) / free.n_obs
    return float(np.trace(spread)), float(np.einsum("ij,ji->", spread, spread))


def _scores(spot: Spot) -> Floats:
    """What respondents or clusters bring to the free model's parameters: as in Γ, or from incomplete rows as in ℓ."""
    data = spot.moments.data
    assert data is not None
    if spot.moments.incomplete is not None:
        return huber_scores(spot)
    return summed(centred_scores(spot), data.weight, data.cluster)


def _jacobian(fit: Fit) -> Floats:
    """Moments of all groups by what is estimated; means are left out where the model has none."""
    p = len(fit.observed_names)
    parts = []
    for place in fit.places:
        moves = moment_jacobian(place.directions)
        parts.append((moves if fit.objective.means else moves[p:]) @ fit.equalities.basis[place.term.group.index])
    return np.concatenate(parts)
