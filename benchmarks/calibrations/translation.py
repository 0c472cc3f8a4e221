"""Two language versions with two biased items and a mean difference: what the search finds, how often it errs."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

import lerende_organisatie as lo
from benchmarks._run import Floats, Run, share

TITLE = "Two language versions"
SURVEYS = 200
GROUP = 500
FACTORS = ("vision", "learning", "team")
ITEMS = tuple(f"{factor}{j}" for factor in FACTORS for j in range(1, 5))
MODEL = "\n".join(f"{factor} =~ " + " + ".join(i for i in ITEMS if i.startswith(factor)) for factor in FACTORS)
PLANTED = ("vision2", "team3")
BIAS = 0.5
MEAN = 0.4
CUTS = np.array([-1.6, -0.7, 0.2, 1.2])

HEAD = """
An English and a Dutch version of twelve five-point items, three factors with correlations of .5, {group} respondents
each, {n} simulated surveys. In Dutch the mean of `vision` is {mean} standard deviations higher; where items are
planted, the response behind `vision2` is {bias} standard deviations higher, and that behind `team3` as much lower, than
in English at the same standing. `lo.invariance(..., collapse="pooled")` and its `partial_search()` at α = .05 know
nothing of that.

| | continuous, MLR | ordinal, WLSMV |
|---|---|---|
"""

TAIL = """
The scalar level "supported" is the verdict of Chen (2007). "Anything else" counts surveys in which the search
released an item that was not planted.
"""


@dataclass(frozen=True)
class Condition:
    """What is simulated, and how it is analysed."""

    name: str
    ordinal: bool
    bias: float


def survey(rng: np.random.Generator, bias: float) -> pd.DataFrame:
    """Answers of both versions."""
    dutch = np.arange(2 * GROUP) >= GROUP
    factors = rng.multivariate_normal(np.zeros(3), 0.5 * np.eye(3) + 0.5, 2 * GROUP)
    factors[dutch, 0] += MEAN
    loading = np.tile([0.8, 0.7, 0.75, 0.65], 3)
    response = np.repeat(factors, 4, axis=1) * loading + rng.normal(size=(2 * GROUP, 12)) * np.sqrt(1 - loading**2)
    response[dutch, ITEMS.index(PLANTED[0])] += bias
    response[dutch, ITEMS.index(PLANTED[1])] -= bias
    frame = pd.DataFrame(1.0 + (response[:, :, None] > CUTS).sum(axis=2), columns=list(ITEMS))
    return frame.assign(language=np.where(dutch, "nl", "en"))


def analysed(rng: np.random.Generator, condition: Condition) -> tuple[float, ...]:
    """Planted found, others released, scalar supported before and after; mean before and after, covered, effect."""
    data = survey(rng, condition.bias)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = lo.invariance(MODEL, data, group="language", ordered=condition.ordinal, collapse="pooled")
        found = before.partial_search()
        means = [x.latent_means().table.set_index("factor").loc["vision"] for x in (before, found.result)]
    planted = PLANTED if condition.bias else ()

    covered = [float(m["ci_lower"] <= MEAN <= m["ci_upper"]) for m in means]
    return (
        float(set(planted) <= set(found.items)),
        float(bool(set(found.items) - set(planted))),
        float(before.supported in {"scalar", "strict"}),
        float(found.result.supported in {"scalar", "strict"}),
        float(means[0]["estimate"]),
        float(means[1]["estimate"]),
        covered[0],
        covered[1],
    )


def _mean(values: Floats) -> str:
    return f"{values.mean():.3f} (± {1.96 * values.std(ddof=1) / np.sqrt(len(values)):.3f})"


def section(run: Run) -> str:
    """The page."""
    conditions = [
        Condition("translation continuous planted", ordinal=False, bias=BIAS),
        Condition("translation ordinal planted", ordinal=True, bias=BIAS),
        Condition("translation continuous equal", ordinal=False, bias=0.0),
    ]
    found = [run.repeat(c.name, analysed, c, SURVEYS) for c in conditions]
    planted, equal = found[:2], found[2:]
    lines = [
        ("both planted items found", planted, 0, share),
        ("anything else released", planted, 1, share),
        ("scalar level supported, all equal", planted, 2, share),
        ("scalar level supported, after release", planted, 3, share),
        (f"mean difference, all equal (true: {MEAN})", planted, 4, _mean),
        (f"mean difference, after release (true: {MEAN})", planted, 5, _mean),
        ("95% interval holds it, all equal", planted, 6, share),
        ("95% interval holds it, after release", planted, 7, share),
        ("nothing planted: anything released", equal, 1, share),
        ("nothing planted: scalar level supported", equal, 2, share),
        (f"nothing planted: mean difference (true: {MEAN})", equal, 4, _mean),
        ("nothing planted: 95% interval holds it", equal, 6, share),
    ]
    rows = [
        f"| {name} | " + " | ".join([*(show(x[:, k]) for x in where), "not simulated"][:2]) + " |"
        for name, where, k, show in lines
    ]
    head = HEAD.format(group=GROUP, n=len(planted[0]), mean=MEAN, bias=BIAS)
    return head + "\n".join(rows) + "\n" + TAIL
