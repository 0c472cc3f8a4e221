"""How many dimensions the answers themselves speak of, beside the number of the hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.findings import Finding, Tone
from lerende_organisatie.studies.numbers import in_both
from lerende_organisatie.studies.published_analysis import counted
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure

REPLICATIONS = 200
PERCENTILE = 95.0
SEED = 1


@dataclass(frozen=True, slots=True)
class Position:
    """One eigenvalue beside what it is held against.

    Attributes
    ----------
    position : int
        1 for the largest.
    component, component_random : float
        Of the correlation matrix, and the percentile of random answers.
    factor, factor_random : float
        Of the same matrix with squared multiple correlations on its diagonal.
    kaiser_reference : float
        Of the empirical Kaiser criterion.
    partial : float or None
        The mean squared partial correlation after so many components; None where it cannot be had.
    """

    position: int
    component: float
    component_random: float
    factor: float
    factor_random: float
    kaiser_reference: float
    partial: float | None


@dataclass(frozen=True, slots=True)
class Dimensionality:
    """Numbers of components and factors by several rules.

    Attributes
    ----------
    expected : int
        The dimensions of the structure.
    parallel_components, parallel_factors : int
    map_components, map_fourth : int
        Velicer (1976), and Velicer, Eaton and Fava (2000).
    empirical_kaiser : int
    replications, seed : int
        Of the parallel analysis.
    percentile : float
    missing : str
    positions : tuple of Position
    notes : tuple of Noted
    """

    expected: int
    parallel_components: int
    parallel_factors: int
    map_components: int
    map_fourth: int
    empirical_kaiser: int
    replications: int
    seed: int
    percentile: float
    missing: str
    positions: tuple[Position, ...]
    notes: tuple[Noted, ...]


def dimensionality(
    keyed: pd.DataFrame, structure: Structure, incomplete: bool, minimum: int
) -> tuple[Dimensionality | None, tuple[Noted, ...]]:
    """Parallel analysis, the MAP test and the empirical Kaiser criterion of the items of a structure.

    Parameters
    ----------
    keyed : DataFrame
    structure : Structure
    incomplete : bool
        Whether answers are missing; correlations are then pairwise.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    Dimensionality or None
        None when it cannot be computed.
    tuple of Noted
        Why not.
    """
    from lerende_organisatie.psychometrics.structure.parallel import leading, parallel_analysis
    from lerende_organisatie.psychometrics.structure.retention import kaiser_reference, map_test

    frame = keyed[list(dict.fromkeys(item for members in structure.scales.values() for item in members))]
    missing: Literal["pairwise", "listwise"] = "pairwise" if incomplete else "listwise"
    try:
        parallel, notes = noting(
            "dimensionality",
            lambda: parallel_analysis(
                frame, random="resample", n_replications=REPLICATIONS, percentile=PERCENTILE, missing=missing, seed=SEED
            ),
        )
        partial, more = noting("dimensionality", lambda: map_test(frame, missing=missing))
    except (DataError, OptionError) as error:
        return None, (Noted("dimensionality", type(error).__name__, said_shortly(error)),)
    table = parallel.table
    value = table["component"].to_numpy(dtype=float)
    # the reference gives its number of respondents away
    reference = kaiser_reference(value, max(2, counted(len(frame), parallel.n, minimum)))
    powers = partial.table["squared"].to_dict()
    found = Dimensionality(
        expected=len(structure.dimensions),
        parallel_components=parallel.n_components,
        parallel_factors=parallel.n_factors,
        map_components=partial.n_components,
        map_fourth=partial.n_components_fourth,
        empirical_kaiser=leading(value > reference),
        replications=REPLICATIONS,
        seed=SEED,
        percentile=PERCENTILE,
        missing=missing,
        positions=tuple(
            Position(
                place + 1,
                float(row["component"]),
                float(row["component_percentile"]),
                float(row["factor"]),
                float(row["factor_percentile"]),
                float(reference[place]),
                float(powers[place + 1]) if place + 1 in powers else None,
            )
            for place, row in enumerate(table.to_dict("records"))
        ),
        notes=tuple(dict.fromkeys((*notes, *more))),
    )
    return found, ()


def dimensionality_finding(found: Dimensionality) -> Finding:
    """Whether the rules agree with the hypothesis on the number of dimensions.

    Parameters
    ----------
    found : Dimensionality

    Returns
    -------
    Finding
        It supports the hypothesis when parallel analysis of components or of factors finds its number, and speaks
        against it when no rule does.
    """
    parallel = (found.parallel_components, found.parallel_factors)
    every = (*parallel, found.map_components, found.map_fourth, found.empirical_kaiser)
    tone: Tone = "good" if found.expected in parallel else "mixed" if found.expected in every else "poor"
    c, f, m, k = found.parallel_components, found.parallel_factors, found.map_components, found.empirical_kaiser
    return Finding(
        "dimensionality",
        tone,
        Text("Number of dimensions", "Aantal dimensies"),
        in_both(
            lambda n: (
                f"The hypothesis has {n.count(found.expected)}. Parallel analysis finds {n.count(c)} components and "
                f"{n.count(f)} factors, the MAP test {n.count(m)}, the empirical Kaiser criterion {n.count(k)}."
            ),
            lambda n: (
                f"De hypothese heeft er {n.count(found.expected)}. Parallelle analyse vindt {n.count(c)} componenten "
                f"en {n.count(f)} factoren, de MAP-toets {n.count(m)}, het empirische Kaisercriterium {n.count(k)}."
            ),
        ),
        "dimensionality",
    )
