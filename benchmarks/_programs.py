"""What is timed, each in a process of its own: ``python -m benchmarks._programs NAME RUNS [N]`` prints it as JSON.

Every program goes from a data frame to estimates, all fit measures and standardised estimates with standard errors,
unless its name says less. Seconds are processor seconds of one thread. A matrix product is timed in the same process
in turn with the program, so that what the machine does besides meets both.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

from tests.reference.data import load
from tests.reference.models import survey

FIRST_ITEMS = 19
"""As many items as lavaan fits with scattered missing answers within a minute or so."""


def first_items_model() -> str:
    """The survey's model on its first items alone."""
    kept = set(load("survey65").columns[:FIRST_ITEMS])
    lines = []
    for line in survey().splitlines():
        factor, _, items = line.partition("=~")
        mine = [item.strip() for item in items.split("+") if item.strip() in kept]
        if mine:
            lines.append(f"{factor.strip()} =~ {' + '.join(mine)}")
    return "\n".join(lines)


def _whole(model: str, frame: pd.DataFrame, **options: object) -> float:
    import lerende_organisatie as lo

    fit = lo.cfa(model, frame, **options)  # type: ignore[arg-type]
    measures = fit.fit_measures
    assert fit.standardized()["se"].notna().all()
    return float(measures["chisq"])


def semopy(frame: pd.DataFrame) -> float:
    """One run of semopy; it has no standard errors of standardised estimates, and gives fewer measures."""
    from semopy import Model, calc_stats

    model = Model(survey())
    model.fit(frame)
    measures = calc_stats(model)
    assert model.inspect(std_est=True)["Est. Std"].notna().any()
    return float(measures["chi2"].iloc[0])


def estimates_only(frame: pd.DataFrame) -> float:
    """Full-information estimates and their chi-square."""
    import lerende_organisatie as lo

    fit = lo.cfa(survey(), frame, estimator="ML", missing="fiml")
    assert fit.converged
    return float(fit.chisq)


PROGRAMS: dict[str, tuple[str, Callable[[pd.DataFrame], float]]] = {
    "ML": ("survey65", lambda d: _whole(survey(), d, estimator="ML")),
    "MLR": ("survey65", lambda d: _whole(survey(), d, estimator="MLR")),
    "MLR in schools": ("survey65", lambda d: _whole(survey(), d, estimator="MLR", cluster="school")),
    "WLSMV": (
        "survey65",
        lambda d: _whole(survey(), d.drop(columns="school"), estimator="WLSMV", ordered=True),
    ),
    "FIML estimates": ("survey65_incomplete", estimates_only),
    "FIML": ("survey65_incomplete", lambda d: _whole(survey(), d, estimator="ML", missing="fiml")),
    "FIML MLR": ("survey65_incomplete", lambda d: _whole(survey(), d, estimator="MLR", missing="fiml")),
    "FIML first items": (
        "survey65_incomplete",
        lambda d: _whole(first_items_model(), d, estimator="ML", missing="fiml"),
    ),
    "semopy": ("survey65", semopy),
}


def seconds_of(run: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    start = time.process_time()
    run()
    return time.process_time() - start


def moments_product(n: int = 1703, moments: int = 2210) -> Callable[[], object]:
    """X′X with X n × 2,210: respondents by means and covariances of 65 items."""
    x = np.random.default_rng(1).normal(size=(n, moments))
    return lambda: x.T @ x


def ordinal_products(n: int = 1703, statistics: int = 2340) -> Callable[[], object]:
    """X′X with X n × 2,340 (thresholds and correlations), and the product of two matrices of 2,340 × 2,340."""
    x = np.random.default_rng(1).normal(size=(n, statistics))
    a = np.random.default_rng(2).normal(size=(statistics, statistics))
    b = a[::-1].copy()
    return lambda: (x.T @ x, a @ b)


def timed(name: str, runs: int) -> dict[str, object]:
    """A program's seconds, those of the product that it is held to, and what it found."""
    data, program = PROGRAMS[name]
    frame = load(data)
    product = ordinal_products() if name == "WLSMV" else moments_product()
    seconds, products, found = [], [], float("nan")
    for _ in range(runs):
        if name != "semopy":
            products.append(seconds_of(product))
        start = time.process_time()
        found = program(frame)
        seconds.append(time.process_time() - start)
    return {"seconds": seconds, "products": products, "chisq": found}


def grown(name: str, n: int, runs: int) -> dict[str, object]:
    """The same on a simulated survey of n respondents: seconds, also of forming the covariance, and peak memory."""
    from benchmarks._populations import LARGE_MODEL, as_answers, large_survey

    options: dict[str, object] = {"estimator": name}
    frame = large_survey(np.random.default_rng(n), n)
    if name == "WLSMV":
        frame, options["ordered"] = as_answers(frame), True
    _whole(LARGE_MODEL, frame.head(500), **options)
    seconds, covariance = [], []
    for _ in range(runs):
        covariance.append(seconds_of(lambda: np.cov(frame.to_numpy(), rowvar=False)))
        seconds.append(seconds_of(lambda: _whole(LARGE_MODEL, frame, **options)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"seconds": seconds, "covariance": covariance, "peak": peak}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    wanted, times = sys.argv[1], int(sys.argv[2])
    print(json.dumps(grown(wanted, int(sys.argv[3]), times) if len(sys.argv) > 3 else timed(wanted, times)))
