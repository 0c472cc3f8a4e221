"""Tests of a model that is large for its data, 65 items and 1,703 respondents: corrected, 5% tests reject 3–8%."""

from __future__ import annotations

import warnings

import numpy as np

import lerende_organisatie as lo
from benchmarks._populations import LARGE_ITEMS, LARGE_MODEL, as_answers, large_nested_survey, large_survey
from benchmarks._run import Run, share

TITLE = "A model that is large for its data"
SURVEYS = 400

HEAD = """
The survey of 65 items and 1,703 respondents with the true eight-factor model, which has 1,987 degrees of freedom:
rejection at 5% of each estimator's own test, which is lavaan's, and of those that `fit.corrected_test(...)` offers.
Where there are schools, they are 178 with a tenth of every variance between them; there are then fewer clusters than
degrees of freedom, which a warning says. A statistic that is right has mean {mean:.0f} and
standard deviation {sd:.0f}.

| survey | surveys | test | rejection at 5% | mean | standard deviation |
|---|---:|---|---|---:|---:|
"""

TAIL = """
The plain χ² of maximum likelihood is too large by a share of order p/n. A test that is adjusted for mean and variance
takes that variance to be larger than it is and rejects too seldom, the more so the fewer clusters there are; one that
is adjusted for the mean alone (MLR in clusters) leaves a variance that is too large and rejects too often. What
`"unbiased-trace"` puts right, and how, stands in the docstring of
`lerende_organisatie/psychometrics/cfa/unbiased_trace.py`.
"""

Tests = tuple[float, ...]
"""Statistic and p-value, test after test."""


def normal_answers(rng: np.random.Generator, _: None) -> Tests:
    """Normal answers by ML and by MLMV."""
    survey = large_survey(rng)
    fit = lo.cfa(LARGE_MODEL, survey, estimator="ML")
    corrected = [fit.corrected_test(kind) for kind in ("swain", "bartlett")]
    values = [fit.chisq, float(fit.fit_measures["pvalue"])]
    for test in corrected:
        values += [test.chisq, test.pvalue]
    return (*values, *_default_and_unbiased(lo.cfa(LARGE_MODEL, survey, estimator="MLMV")))


def normal_answers_in_schools(rng: np.random.Generator, _: None) -> Tests:
    """The same in schools by MLR."""
    survey = large_nested_survey(rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.SmallSampleWarning)
        return _default_and_unbiased(lo.cfa(LARGE_MODEL, survey, estimator="MLR", cluster="school"))


def five_point_answers(rng: np.random.Generator, _: None) -> Tests:
    """Five-point answers by WLSMV."""
    survey = as_answers(large_survey(rng))
    return _default_and_unbiased(lo.cfa(LARGE_MODEL, survey, estimator="WLSMV", ordered=True))


def five_point_answers_in_schools(rng: np.random.Generator, _: None) -> Tests:
    """The same in schools."""
    survey = as_answers(large_nested_survey(rng))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.SmallSampleWarning)
        fit = lo.cfa(LARGE_MODEL, survey, estimator="WLSMV", ordered=list(LARGE_ITEMS), cluster="school")
        return _default_and_unbiased(fit)


def _default_and_unbiased(fit: lo.Fit) -> Tests:
    measures, test = fit.fit_measures, fit.corrected_test("unbiased-trace")
    return float(measures["chisq_scaled"]), float(measures["pvalue_scaled"]), test.chisq, test.pvalue


UNBIASED = '`"unbiased-trace"`'
CONDITIONS = (
    ("normal answers", normal_answers, ("ML", '`"swain"`', '`"bartlett"`', "MLMV", f"MLMV, {UNBIASED}")),
    ("normal answers, 178 schools", normal_answers_in_schools, ("MLR", f"MLR, {UNBIASED}")),
    ("five-point answers", five_point_answers, ("WLSMV", f"WLSMV, {UNBIASED}")),
    ("five-point answers, 178 schools", five_point_answers_in_schools, ("WLSMV", f"WLSMV, {UNBIASED}")),
)


def section(run: Run) -> str:
    """The page."""
    rows = []
    for name, job, tests in CONDITIONS:
        found = run.repeat(f"large survey {name}", job, None, SURVEYS)
        for k, test in enumerate(tests):
            statistic, pvalue = found[:, 2 * k], found[:, 2 * k + 1]
            figures = f"{share(pvalue < 0.05)} | {statistic.mean():.0f} | {statistic.std(ddof=1):.1f}"
            rows.append(f"| {name} | {len(found)} | {test} | {figures} |")
    return HEAD.format(mean=1987, sd=float(np.sqrt(2 * 1987))) + "\n".join(rows) + "\n" + TAIL
