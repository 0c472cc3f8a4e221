"""Whether every two factors can be told apart: their correlation against one and .85, HTMT and HTMT2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.errors import LerendeOrganisatieError
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly
from lerende_organisatie.studies.scale_reliability import number_or_none

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

DRAWS = 1000
"""Draws of respondents behind the intervals of HTMT and HTMT2."""

SEED = 1

PROBLEMS = ("severe", "moderate", "marginal", "none")
"""The classes of Rönkkö and Cho (2022), the worst first."""


@dataclass(frozen=True, slots=True)
class FactorPair:
    """Two factors, and what says that they differ.

    Attributes
    ----------
    first, second : str
    correlation, ci_lower, ci_upper : float or None
        Of the factors, where the model estimates it.
    p_cutoff, p_one : float or None
        One-sided, that the correlation is smaller than .85 and than one.
    problem : str or None
        Rönkkö and Cho's class: none, marginal, moderate or severe; None where the model has no such correlation.
    shared : float or None
        The squared correlation.
    distinct : bool or None
        The Fornell–Larcker criterion: both factors share more with their items than with each other.
    htmt, htmt_ci_lower, htmt_ci_upper : float or None
    htmt2, htmt2_ci_lower, htmt2_ci_upper : float or None
        Percentiles over draws of respondents.
    """

    first: str
    second: str
    correlation: float | None
    ci_lower: float | None
    ci_upper: float | None
    p_cutoff: float | None
    p_one: float | None
    problem: str | None
    shared: float | None
    distinct: bool | None
    htmt: float | None
    htmt_ci_lower: float | None
    htmt_ci_upper: float | None
    htmt2: float | None
    htmt2_ci_lower: float | None
    htmt2_ci_upper: float | None

    @property
    def size(self) -> float:
        """By which pairs are sorted: the correlation, or HTMT where there is none."""
        return abs(self.correlation if self.correlation is not None else self.htmt or 0.0)


@dataclass(frozen=True, slots=True)
class DistinctFactors:
    """Every pair of factors.

    Attributes
    ----------
    pairs : tuple of FactorPair
        The strongest first.
    n_boot, seed : int
        Of the intervals of HTMT and HTMT2.
    """

    pairs: tuple[FactorPair, ...]
    n_boot: int
    seed: int

    def count(self, problem: str) -> int:
        """Pairs of a class.

        Parameters
        ----------
        problem : str

        Returns
        -------
        int
        """
        return sum(pair.problem == problem for pair in self.pairs)

    def matrix(self, factors: tuple[str, ...]) -> tuple[tuple[float | None, ...], ...]:
        """HTMT as a matrix; empty where no pair has one.

        Parameters
        ----------
        factors : tuple of str

        Returns
        -------
        tuple of tuple of (float or None)
        """
        value = {frozenset((pair.first, pair.second)): pair.htmt for pair in self.pairs}
        if all(one is None for one in value.values()):
            return ()
        return tuple(tuple(1.0 if a == b else value.get(frozenset((a, b))) for b in factors) for a in factors)


def distinct_factors(
    fit: Fit,
    keyed: pd.DataFrame,
    scales: Mapping[str, tuple[str, ...]],
    factors: tuple[str, ...],
    missing: Literal["listwise", "fiml"],
) -> tuple[DistinctFactors | None, tuple[Noted, ...]]:
    """Hold every two factors apart by every criterion that the model and the answers allow.

    Parameters
    ----------
    fit : Fit
    keyed : DataFrame
    scales : mapping of factor to items
    factors : tuple of str
        First-order factors.
    missing : {"listwise", "fiml"}

    Returns
    -------
    DistinctFactors or None
        None for a single factor.
    tuple of Noted
        Warnings, and why something is absent.
    """
    if len(factors) < 2:
        return None, ()
    notes: list[Noted] = []
    wald, shared = _from_fit(fit, factors, notes)
    ratios = _from_answers(keyed, scales, missing, notes)
    empty: dict[str, object] = {}
    pairs = []
    for first, second in combinations(factors, 2):
        key = frozenset((first, second))
        row, fornell = wald.get(key, empty), shared.get(key, empty)
        one, two = ratios.get(("arithmetic", key), empty), ratios.get(("geometric", key), empty)
        problem, distinct = row.get("problem"), fornell.get("distinct")
        pairs.append(
            FactorPair(
                first=first,
                second=second,
                correlation=number_or_none(row.get("correlation")),
                ci_lower=number_or_none(row.get("ci_lower")),
                ci_upper=number_or_none(row.get("ci_upper")),
                p_cutoff=number_or_none(row.get("p_cutoff")),
                p_one=number_or_none(row.get("p_one")),
                problem=None if problem is None else str(problem),
                shared=number_or_none(fornell.get("shared")),
                distinct=None if distinct is None else bool(distinct),
                htmt=number_or_none(one.get("estimate")),
                htmt_ci_lower=number_or_none(one.get("ci_lower")),
                htmt_ci_upper=number_or_none(one.get("ci_upper")),
                htmt2=number_or_none(two.get("estimate")),
                htmt2_ci_lower=number_or_none(two.get("ci_lower")),
                htmt2_ci_upper=number_or_none(two.get("ci_upper")),
            )
        )
    pairs.sort(key=lambda pair: -pair.size)
    return DistinctFactors(tuple(pairs), DRAWS if ratios else 0, SEED), tuple(notes)


Rows = dict[frozenset[str], dict[str, object]]


def _from_fit(fit: Fit, factors: tuple[str, ...], notes: list[Noted]) -> tuple[Rows, Rows]:
    """Factor correlations against .85 and one, and the Fornell-Larcker criterion; nothing of a second-order model."""
    from lerende_organisatie.psychometrics.validity.discriminant import discriminant, fornell_larcker

    if set(factors) != set(fit.latent_names):
        return {}, {}
    try:
        (tested, shared), given = noting("validity", lambda: (discriminant(fit), fornell_larcker(fit)))
    except LerendeOrganisatieError as error:
        notes.append(Noted("validity", type(error).__name__, said_shortly(error)))
        return {}, {}
    notes += given
    return _by_pair(tested.table), _by_pair(shared.table)


def _from_answers(
    keyed: pd.DataFrame, scales: Mapping[str, tuple[str, ...]], missing: Literal["listwise", "fiml"], notes: list[Noted]
) -> dict[tuple[str, frozenset[str]], dict[str, object]]:
    """HTMT and HTMT2 of every two factors with two items each."""
    from lerende_organisatie.psychometrics.validity.ratio import both_ratios

    if len(scales) < 2:
        return {}
    syntax = "\n".join(f"{name} =~ {' + '.join(items)}" for name, items in scales.items())
    compute = partial(both_ratios, syntax, keyed, missing=missing, n_boot=DRAWS, resample="linear", seed=SEED)
    try:
        found, given = noting("validity", compute)
    except LerendeOrganisatieError as error:
        notes.append(Noted("validity", type(error).__name__, said_shortly(error)))
        return {}
    notes += given
    return {(ratio.mean, key): row for ratio in found for key, row in _by_pair(ratio.pairs).items()}


def _by_pair(table: pd.DataFrame) -> Rows:
    return {
        frozenset((str(row["factor_a"]), str(row["factor_b"]))): {str(k): v for k, v in row.items()}
        for row in table.to_dict("records")
    }
