"""Populations of answers in one or more groups, from model text or from a fit, and what is drawn from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.simulation.careless import (
    CarelessKind,
    careless_categories,
    careless_people,
    careless_values,
)
from lerende_organisatie.psychometrics.simulation.draws import covariance_root, normal_sample
from lerende_organisatie.psychometrics.simulation.from_model import PopulationMoments
from lerende_organisatie.psychometrics.simulation.missingness import Mechanism, missing_answers

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]
SCHOOL, GROUP = "school", "group"
"""The columns beside the items."""


@dataclass(frozen=True, slots=True)
class GroupAnswers:
    """The population of one group.

    Attributes
    ----------
    label : str
    mean : ndarray (p,)
    covariance : ndarray (p, p)
        Of the responses behind the answers, for items with thresholds.
    cuts : tuple of p (ndarray or None)
        The thresholds of each item, increasing; None for a continuous item.
    values : tuple of p tuples
        The answers of an item with thresholds, one more than these; empty for a continuous item.
    """

    label: str
    mean: Floats
    covariance: Floats
    cuts: tuple[Floats | None, ...]
    values: tuple[tuple[float, ...], ...]

    @property
    def continuous(self) -> NDArray[np.bool_]:
        """Which items have no thresholds, (p,)."""
        return np.array([cut is None for cut in self.cuts])


@dataclass(frozen=True, slots=True)
class AnswerPopulation:
    """Where answers come from.

    Attributes
    ----------
    names : tuple of p str
    groups : tuple of GroupAnswers
    """

    names: tuple[str, ...]
    groups: tuple[GroupAnswers, ...]

    def draw(
        self,
        rng: np.random.Generator,
        sizes: Sequence[int],
        *,
        schools: int | None = None,
        intraclass: float = 0.0,
        missing: float = 0.0,
        mechanism: Mechanism = "MCAR",
        careless: float = 0.0,
        careless_kind: CarelessKind = "both",
    ) -> pd.DataFrame:
        """One survey.

        Parameters
        ----------
        rng : Generator
        sizes : sequence of int
            Respondents of each group.
        schools : int, optional
            Respondents of every group are spread evenly over so many schools, which the groups share.
        intraclass : float
            Share of every variance and covariance that lies between schools.
        missing, mechanism
            As of :func:`~.missingness.missing_answers`.
        careless, careless_kind
            As of :func:`~.careless.careless_people`.

        Returns
        -------
        DataFrame
            The items, then ``school`` where there are schools and ``group`` where there are groups.
        """
        parts = []
        effects = rng.standard_normal((schools, len(self.names))) if schools is not None else None
        for group, n in zip(self.groups, sizes, strict=True):
            latent = normal_sample(rng, n, np.zeros(len(self.names)), group.covariance)
            school = None
            if effects is not None:
                school = np.arange(n) % len(effects)
                between = effects @ covariance_root(group.covariance).T
                latent = np.sqrt(1 - intraclass) * latent + np.sqrt(intraclass) * between[school]
            answers = _answered(rng, group, latent + group.mean, careless, careless_kind)
            answers[missing_answers(rng, answers, missing, mechanism)] = np.nan
            frame = pd.DataFrame(answers, columns=list(self.names))
            if school is not None:
                frame[SCHOOL] = school
            if len(self.groups) > 1:
                frame[GROUP] = group.label
            parts.append(frame)
        return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)

    def shifted(self, label: str, shifts: Mapping[str, float]) -> AnswerPopulation:
        """The same with a second group in which some items are answered higher at the same standing.

        Parameters
        ----------
        label : str
            Of the new group.
        shifts : mapping of item to float
            In standard deviations of the response behind the item.

        Returns
        -------
        AnswerPopulation

        Raises
        ------
        DataError
            An item is not of this population.
        """
        known_items(self.names, shifts)
        first = self.groups[0]
        shift = np.array([shifts.get(name, 0.0) for name in self.names]) * np.sqrt(np.diag(first.covariance))
        second = replace(first, label=label, mean=first.mean + shift)
        return replace(self, groups=(replace(first, label="first"), second))

    def in_categories(self, categories: int) -> AnswerPopulation:
        """The same with every item cut at equally spaced points between -1.5 and 1.5 standard deviations.

        Parameters
        ----------
        categories : int
            Two or more.

        Returns
        -------
        AnswerPopulation
        """
        steps = np.linspace(-1.5, 1.5, categories - 1) if categories > 2 else np.zeros(1)
        first = self.groups[0]
        sd = np.sqrt(np.diag(first.covariance))
        cuts = tuple(m + s * steps for m, s in zip(first.mean, sd, strict=True))
        values = (tuple(float(k) for k in range(1, categories + 1)),) * len(self.names)
        return replace(self, groups=tuple(replace(group, cuts=cuts, values=values) for group in self.groups))


def from_moments(moments: PopulationMoments) -> AnswerPopulation:
    """A population of continuous answers in one group.

    Parameters
    ----------
    moments : PopulationMoments

    Returns
    -------
    AnswerPopulation
    """
    p = len(moments.names)
    group = GroupAnswers("", moments.mean, moments.covariance, (None,) * p, ((),) * p)
    return AnswerPopulation(moments.names, (group,))


def from_fit(fit: Fit) -> AnswerPopulation:
    """The population that a fitted model describes: its implied moments, and its thresholds where items are ordinal.

    Parameters
    ----------
    fit : Fit
        In one group or several.

    Returns
    -------
    AnswerPopulation

    Raises
    ------
    DataError
        The estimates are improper: no population has them.
    """
    ordinal = getattr(fit, "ordinal", ())
    groups, faults = [], []
    for g, implied in enumerate(fit.implied_moments()):
        names = list(implied.cov.index)
        mean = fit.moments[g].mean if implied.mean is None else implied.mean.to_numpy()
        cuts: list[Floats | None] = [None] * len(names)
        values: list[tuple[float, ...]] = [()] * len(names)
        if implied.thresholds is not None:
            own = implied.thresholds
            item = own.index.str.rsplit("|", n=1).str[0]
            for j, name in enumerate(names):
                if (item == name).any():
                    cuts[j] = np.sort(own[item == name].to_numpy(dtype=float))
                    values[j] = ordinal[g].categories[ordinal[g].items.index(name)]
        cov = implied.cov.to_numpy()
        if not np.isfinite(cov).all() or np.linalg.eigvalsh(cov).min() < -1e-8:
            faults.append(f"group {implied.group!r}" if implied.group else "the implied covariances")
        groups.append(GroupAnswers(implied.group, mean, cov, tuple(cuts), tuple(values)))
    if faults:
        raise DataError("the population of the fit", [f"{fault}: the estimates are improper" for fault in faults])
    return AnswerPopulation(tuple(fit.observed_names), tuple(groups))


def sizes_of(population: AnswerPopulation, n: int, shares: Sequence[float] | None = None) -> tuple[int, ...]:
    """Respondents of each group, in all ``n``; equal shares if none are given.

    Raises
    ------
    OptionError
        There are fewer respondents than groups.
    """
    count = len(population.groups)
    weights = np.ones(count) if shares is None else np.asarray(shares, dtype=float)
    ends = np.round(np.cumsum(weights) / weights.sum() * n).astype(int)
    sizes = np.diff([0, *ends])
    if sizes.min() < 1:
        raise OptionError(f"n={n} respondents are too few for {count} groups")
    return tuple(int(size) for size in sizes)


def known_items(names: Sequence[str], asked: Iterable[str]) -> None:
    """Refuse items that are not in a population.

    Raises
    ------
    DataError
        Names them all.
    """
    faults = [f"item {name!r} is not in it; choose from {', '.join(names)}" for name in asked if name not in names]
    if faults:
        raise DataError("the population", faults)


def _answered(
    rng: np.random.Generator, group: GroupAnswers, latent: Floats, careless: float, kind: CarelessKind
) -> Floats:
    """What is answered: continuous values as they are, others by category, careless respondents put in."""
    who = careless_people(rng, len(latent), careless, kind) if careless else np.zeros(len(latent), dtype=np.int64)
    answers = latent.copy()
    plain = group.continuous
    if careless and plain.any():
        sd = np.sqrt(np.diag(group.covariance))
        answers = careless_values(rng, who, answers, group.mean, sd)
    if plain.all():
        return answers
    category = np.zeros(latent.shape, dtype=np.int64)
    for j, cut in enumerate(group.cuts):
        if cut is not None:
            category[:, j] = np.searchsorted(cut, latent[:, j])
    if careless:
        sizes = np.array([max(len(own), 1) for own in group.values])
        category = careless_categories(rng, who, category, sizes)
    for j, own in enumerate(group.values):
        if own:
            answers[:, j] = np.asarray(own)[category[:, j]]
    return answers
