"""The chosen model in full: loadings, factor correlations, discriminant evidence, misfit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import LerendeOrganisatieError
from lerende_organisatie.studies.distinct_factors import distinct_factors
from lerende_organisatie.studies.model_results import (
    ChosenModel,
    FactorCorrelation,
    FactorValidity,
    Loading,
    Modification,
    Residual,
)
from lerende_organisatie.studies.rival_models import Noted, RivalModel, noting, said_shortly

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.cfa.second_opinion import SecondOpinion

MOST_SHOWN = 10
"""How many of the largest residuals and modification indices are listed."""


def chosen_model(
    model: RivalModel,
    fit: Fit,
    keyed: pd.DataFrame,
    scales: Mapping[str, tuple[str, ...]],
    missing: Literal["listwise", "fiml"],
    protected: Mapping[str, int],
) -> ChosenModel:
    """Everything that is reported of the chosen model.

    Parameters
    ----------
    model : RivalModel
    fit : Fit
    keyed : DataFrame
        Keyed answers.
    scales : mapping of factor to items
    missing : {"listwise", "fiml"}
    protected : mapping of item to int
        Items with a hidden count, and to how many decimals anything on their metric may be given.

    Returns
    -------
    ChosenModel
    """
    table = fit.parameters.merge(
        fit.standardized()[["lhs", "op", "rhs", "se", "ci_lower", "ci_upper"]],
        on=["lhs", "op", "rhs"],
        how="left",
        suffixes=("", "_std"),
    )
    names = set(table.loc[table["op"] == "=~", "lhs"])
    measured = table[(table["op"] == "=~") & ~table["rhs"].isin(names)]
    above = table[(table["op"] == "=~") & table["rhs"].isin(names)]
    factors = tuple(dict.fromkeys(measured["lhs"]))
    higher = str(above["lhs"].iloc[0]) if len(above) else None
    residuals = _own_variances(table, "est")
    shares = _own_variances(table, "std_all")
    rounding = _rounding(measured, protected)
    loadings = tuple(_loading(row, residuals, shares, rounding) for _, row in measured.iterrows())
    higher_loadings = tuple(_loading(row, residuals, shares, rounding) for _, row in above.iterrows())
    correlations = _correlations(table, factors, higher_loadings)
    distinct, given = distinct_factors(
        fit, keyed, {name: scales[name] for name in factors if name in scales}, factors, missing
    )
    notes = list(given)
    residual_correlations = _residuals(fit, notes)
    return ChosenModel(
        model=model,
        factors=factors,
        higher=higher,
        n_free=int((table["free"] > 0).sum()),
        n_fixed=int((table["free"] == 0).sum()),
        means=bool((table["op"] == "~1").any()),
        loadings=loadings,
        higher_loadings=higher_loadings,
        correlations=tuple(tuple(float(value) for value in row) for row in correlations),
        correlation_intervals=_correlation_intervals(table, factors),
        validity=_validity(factors, loadings, correlations),
        htmt=() if distinct is None else distinct.matrix(factors),
        distinct=distinct,
        residuals=residual_correlations,
        largest_residual=abs(residual_correlations[0].value) if residual_correlations else None,
        modifications=_modifications(fit, notes),
        notes=tuple(notes),
    )


def second_opinion(fit: Fit) -> tuple[SecondOpinion | None, tuple[Noted, ...]]:
    """The same model in another program, where that program can fit it.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    SecondOpinion or None
        What ``fit.second_opinion()`` gives.
    tuple of Noted
        Why there is none.
    """
    try:
        return noting("methods", fit.second_opinion)
    except LerendeOrganisatieError as error:
        return None, (Noted("methods", type(error).__name__, said_shortly(error)),)


def _number(value: object) -> float | None:
    if value is None or value is pd.NA:
        return None
    number = float(value)  # type: ignore[arg-type]
    return None if math.isnan(number) else number


def _own_variances(table: pd.DataFrame, column: str) -> dict[str, float]:
    """The (residual) variance of every variable."""
    own = table[(table["op"] == "~~") & (table["lhs"] == table["rhs"])]
    return {str(name): float(value) for name, value in zip(own["lhs"], own[column], strict=True)}


def _rounding(measured: pd.DataFrame, protected: Mapping[str, int]) -> dict[str, int]:
    """Items whose unstandardised estimates are rounded: those with a hidden count, and all that share their factor.

    A factor takes its metric from one of its items, so that its other items and that one could give it away.
    """
    rounding: dict[str, int] = {}
    for _, rows in measured.groupby("lhs"):
        coarse = [protected[item] for item in rows["rhs"] if item in protected]
        if coarse:
            rounding |= {str(item): min(coarse) for item in rows["rhs"]}
    return rounding


def _loading(
    row: pd.Series, residuals: Mapping[str, float], shares: Mapping[str, float], rounding: Mapping[str, int]
) -> Loading:
    indicator = str(row["rhs"])
    decimals = rounding.get(indicator)

    def metric(value: object) -> float | None:
        number = _number(value)
        if number is None or decimals is None:
            return number
        return None if decimals < 0 else round(number, decimals)

    share = shares.get(indicator)
    fixed = int(row["free"]) == 0
    return Loading(
        factor=str(row["lhs"]),
        indicator=indicator,
        est=metric(row["est"]),
        se=None if fixed else metric(row["se"]),
        pvalue=None if fixed else _number(row["pvalue"]),
        ci_lower=None if fixed else metric(row["ci_lower"]),
        ci_upper=None if fixed else metric(row["ci_upper"]),
        fixed=fixed,
        std=_number(row["std_all"]),
        std_se=_number(row["se_std"]),
        std_ci_lower=_number(row["ci_lower_std"]),
        std_ci_upper=_number(row["ci_upper_std"]),
        r_squared=None if share is None else 1 - share,
        residual=metric(residuals.get(indicator)),
        residual_std=share,
    )


def _correlations(
    table: pd.DataFrame, factors: Sequence[str], higher_loadings: Sequence[Loading]
) -> NDArray[np.float64]:
    """Correlations of the first-order factors."""
    place = {name: index for index, name in enumerate(factors)}
    matrix = np.eye(len(factors))
    if higher_loadings:
        on = {loading.indicator: loading.std or 0.0 for loading in higher_loadings}
        vector = np.array([on.get(name, 0.0) for name in factors])
        matrix = np.outer(vector, vector)
        np.fill_diagonal(matrix, 1.0)
        return matrix
    for lhs, op, rhs, value in table[["lhs", "op", "rhs", "std_all"]].itertuples(index=False):
        if op == "~~" and lhs != rhs and lhs in place and rhs in place:
            matrix[place[lhs], place[rhs]] = matrix[place[rhs], place[lhs]] = value
    return matrix


def _correlation_intervals(table: pd.DataFrame, factors: Sequence[str]) -> tuple[FactorCorrelation, ...]:
    """The factor correlations that the model estimates, the strongest first."""
    rows = table[(table["op"] == "~~") & (table["lhs"] != table["rhs"])]
    rows = rows[rows["lhs"].isin(factors) & rows["rhs"].isin(factors)]
    found = [
        FactorCorrelation(
            str(row["lhs"]), str(row["rhs"]), float(row["std_all"]),
            _number(row["se_std"]), _number(row["ci_lower_std"]), _number(row["ci_upper_std"]),
        )
        for _, row in rows.iterrows()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: -abs(one.value)))


def _validity(
    factors: Sequence[str], loadings: Sequence[Loading], correlations: NDArray[np.float64]
) -> tuple[FactorValidity, ...]:
    """AVE, composite reliability and the Fornell–Larcker criterion.

    References
    ----------
    Fornell, C., & Larcker, D. F. (1981), doi 10.1177/002224378101800104.
    """
    found = []
    for index, factor in enumerate(factors):
        std = np.array([loading.std for loading in loadings if loading.factor == factor], dtype=float)
        ave = float((std**2).mean())
        unexplained = float((1 - std**2).sum())
        others = np.delete(correlations[index], index)
        largest = with_factor = distinct = None
        if len(others):
            position = int(np.abs(others).argmax())
            largest = float(others[position])
            with_factor = [name for name in factors if name != factor][position]
            distinct = bool(math.sqrt(ave) > abs(largest))
        total = float(std.sum()) ** 2
        found.append(
            FactorValidity(factor, ave, total / (total + unexplained), math.sqrt(ave), largest, with_factor, distinct)
        )
    return tuple(found)


def _residuals(fit: Fit, notes: list[Noted]) -> tuple[Residual, ...]:
    """The largest residual correlations, by size."""
    from lerende_organisatie.psychometrics.cfa.residuals import largest_residual_correlations

    pairs, given = noting("misfit", lambda: largest_residual_correlations(fit, MOST_SHOWN))
    notes += given
    return tuple(Residual(str(row["lhs"]), str(row["rhs"]), float(row["cor"])) for _, row in pairs.iterrows())


def _modifications(fit: Fit, notes: list[Noted]) -> tuple[Modification, ...]:
    """The largest modification indices."""
    try:
        table, given = noting("misfit", fit.modification_indices)
    except LerendeOrganisatieError as error:
        notes.append(Noted("misfit", type(error).__name__, said_shortly(error)))
        return ()
    notes += given
    return tuple(
        Modification(
            str(row["lhs"]), str(row["op"]), str(row["rhs"]), float(row["mi"]), float(row["epc"]),
            _number(row["sepc_all"]),
        )
        for _, row in table.dropna(subset=["mi"]).head(MOST_SHOWN).iterrows()
    )  # fmt: skip
