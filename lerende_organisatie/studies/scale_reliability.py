"""Reliability per dimension, after a look at whether each dimension is one thing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.errors import DataError
from lerende_organisatie.privacy import is_small, part_of
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.rival_models import ModelFit, Noted, RivalModel, fit_model, noting, with_clusters

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure

CHANGE = 1.96 * math.sqrt(2)
"""The smallest detectable change in units of the standard error of measurement."""

FEWEST_FOR_A_TEST = 4
"""One factor has degrees of freedom from four items on."""

COARSE_INTERVAL = 3
"""Decimals of intervals that could otherwise give a hidden number of respondents away."""


@dataclass(frozen=True, slots=True)
class ScaleReliability:
    """The reliability of one dimension.

    Attributes
    ----------
    dimension : str
    k : int
    n : int or None
        Respondents with every answer; None when it differs from all by too few to publish.
    alpha, alpha_ci_lower, alpha_ci_upper, alpha_standardised : float or None
    omega, omega_ci_lower, omega_ci_upper : float or None
    average_interitem : float or None
    mean, sd, sem : float or None
        Of the mean over the items; rounded where the dimension has an item with a hidden count.
    sdc : float or None
        Smallest detectable change, 1.96 sqrt(2) sem; from internal consistency, not from a repeated measurement.
    floor, ceiling : float or None
        Shares at the lowest and highest possible score; None when of too few respondents.
    published_alpha : float or None
    notes : tuple of Noted
    failure : str or None
        Why nothing could be computed.
    """

    dimension: str
    k: int
    n: int | None = None
    alpha: float | None = None
    alpha_ci_lower: float | None = None
    alpha_ci_upper: float | None = None
    alpha_standardised: float | None = None
    omega: float | None = None
    omega_ci_lower: float | None = None
    omega_ci_upper: float | None = None
    average_interitem: float | None = None
    mean: float | None = None
    sd: float | None = None
    sem: float | None = None
    sdc: float | None = None
    floor: float | None = None
    ceiling: float | None = None
    published_alpha: float | None = None
    notes: tuple[Noted, ...] = ()
    failure: str | None = None


def scale_reliability(
    keyed: pd.DataFrame,
    structure: Structure,
    categories: Sequence[int],
    protected: Mapping[str, int],
    minimum: int,
) -> tuple[ScaleReliability, ...]:
    """Reliability of every dimension, each on its own so that one that fails does not take the others with it.

    Parameters
    ----------
    keyed : DataFrame
        Answers keyed in the direction of their dimension.
    structure : Structure
    categories : sequence of int
        The values that an answer can take.
    protected : mapping of item to int
        Items with a hidden count, and the decimals that protect it.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    tuple of ScaleReliability
    """
    from lerende_organisatie.psychometrics.reliability.table import reliability

    rows: list[ScaleReliability] = []
    for dimension in structure.dimensions:
        scales = {dimension.id: dimension.items}
        base = ScaleReliability(dimension.id, len(dimension.items), published_alpha=dimension.published_alpha)
        try:
            table, notes = noting("reliability", partial(reliability, keyed, scales, categories=categories))
        except DataError as error:
            rows.append(replace(base, failure="; ".join(error.faults)))
            continue
        figures = {str(name): number_or_none(value) for name, value in table.table.iloc[0].items()}
        rows.append(_publishable(base, figures, notes, len(keyed), protected, dimension.items, minimum))
    return tuple(rows)


def unidimensionality(
    keyed: pd.DataFrame,
    structure: Structure,
    estimator: str,
    missing: Literal["listwise", "fiml"],
    cluster: pd.Series | None = None,
) -> dict[str, ModelFit]:
    """One factor for the items of each dimension that has items enough for a test.

    Parameters
    ----------
    keyed : DataFrame
    structure : Structure
    estimator, missing : str
        As in :func:`lerende_organisatie.cfa`.
    cluster : Series, optional
        What respondents are nested in.

    Returns
    -------
    dict of dimension to ModelFit
        Dimensions with fewer than four items are absent.
    """
    fits = {}
    for dimension in structure.dimensions:
        if len(dimension.items) < FEWEST_FOR_A_TEST:
            continue
        model = RivalModel(
            dimension.id, Text(dimension.id, dimension.id), f"{dimension.id} =~ " + " + ".join(dimension.items),
            structure.name, False, dimension.items,
        )  # fmt: skip
        answers, column = with_clusters(keyed, dimension.items, cluster)
        fits[dimension.id] = fit_model(model, answers, estimator, missing, column)[0]
    return fits


def _publishable(
    base: ScaleReliability,
    figures: Mapping[str, float | None],
    notes: tuple[Noted, ...],
    n_all: int,
    protected: Mapping[str, int],
    items: Sequence[str],
    minimum: int,
) -> ScaleReliability:
    """The figures of one dimension without what could give a hidden count away."""
    n_used = int(figures["n"] or 0)
    n = part_of(n_all, n_used, minimum)
    coarse = [protected[item] for item in items if item in protected]

    def metric(name: str) -> float | None:
        value = figures[name]
        if value is None or not coarse:
            return value
        return None if min(coarse) < 0 else round(value, min(coarse))

    def interval(name: str) -> float | None:
        value = figures[name]
        return value if value is None or n is not None else round(value, COARSE_INTERVAL)

    def share(name: str) -> float | None:
        value = figures[name]
        if value is None or n is None or is_small(round(value * n_used), minimum):
            return None
        return value

    sem = metric("sem")
    return replace(
        base,
        n=n,
        alpha=figures["alpha"],
        alpha_ci_lower=interval("alpha_ci_lower"),
        alpha_ci_upper=interval("alpha_ci_upper"),
        alpha_standardised=figures["alpha_standardised"],
        omega=figures["omega"],
        omega_ci_lower=interval("omega_ci_lower"),
        omega_ci_upper=interval("omega_ci_upper"),
        average_interitem=figures["average_interitem"],
        mean=metric("mean"),
        sd=metric("sd"),
        sem=sem,
        sdc=None if sem is None else CHANGE * sem,
        floor=share("floor"),
        ceiling=share("ceiling"),
        notes=notes,
    )


def number_or_none(value: object) -> float | None:
    """A figure as a plain number, None where it is NaN.

    Parameters
    ----------
    value : object

    Returns
    -------
    float or None
    """
    if value is None:
        return None
    number = float(str(value)) if not isinstance(value, float | int) else float(value)
    return None if math.isnan(number) else number
