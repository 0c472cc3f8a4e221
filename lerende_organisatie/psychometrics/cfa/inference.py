"""From information to the covariance matrix of the estimates, and the interval of one estimate."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from lerende_organisatie.errors import IdentificationError, ImproperSolutionWarning
from lerende_organisatie.psychometrics.cfa.constraints import Equalities
from lerende_organisatie.psychometrics.cfa.information import expected_information, observed_information
from lerende_organisatie.psychometrics.cfa.objective import Criterion, Objective, P, Place
from lerende_organisatie.psychometrics.positive_definite import above, inverse_and_log_det

Floats = NDArray[np.float64]

Information = Literal["expected", "observed"]

SINGULAR = 1e-9
"""Smallest eigenvalue of the scaled information below which a combination of parameters counts as unidentified."""


def information_matrix(objective: Objective, places: list[Place], kind: Information) -> Floats:
    """Information per observation (q, q), expected or observed, at a place."""
    return expected_information(objective, places) if kind == "expected" else observed_information(objective, places)


def covariance_of_estimates(information: Floats, equal: Equalities, n: float, names: Sequence[str]) -> Floats:
    """K(K′IK)⁻¹K′/n (q, q); NaN with a warning where the information is not positive definite.

    Parameters
    ----------
    information : ndarray (q, q)
        Per observation.
    equal : Equalities
    n : float
        Observations.
    names : q texts
        The parameters, for the warning.
    """
    reduced = information if equal.trivial else equal.pull_back(information)
    inverse = inverse_information(reduced, equal, names)
    covariance = inverse if equal.trivial else equal.spread(inverse)
    return np.asarray(covariance / n, dtype=float)


def inverse_information(reduced: Floats, equal: Equalities, names: Sequence[str]) -> Floats:
    """The inverse (r, r) of the information in what is estimated; arguments as above."""
    scale = np.sqrt(np.maximum(np.diag(reduced), 1e-300))
    unit = reduced / np.outer(scale, scale)
    if not above(unit, SINGULAR):
        values, vectors = np.linalg.eigh(unit)
        guilty = involved(vectors[:, 0] / scale, equal, names)
        warnings.warn(
            f"the information matrix is not positive definite (smallest eigenvalue {values[0]:.2g}), so there are no "
            f"standard errors: the data hardly tell apart {guilty}; simplify the model there",
            ImproperSolutionWarning,
            stacklevel=2,
        )
        return np.full(reduced.shape, np.nan)
    return np.asarray(inverse_and_log_det(unit)[0] / np.outer(scale, scale), dtype=float)


def involved(vector: Floats, equal: Equalities, names: Sequence[str], most: int = 6) -> str:
    """The parameters with the largest parts in a direction of x, as text."""
    part = np.abs(equal.basis @ vector)
    order = [i for i in np.argsort(-part) if part[i] > 0.1 * part.max()]
    shown = ", ".join(names[i] for i in order[:most])
    return shown + (f" and {len(order) - most} more" if len(order) > most else "")


def require_identified(objective: Criterion[P], equal: Equalities, start: Floats, names: Sequence[str]) -> None:
    """Refuse a model whose parameters cannot be told apart with any amount of data.

    The rank of the information is looked at near the starting values, moved at random (with a fixed seed), so that no
    accidental zero counts against the model: the local rank rule (Wald, 1950; Bekker, Merckens & Wansbeek, 1994).

    Raises
    ------
    IdentificationError
        Names the parameters that take part.
    """
    k = equal.basis
    rng = np.random.default_rng(1950)
    worst: tuple[float, Floats] | None = None
    for spread in (0.05, 0.02, 0.3):
        theta = equal.expand(equal.reduce(start) * (1.0 + rng.uniform(-spread, spread, k.shape[1])))
        theta = theta + k @ rng.uniform(-0.01, 0.01, k.shape[1]) * np.maximum(np.abs(theta), 0.1).mean()
        places = objective.places(theta)
        if places is None:
            continue
        information = objective.information_within(places, equal)
        scale = np.sqrt(np.diag(information))
        if not (scale > 0).all():
            worst = (0.0, (scale == 0).astype(float))
            continue
        unit = information / np.outer(scale, scale)
        if above(unit, SINGULAR):
            return
        values, vectors = np.linalg.eigh(unit)
        worst = (float(values[0]), vectors[:, 0] / scale)
    if worst is not None:
        guilty = involved(worst[1], equal, names)
        if "," in guilty:
            remedy = f"tells apart {guilty}; fix one of them, give each factor more indicators, or set them equal"
        else:
            remedy = f"tells what {guilty} is; fix it, or give its factor more indicators"
        raise IdentificationError(f"the model is not identified: no amount of data {remedy}")


def z_test(estimate: Floats, se: Floats) -> tuple[Floats, Floats]:
    """Z and two-sided p; NaN where the standard error is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(se > 0, estimate / se, np.nan)
    return z, 2.0 * ndtr(-np.abs(z))


def normal_interval(estimate: Floats, se: Floats, level: float) -> tuple[Floats, Floats]:
    """Estimate ± z·se."""
    half = float(ndtri(0.5 + level / 2.0)) * se
    return estimate - half, estimate + half
