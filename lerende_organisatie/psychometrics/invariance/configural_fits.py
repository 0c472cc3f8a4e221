"""The same model fitted to every group on its own, as alignment takes it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lerende_organisatie.errors import DataError, FaultsError, LerendeOrganisatieError, OptionError
from lerende_organisatie.psychometrics.cfa import Fit, cfa
from lerende_organisatie.psychometrics.cfa.options import Missing
from lerende_organisatie.psychometrics.cfa.syntax import OffersModel, parse
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.groups import group_codes
from lerende_organisatie.psychometrics.invariance.aligned_parameters import Configural

Location = tuple[str, str]
"""An item, and "intercept" or "threshold 1", ..."""


@dataclass(frozen=True, slots=True)
class ConfiguralFits:
    """The model in every group, in the metric of standardised factors.

    Attributes
    ----------
    configural : Configural
    labels : tuple of G str
    factors : tuple of M str
    loadings : tuple of L (factor, item)
    locations : tuple of T (item, parameter)
    measures : DataFrame
        One row per group: ``n`` and fit measures.
    """

    configural: Configural
    labels: tuple[str, ...]
    factors: tuple[str, ...]
    loadings: tuple[tuple[str, str], ...]
    locations: tuple[Location, ...]
    measures: pd.DataFrame


SHOWN = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "chisq_scaled", "cfi_robust", "rmsea_robust")


def configural_fits(
    model: str | OffersModel,
    frame: pd.DataFrame,
    group: str,
    *,
    estimator: str | None,
    ordered: bool,
    missing: Missing,
    cluster: str | None,
) -> ConfiguralFits:
    """Fit the model group by group.

    Raises
    ------
    DataError, OptionError
        As :func:`lerende_organisatie.alignment` says.
    """
    factors = _checked_model(model)
    parts = _parts(frame, group)
    faults, fits = [], []
    for label, rows in parts:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                fit = cfa(
                    model,
                    rows,
                    estimator=estimator,
                    ordered=ordered,
                    missing=missing,
                    cluster=cluster,
                    std_lv=True,
                    meanstructure=None if ordered else True,
                    parameterization="theta" if ordered else "delta",
                )
                vcov, table = fit.vcov, fit.parameters
            except LerendeOrganisatieError as error:
                faults.append(f"group {label!r}: {_told(error)}")
                continue
        for message in {(one.category, str(one.message)) for one in caught}:
            warnings.warn(f"group {label!r}: {message[1]}", message[0], stacklevel=3)
        if not fit.converged:
            faults.append(f"group {label!r}: the configural model did not converge; simplify it or leave the group out")
        fits.append((label, fit, vcov, table))
    if faults:
        raise DataError("alignment", faults)
    return _gathered(factors, fits)


def _checked_model(model: str | OffersModel) -> tuple[str, ...]:
    statements = parse(model).statements
    variables = roles(statements)
    nested = [f for f in variables.latent if any(i in variables.latent for i in variables.indicators[f])]
    faults = []
    if nested:
        faults.append(f"{', '.join(map(repr, nested))} is measured by factors: align the first-order factors")
    if any(one.op == "~" for one in statements):
        faults.append("the model has regressions: alignment takes a measurement model")
    if not variables.latent:
        faults.append("the model measures no factor")
    if faults:
        raise DataError("alignment", faults)
    return variables.latent


def _parts(frame: pd.DataFrame, group: str) -> list[tuple[str, pd.DataFrame]]:
    codes, labels = group_codes(frame, group)
    return [(label, frame[codes == code]) for code, label in enumerate(labels)]


def _told(error: LerendeOrganisatieError) -> str:
    """An error in one line."""
    return "; ".join(error.faults) if isinstance(error, FaultsError) else str(error)


def _gathered(factors: tuple[str, ...], fits: list[tuple[str, Fit, np.ndarray, pd.DataFrame]]) -> ConfiguralFits:
    loadings, locations = _parameters(fits[0][3])
    faults = []
    for label, _, _, table in fits[1:]:
        theirs = _parameters(table)
        odd = sorted({item for item, _ in set(theirs[1]) ^ set(locations)})
        faults += [
            f"item {item!r} has another number of categories in group {label!r} than in {fits[0][0]!r}; join the "
            "categories that a group did not use"
            for item in odd
        ]
    if faults:
        raise DataError("alignment", faults)
    values: list[np.ndarray] = []
    covariances = []
    for _, fit, vcov, _ in fits:
        place = {(row.lhs, row.op, row.rhs): at for at, row in enumerate(fit.table.free)}
        wanted = [(f, "=~", i) for f, i in loadings] + [_row(*one) for one in locations]
        absent = ["".join(row) for row in wanted if row not in place]
        if absent:
            raise OptionError(
                f"alignment needs every loading and intercept free; these are fixed or constrained: {', '.join(absent)}"
            )
        at = [place[row] for row in wanted]
        towards = values[0][: len(loadings)] if values else np.ones(len(loadings))
        turned = _directions(fit.theta[at][: len(loadings)], towards, loadings, factors)
        sign = np.concatenate([turned, np.ones(len(locations))])
        values.append(fit.theta[at] * sign)
        covariances.append(vcov[np.ix_(at, at)] * np.outer(sign, sign))
    stacked = np.array(values)
    configural = Configural(
        stacked[:, : len(loadings)],
        stacked[:, len(loadings) :],
        np.array(covariances),
        np.array([float(fit.n_obs) for _, fit, _, _ in fits]),
        np.array([factors.index(f) for f, _ in loadings], dtype=np.intp),
        np.array([[float(item == i) for _, i in loadings] for item, _ in locations]),
        np.array([1.0 if kind == "intercept" else -1.0 for _, kind in locations]),
        len(factors),
    )
    rows = [
        {"group": label, "n": fit.n_obs, **{k: v for k, v in fit.fit_measures.items() if k in SHOWN}}
        for label, fit, _, _ in fits
    ]
    measures = pd.DataFrame(rows).set_index("group")
    return ConfiguralFits(configural, tuple(label for label, *_ in fits), factors, loadings, locations, measures)


def _parameters(table: pd.DataFrame) -> tuple[tuple[tuple[str, str], ...], tuple[Location, ...]]:
    """The loadings and locations of one fit, in the order of its table."""
    loads = table[table["op"] == "=~"]
    loadings = tuple(zip(loads["lhs"], loads["rhs"], strict=True))
    items = set(loads["rhs"])
    cuts = table[table["op"] == "|"]
    thresholds = tuple((item, f"threshold {cut[1:]}") for item, cut in zip(cuts["lhs"], cuts["rhs"], strict=True))
    ordinal = set(cuts["lhs"])
    means = table[(table["op"] == "~1") & table["lhs"].isin(items - ordinal)]
    return loadings, (*((item, "intercept") for item in means["lhs"]), *thresholds)


def _row(item: str, kind: str) -> tuple[str, str, str]:
    return (item, "~1", "") if kind == "intercept" else (item, "|", f"t{kind.split()[1]}")


def _directions(
    values: np.ndarray, towards: np.ndarray, loadings: tuple[tuple[str, str], ...], factors: tuple[str, ...]
) -> np.ndarray:
    """-1 for the loadings of a factor that came out upside down, which std_lv leaves to chance.

    The first group's factor points where most of its items do, every later group's where the first group's does: with
    reversed items a sum of loadings lies near zero, and its sign would be another in another group.
    """
    owner = np.array([factors.index(f) for f, _ in loadings], dtype=np.intp)
    down = np.bincount(owner, weights=values * towards, minlength=len(factors)) < 0
    return np.where(down[owner], -1.0, 1.0)
