"""Coverage of intervals and rejection rates of tests: the repetitions behind ``python -m benchmarks calibration``."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

import lerende_organisatie as lo
from benchmarks._populations import LARGE_MODEL, MODEL, Condition, large_survey, truth
from lerende_organisatie.repeat import repeat


@dataclass(frozen=True, slots=True)
class Trial:
    """What one simulated survey gave.

    Attributes
    ----------
    converged : bool
    covered : float
        Share of the 95% intervals of free parameters that hold the true value.
    rejected : bool
        Whether the 5% test rejects the true model.
    """

    converged: bool
    covered: float
    rejected: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """Rates over all trials of a condition, with Monte Carlo errors.

    Attributes
    ----------
    name : str
    trials : int
    converged, coverage, rejection : float
    coverage_error, rejection_error : float
    """

    name: str
    trials: int
    converged: float
    coverage: float
    coverage_error: float
    rejection: float
    rejection_error: float


def one_trial(rng: np.random.Generator, condition: Condition) -> Trial:
    """Draw a survey, fit the true model, look whether the intervals and the test do what they promise."""
    frame = condition.draw(rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        fit = lo.cfa(MODEL, frame, std_lv=True, **condition.options)  # type: ignore[arg-type]
        table = fit.parameters
    if not fit.converged:
        return Trial(False, float("nan"), False)
    rows = table[table["free"] > 0]
    true = np.array([truth(*key) for key in rows[["lhs", "op", "rhs"]].itertuples(index=False, name=None)])
    inside = (rows["ci_lower"].to_numpy() <= true) & (true <= rows["ci_upper"].to_numpy())
    return Trial(True, float(inside.mean()), bool(fit.fit_measures[condition.test] < 0.05))


def calibrate(condition: Condition, trials: int, seed: int, n_jobs: int = -1) -> Calibration:
    """Rates over ``trials`` simulated surveys."""
    results = repeat(one_trial, [condition] * trials, seed=seed, n_jobs=n_jobs)
    good = [t for t in results if t.converged]
    covered = np.array([t.covered for t in good])
    rejected = np.mean([t.rejected for t in good])
    return Calibration(
        condition.name,
        trials,
        len(good) / trials,
        float(covered.mean()),
        float(covered.std(ddof=1) / np.sqrt(len(good))),
        float(rejected),
        float(np.sqrt(rejected * (1 - rejected) / len(good))),
    )


@dataclass(frozen=True, slots=True)
class LargeSurvey:
    """Rejection rates of the tests of one large model.

    Attributes
    ----------
    rejection : tuple of (test, rate)
    """

    rejection: tuple[tuple[str, float], ...]


def large_trial(rng: np.random.Generator, _: int) -> tuple[bool, ...]:
    """One normal survey of 65 items x 1,703; whether each test rejects the true model."""
    fit = lo.cfa(LARGE_MODEL, large_survey(rng))
    corrected = [fit.corrected_test(kind).pvalue for kind in ("swain", "bartlett")]
    return tuple(p < 0.05 for p in (fit.fit_measures["pvalue"], *corrected))


def calibrate_large(trials: int, seed: int, n_jobs: int = -1) -> LargeSurvey:
    """Rejection rates of the plain and the corrected tests."""
    rates = np.mean(repeat(large_trial, range(trials), seed=seed, n_jobs=n_jobs), axis=0)
    return LargeSurvey(tuple(zip(("plain χ²", "Swain", "Bartlett"), (float(r) for r in rates), strict=True)))
