"""Discriminant evidence from a fit: Fornell and Larcker's criterion, factor correlations against one and .85."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, LerendeOrganisatieError, OptionError
from lerende_organisatie.psychometrics.validity.variance_extracted import ave

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit


@dataclass(frozen=True, slots=True)
class FornellLarcker(Cited):
    """Average variance extracted beside squared factor correlations.

    Attributes
    ----------
    table : DataFrame
        One row per pair of factors and group: ``group factor_a factor_b correlation shared ave_a ave_b distinct``;
        ``shared`` is the squared correlation, ``distinct`` whether both factors have more in common with their items.
    """

    CITES: ClassVar[tuple[str, ...]] = ("fornell1981", "henseler2015")

    table: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Discriminant(Cited):
    """Factor correlations and whether the factors can be told apart.

    Attributes
    ----------
    table : DataFrame
        One row per pair of factors and group, the strongest correlation first: ``group factor_a factor_b correlation se
        ci_lower ci_upper``; ``z_one p_one`` and ``z_cutoff p_cutoff`` (Wald tests that the correlation, in size, is
        smaller than one and than the cut-off; one-sided); ``chisq_one p_chisq_one`` (likelihood-ratio test against a
        correlation of one, NaN where it was not asked for or could not be fitted; the p-value is that of the boundary,
        half of the chi-square distribution's); ``problem`` ("none", "marginal", "moderate" or "severe").
    cutoff : float
    level : float
        Of the intervals.
    notes : tuple of str
        Pairs whose restricted model could not be fitted, and why.
    """

    CITES: ClassVar[tuple[str, ...]] = ("ronkko2022",)

    table: pd.DataFrame
    cutoff: float
    level: float
    notes: tuple[str, ...]


def fornell_larcker(fit: Fit) -> FornellLarcker:
    """Whether each factor shares more with its own items than with another factor.

    Parameters
    ----------
    fit : Fit
        With two or more factors that have observed items.

    Returns
    -------
    FornellLarcker

    Raises
    ------
    DataError
        No pair of factors.

    References
    ----------
    Fornell & Larcker (1981), doi 10.1177/002224378101800104. The criterion often misses a lack of discriminant validity
    where loadings are high (Henseler, Ringle & Sarstedt, 2015): read it beside :func:`htmt2` and :func:`discriminant`.
    """
    correlations = _correlations(fit)
    extracted = ave(fit).table.set_index("group", append=True)["ave_standardized"]
    rows = []
    for group, a, b, value in zip(*(correlations[name] for name in ("group", "lhs", "rhs", "est")), strict=True):
        own = [extracted.get((factor, group), np.nan) for factor in (a, b)]
        if not np.isfinite(own).all():
            continue
        rows.append((group, a, b, value, value**2, *own, min(own) > value**2))
    columns = ["group", "factor_a", "factor_b", "correlation", "shared", "ave_a", "ave_b", "distinct"]
    return FornellLarcker(pd.DataFrame(rows, columns=columns))


def discriminant(fit: Fit, cutoff: float = 0.85, *, likelihood_ratio: bool = False) -> Discriminant:
    """Hold every factor correlation against one and against a cut-off.

    Parameters
    ----------
    fit : Fit
        With two or more correlated factors.
    cutoff : float
        Between 0 and 1.
    likelihood_ratio : bool
        Whether to fit, for every pair, the model with that correlation fixed to one, and compare. Offered for one
        group and items that are not ordinal. One bounds a correlation, so that the statistic is an equal mixture of
        zero (where the estimate lies at one or beyond) and a chi-square with one degree of freedom; with an estimator
        that scales its test the scaled difference is used.

    Returns
    -------
    Discriminant
        ``problem`` follows the end of the interval that is farthest from zero (Rönkkö & Cho, 2022): below .80 none,
        below .90 marginal, below one moderate, else severe.

    Raises
    ------
    DataError
        No pair of correlated factors.
    OptionError
        A cut-off outside 0-1; a likelihood-ratio test that is not offered.

    References
    ----------
    Rönkkö, M., & Cho, E. (2022). An updated guideline for assessing discriminant validity. Organizational Research
    Methods, 25, 6-47, doi 10.1177/1094428120968614. Self, S. G., & Liang, K.-Y. (1987) (the boundary).
    """
    from scipy.special import ndtr

    if not 0 < cutoff < 1:
        raise OptionError(f"cutoff must lie between 0 and 1, not {cutoff!r}")
    found = _correlations(fit)
    size = found["est"].abs().to_numpy()
    se = found["se"].to_numpy(dtype=float)
    farthest = found[["ci_lower", "ci_upper"]].abs().max(axis=1, skipna=False).to_numpy(dtype=float)
    table = pd.DataFrame(
        {
            "group": found["group"],
            "factor_a": found["lhs"],
            "factor_b": found["rhs"],
            "correlation": found["est"],
            "se": se,
            "ci_lower": found["ci_lower"],
            "ci_upper": found["ci_upper"],
        }
    )
    for name, against in (("one", 1.0), ("cutoff", cutoff)):
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (size - against) / se
        table[f"z_{name}"], table[f"p_{name}"] = z, ndtr(z)
    table["chisq_one"] = np.nan
    table["p_chisq_one"] = np.nan
    notes: list[str] = []
    if likelihood_ratio:
        _refuse_ratio(fit)
        pairs = zip(table["factor_a"], table["factor_b"], table["correlation"], strict=True)
        tests = [_against_one(fit, a, b, value, notes) for a, b, value in pairs]
        table["chisq_one"] = [chisq for chisq, _ in tests]
        table["p_chisq_one"] = [p for _, p in tests]
    grades = np.array(["none", "marginal", "moderate", "severe"], dtype=object)
    table["problem"] = grades[np.searchsorted([0.80, 0.90, 1.0], farthest, side="right")]
    table.loc[~np.isfinite(farthest), "problem"] = "unknown"
    order = np.argsort(-size, kind="stable")
    return Discriminant(table.iloc[order].reset_index(drop=True), float(cutoff), fit.level, tuple(notes))


def _correlations(fit: Fit) -> pd.DataFrame:
    """Standardised covariances of latent variables, with errors and intervals."""
    rows = fit.standardized("std_all").rename(columns={"est_std": "est"})
    latent = set(fit.latent_names)
    keep = (rows["op"] == "~~") & (rows["lhs"] != rows["rhs"]) & rows["lhs"].isin(latent) & rows["rhs"].isin(latent)
    kept = rows[keep & (rows["est"] != 0)]
    if kept.empty:
        raise DataError(
            "discriminant validity", ["the model has no two correlated factors; fit one in which factors may correlate"]
        )
    return kept


def _refuse_ratio(fit: Fit) -> None:
    if len(fit.moments) > 1 or any(row.op == "|" for row in fit.table.rows):
        raise OptionError(
            "likelihood_ratio is offered for one group and items that are not ordinal; without it the Wald test remains"
        )


def _against_one(fit: Fit, a: str, b: str, correlation: float, notes: list[str]) -> tuple[float, float]:
    """The difference that fixing one correlation to one (or minus one) makes, and its p-value at the boundary."""
    import warnings

    from lerende_organisatie.psychometrics.cfa.comparison import compare
    from lerende_organisatie.psychometrics.cfa.estimate import fit_table
    from lerende_organisatie.psychometrics.cfa.options import Options
    from lerende_organisatie.psychometrics.cfa.syntax import parse
    from lerende_organisatie.psychometrics.cfa.table import build_table

    if abs(correlation) >= 1:  # beyond the bound: the best model that is allowed is the restricted one
        return 0.0, 1.0
    whole = -1 if correlation < 0 else 1
    means = fit.table.meanstructure
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a correlation of one is improper, and that is the question
            table = build_table(parse(f"{fit.model_syntax}\n{a} ~~ {whole}*{b}"), meanstructure=means, std_lv=True)
            options = Options(
                fit.estimator, "fiml" if fit.missing == "fiml" else "listwise", frozenset(), (), True, False, True,
                means, fit.information, 500,
            )  # fmt: skip
            restricted = fit_table(table, fit.moments, fit.sample, options)
            if not restricted.converged:
                notes.append(f"{a} and {b}: the model with a correlation of {whole} did not converge")
                return float("nan"), float("nan")
            if restricted.df != fit.df + 1:
                notes.append(f"{a} and {b}: the model could not be restated with the correlation at {whole}")
                return float("nan"), float("nan")
            found = compare(fit, restricted)
    except LerendeOrganisatieError as error:
        notes.append(f"{a} and {b}: {str(error).splitlines()[0]}")
        return float("nan"), float("nan")
    if not np.isfinite(found.chisq_diff):
        notes.append(f"{a} and {b}: the scaled difference would be negative")
        return float("nan"), float("nan")
    return max(0.0, found.chisq_diff), found.pvalue / 2
