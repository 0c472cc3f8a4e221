"""Random general models for the tests of the engine's algebra: text, data, and a place where nothing vanishes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lerende_organisatie.psychometrics.cfa.discrepancy import discrepancy
from lerende_organisatie.psychometrics.cfa.estimators import estimator
from lerende_organisatie.psychometrics.cfa.matrices import compile_table
from lerende_organisatie.psychometrics.cfa.objective import Objective, Term
from lerende_organisatie.psychometrics.cfa.start import starting_values
from lerende_organisatie.psychometrics.cfa.syntax import parse
from lerende_organisatie.psychometrics.cfa.table import ParameterTable, build_table
from lerende_organisatie.psychometrics.moments.complete import complete_moments
from lerende_organisatie.psychometrics.moments.data import draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments

MODELS = {
    "factors": "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6",
    "second order": "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ f + g\nh ~~ 1*h\nx1 ~~ x4",
    "regressions": "f =~ x1 + x2\ng =~ x3 + x4\ng ~ f + x5\nx6 ~ g + x5\nx1 ~~ x3",
    "covariates": "f =~ x1 + x2 + x3\nf ~ x5 + x6\nx4 ~ f + x6",
    "paths in a circle": "x1 ~ x2 + x5\nx2 ~ x1 + x6\nx3 ~ x1\nx4 ~~ x3",
    "latent means": "f =~ x1 + x2 + x3\nf ~ x4\nf ~ 1\nx1 ~ 0\nx4 ~~ x5\nx6 ~ f",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A model, what is minimised, and a place."""

    table: ParameterTable
    objective: Objective
    theta: np.ndarray


def answers(seed: int, n: int = 60, missing: float = 0.0) -> pd.DataFrame:
    """Six correlated variables with different spreads; some values missing at random."""
    rng = np.random.default_rng(seed)
    mix = rng.normal(size=(6, 6)) * 0.4 + np.eye(6)
    values = rng.normal(size=(n, 6)) @ mix * rng.uniform(0.5, 2.0, 6) + rng.normal(size=6)
    values[rng.random(values.shape) < missing] = np.nan
    return pd.DataFrame(values, columns=[f"x{i}" for i in range(1, 7)])


def setting(model: str, how: str, *, means: bool, groups: int = 1, fixed_x: bool = False) -> Setting:
    """A model of :data:`MODELS` on random data under ML, GLS, ULS or FIML, near its starting values."""
    row = estimator("ML" if how == "FIML" else how)
    text = parse(MODELS[model])
    table = build_table(text, n_groups=groups, meanstructure=means, fixed_x=fixed_x)
    observed = table.variables.observed
    moments = []
    for g in range(groups):
        frame = answers(10 + g, missing=0.15 if how == "FIML" else 0.0)
        sample = draw_sample(frame, observed, complete=how != "FIML")
        compute = incomplete_moments if how == "FIML" else complete_moments
        moments.append(compute(sample.groups[0], observed))
    compiled = compile_table(table, {g + 1: (m.mean, m.cov) for g, m in enumerate(moments)})
    terms = tuple(
        Term(group, discrepancy(m, row), 0.4 + 0.2 * k)
        for k, (group, m) in enumerate(zip(compiled, moments, strict=True))
    )
    objective = Objective(terms, len(table.free), means)
    start = starting_values(table, compiled, moments)
    rng = np.random.default_rng(7)
    for spread in (0.2, 0.1, 0.05):
        theta = start * (1 + rng.uniform(-spread, spread, len(start))) + rng.uniform(-spread, spread, len(start)) * 0.2
        if objective.places(theta) is not None:
            return Setting(table, objective, theta)
    raise AssertionError("no place inside the domain was found")


def value(at: Setting, theta: np.ndarray) -> float:
    """The objective."""
    places = at.objective.places(theta)
    assert places is not None
    return at.objective.value(places)


def gradient(at: Setting, theta: np.ndarray) -> np.ndarray:
    """Its gradient."""
    places = at.objective.places(theta)
    assert places is not None
    return at.objective.gradient(places)
