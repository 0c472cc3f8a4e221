"""The population that a model's estimates describe, and populations that are wrong in a stated way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]

RESIDUAL_CORRELATION = 0.3
"""McNeish and Wolf (2022)."""

SMALLEST_RESIDUAL = 0.05
"""What a left-out loading leaves of an item's variance at least."""


@dataclass(frozen=True, slots=True)
class StandardisedModel:
    """A factor model in which every item loads on one factor.

    Attributes
    ----------
    items, factors : tuple of str
    loadings : ndarray (p, m)
        Standardised.
    correlations : ndarray (m, m)
        Of the factors.
    syntax : str
    """

    items: tuple[str, ...]
    factors: tuple[str, ...]
    loadings: Floats
    correlations: Floats
    syntax: str


@dataclass(frozen=True, slots=True)
class Levels:
    """Populations by level of misspecification; level 0 is the model itself.

    Attributes
    ----------
    covariances : tuple of ndarray (p, p)
        With variances of one.
    words : tuple of str
        What is wrong.
    """

    covariances: tuple[Floats, ...]
    words: tuple[str, ...]


def standardised_model(fit: Fit) -> StandardisedModel:
    """The standardised estimates of a factor model.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    StandardisedModel

    Raises
    ------
    OptionError
        Not a factor model of one group with one loading per item.
    DataError
        Improper estimates.
    """
    table = fit.parameters
    measured = table[table["op"] == "=~"]
    faults = []
    if table["group"].max() > 1:
        faults.append("it has several groups")
    if (table["op"] == "~").any():
        faults.append("it has regressions")
    if measured["rhs"].isin(measured["lhs"]).any():
        faults.append("it has a higher-order factor")
    doubled = measured["rhs"][measured["rhs"].duplicated()].unique()
    if len(doubled):
        faults.append(f"{', '.join(doubled)} load on more than one factor")
    if faults:
        raise OptionError(f"dynamic cut-offs are for factor models with one loading per item: {'; '.join(faults)}")
    factors, items = tuple(dict.fromkeys(measured["lhs"])), tuple(measured["rhs"])
    loadings = np.zeros((len(items), len(factors)))
    for item, factor, value in zip(measured["rhs"], measured["lhs"], measured["std_all"], strict=True):
        loadings[items.index(item), factors.index(factor)] = value
    correlations = np.eye(len(factors))
    between = table[(table["op"] == "~~") & table["lhs"].isin(factors) & table["rhs"].isin(factors)]
    for first, second, value in zip(between["lhs"], between["rhs"], between["std_all"], strict=True):
        a, b = factors.index(first), factors.index(second)
        if a != b:
            correlations[a, b] = correlations[b, a] = value
    improper = np.abs(loadings).max() >= 1 or np.linalg.eigvalsh(correlations).min() <= 1e-8
    if improper or not np.isfinite(loadings).all():
        raise DataError("dynamic cut-offs", ["the estimates are improper; no population can be drawn from them"])
    members = {factor: [item for item, row in zip(items, loadings, strict=True) if row[k]] for k, factor in
               enumerate(factors)}  # fmt: skip
    syntax = "\n".join(f"{factor} =~ {' + '.join(those)}" for factor, those in members.items())
    return StandardisedModel(items, factors, loadings, correlations, syntax)


def misspecifications(model: StandardisedModel) -> Levels:
    """The populations in which the model is wrong, level by level.

    Parameters
    ----------
    model : StandardisedModel

    Returns
    -------
    Levels
    """
    right = _covariance(model.loadings, model.correlations)
    if len(model.factors) == 1:
        return _correlated_residuals(model, right)
    return _left_out_loadings(model, right)


def _covariance(loadings: Floats, correlations: Floats) -> Floats:
    common = loadings @ correlations @ loadings.T
    np.fill_diagonal(common, 1.0)
    return np.asarray(common)


def _correlated_residuals(model: StandardisedModel, right: Floats) -> Levels:
    p = len(model.items)
    residual = np.sqrt(1 - np.diag(model.loadings @ model.loadings.T))
    pairs = [(k, k + 1) for k in range(0, p - 1, 2)]
    covariances, words = [right], ["nothing"]
    for level in (1, 2, 3):
        wanted = max(1, round(level * p / 3 / 2))
        if wanted > len(pairs) or (len(covariances) > 1 and wanted == max(1, round((level - 1) * p / 3 / 2))):
            continue
        wrong = right.copy()
        for a, b in pairs[:wanted]:
            wrong[a, b] = wrong[b, a] = right[a, b] + RESIDUAL_CORRELATION * residual[a] * residual[b]
        covariances.append(wrong)
        words.append(f"residual correlations of {RESIDUAL_CORRELATION} in {wanted} pairs of items")
    return Levels(tuple(covariances), tuple(words))


def _left_out_loadings(model: StandardisedModel, right: Floats) -> Levels:
    size = np.abs(model.loadings)
    home = size.argmax(axis=1)
    weakest = np.argsort(size.max(axis=1), kind="stable")
    best = list(np.argsort(-_maximal_reliability(model), kind="stable"))
    covariances, words = [right], ["nothing"]
    loadings, said = model.loadings.copy(), []
    for item in weakest[: len(model.factors) - 1]:
        own = int(home[item])
        other = int(next(factor for factor in best if factor != own))
        first = model.loadings[item, own]
        most = _largest(first, model.correlations[own, other])
        cross = float(np.sign(first) * min(abs(first), most))
        loadings[item, other] = cross
        said.append(f"{model.items[item]} on {model.factors[other]} ({cross:.2f})")
        covariances.append(_covariance(loadings, model.correlations))
        words.append("left out: " + ", ".join(said))
    return Levels(tuple(covariances), tuple(words))


def _maximal_reliability(model: StandardisedModel) -> Floats:
    """Coefficient H of each factor (Hancock & Mueller, 2001): 1 / (1 + 1 / Σ λ²/(1 − λ²))."""
    squared = model.loadings**2
    information = (squared / (1 - squared)).sum(axis=0)
    return np.asarray(information / (1 + information))


def _largest(loading: float, correlation: float) -> float:
    """The largest second loading of the same sign that leaves the item SMALLEST_RESIDUAL of its variance."""
    r = correlation
    inside = (loading * r) ** 2 - loading**2 + 1 - SMALLEST_RESIDUAL
    return max(0.0, float(np.sqrt(max(inside, 0.0)) - abs(loading) * r))
